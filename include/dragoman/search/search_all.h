#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "dragoman/search/search.h"

namespace dragoman {

/// Searches for all sources, by threads that share them.
/// @param sources those without words are passed over
/// @param together how many sentences are under way at once
/// @param finish called on any thread with the place of each source and what was found for it
void search_all(const std::shared_ptr<const Stepper>& stepper, std::vector<SearchSource> sources,
                int64_t together,
                const std::function<void(size_t, std::vector<Hypothesis>)>& finish);

}  // namespace dragoman
