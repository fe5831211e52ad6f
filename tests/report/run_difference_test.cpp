#include "dragoman/report/run_difference.h"

#include <fstream>

#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

RunDirectory run_with(const std::string& name, const std::string& metrics) {
  const RunDirectory run{fs::path(testing::TempDir()) / ("run_difference_" + name)};
  fs::create_directories(run.root);
  std::ofstream(run.metrics()) << metrics;
  return run;
}

const std::string first_update = R"({"event":"update","update":2,"loss":3.5,"seconds":1})"
                                 "\n";

TEST(DifferenceOfRuns, IsNoneButForTimesAndForWhatOnlyOneHasLogged) {
  const RunDirectory a = run_with("a", first_update);
  const RunDirectory b = run_with("b", R"({"event":"update","update":1,"loss":4,"seconds":1})"
                                       "\n"
                                       R"({"event":"update","update":2,"loss":3.5,"seconds":7})"
                                       "\n");
  const RunDifference difference = difference_of(a, b);
  EXPECT_FALSE(difference.deviation);
  EXPECT_EQ(difference.events, 1);
  EXPECT_EQ(difference.last_equal, 2);
}

TEST(DifferenceOfRuns, IsTheFirstFieldOfTheFirstEventThatDiffers) {
  const std::string validation = R"({"event":"validation","update":4,"bleu":1.5,"weights":"0a"})"
                                 "\n";
  const RunDirectory a = run_with("a", first_update + validation);
  const RunDirectory b =
      run_with("b", first_update + R"({"event":"validation","update":4,"bleu":1.5,"weights":"0b"})"
                                   "\n"
                                   R"({"event":"update","update":6,"loss":9})"
                                   "\n");
  const RunDifference difference = difference_of(a, b);
  ASSERT_TRUE(difference.deviation);
  EXPECT_EQ(difference.last_equal, 2);
  EXPECT_EQ(difference.deviation->update, 4);
  EXPECT_EQ(difference.deviation->field, "weights");
  EXPECT_EQ(difference.deviation->first, "\"0a\"");
  EXPECT_EQ(difference.deviation->second, "\"0b\"");
}

TEST(DifferenceOfRuns, NeedsTwoRuns) {
  const RunDirectory a = run_with("a", first_update), none = run_with("none", "");
  EXPECT_THROW(difference_of(a, none), InputError);
}

}  // namespace
}  // namespace dragoman
