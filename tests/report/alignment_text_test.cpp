#include "dragoman/report/alignment_text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

const Translation translation{"x \"y\"", -0.5, {}, {}};
const Alignment alignment{{"a", "b", "</s>"},
                          {"x", "\"y\""},
                          {{0.01, 0.871234, 0.118766}, {0.5, 0.25, 0.25}},
                          {{{0, 1, 0}, {1, 0, 0}}}};

TEST(AlignmentText, HardIsPharaohs) {
  EXPECT_EQ(format_alignment(translation, alignment, AlignmentFormat::hard), "x \"y\" ||| 0-1 1-0");
}

TEST(AlignmentText, SoftHasTheWeightsOfOnePercentAndMore) {
  EXPECT_EQ(format_alignment(translation, alignment, AlignmentFormat::soft),
            "x \"y\" ||| 0-0:0.01 1-0:0.871 0-1:0.5 1-1:0.25");
}

TEST(AlignmentText, JsonHasAllOfIt) {
  const auto object =
      nlohmann::json::parse(format_alignment(translation, alignment, AlignmentFormat::json));
  EXPECT_EQ(object["translation"], "x \"y\"");
  EXPECT_EQ(object["score"], -0.5);
  EXPECT_EQ(object["source"], alignment.source);
  EXPECT_EQ(object["target"], alignment.target);
  EXPECT_EQ(object["weights"], alignment.weights);
  EXPECT_EQ(object["heads"], alignment.heads);
}

}  // namespace
}  // namespace dragoman
