#pragma once
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "dragoman/nn/stepper.h"
#include "dragoman/text/vocabularies.h"

namespace dragoman {

/// weights[i][j]: what target word i got from source word j; rows sum to 1.
using AlignmentMatrix = std::vector<std::vector<double>>;

/// The attention of a sentence pair, over the words that white space divides.
struct Alignment {
  std::vector<std::string> source;     // the last is `end_of_sentence`
  std::vector<std::string> target;     // without the end
  AlignmentMatrix weights;             // the heads' mean
  std::vector<AlignmentMatrix> heads;  // of each; empty with one head

  static constexpr const char* end_of_sentence = "</s>";
};

/// Looks at the attention of a model while it writes a given translation. The weights of a word's
/// pieces are summed on the source side and averaged on the target side.
class Aligner {
 public:
  Aligner(std::shared_ptr<const Stepper> stepper, Vocabularies vocabularies);

  /// @param source, target piece ids without the end token
  Alignment align(const std::vector<int64_t>& source, const std::vector<int64_t>& target) const;

  /// @param source, target raw text
  Alignment align_text(const std::string& source, const std::string& target) const;

 private:
  std::shared_ptr<const Stepper> stepper_;
  Vocabularies vocabularies_;
};

/// Each target word's strongest source word, as pairs (source, target) from 0; words whose
/// strongest is the end of the sentence have none.
std::set<std::pair<int64_t, int64_t>> hard_links(const Alignment& alignment);

}  // namespace dragoman
