#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "dragoman/align/number_words.h"
#include "dragoman/align/symmetrize.h"
#include "dragoman/align/word_aligner.h"

namespace dragoman {
namespace {

std::vector<std::string> lines(const std::string& name, size_t most) {
  std::ifstream file(std::string(DRAGOMAN_SOURCE_DIR "/data/sample/") + name);
  std::vector<std::string> read;
  for (std::string line; read.size() < most && std::getline(file, line);) read.push_back(line);
  return read;
}

/// Some of the training text, then the test set.
std::vector<std::string> with_test(const std::string& language) {
  std::vector<std::string> all = lines("train." + language, 4000);
  const std::vector<std::string> test = lines("test." + language, 500);
  all.insert(all.end(), test.begin(), test.end());
  return all;
}

WordLinks links(const std::vector<int64_t>& origins, bool swapped) {
  WordLinks found;
  for (int64_t word = 0; word < std::ssize(origins); ++word) {
    const int64_t origin = origins[static_cast<size_t>(word)];
    if (origin >= 0) found.insert(swapped ? std::pair{word, origin} : std::pair{origin, word});
  }
  return found;
}

/// In percent, of the links that both directions make together.
double error_rate(const WordAlignerOptions& options) {
  const auto english = with_test("en"), german = with_test("de");
  const WordOrigins forward = align_words(number_words(english, german, 100), options);
  const WordOrigins backward = align_words(number_words(german, english, 100), options);
  const std::vector<std::string> truth = lines("test.align", 500);
  AlignmentScore score;
  for (size_t i = 0; i < truth.size(); ++i) {
    const size_t pair = forward.size() - truth.size() + i;
    score += score_alignment(symmetrize(links(forward[pair], false), links(backward[pair], true),
                                        Symmetrization::grow_diagonal),
                             parse_alignment(truth[i], "test.align"));
  }
  return score.error_rate();
}

TEST(SampleCorpus, IsAlignedAsItWasGenerated) {
  const double hmm = error_rate({}), diagonal = error_rate({.hmm_iterations = 0});
  EXPECT_LT(hmm, 14);
  EXPECT_LT(hmm, diagonal - 3) << "what the hidden Markov model is for";
}

}  // namespace
}  // namespace dragoman
