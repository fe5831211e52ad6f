#include "dragoman/text/corpus_check.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "dragoman/base/error.h"
#include "text/check_part.h"

namespace dragoman {
namespace {

using TextPair = std::pair<std::string_view, std::string_view>;

struct TextPairHash {
  size_t operator()(const TextPair& pair) const {
    const std::hash<std::string_view> hash;
    return hash(pair.first) * 31 + hash(pair.second);
  }
};

CheckedCorpus encode_corpus(const std::string& name, const ParallelCorpus& corpus,
                            const Vocabularies& vocabularies, const DataConfig& config,
                            bool dropping) {
  std::unordered_set<TextPair, TextPairHash> seen;
  CheckedPart whole = check_part({name, vocabularies, config, dropping}, corpus,
                                 [&](std::string_view source, std::string_view target) {
                                   return !seen.emplace(source, target).second;
                                 });
  judge(whole.report, config);
  return {std::move(whole.pairs), std::move(whole.rows), std::move(whole.report)};
}

}  // namespace

CheckedCorpus encode_checked(const std::string& name, const ParallelCorpus& corpus,
                             const Vocabularies& vocabularies, const DataConfig& config) {
  CheckedCorpus checked = encode_corpus(name, corpus, vocabularies, config, true);
  check_any_left(checked.report);
  return checked;
}

CheckedCorpus encode_all(const std::string& name, const ParallelCorpus& corpus,
                         const Vocabularies& vocabularies, const DataConfig& config) {
  return encode_corpus(name, corpus, vocabularies, config, false);
}

int64_t count_contained(const std::vector<std::string>& sources,
                        const std::vector<std::string>& train_sources) {
  const std::unordered_set<std::string_view> train(train_sources.begin(), train_sources.end());
  return std::count_if(sources.begin(), sources.end(),
                       [&](const std::string& line) { return train.count(line) > 0; });
}

}  // namespace dragoman
