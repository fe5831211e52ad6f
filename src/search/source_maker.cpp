#include "dragoman/search/source_maker.h"

#include <algorithm>

namespace dragoman {

SourceMaker::SourceMaker(const Vocabularies& vocabularies,
                         std::shared_ptr<const SearchSettings> settings)
    : vocabularies_(vocabularies), settings_(std::move(settings)) {}

SearchSource SourceMaker::make(const SourceText& line, Translation& translation) {
  std::vector<int64_t> words = vocabularies_.source.encode(line.text);
  const auto longest = static_cast<size_t>(settings_->config.max_source_length);
  const size_t kept = std::min(words.size(), longest);
  translation.left_out = words.size() - kept;
  words.resize(kept);
  translation.source = words;
  if (words.empty()) translation.text = line.prefix;
  SearchSource source{std::move(words), settings_};
  if (!line.prefix.empty()) add_prefix(line.prefix, source);
  if (!line.terms.empty()) add_terms(line.terms, source);
  return source;
}

void SourceMaker::add_prefix(const std::string& prefix, SearchSource& source) {
  const Vocabulary& target = vocabularies_.target;
  if (spellings_ == nullptr) spellings_ = spellings_of(target);
  source.rules.push_back(std::make_shared<Prefix>(target, spellings_, prefix));
  source.given_length = static_cast<int64_t>(target.encode(prefix).size());
}

void SourceMaker::add_terms(const std::vector<std::string>& terms, SearchSource& source) const {
  std::vector<std::vector<int64_t>> phrases;
  for (const std::string& term : terms) phrases.push_back(vocabularies_.target.encode(term));
  source.terms = std::make_shared<Terms>(std::move(phrases));
}

bool can_write(const Vocabulary& vocabulary, const std::string& phrase) {
  const std::vector<int64_t> pieces = vocabulary.encode(phrase);
  return !pieces.empty() && std::count(pieces.begin(), pieces.end(), TokenIds::unknown) == 0;
}

void fill(Translation& translation, std::vector<Hypothesis> hypotheses, const Vocabulary& target) {
  translation.text = target.decode(hypotheses.front().words);
  translation.score = hypotheses.front().score;
  translation.target = hypotheses.front().words;
  translation.hypotheses = std::move(hypotheses);
}

}  // namespace dragoman
