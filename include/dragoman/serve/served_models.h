#pragma once
#include <memory>
#include <string>
#include <vector>

#include "dragoman/search/translator.h"

namespace dragoman {

/// A language pair, and what translates it.
struct ServedModel {
  std::string name;            // of its own among those of the pair
  std::string source, target;  // codes, as in "en" and "de"
  std::shared_ptr<const Translator> translator;
  SearchSettings settings;  // of a request that asks for nothing else
};

/// What a request says of the model that it wants; what is empty is left to the server.
struct ModelChoice {
  std::string source, target, model{};  // codes, and a name
};

/// All models of a server; immutable. The first of a language pair is the one that translates it
/// where no other is asked for.
class ServedModels {
 public:
  /// @throws InputError where there is none, or two of a pair have the same name
  explicit ServedModels(std::vector<ServedModel> models);

  /// The first model that is as asked for. An empty code stands for the only one that fits.
  /// @throws InputError with the names or codes that fit
  const ServedModel& find(const ModelChoice& choice) const;

  const std::vector<ServedModel>& all() const { return models_; }

  /// Codes of the sources, each once, in the order in which they were given.
  std::vector<std::string> sources() const;

  /// Codes of what a source is translated to, each once.
  std::vector<std::string> targets(const std::string& source) const;

 private:
  std::vector<ServedModel> models_;
};

}  // namespace dragoman
