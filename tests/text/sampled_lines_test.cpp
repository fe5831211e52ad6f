#include "dragoman/text/sampled_lines.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "text/scratch.h"

namespace dragoman {
namespace {

class SampledLines : public Scratch {
 protected:
  /// Lines 100 to 159, and 160 to 219.
  std::vector<std::filesystem::path> two_texts() {
    std::string first, second;
    for (int line = 100; line < 160; ++line) {
      first += std::to_string(line) + "\n";
      second += std::to_string(line + 60) + "\n";
    }
    return {write("first", first), write("second", second)};
  }
};

TEST_F(SampledLines, AreAllWhereThereAreNoMore) {
  const auto lines = sampled_lines(two_texts(), 120);
  ASSERT_EQ(lines.size(), 120u);
  EXPECT_EQ(lines[60], "160");
}

TEST_F(SampledLines, AreDifferentOnesOfBothTextsInTheirOrder) {
  const auto texts = two_texts();
  const auto lines = sampled_lines(texts, 30);
  EXPECT_EQ(lines.size(), 30u);
  EXPECT_TRUE(std::is_sorted(lines.begin(), lines.end()));
  EXPECT_EQ(std::set<std::string>(lines.begin(), lines.end()).size(), 30u);
  const auto of_first = std::count_if(lines.begin(), lines.end(),
                                      [](const std::string& line) { return line < "160"; });
  EXPECT_GT(of_first, 5);
  EXPECT_LT(of_first, 25);
  EXPECT_EQ(sampled_lines(texts, 30), lines);
}

}  // namespace
}  // namespace dragoman
