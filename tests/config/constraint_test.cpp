#include "config/constraint.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace dragoman {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Example {
  Constraint constraint;
  std::string description;
  std::vector<double> valid;
  std::vector<double> invalid;
};

TEST(Constraint, HoldsAsItsDescriptionSays) {
  const std::vector<Example> examples = {
      {at_least(1), "at least 1", {1, 2, 1e300}, {0, -1, 0.999}},
      {above(0, 9), "above 0 and at most 9", {1e-300, 9}, {0, -1, 9.1}},
      {between(1, 10'000'000), "from 1 to 10000000", {1, 1e7}, {0, 1e7 + 1}},
      {between(0.5, 1e300), "from 0.5 to 1e+300", {0.5}, {0.4}},
      {between(1, 100), "from 1 to 100", {1, 50, 100}, {0, 101}},
      {rate(), "at least 0 and below 1", {0, 0.999}, {-0.1, 1}},
      {inner_rate(), "above 0 and below 1", {0.5}, {0, 1}},
      {or_zero(at_least(1)), "0 or at least 1", {0, 1, 9}, {0.5, -1}},
      {or_zero(between(2, 3)), "0 or from 2 to 3", {0, 2, 3}, {1, 4}},
      {anything(), "", {-1, 0, 1}, {}},
  };
  for (const auto& [constraint, description, valid, invalid] : examples) {
    EXPECT_EQ(describe(constraint, {}), description);
    for (const double number : valid) EXPECT_TRUE(holds(constraint, number)) << number;
    for (const double number : invalid) EXPECT_FALSE(holds(constraint, number)) << number;
    for (const double number : {infinity, -infinity, std::nan("")}) {
      EXPECT_FALSE(holds(constraint, number)) << number;
    }
  }
}

TEST(Constraint, ListsItsNames) {
  EXPECT_EQ(describe(one_of({"a", "b"}), {}), "one of a, b");
  EXPECT_EQ(describe(one_of_enum(CellKind::gru), {}), "one of gru, lstm");
  EXPECT_EQ(describe(one_of(&Choices::attention_kinds), {.attention_kinds = {"x", "y"}}),
            "one of x, y");
  EXPECT_EQ(describe(one_of(&Choices::attention_kinds), {}), "");
  EXPECT_EQ(describe(filled(), {}), "not empty");
}

}  // namespace
}  // namespace dragoman
