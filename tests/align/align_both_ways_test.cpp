#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "dragoman/align/align_both_ways.h"
#include "dragoman/align/number_words.h"

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

/// In percent, of the links that both directions make together.
double error_rate(const WordAlignerOptions& options) {
  const std::vector<WordPair> pairs = number_words(with_test("en"), with_test("de"), 100);
  const std::vector<WordLinks> links =
      align_both_ways(pairs, options, Symmetrization::grow_diagonal);
  const std::vector<std::string> truth = lines("test.align", 500);
  AlignmentScore score;
  for (size_t i = 0; i < truth.size(); ++i) {
    score += score_alignment(links[links.size() - truth.size() + i],
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
