#pragma once
#include <optional>

#include "dragoman/config/config.h"
#include "dragoman/text/corpus.h"
#include "dragoman/text/vocabularies.h"
#include "dragoman/training/processes.h"
#include "dragoman/training/resume.h"

namespace dragoman {

/// The vocabularies of a run, which the first of its processes has for all of them: those that it
/// goes on with, those of prepared data or of a model that it begins with, those that the
/// configuration names, or new ones. @throws InputError when they do not fit each other
Vocabularies run_vocabularies(const Processes& processes, const Config& config,
                              const ParallelCorpus& text, const std::optional<Start>& start);

}  // namespace dragoman
