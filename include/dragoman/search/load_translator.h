#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "dragoman/nn/model.h"
#include "dragoman/nn/model_file.h"
#include "dragoman/search/translator.h"

namespace dragoman {

/// A model file's translator. `configure` may change the file's configuration first: search
/// options, device and threads are the reader's choice.
/// @throws InputError of one line when the file is not a whole model
std::unique_ptr<Translator> load_translator(const std::filesystem::path& model,
                                            const std::function<void(Config&)>& configure);

/// The vocabularies that a model file carries. @param name of the file, for messages
/// @throws InputError when one is damaged, or has another size than the model's
Vocabularies vocabularies_of(const ModelFile& file, const VocabularySizes& sizes,
                             const std::string& name);

/// Several models that translate together as one; the first one's configuration counts.
/// @throws InputError also when their vocabularies differ
std::unique_ptr<Translator> load_ensemble(const std::vector<std::filesystem::path>& models,
                                          const std::function<void(Config&)>& configure);

}  // namespace dragoman
