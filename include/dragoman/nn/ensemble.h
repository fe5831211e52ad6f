#pragma once
#include <memory>
#include <vector>

#include "dragoman/nn/stepper.h"

namespace dragoman {

/// Models that decide together: a word's probability is the mean of theirs (Sutskever et al. 2014),
/// and so is the attention. Of any kinds, with the same vocabularies. One model is itself.
std::shared_ptr<const Stepper> make_ensemble(std::vector<std::shared_ptr<const Stepper>> members);

}  // namespace dragoman
