#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "dragoman/nn/stepper.h"
#include "dragoman/text/encoded_corpus.h"

namespace dragoman {

/// What a model thinks of a translation that it is given (forced decoding). T counts the target's
/// end, S the source's.
struct Forced {
  std::vector<double> log_probabilities;                  // [T]
  std::vector<std::vector<double>> weights;               // [T, S] the attention's
  std::vector<std::vector<std::vector<double>>> heads{};  // [N, T, S] of each; empty with one
};

/// What of it is wanted.
enum class ForcedDetail { scores, attention };

/// All pairs together; a pair's numbers are its own.
std::vector<Forced> force(const Stepper& stepper, const std::vector<EncodedPair>& pairs,
                          ForcedDetail detail = ForcedDetail::scores);

/// Any number of pairs, in batches of like length that threads share.
/// @param take gets the position of a pair and what the model thinks of it, from any thread
void force_all(const Stepper& stepper, const std::vector<EncodedPair>& pairs, int64_t batch_size,
               ForcedDetail detail, const std::function<void(size_t, Forced)>& take);

}  // namespace dragoman
