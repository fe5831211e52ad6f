#pragma once
#include <memory>
#include <string>
#include <vector>

#include "dragoman/search/translator.h"

namespace dragoman {

/// A language pair, and what translates it.
struct ServedModel {
  std::string source, target;  // codes, as in "en" and "de"
  std::shared_ptr<const Translator> translator;
  SearchSettings settings;  // of a request that asks for nothing else
};

/// All language pairs of a server; immutable.
class ServedModels {
 public:
  /// @throws InputError where there is none, or two translate the same pair
  explicit ServedModels(std::vector<ServedModel> models);

  /// The model of a pair. An empty code stands for the only one there is.
  /// @throws InputError with the codes that are served
  const ServedModel& find(const std::string& source, const std::string& target) const;

  const std::vector<ServedModel>& all() const { return models_; }

  /// Codes of the sources, each once, in the order in which they were given.
  std::vector<std::string> sources() const;

  /// Codes of what a source is translated to.
  std::vector<std::string> targets(const std::string& source) const;

 private:
  std::vector<ServedModel> models_;
};

}  // namespace dragoman
