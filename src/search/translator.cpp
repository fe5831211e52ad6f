#include "dragoman/search/translator.h"

#include <algorithm>
#include <map>

#include <spdlog/spdlog.h>

#include "dragoman/search/beam_search.h"
#include "dragoman/text/batch.h"

namespace dragoman {
namespace {

// Lengths are padded to a multiple of this: a few distinct shapes, little padding.
constexpr int64_t length_step = 4;

struct Source {
  size_t position;
  std::vector<int64_t> words;
};

/// Switches dropout off while it lives.
class EvaluationMode {
 public:
  explicit EvaluationMode(torch::nn::Module& module)
      : module_(module), was_training_(module.is_training()) {
    module_.eval();
  }
  ~EvaluationMode() { module_.train(was_training_); }
  EvaluationMode(const EvaluationMode&) = delete;
  EvaluationMode& operator=(const EvaluationMode&) = delete;

 private:
  torch::nn::Module& module_;
  bool was_training_;
};

/// The sources that have pieces, by padded length (end token included).
std::map<int64_t, std::vector<Source>> group_by_length(const std::vector<std::string>& texts,
                                                       const Vocabulary& vocabulary,
                                                       int64_t max_length) {
  std::map<int64_t, std::vector<Source>> groups;
  for (size_t position = 0; position < texts.size(); ++position) {
    std::vector<int64_t> words = vocabulary.encode(texts[position]);
    if (words.empty()) continue;
    if (static_cast<int64_t>(words.size()) > max_length) {
      spdlog::warn(
          "line {}: {} pieces, only the first {} are translated (search.max_source_length)",
          position + 1, words.size(), max_length);
      words.resize(static_cast<size_t>(max_length));
    }
    const int64_t length = static_cast<int64_t>(words.size()) + 1;
    groups[(length + length_step - 1) / length_step * length_step].push_back(
        {position, std::move(words)});
  }
  return groups;
}

}  // namespace

Translator::Translator(std::shared_ptr<TranslationModel> model, Vocabularies vocabularies,
                       const SearchConfig& config)
    : model_(std::move(model)), vocabularies_(std::move(vocabularies)), config_(config) {}

std::vector<Translation> Translator::translate(const std::vector<std::string>& sources) {
  const EvaluationMode evaluation(*model_);
  std::vector<Translation> translations(sources.size());
  const size_t batch_size = static_cast<size_t>(config_.batch_size);
  for (const auto& [padded_length, group] :
       group_by_length(sources, vocabularies_.source, config_.max_source_length)) {
    for (size_t begin = 0; begin < group.size(); begin += batch_size) {
      const size_t end = std::min(begin + batch_size, group.size());
      std::vector<std::vector<int64_t>> words;
      for (size_t index = begin; index < end; ++index) words.push_back(group[index].words);
      const SourceBatch batch = make_source_batch(words, padded_length).to(model_->device());
      const auto results = beam_search(*model_, batch, config_);
      for (size_t index = begin; index < end; ++index) {
        const Hypothesis& best = results[index - begin].front();
        translations[group[index].position] = {vocabularies_.target.decode(best.words), best.score};
      }
    }
  }
  return translations;
}

}  // namespace dragoman
