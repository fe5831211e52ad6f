#include "dragoman/search/translator.h"

#include <atomic>
#include <functional>
#include <iterator>
#include <map>

#include <ATen/Parallel.h>
#include <spdlog/spdlog.h>

#include "dragoman/search/beam_search.h"
#include "dragoman/text/batch.h"
#include "search/evaluation_mode.h"

namespace dragoman {
namespace {

// Lengths are padded to a multiple of this: a few distinct shapes, little padding.
constexpr int64_t length_step = 4;

struct Source {
  size_t position;
  std::vector<int64_t> words;
};

/// Sources that are translated together.
struct SourceGroup {
  int64_t padded_length;  // of each, end token included
  std::vector<Source> sources;
};

std::vector<int64_t> encode(const Vocabulary& vocabulary, const std::string& text, size_t position,
                            int64_t max_length) {
  std::vector<int64_t> words = vocabulary.encode(text);
  if (static_cast<int64_t>(words.size()) > max_length) {
    spdlog::warn("line {}: {} pieces, only the first {} are translated (search.max_source_length)",
                 position + 1, words.size(), max_length);
    words.resize(static_cast<size_t>(max_length));
  }
  return words;
}

/// The sources that have pieces, up to `batch_size` of one padded length together; the longest
/// first, so that threads which share them end at about the same time.
std::vector<SourceGroup> group_by_length(const std::vector<std::string>& texts,
                                         const Vocabulary& vocabulary, const SearchConfig& config) {
  std::map<int64_t, std::vector<SourceGroup>, std::greater<>> by_length;
  for (size_t position = 0; position < texts.size(); ++position) {
    std::vector<int64_t> words =
        encode(vocabulary, texts[position], position, config.max_source_length);
    if (words.empty()) continue;
    const int64_t length = static_cast<int64_t>(words.size()) + 1;
    const int64_t padded = (length + length_step - 1) / length_step * length_step;
    std::vector<SourceGroup>& groups = by_length[padded];
    if (groups.empty() || groups.back().sources.size() == static_cast<size_t>(config.batch_size)) {
      groups.push_back({padded, {}});
    }
    groups.back().sources.push_back({position, std::move(words)});
  }
  std::vector<SourceGroup> all;
  for (auto& [length, groups] : by_length) {
    std::move(groups.begin(), groups.end(), std::back_inserter(all));
  }
  return all;
}

std::vector<std::vector<Hypothesis>> search(TranslationModel& model, const SourceGroup& group,
                                            const SearchConfig& config) {
  std::vector<std::vector<int64_t>> words;
  for (const Source& source : group.sources) words.push_back(source.words);
  return beam_search(model, make_source_batch(words, group.padded_length).to(model.device()),
                     config);
}

}  // namespace

Translator::Translator(std::shared_ptr<TranslationModel> model, Vocabularies vocabularies,
                       const SearchConfig& config)
    : model_(std::move(model)), vocabularies_(std::move(vocabularies)), config_(config) {}

std::vector<Translation> Translator::translate(const std::vector<std::string>& sources) {
  const EvaluationMode evaluation(*model_);
  const std::vector<SourceGroup> groups = group_by_length(sources, vocabularies_.source, config_);
  std::vector<Translation> translations(sources.size());
  // Threads gain more on a group each than together on one group's small products.
  const bool share = model_->device().is_cpu() && groups.size() > 1;
  std::atomic<size_t> next = 0;
  at::parallel_for(0, share ? at::get_num_threads() : 1, 1, [&](int64_t, int64_t) {
    for (size_t group = next++; group < groups.size(); group = next++) {
      const auto results = search(*model_, groups[group], config_);
      for (size_t row = 0; row < results.size(); ++row) {
        const Hypothesis& best = results[row].front();
        const Source& source = groups[group].sources[row];
        translations[source.position] = {vocabularies_.target.decode(best.words), best.score,
                                         source.words, best.words};
      }
    }
  });
  return translations;
}

}  // namespace dragoman
