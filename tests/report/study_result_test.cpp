#include "dragoman/report/study_result.h"

#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace dragoman {
namespace {

const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "result.json";

std::optional<StudyResult> read(const nlohmann::json& json) {
  std::ofstream(path) << json;
  return read_study_result(path);
}

TEST(StudyResultFile, ReadsWhatWasWritten) {
  StudyResult result;
  result.variant = "dot";
  result.tests = {{1, 10, 20.5, 50.5, {20, 1}, {50, 2}, {{"1-9", 10, 20.5}}}};
  result.examples = {{{"a", "</s>"}, {"b"}, {{0.5, 0.5}}, {}}};
  const auto got = read(result);
  ASSERT_TRUE(got);
  EXPECT_EQ(nlohmann::json(*got), nlohmann::json(result));
}

TEST(StudyResultFile, ThatIsDamagedIsNone) {
  EXPECT_FALSE(read_study_result("no/such/file"));
  EXPECT_FALSE(read("text"));
  EXPECT_FALSE(read({{"variant", 3}}));
  StudyResult result;
  result.examples = {{{"a", "</s>"}, {"b"}, {{0.5}}, {}}};
  EXPECT_FALSE(read(result));
}

}  // namespace
}  // namespace dragoman
