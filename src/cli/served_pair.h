#pragma once
#include <string>
#include <vector>

#include "dragoman/config/config.h"

namespace dragoman {

/// A language pair that is to be served, by the codes of its languages, and the model for it.
struct ServedPair {
  std::string source, target, file;
  std::string name{};  // empty where the user gave none
};

/// Of "en-de=FILE" or "NAME:en-de=FILE". @throws InputError where it reads otherwise
ServedPair parse_served_pair(const std::string& text);

/// A model's languages by the endings of the files that it was trained on: train.en, train.de.gz.
/// @throws InputError where they have none
ServedPair pair_of_model(const std::string& file, const DataConfig& data);

/// Names the models that have no name by their files: "best" of "runs/small/best.safetensors", or
/// "small/best" where another model of the pair would be "best" too.
void name_by_files(std::vector<ServedPair>& pairs);

}  // namespace dragoman
