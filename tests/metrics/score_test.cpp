#include "dragoman/metrics/score.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(Score, PrintsOneLine) {
  Score score = {"TER", 37.5, "nrefs:1|case:lc", ""};
  EXPECT_EQ(format_score(score), "TER|nrefs:1|case:lc = 37.50");
  EXPECT_EQ(format_score(score, 1), "TER|nrefs:1|case:lc = 37.5");
}

TEST(SingleReferences, AreOneASentence) {
  EXPECT_EQ(single_references({"a b", ""}), (References{{"a b"}, {""}}));
}

TEST(Score, LeavesOutWhatIsEmptyAndAddsWhatIsVerbose) {
  EXPECT_EQ(format_score({"BLEU", 2.0, "", "50.0/2.0"}), "BLEU = 2.00 50.0/2.0");
}

}  // namespace
}  // namespace dragoman
