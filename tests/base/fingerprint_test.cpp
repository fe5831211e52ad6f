#include "dragoman/base/fingerprint.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(Fingerprint, IsThePublishedFunction) {
  Fingerprint fingerprint;
  EXPECT_EQ(fingerprint.text(), "cbf29ce484222325");
  fingerprint.add("foo");
  fingerprint.add("bar");
  EXPECT_EQ(fingerprint.text(), "85944171f73967e8");
}

TEST(FingerprintOfFiles, IsThatOfTheirContents) {
  const auto written = [](const std::string& name, const std::string& text) {
    const std::string path = std::filesystem::path(testing::TempDir()) / ("fingerprint_" + name);
    std::ofstream(path) << text;
    return path;
  };
  EXPECT_EQ(fingerprint_of_files({written("a", "foo"), written("b", "bar")}), "85944171f73967e8");
  EXPECT_EQ(fingerprint_of_files({}), "");
  EXPECT_EQ(fingerprint_of_files({"no/such/file"}), Fingerprint().text());
}

}  // namespace
}  // namespace dragoman
