#include "dragoman/text/sampled_lines.h"

#include <algorithm>
#include <fstream>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "text/scratch.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> two_texts(const std::string& name) {
  std::vector<fs::path> texts;
  for (const int first : {0, 60}) {
    texts.push_back(fs::path(testing::TempDir()) / (name + std::to_string(first)));
    std::ofstream out(texts.back());
    for (int line = first; line < first + 60; ++line) out << 100 + line << '\n';
  }
  return texts;
}

TEST(SampledLines, AreAllWhereThereAreNoMore) {
  const auto lines = sampled_lines(two_texts("sampled_all"), 120);
  ASSERT_EQ(lines.size(), 120u);
  EXPECT_EQ(lines[60], "160");
}

TEST(SampledLines, AreDifferentOnesOfBothTextsInTheirOrder) {
  const auto texts = two_texts("sampled_some");
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
