#include "serve/search_service.h"

#include <algorithm>

#include "dragoman/kernels/threads.h"
#include "serve/refusal.h"

namespace dragoman {

SearchService::SearchService(const ServiceLimits& limits, Counters& counters)
    : limits_(limits), counters_(counters) {
  for (int64_t thread = 0; thread < limits.threads; ++thread) {
    threads_.emplace_back([this] { run(); });
  }
}

SearchService::~SearchService() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  work_came_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

std::shared_ptr<Ticket> SearchService::Admission::search(const ServedModel& model,
                                                         const std::vector<SourceText>& lines,
                                                         const SearchSettings& settings,
                                                         bool is_watched) {
  auto ticket = std::make_shared<Ticket>(model.translator, lines, settings, is_watched, patience_);
  service_.enqueue(ticket);
  return ticket;
}

void SearchService::Admission::compute(const std::function<void()>& work) {
  service_.compute(work, patience_);
}

std::shared_ptr<SearchService::Admission> SearchService::admit(std::function<bool()> has_left) {
  const std::lock_guard lock(mutex_);
  if (is_draining_) {
    throw Refusal(Refusal::Reason::stopping, "the server is stopping: ask another, or later");
  }
  if (requests_ >= limits_.requests) {
    throw Refusal(
        Refusal::Reason::busy,
        fmt::format("{} requests are under way, as many as may be: try again", requests_));
  }
  ++requests_;
  return std::make_shared<Admission>(*this,
                                     Patience{Clock::now() + limits_.time, std::move(has_left)});
}

void SearchService::leave() {
  const std::lock_guard lock(mutex_);
  --requests_;
  request_left_.notify_all();
}

void SearchService::drain() {
  std::unique_lock lock(mutex_);
  is_draining_ = true;
  request_left_.wait(lock, [&] { return requests_ == 0; });
}

ServiceState SearchService::state() const {
  const std::lock_guard lock(mutex_);
  return {requests_, waiting_lines(), active_};
}

int64_t SearchService::waiting_lines() const {
  size_t lines = 0;
  for (const auto& ticket : waiting_) lines += ticket->lines_left();
  return static_cast<int64_t>(lines);
}

void SearchService::enqueue(const std::shared_ptr<Ticket>& ticket) {
  if (!ticket->has_lines()) return;
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(ticket);
  }
  work_came_.notify_all();
}

void SearchService::compute(const std::function<void()>& work, const Patience& patience) {
  patience.check();
  const auto computation = std::make_shared<Computation>();
  computation->work = work;
  std::future<void> done = computation->done.get_future();
  {
    const std::lock_guard lock(mutex_);
    computations_.push_back(computation);
  }
  work_came_.notify_one();
  // What has begun is waited for: it uses what the caller owns.
  if (done.wait_until(patience.deadline) != std::future_status::ready && withdraw(computation)) {
    patience.check();
  }
  done.get();
}

void SearchService::Computation::run() {
  try {
    work();
    done.set_value();
  } catch (...) {
    done.set_exception(std::current_exception());
  }
}

bool SearchService::withdraw(const std::shared_ptr<Computation>& computation) {
  const std::lock_guard lock(mutex_);
  return std::erase(computations_, computation) > 0;
}

/// A line of each request in turn: this thread's share of what waits.
std::vector<TakenLine> SearchService::take_lines(Room room) {
  const int64_t share = (waiting_lines() + limits_.threads - 1) / limits_.threads;
  room.sentences = std::min(room.sentences, share);
  std::vector<TakenLine> lines;
  while (!waiting_.empty() && room.sentences > 0 && room.rows > 0) {
    const std::shared_ptr<Ticket> ticket = std::move(waiting_.front());
    waiting_.pop_front();
    if (ticket->is_given_up()) {
      counters_.count_cancelled(static_cast<int64_t>(ticket->lines_left()));
      continue;
    }
    --room.sentences;
    room.rows -= ticket->rows_of_a_line();
    lines.push_back({ticket, ticket->take()});
    if (ticket->has_lines()) waiting_.push_back(ticket);
  }
  return lines;
}

SearchService::Work SearchService::next_work(int64_t under_way, Room room) {
  std::unique_lock lock(mutex_);
  work_came_.wait(
      lock, [&] { return ends_ || under_way > 0 || !waiting_.empty() || !computations_.empty(); });
  Work work;
  work.ends = ends_;
  if (!computations_.empty()) {
    work.computation = std::move(computations_.front());
    computations_.pop_front();
  }
  work.lines = take_lines(room);
  return work;
}

void SearchService::run() {
  set_kernel_threads(1);  // the threads share the sentences, not one's products
  Searches searches(limits_.sentences, counters_);
  int64_t under_way = 0;
  while (true) {
    Work work = next_work(under_way, searches.room());
    if (work.ends) return;
    if (work.computation) work.computation->run();
    searches.admit(std::move(work.lines));
    searches.step();
    const std::lock_guard lock(mutex_);
    active_ += searches.sentences() - under_way;
    under_way = searches.sentences();
  }
}

}  // namespace dragoman
