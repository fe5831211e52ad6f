#pragma once
#include "dragoman/base/names.h"
#include "dragoman/metrics/alignment_error.h"

namespace dragoman {

/// How the links of two directions become one set.
enum class Symmetrization { intersection, unite, grow_diagonal };

template <>
inline constexpr std::array name_table<Symmetrization>{
    Named{Symmetrization::intersection, "intersection"}, Named{Symmetrization::unite, "union"},
    Named{Symmetrization::grow_diagonal, "grow-diagonal"}};

/// `intersection` keeps the links of both, `unite` all. `grow_diagonal` begins with those of both
/// and adds links of either beside one that is there (also diagonally) where a word has none yet,
/// then those of either between two words that both have none
/// (grow-diag-final-and, Koehn et al. 2005).
WordLinks symmetrize(const WordLinks& forward, const WordLinks& backward, Symmetrization how);

}  // namespace dragoman
