#include "dragoman/training/run_directory.h"

#include <fstream>

#include <gtest/gtest.h>

namespace dragoman {
namespace {

namespace fs = std::filesystem;

TEST(RunDirectory, KnowsItsOwnCheckpointsInTheOrderOfTheirUpdates) {
  const RunDirectory run{fs::path(testing::TempDir()) / "run_directory"};
  fs::remove_all(run.root);
  EXPECT_TRUE(run.all_checkpoints().empty());
  fs::create_directories(run.checkpoints());
  EXPECT_EQ(run.checkpoint(12).filename(), "update-000000012.safetensors");
  const std::vector<fs::path> own = {run.checkpoint(0), run.checkpoint(12),
                                     run.checkpoint(999'999'999), run.checkpoint(1'000'000'000)};
  for (const fs::path& path : own) std::ofstream(path) << "x";
  for (const char* other :
       {"aaa.safetensors", "zzz.safetensors", "update-12.safetensors", "update-.safetensors",
        "update-0000000-1.safetensors", "update-000000012.safetensors.damaged",
        "update-000000012.safetensors~", "Update-000000012.safetensors", "12"}) {
    std::ofstream(run.checkpoints() / other) << "x";
  }
  EXPECT_EQ(run.all_checkpoints(), own);
}

}  // namespace
}  // namespace dragoman
