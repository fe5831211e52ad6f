#include "dragoman/training/run_lock.h"

#include <fstream>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

RunDirectory fresh(const char* name) {
  RunDirectory run{fs::path(testing::TempDir()) / name};
  fs::remove_all(run.root);
  return run;
}

std::string refusal(const RunDirectory& run) {
  try {
    const RunLock lock(run);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(RunLock, IsOneProcesssAtATimeAndNamesIt) {
  const RunDirectory run = fresh("run_lock");
  {
    const RunLock lock(run);
    EXPECT_THAT(refusal(run), HasSubstr("process " + std::to_string(::getpid())));
    EXPECT_THAT(refusal(run), HasSubstr(run.root.string()));
  }
  EXPECT_EQ(refusal(run), "");
}

TEST(RunLock, MayHaveAnOwnerThatDidNotSign) {
  const RunDirectory run = fresh("run_lock_unsigned");
  const RunLock lock(run);
  fs::resize_file(run.lock(), 0);  // as a full disk leaves it
  EXPECT_THAT(refusal(run), HasSubstr("another process"));
}

TEST(RunLock, OfADeadProcessIsFree) {
  const RunDirectory run = fresh("run_lock_dead");
  const pid_t child = ::fork();
  if (child == 0) {
    new RunLock(run);
    ::_exit(0);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  ASSERT_EQ(status, 0);
  EXPECT_TRUE(fs::exists(run.lock()));
  EXPECT_EQ(refusal(run), "");
}

TEST(RunLock, LeavesNothingWhereNothingWasWritten) {
  const RunDirectory run = fresh("run_lock_empty");
  { const RunLock lock(run); }
  EXPECT_FALSE(fs::exists(run.root));
  fs::create_directories(run.root);
  { const RunLock lock(run); }
  EXPECT_TRUE(fs::is_empty(run.root));
  std::optional<RunLock> lock(run);
  std::ofstream(run.log()) << "x";
  lock.reset();
  EXPECT_TRUE(fs::exists(run.log()));
  EXPECT_FALSE(fs::exists(run.lock()));
}

TEST(RunLock, NoticesThatItsDirectoryIsGone) {
  const RunDirectory run = fresh("run_lock_gone");
  const RunLock lock(run);
  lock.check();
  fs::rename(run.root, run.root.string() + "_moved");
  EXPECT_THROW(lock.check(), Error);
  fs::rename(run.root.string() + "_moved", run.root);
  lock.check();
  fs::remove_all(run.root);
  EXPECT_THROW(lock.check(), Error);
  fs::create_directories(run.root);
  std::ofstream(run.lock()) << "another's";
  EXPECT_THROW(lock.check(), Error);
}

}  // namespace
}  // namespace dragoman
