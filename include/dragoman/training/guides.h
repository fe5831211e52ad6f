#pragma once
#include <memory>

#include "dragoman/training/minimum_risk.h"
#include "dragoman/training/teachers.h"

namespace dragoman {

/// What a model learns from besides the words of the corpus.
struct Guides {
  Teachers teachers;
  std::shared_ptr<const MinimumRisk> risk;  // null where none is trained
};

/// Those of a configuration. @throws InputError as `Teachers`
Guides make_guides(const Config& config, const Vocabularies& vocabularies, const Machine& machine);

}  // namespace dragoman
