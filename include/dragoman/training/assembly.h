#pragma once
#include <memory>
#include <string>

#include <torch/types.h>

#include "dragoman/config/config.h"
#include "dragoman/nn/arithmetic.h"
#include "dragoman/nn/model.h"
#include "dragoman/text/vocabularies.h"
#include "dragoman/training/launch.h"
#include "dragoman/training/preparation.h"
#include "dragoman/training/processes.h"

namespace dragoman {

// What a run is put together from, the same for a run and for what is tried beforehand.

/// Where and how a run computes.
struct Machine {
  torch::Device device;
  Arithmetic arithmetic;
  std::string threads;  // what was chosen, in a line for people
};

/// Sets the threads and chooses device and arithmetic.
/// @param launch says how many processes share this machine
/// @throws InputError when the machine lacks what the configuration asks for
Machine prepare_machine(const RuntimeConfig& config, const Launch& launch = {});

/// With the size that was chosen where the configuration leaves it open; two sides that differ
/// leave it open still, and are chosen the same again.
Config with_vocabulary_size(Config config, const Vocabularies& chosen);

/// The untrained model of a run, on its device, with the lexicon of its data where it wants one.
std::shared_ptr<TranslationModel> make_run_model(const Config& config, const TrainingData& data,
                                                 const Machine& machine);

/// Whether all processes are about to train the same: configuration, data, and the instructions
/// that they compute with, as others round otherwise and weights would drift apart.
/// @throws InputError in all of them, saying what differs
void check_same_everywhere(const Processes& processes, const Config& config,
                           const Fingerprints& data, const Machine& machine);

}  // namespace dragoman
