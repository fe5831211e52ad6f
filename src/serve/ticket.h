#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "dragoman/search/source_maker.h"

namespace dragoman {

using Clock = std::chrono::steady_clock;

/// What a line of a request is now, while it grows.
struct GrowingText {
  size_t line;
  std::string text;
};

/// When a request began to be searched, and when it ended.
struct SearchTimes {
  Clock::time_point admitted, begun, ended;
};

/// How long a client waits for its answer.
struct Patience {
  Clock::time_point deadline = Clock::time_point::max();
  std::function<bool()> has_left{};  // asked now and then by the thread that waits; empty = never

  /// @throws Refusal where it waits no more
  void check() const;
};

/// The lines of a request between the client that waits and the threads that search. The client's
/// thread makes it and waits; the others take its lines and hand in what they found.
class Ticket {
 public:
  /// @throws InputError where a line has more pieces than the model reads
  Ticket(std::shared_ptr<const Translator> translator, const std::vector<SourceText>& lines,
         const SearchSettings& settings, bool is_watched, Patience patience);

  // Of the client's thread.

  /// Waits for all translations, one a line, in order; once.
  /// @throws Refusal where the client waits no more, and what a searching thread threw
  std::vector<Translation> translations();

  /// Waits at most `patience` for a line to have grown. @return nothing when none has
  std::optional<GrowingText> next_text(std::chrono::milliseconds patience);

  bool is_done() const;
  void cancel() { given_up_ = true; }
  SearchTimes times() const;

  // Of the threads that search.

  const std::shared_ptr<const Translator>& translator() const { return translator_; }
  bool is_watched() const { return is_watched_; }

  /// Nobody waits any more.
  bool is_given_up() const { return given_up_ || Clock::now() > patience_.deadline; }

  /// The lines that no thread has taken; those without words need none.
  bool has_lines() const { return next_ < waiting_.size(); }
  size_t lines_left() const { return waiting_.size() - next_; }

  /// Hypotheses that a line keeps alive, about.
  int64_t rows_of_a_line() const { return rows_of_a_line_; }

  struct Line {
    size_t number;
    SearchSource source;
  };
  /// The next of them; of threads that have agreed on whose turn it is.
  Line take();

  void show(size_t line, std::string text);
  void finish(size_t line, std::vector<Hypothesis> hypotheses);
  void fail(const std::exception_ptr& failure);

 private:
  const std::shared_ptr<const Translator> translator_;
  const bool is_watched_;
  const int64_t rows_of_a_line_;
  const Patience patience_;
  std::vector<Line> waiting_;
  size_t next_ = 0;  // of those that wait
  std::atomic<bool> given_up_ = false;

  mutable std::mutex mutex_;  // of all that follows
  std::condition_variable changed_;
  std::vector<Translation> translations_;
  std::vector<std::optional<std::string>> grown_;  // of each line what nobody has seen yet
  size_t unfinished_ = 0;
  std::exception_ptr failure_;
  SearchTimes times_;
};

}  // namespace dragoman
