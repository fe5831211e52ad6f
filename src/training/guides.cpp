#include "dragoman/training/guides.h"

namespace dragoman {

Guides make_guides(const Config& config, const Vocabularies& vocabularies, const Machine& machine) {
  Guides guides{Teachers(config.training.teachers, vocabularies, machine), nullptr};
  if (config.risk.share > 0) {
    guides.risk = std::make_shared<const MinimumRisk>(config, vocabularies.target);
  }
  return guides;
}

}  // namespace dragoman
