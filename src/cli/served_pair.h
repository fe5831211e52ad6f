#pragma once
#include <string>

#include "dragoman/config/config.h"

namespace dragoman {

/// A language pair that is to be served, by the codes of its languages.
struct ServedPair {
  std::string source, target, file;
};

/// Of "en-de=FILE". @throws InputError where it reads otherwise
ServedPair parse_served_pair(const std::string& text);

/// A model's languages by the endings of the files that it was trained on: train.en, train.de.gz.
/// @throws InputError where they have none
ServedPair pair_of_model(const std::string& file, const DataConfig& data);

}  // namespace dragoman
