#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "dragoman/search/aligner.h"

namespace dragoman {

/// The target's text, in which source words that a model cannot know stand as they are in ⟨ ⟩: each
/// in the place of the target words that saw it most (Luong et al. 2015b, for words out of the
/// vocabulary), or at the end where none did.
/// @param unknown positions of source words, ascending
std::string mark_unknown(const Alignment& alignment, const std::vector<std::size_t>& unknown);

}  // namespace dragoman
