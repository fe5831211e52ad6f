#pragma once
#include <memory>
#include <string>
#include <vector>

#include "dragoman/search/translator.h"

namespace dragoman {

/// Turns lines into sources of a `Search`, as `Translator` searches for them. For one thread.
class SourceMaker {
 public:
  /// @param vocabularies outlive it
  SourceMaker(const Vocabularies& vocabularies, std::shared_ptr<const SearchSettings> settings);

  /// @param translation is told what of the line is translated. One whose source has no words needs
  /// no search: it is its prefix.
  SearchSource make(const SourceText& line, Translation& translation);

 private:
  void add_prefix(const std::string& prefix, SearchSource& source);
  void add_terms(const std::vector<std::string>& terms, SearchSource& source) const;

  const Vocabularies& vocabularies_;
  std::shared_ptr<const SearchSettings> settings_;
  std::shared_ptr<const std::vector<std::string>> spellings_;  // made for the first prefix
};

/// Whether a vocabulary has pieces for a phrase, which a search can be made to use.
bool can_write(const Vocabulary& vocabulary, const std::string& phrase);

/// What a search found becomes the translation. @param hypotheses best first, at least one
void fill(Translation& translation, std::vector<Hypothesis> hypotheses, const Vocabulary& target);

}  // namespace dragoman
