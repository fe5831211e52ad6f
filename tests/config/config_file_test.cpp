#include "dragoman/config/config_file.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "config/messages.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

class ConfigFile : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = fs::path(testing::TempDir()) /
                 testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(directory_);
    fs::create_directories(directory_);
  }
  fs::path file(std::string_view text) const {
    std::ofstream(directory_ / "c.toml") << text;
    return directory_ / "c.toml";
  }
  std::string message(const fs::path& path) const {
    return message_of([&] { read_config(path, {}, some_choices()); });
  }
  fs::path directory_;
};

TEST_F(ConfigFile, IsReadAndOverridden) {
  const Config config = read_config(
      file("[model.attention]\nkind = \"dot\"\nwidth = 64\n[training]\nseed = 7\n"),
      {"model.attention.kind=additive", "model.attention.kind=general", "training.average=0.5"},
      some_choices());
  Config expected;
  expected.model.attention = {"general", 64};
  expected.training.seed = 7;
  expected.training.average = 0.5;
  EXPECT_EQ(config, expected);
}

TEST_F(ConfigFile, NamesFileAndLineOfAnError) {
  const fs::path path = file("# comment\n[training]\nsede = 7\n");
  EXPECT_EQ(message(path),
            path.string() + ":3: training.sede: unknown key; did you mean 'training.seed'?");
}

TEST_F(ConfigFile, NamesTheOverrideOfAnError) {
  EXPECT_EQ(message_of_config("", {"model.attention.kind=genral"}),
            "--set model.attention.kind=genral: model.attention.kind: got \"genral\", expected one "
            "of none, dot, scaled_dot, general, additive; did you mean 'general'?");
  EXPECT_EQ(message_of_config("", {"training.directory=2024"}),
            "--set training.directory=2024: training.directory: got integer 2024, expected string "
            "in quotes, not empty");
}

TEST_F(ConfigFile, IsCheckedByTheRoomThatBuildsTheModel) {
  Choices choices = some_choices();
  choices.check_model = [](const ModelConfig& model) {
    if (model.decoder.width == 3) fail_input("width {}", 3);
  };
  EXPECT_EQ(message_of([&] { parse_config("model.decoder.width = 3", "c.toml", {}, choices); }),
            "c.toml: width 3");
  EXPECT_EQ(message_of([&] { parse_config("model.decoder.width = 4", "c.toml", {}, choices); }),
            "no error");
}

TEST(RangeOf, IsTheKeysOwn) {
  EXPECT_EQ(range_of("search.beam_size").low, 1);
  EXPECT_EQ(range_of("search.beam_size").high, 100);
  EXPECT_THROW(range_of("search.beam"), Error);
  EXPECT_THROW(range_of("training.directory"), Error);
}

TEST_F(ConfigFile, MustBeAReadableFile) {
  EXPECT_EQ(message(directory_ / "missing.toml"),
            (directory_ / "missing.toml").string() + ": cannot read: No such file or directory");
  EXPECT_EQ(message(directory_), directory_.string() + ": got a directory, expected a TOML file");
  EXPECT_EQ(message("/dev/zero"), "/dev/zero: over 1048576 bytes long, expected a TOML file");
  EXPECT_EQ(message("/proc/self/mem"), "/proc/self/mem: cannot read: Input/output error");
}

TEST_F(ConfigFile, MayBeEmpty) {
  EXPECT_EQ(read_config(file(""), {}, some_choices()), Config{});
}

}  // namespace
}  // namespace dragoman
