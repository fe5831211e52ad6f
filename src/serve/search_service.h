#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "dragoman/serve/served_models.h"
#include "serve/counters.h"
#include "serve/searches.h"
#include "serve/ticket.h"

namespace dragoman {

struct ServiceLimits {
  int64_t threads = 1;
  int64_t sentences = 64;  // that a thread searches for together
  int64_t requests = 256;  // admitted at once
  std::chrono::milliseconds time{60'000};
};

/// Searches for the lines of all clients together. Each of its threads has a `Search` of its own
/// for each model; at every step it takes in of what waits, a line of each request in turn, and
/// hands out what is complete. What a line becomes depends on the line and its request alone.
class SearchService {
 public:
  /// @param counters outlive it
  SearchService(const ServiceLimits& limits, Counters& counters);

  /// Gives up what is under way: drain first.
  ~SearchService();
  SearchService(const SearchService&) = delete;
  SearchService& operator=(const SearchService&) = delete;

  /// A request's right to be worked for, while it lives; it must not outlive the service.
  class Admission {
   public:
    Admission(SearchService& service, Patience patience)
        : service_(service), patience_(std::move(patience)) {}
    ~Admission() { service_.leave(); }
    Admission(const Admission&) = delete;
    Admission& operator=(const Admission&) = delete;

    /// Lines into the queue. @param is_watched whether the client wants to see them grow
    std::shared_ptr<Ticket> search(const ServedModel& model, const std::vector<SourceText>& lines,
                                   const SearchSettings& settings, bool is_watched = false);

    /// Has a thread of the service do some other work of a model between two steps, and waits.
    /// @throws Refusal when the client waits no more as it begins, and what the work throws
    void compute(const std::function<void()>& work);

   private:
    SearchService& service_;
    Patience patience_;
  };

  /// @param has_left whether the client has, by now; what it asked for is given up then
  /// @throws Refusal when too many are admitted, or the service ends
  std::shared_ptr<Admission> admit(std::function<bool()> has_left = {});

  /// Admits nobody any more, and waits for the requests that are.
  void drain();

  ServiceState state() const;

 private:
  struct Computation {
    std::function<void()> work;
    std::promise<void> done;

    void run();
  };
  /// What a thread does next.
  struct Work {
    std::shared_ptr<Computation> computation;  // null for none
    std::vector<TakenLine> lines;
    bool ends = false;
  };

  void leave();
  void run();
  void enqueue(const std::shared_ptr<Ticket>& ticket);
  void compute(const std::function<void()>& work, const Patience& patience);
  bool withdraw(const std::shared_ptr<Computation>& computation);
  Work next_work(int64_t under_way, Room room);
  std::vector<TakenLine> take_lines(Room room);
  int64_t waiting_lines() const;

  const ServiceLimits limits_;
  Counters& counters_;

  mutable std::mutex mutex_;  // of all that follows
  std::condition_variable work_came_, request_left_;
  std::deque<std::shared_ptr<Ticket>> waiting_;  // those with lines that no thread has
  std::deque<std::shared_ptr<Computation>> computations_;
  int64_t requests_ = 0, active_ = 0;
  bool is_draining_ = false, ends_ = false;

  std::vector<std::thread> threads_;
};

}  // namespace dragoman
