#pragma once
#include <vector>

#include "dragoman/config/config.h"
#include "dragoman/nn/model.h"
#include "dragoman/search/beam.h"
#include "dragoman/text/batch.h"

namespace dragoman {

/// Beam search over a batch of sources (Graves 2012; Sutskever et al. 2014); beam size 1 is greedy
/// search. A sentence whose beam is complete leaves the batch, so what the others do never changes
/// it. The longest translation has max_length_ratio · (source pieces) + max_length_offset words.
///
/// The model must be in evaluation mode.
/// @return for each source its finished hypotheses, best first; never none.
std::vector<std::vector<Hypothesis>> beam_search(TranslationModel& model, const SourceBatch& batch,
                                                 const SearchConfig& config);

}  // namespace dragoman
