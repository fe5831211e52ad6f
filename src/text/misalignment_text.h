#pragma once
#include <string>
#include <vector>

#include "dragoman/text/corpus.h"
#include "dragoman/text/misalignment.h"

namespace dragoman {

/// A sentence on each of the first regions and on the number of the others: which lines of the
/// corpus `name` to look at, with an example. Lines count from 1. @param first_row of the corpus,
/// where it is a part of one
std::vector<std::string> describe(const std::vector<Misalignment>& regions,
                                  const ParallelCorpus& corpus, const std::string& name,
                                  size_t first_row = 0);

}  // namespace dragoman
