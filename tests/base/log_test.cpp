#include "dragoman/base/log.h"

#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

TEST(LogFile, ThatIsAFolderIsRefused) {
  const std::string folder = testing::TempDir();
  try {
    log_to_file(folder);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.what(), "cannot write " + folder + ": Is a directory");
  }
}

}  // namespace
}  // namespace dragoman
