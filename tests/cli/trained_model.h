#pragma once
#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command.h"

namespace dragoman::testing_cli {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// A folder with a tiny corpus, its configuration and a model trained on it.
class Commands : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = fs::path(testing::TempDir()) / "dragoman_commands";
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    write_corpus("train", 120);
    write_corpus("valid", 10);
    write_file(folder_ / "c.toml", R"(
[data]
train_source = "train.en"
train_target = "train.de"
valid_source = "valid.en"
valid_target = "valid.de"
[vocabulary]
size = 300
[model.embedding]
width = 16
[model.encoder]
width = 16
[model.attention]
width = 16
[model.decoder]
width = 16
[batch]
size = 16
[training]
directory = "run"
max_epochs = 2
log_every = 2
)");
    const Outcome trained = run_command(folder_, "train c.toml");
    ASSERT_EQ(trained.exit_code, 0) << trained.errors;
  }

  static void write_corpus(const std::string& name, int lines) {
    std::string source, target;
    const std::vector<std::string> animals = {"dog", "cat", "bird", "horse"},
                                   tiere = {"Hund", "Katze", "Vogel", "Pferd"};
    for (int line = 0; line < lines; ++line) {
      const size_t animal = static_cast<size_t>(line) % 4;
      const std::string count = std::to_string(line + (name == "valid" ? 1000 : 0));
      source += "The " + animals[animal] + " sees " + count + " trees.\n";
      target += "Tier " + tiere[animal] + " sieht " + count + " Bäume.\n";
    }
    write_file(folder_ / (name + ".en"), source);
    write_file(folder_ / (name + ".de"), target);
  }

  /// A copy of the run as training left it.
  static void copy_run(const std::string& name) {
    fs::copy(folder_ / "run", folder_ / name, fs::copy_options::recursive);
  }

  static std::set<std::string> entries() {
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder_))
      names.insert(entry.path().string());
    return names;
  }

  /// The command must end with code 2, one line that has all of `parts`, and leave nothing behind.
  static void expect_refused(const std::string& arguments, const std::vector<std::string>& parts) {
    write_file(folder_ / "stdout.txt", "");
    write_file(folder_ / "stderr.txt", "");
    const std::set<std::string> before = entries();
    const Outcome outcome = run_command(folder_, arguments);
    EXPECT_EQ(outcome.exit_code, 2) << arguments << "\n" << outcome.errors;
    EXPECT_EQ(std::count(outcome.errors.begin(), outcome.errors.end(), '\n'), 1) << outcome.errors;
    EXPECT_EQ(outcome.output, "");
    for (const std::string& part : parts) EXPECT_THAT(outcome.errors, HasSubstr(part)) << arguments;
    EXPECT_EQ(entries(), before) << arguments;
  }

  static inline fs::path folder_;
};

}  // namespace dragoman::testing_cli
