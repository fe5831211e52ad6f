#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "text/telling_terms.h"

namespace dragoman {

/// The terms of both sides, by row and the other way.
struct TermRows {
  NumberLists source, target;        // the terms of a row
  NumberLists source_of, target_of;  // the rows of a term
};

/// What a source term says of the target: log-likelihood ratios of its row's translation against
/// any other row, where that holds the term `target` and where it does not. Both 0: nothing.
struct TermTranslation {
  uint32_t target = 0;
  float hit = 0, miss = 0;

  bool known() const { return hit > 0; }
};

/// By source term, the target term that goes with it most, learnt from the source rows for which
/// `learns` holds and the target rows at most 3 away from each, so that a corpus that is shifted in
/// part or as a whole teaches the same.
std::vector<TermTranslation> learn_terms(const TermRows& rows,
                                         const std::function<bool(std::size_t row)>& learns);

}  // namespace dragoman
