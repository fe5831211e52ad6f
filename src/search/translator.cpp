#include "dragoman/search/translator.h"

#include <algorithm>
#include <map>
#include <mutex>

#include <ATen/Parallel.h>

#include "dragoman/search/search.h"

namespace dragoman {
namespace {

struct Source {
  size_t position;  // among the lines
  std::vector<int64_t> words;
};

/// The sources that wait for a thread: the longest first, so that threads end at about the same
/// time.
class Queue {
 public:
  Queue(std::vector<Source> sources, int64_t threads)
      : sources_(std::move(sources)), threads_(static_cast<size_t>(threads)) {
    std::stable_sort(sources_.begin(), sources_.end(), [](const Source& a, const Source& b) {
      return a.words.size() > b.words.size();
    });
  }

  /// The next ones: at most `count`, and no more than one thread's share of what waits.
  std::vector<Source> take(int64_t count) {
    const std::lock_guard lock(mutex_);
    const size_t share = (sources_.size() - next_ + threads_ - 1) / threads_;
    const auto begin = sources_.begin() + static_cast<std::ptrdiff_t>(next_);
    const auto end = begin + static_cast<std::ptrdiff_t>(std::min(share, size_t(count)));
    next_ = static_cast<size_t>(end - sources_.begin());
    return {std::make_move_iterator(begin), std::make_move_iterator(end)};
  }

 private:
  std::mutex mutex_;
  std::vector<Source> sources_;
  size_t threads_, next_ = 0;
};

/// Searches until the queue is empty. Sources join when half of the others are done: few at a time
/// would make small products.
template <class Finish>
void search_queue(const std::shared_ptr<const Stepper>& stepper, Queue& queue,
                  const SearchConfig& config, const Finish& finish) {
  Search search(stepper, config);
  std::map<int64_t, Source> under_way;
  while (true) {
    if (search.size() <= config.batch_size / 2) {
      std::vector<Source> joining = queue.take(config.batch_size - search.size());
      std::vector<std::vector<int64_t>> words;
      for (const Source& source : joining) words.push_back(source.words);
      const std::vector<int64_t> numbers = search.admit(words);
      for (size_t i = 0; i < numbers.size(); ++i) {
        under_way.emplace(numbers[i], std::move(joining[i]));
      }
    }
    if (search.size() == 0) return;
    for (SearchResult& result : search.step()) {
      const auto source = under_way.find(result.sentence);
      finish(source->second.position, std::move(result.hypotheses));
      under_way.erase(source);
    }
  }
}

}  // namespace

Translator::Translator(std::shared_ptr<const Stepper> stepper, Vocabularies vocabularies,
                       const SearchConfig& config)
    : stepper_(std::move(stepper)), vocabularies_(std::move(vocabularies)), config_(config) {}

std::vector<Translation> Translator::translate(const std::vector<std::string>& lines,
                                               const SearchConfig& config) const {
  std::vector<Translation> translations(lines.size());
  std::vector<Source> sources;
  for (size_t position = 0; position < lines.size(); ++position) {
    std::vector<int64_t> words = vocabularies_.source.encode(lines[position]);
    const size_t kept = std::min(words.size(), static_cast<size_t>(config.max_source_length));
    translations[position].left_out = words.size() - kept;
    words.resize(kept);
    translations[position].source = words;
    if (!words.empty()) sources.push_back({position, std::move(words)});
  }
  // Threads gain more on sentences of their own than together on one's small products.
  const int64_t threads =
      std::clamp<int64_t>(static_cast<int64_t>(sources.size()), 1, at::get_num_threads());
  Queue queue(std::move(sources), threads);
  const auto finish = [&](size_t position, std::vector<Hypothesis> hypotheses) {
    Translation& translation = translations[position];
    translation.text = vocabularies_.target.decode(hypotheses.front().words);
    translation.score = hypotheses.front().score;
    translation.target = hypotheses.front().words;
    translation.hypotheses = std::move(hypotheses);
  };
  at::parallel_for(0, threads, 1,
                   [&](int64_t, int64_t) { search_queue(stepper_, queue, config, finish); });
  return translations;
}

}  // namespace dragoman
