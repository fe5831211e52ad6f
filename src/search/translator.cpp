#include "dragoman/search/translator.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "dragoman/kernels/threads.h"
#include "dragoman/search/source_maker.h"

namespace dragoman {
namespace {

struct Source {
  size_t position;  // among the lines
  SearchSource search;
};

/// The sources that wait for a thread: the longest first, so that threads end at about the same
/// time.
class Queue {
 public:
  Queue(std::vector<Source> sources, int64_t threads)
      : sources_(std::move(sources)), threads_(static_cast<size_t>(threads)) {
    std::stable_sort(sources_.begin(), sources_.end(), [](const Source& a, const Source& b) {
      return a.search.words.size() > b.search.words.size();
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

/// Searches until the queue is empty, `together` sentences at a time. Sources join when half of the
/// others are done: few at a time would make small products.
template <class Finish>
void search_queue(const std::shared_ptr<const Stepper>& stepper, Queue& queue, int64_t together,
                  const Finish& finish) {
  Search search(stepper);
  std::map<int64_t, size_t> positions;  // of the sentences under way
  while (true) {
    if (search.size() <= together / 2) {
      std::vector<Source> joining = queue.take(together - search.size());
      std::vector<SearchSource> sources;
      for (Source& source : joining) sources.push_back(std::move(source.search));
      const std::vector<int64_t> numbers = search.admit(std::move(sources));
      for (size_t i = 0; i < numbers.size(); ++i) {
        positions.emplace(numbers[i], joining[i].position);
      }
    }
    if (search.size() == 0) return;
    for (SearchResult& result : search.step()) {
      finish(positions.extract(result.sentence).mapped(), std::move(result.hypotheses));
    }
  }
}

}  // namespace

std::vector<Alternative> alternatives(const Translation& translation, const Vocabulary& target) {
  std::vector<Alternative> texts;
  std::set<std::string> seen;
  for (const Hypothesis& hypothesis : translation.hypotheses) {
    std::string text = target.decode(hypothesis.words);
    if (seen.insert(text).second) texts.push_back({std::move(text), hypothesis.score});
  }
  return texts;
}

Translator::Translator(std::shared_ptr<const Stepper> stepper, Vocabularies vocabularies,
                       const SearchConfig& config)
    : stepper_(std::move(stepper)), vocabularies_(std::move(vocabularies)), config_(config) {}

SearchSettings Translator::settings() const {
  SearchSettings settings(config_);
  settings.n_best = 1;
  return settings;
}

std::vector<Translation> Translator::translate(const std::vector<std::string>& lines,
                                               const SearchSettings& settings) const {
  std::vector<SourceText> sources;
  for (const std::string& line : lines) sources.push_back({line});
  return translate(sources, settings);
}

std::optional<Translation> Translator::translate(const SourceText& line,
                                                 const SearchSettings& settings,
                                                 const Watch& watch) const {
  Translation translation;
  SearchSource source = SourceMaker(vocabularies_, std::make_shared<SearchSettings>(settings))
                            .make(line, translation);
  if (source.words.empty()) return translation;
  Search search(stepper_);
  const int64_t number = search.admit({std::move(source)}).front();
  while (true) {
    std::vector<SearchResult> completed = search.step();
    if (!completed.empty()) {
      fill(translation, std::move(completed.front().hypotheses), vocabularies_.target);
      return translation;
    }
    const std::vector<Hypothesis>& live = search.beam(number).live;
    if (!watch(vocabularies_.target.decode(live.front().words))) return std::nullopt;
  }
}

std::vector<Translation> Translator::translate(const std::vector<SourceText>& lines,
                                               const SearchSettings& settings) const {
  std::vector<Translation> translations(lines.size());
  std::vector<Source> sources;
  SourceMaker maker(vocabularies_, std::make_shared<SearchSettings>(settings));
  for (size_t position = 0; position < lines.size(); ++position) {
    SearchSource source = maker.make(lines[position], translations[position]);
    if (!source.words.empty()) sources.push_back({position, std::move(source)});
  }
  // Threads gain more on sentences of their own than together on one's small products.
  const int64_t threads =
      std::clamp<int64_t>(static_cast<int64_t>(sources.size()), 1, kernel_threads());
  Queue queue(std::move(sources), threads);
  const auto finish = [&](size_t position, std::vector<Hypothesis> hypotheses) {
    fill(translations[position], std::move(hypotheses), vocabularies_.target);
  };
  const int64_t of_a_thread = (settings.config.batch_size + threads - 1) / threads;
  on_threads(threads, [&](int64_t) { search_queue(stepper_, queue, of_a_thread, finish); });
  return translations;
}

}  // namespace dragoman
