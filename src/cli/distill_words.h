#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dragoman/config/device_choice.h"

namespace dragoman {

struct WordDistillation {
  std::string model;
  std::vector<std::string> ensemble;  // models besides the first
  std::string source, references, output;
  int64_t words;  // of each position
  std::optional<DeviceChoice> device;
  std::optional<int64_t> threads;
};

/// Writes what the models together hold of the words of true translations. Pairs with an empty
/// side, or one too long to be trained on, are left out.
/// @throws InputError as `Teachers` and `DistilledText`
void distill_words(const WordDistillation& wanted);

}  // namespace dragoman
