#include "dragoman/search/mark_unknown.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

/// Of a source 𓀀 in 𓁐 and its end; row i says what target word i saw.
Alignment of(std::vector<std::string> target, AlignmentMatrix weights) {
  return {{"𓀀", "in", "𓁐", Alignment::end_of_sentence}, std::move(target), std::move(weights), {}};
}

TEST(MarkUnknown, PutsTheWordWhereItWasSeen) {
  const Alignment alignment =
      of({"Hund", "in", "Rom"}, {{0.6, 0.2, 0.1, 0.1}, {0, 1, 0, 0}, {0.1, 0.2, 0.5, 0.2}});
  EXPECT_EQ(mark_unknown(alignment, {0, 2}), "⟨𓀀⟩ in ⟨𓁐⟩");
  EXPECT_EQ(mark_unknown(alignment, {2}), "Hund in ⟨𓁐⟩");
  EXPECT_EQ(mark_unknown(alignment, {}), "Hund in Rom");
}

TEST(MarkUnknown, SaysAWordOnceForAllThatSawIt) {
  const Alignment alignment =
      of({"Ein", "Hund", "in"}, {{0.9, 0.1, 0, 0}, {0.8, 0.1, 0.1, 0}, {0, 1, 0, 0}});
  EXPECT_EQ(mark_unknown(alignment, {0}), "⟨𓀀⟩ in");
}

TEST(MarkUnknown, LosesNoWordThatNothingSaw) {
  const Alignment alignment = of({"in"}, {{0.1, 0.5, 0.1, 0.3}});
  EXPECT_EQ(mark_unknown(alignment, {0, 2}), "in ⟨𓀀⟩ ⟨𓁐⟩");
  EXPECT_EQ(mark_unknown(of({}, {}), {0}), "⟨𓀀⟩");
}

}  // namespace
}  // namespace dragoman
