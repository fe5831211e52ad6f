#include "dragoman/base/atomic_file.h"

#include <fstream>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

class AtomicFile : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = fs::path(testing::TempDir()) /
                 testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(directory_);
    fs::create_directories(directory_);
  }
  std::string read(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  size_t entries() {
    return std::distance(fs::directory_iterator(directory_), fs::directory_iterator());
  }
  fs::path directory_;
};

TEST_F(AtomicFile, ReplacesTheWholeFile) {
  write_atomically(directory_ / "f", [](auto& out) { out << "first and long"; });
  write_atomically(directory_ / "f", [](auto& out) { out << "second"; });
  EXPECT_EQ(read(directory_ / "f"), "second");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicFile, KeepsTheOldFileWhenWritingThrows) {
  write_atomically(directory_ / "f", [](auto& out) { out << "old"; });
  EXPECT_THROW(write_atomically(directory_ / "f",
                                [](auto& out) {
                                  out << "half";
                                  fail("no more");
                                }),
               Error);
  EXPECT_EQ(read(directory_ / "f"), "old");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicFile, NamesThePathItCannotWrite) {
  try {
    write_atomically(directory_ / "missing" / "f", [](auto&) {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("missing/f"), std::string::npos);
  }
}

TEST_F(AtomicFile, KeepsTheModeOfTheOldFile) {
  write_atomically(directory_ / "f", [](auto& out) { out << "old"; });
  for (const auto mode : {fs::perms(0600), fs::perms(0664)}) {
    fs::permissions(directory_ / "f", mode);
    write_atomically(directory_ / "f", [](auto& out) { out << "new"; });
    EXPECT_EQ(fs::status(directory_ / "f").permissions(), mode);
  }
}

TEST_F(AtomicFile, KeepsTheOwnerAsRoot) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root may give files away";
  write_atomically(directory_ / "f", [](auto& out) { out << "old"; });
  ASSERT_EQ(::chown((directory_ / "f").c_str(), 1234, 2345), 0);
  write_atomically(directory_ / "f", [](auto& out) { out << "new"; });
  struct stat now {};
  ASSERT_EQ(::stat((directory_ / "f").c_str(), &now), 0);
  EXPECT_EQ(now.st_uid, 1234u);
  EXPECT_EQ(now.st_gid, 2345u);
}

TEST_F(AtomicFile, GivesANewFileTheModeOfTheMask) {
  const mode_t before = ::umask(027);
  write_atomically(directory_ / "f", [](auto& out) { out << "new"; });
  ::umask(before);
  EXPECT_EQ(fs::status(directory_ / "f").permissions(), fs::perms(0640));
}

TEST_F(AtomicFile, FollowsSymbolicLinks) {
  fs::create_directories(directory_ / "folder");
  fs::create_symlink("folder/f", directory_ / "link");
  fs::create_symlink(directory_ / "link", directory_ / "second");
  for (const std::string text : {"new file", "replaced"}) {
    write_atomically(directory_ / "second", [&](auto& out) { out << text; });
    EXPECT_TRUE(fs::is_symlink(directory_ / "link"));
    EXPECT_TRUE(fs::is_symlink(directory_ / "second"));
    EXPECT_EQ(read(directory_ / "folder/f"), text);
  }
  EXPECT_EQ(entries(), 3u);
}

TEST_F(AtomicFile, TouchesNothingWhoseNameCouldBeGuessed) {
  write_atomically(directory_ / "victim", [](auto& out) { out << "victim"; });
  const fs::path guess = directory_ / ("f.tmp" + std::to_string(::getpid()));
  fs::create_symlink("victim", guess);
  write_atomically(directory_ / "f", [](auto& out) { out << "text"; });
  EXPECT_TRUE(fs::is_symlink(guess));
  EXPECT_EQ(read(directory_ / "victim"), "victim");
}

TEST_F(AtomicFile, WritesToAPipeInPlace) {
  ASSERT_EQ(::mkfifo((directory_ / "pipe").c_str(), 0600), 0);
  std::string got;
  std::thread reader([&] { got = read(directory_ / "pipe"); });
  const std::string text(1'000'000, 'x');
  write_atomically(directory_ / "pipe", [&](auto& out) { out << text; });
  reader.join();
  EXPECT_EQ(got, text);
  EXPECT_TRUE(fs::is_fifo(directory_ / "pipe"));
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicFile, GoesOnWithAnOpenDescriptor) {
  const int descriptor = ::open((directory_ / "f").c_str(), O_WRONLY | O_CREAT, 0600);
  ASSERT_EQ(::write(descriptor, "before ", 7), 7);
  write_atomically("/dev/fd/" + std::to_string(descriptor), [](auto& out) { out << "it"; });
  ASSERT_EQ(::write(descriptor, " after", 6), 6);
  ::close(descriptor);
  EXPECT_EQ(read(directory_ / "f"), "before it after");
}

TEST_F(AtomicFile, SaysThatADeviceIsFullWhateverTheWriterSays) {
  try {
    write_atomically("/dev/full", [](auto& out) {
      out << "text" << std::flush;
      if (!out) fail("no more");
    });
    FAIL();
  } catch (const InputError& error) {
    FAIL() << error.what();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "writing /dev/full failed (No space left on device): free some space and try "
                 "again");
  }
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST_F(AtomicFile, RefusesBeforehandWhatCannotBeWritten) {
  const auto refusal = [](const fs::path& path) -> std::string {
    try {
      check_writable(path);
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  const std::string folder = directory_.string();
  fs::create_symlink("loop", directory_ / "loop");
  write_atomically(directory_ / "f", [](auto&) {});
  EXPECT_EQ(refusal(directory_), folder + " is a folder: give the name of a file");
  EXPECT_EQ(refusal(folder + "/"), folder + "/ is a folder: give the name of a file");
  EXPECT_EQ(refusal(directory_ / "no/dir/f"), "cannot write " + folder + "/no/dir/f: folder " +
                                                  folder + "/no/dir does not exist: create it");
  EXPECT_EQ(refusal(directory_ / "f/g"),
            "cannot write " + folder + "/f/g: folder " + folder + "/f is a file");
  EXPECT_NE(refusal(directory_ / "loop"), "");
  EXPECT_EQ(refusal(directory_ / "loop/f"),
            "cannot write " + folder + "/loop/f: folder " + folder +
                "/loop is wrong: Too many levels of symbolic links");
  const std::string long_name(256, 'x');
  EXPECT_EQ(refusal(directory_ / long_name),
            "cannot write " + folder + "/" + long_name + ": File name too long");
  EXPECT_THROW(write_atomically(directory_, [](auto&) {}), InputError);
  for (const fs::path& path : {directory_ / "f", directory_ / "new", fs::path("/dev/null")}) {
    EXPECT_EQ(refusal(path), "") << path;
  }
}

}  // namespace
}  // namespace dragoman
