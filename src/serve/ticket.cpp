#include "serve/ticket.h"

#include <algorithm>

#include "dragoman/base/error.h"
#include "serve/refusal.h"

namespace dragoman {
namespace {

constexpr std::chrono::milliseconds between_looks{200};  // for a client that has left

void check_length(const Translation& translation) {
  if (translation.left_out == 0) return;
  const size_t kept = translation.source.size();
  fail_input("a sentence has {} pieces, expected at most {}: divide it",
             kept + translation.left_out, kept);
}

}  // namespace

void Patience::check() const {
  if (Clock::now() >= deadline) {
    throw Refusal(Refusal::Reason::late,
                  "the answer took too long: ask for fewer or shorter texts");
  }
  if (has_left && has_left()) throw Refusal(Refusal::Reason::left, "the client has left");
}

Ticket::Ticket(std::shared_ptr<const Translator> translator, const std::vector<SourceText>& lines,
               const SearchSettings& settings, bool is_watched, Patience patience)
    : translator_(std::move(translator)),
      is_watched_(is_watched),
      rows_of_a_line_(settings.sampling ? settings.n_best : settings.config.beam_size),
      patience_(std::move(patience)),
      translations_(lines.size()),
      grown_(lines.size()) {
  SourceMaker maker(translator_->vocabularies(), std::make_shared<SearchSettings>(settings));
  for (size_t line = 0; line < lines.size(); ++line) {
    SearchSource source = maker.make(lines[line], translations_[line]);
    check_length(translations_[line]);
    if (!source.words.empty()) waiting_.push_back({line, std::move(source)});
  }
  unfinished_ = waiting_.size();
  const Clock::time_point now = Clock::now();
  times_ = {now, now, now};
}

std::vector<Translation> Ticket::translations() {
  std::unique_lock lock(mutex_);
  const auto has_ended = [&] { return unfinished_ == 0 || failure_; };
  const auto next_look = [&] { return std::min(patience_.deadline, Clock::now() + between_looks); };
  while (!changed_.wait_until(lock, next_look(), has_ended)) {
    try {
      patience_.check();
    } catch (...) {
      cancel();
      throw;
    }
  }
  if (failure_) std::rethrow_exception(failure_);
  return std::move(translations_);
}

std::optional<GrowingText> Ticket::next_text(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  const auto first_grown = [&] {
    return std::find_if(grown_.begin(), grown_.end(), [](const auto& text) { return text; });
  };
  changed_.wait_for(lock, patience,
                    [&] { return unfinished_ == 0 || failure_ || first_grown() != grown_.end(); });
  const auto grown = first_grown();
  if (grown == grown_.end()) return std::nullopt;
  GrowingText text = {static_cast<size_t>(grown - grown_.begin()), **std::move(grown)};
  grown->reset();
  return text;
}

bool Ticket::is_done() const {
  const std::lock_guard lock(mutex_);
  return unfinished_ == 0 || failure_ || is_given_up();
}

SearchTimes Ticket::times() const {
  const std::lock_guard lock(mutex_);
  return times_;
}

Ticket::Line Ticket::take() {
  if (next_ == 0) {
    const std::lock_guard lock(mutex_);
    times_.begun = Clock::now();
  }
  return std::move(waiting_[next_++]);
}

void Ticket::show(size_t line, std::string text) {
  const std::lock_guard lock(mutex_);
  grown_[line] = std::move(text);
  changed_.notify_all();
}

void Ticket::finish(size_t line, std::vector<Hypothesis> hypotheses) {
  const std::lock_guard lock(mutex_);
  fill(translations_[line], std::move(hypotheses), translator_->vocabularies().target);
  if (--unfinished_ == 0) times_.ended = Clock::now();
  if (unfinished_ == 0) changed_.notify_all();
}

void Ticket::fail(const std::exception_ptr& failure) {
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = failure;
  given_up_ = true;
  changed_.notify_all();
}

}  // namespace dragoman
