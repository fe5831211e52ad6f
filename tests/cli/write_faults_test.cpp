#include "base/sanitized.h"
#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

/// Runs the command with the library of write_faults.cpp.
class WriteFaults : public Commands {
 protected:
  void SetUp() override {
    if (is_sanitized()) GTEST_SKIP() << "AddressSanitizer must be loaded before any other library";
  }
  void TearDown() override {
    for (const char* name : {"LD_PRELOAD", "DRAGOMAN_FAULT", "DRAGOMAN_FAULT_LOG"}) {
      ::unsetenv(name);
    }
  }

  /// What may fail while it writes, in order.
  static std::vector<std::string> calls_of(const std::string& arguments) {
    const fs::path log = folder_ / "calls.txt";
    fs::remove(log);
    ::unsetenv("DRAGOMAN_FAULT");
    ::setenv("LD_PRELOAD", DRAGOMAN_WRITE_FAULTS, 1);
    ::setenv("DRAGOMAN_FAULT_LOG", log.c_str(), 1);
    const Outcome outcome = run_command(folder_, arguments);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    ::unsetenv("DRAGOMAN_FAULT_LOG");
    return lines_of(read_file(log));
  }

  static Outcome run_with_fault(size_t call, const std::string& arguments) {
    ::setenv("DRAGOMAN_FAULT", std::to_string(call + 1).c_str(), 1);
    return run_command(folder_, arguments);
  }

  static void expect_nothing_is_left_over(const std::string& of) {
    for (const std::string& name : entries()) {
      EXPECT_EQ(name.find(".tmp-"), std::string::npos) << of << " leaves " << name;
    }
  }
};

const char* const reasons = "No space left|Disk quota exceeded|Input/output error";

/// The contents of the files in a folder, by their names.
std::map<std::string, std::string> files_in(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    files[entry.path().filename().string()] = read_file(entry.path());
  }
  return files;
}

TEST_F(WriteFaults, OfACommandsOutputLeaveTheOldFile) {
  const std::string model = "run/best.safetensors";
  for (const auto& [arguments, name] : std::vector<std::pair<std::string, std::string>>{
           {"translate " + model + " --input valid.en --output out.txt", "out.txt"},
           {"translate " + model + " --input valid.en --output out.gz", "out.gz"},
           {"quantize " + model + " out.safetensors", "out.safetensors"},
           {"average out.safetensors run --last 2", "out.safetensors"},
           {"vocab --input train.en train.de --size 310 --output out.model", "out.model"}}) {
    const std::vector<std::string> calls = calls_of(arguments);
    const std::string whole = read_file(folder_ / name);
    EXPECT_GE(calls.size(), 5u) << arguments;
    for (size_t call = 0; call < calls.size(); ++call) {
      const std::string what = arguments + ", failing " + calls[call];
      write_file(folder_ / name, "old");
      const Outcome outcome = run_with_fault(call, arguments);
      EXPECT_EQ(outcome.exit_code, 1) << what;
      const std::string said = lines_of(outcome.errors).back();
      EXPECT_THAT(said, HasSubstr(name)) << what;
      EXPECT_THAT(said, testing::ContainsRegex(reasons)) << what;
      const bool renamed = calls[call] == "fsync of a folder";
      EXPECT_TRUE(read_file(folder_ / name) == (renamed ? whole : "old")) << what;
      expect_nothing_is_left_over(what);
    }
  }
}

TEST_F(WriteFaults, OfATrainingRunLoseNothing) {
  // Without normalization's tables, files are small and writes are few.
  const std::string train =
      "train c.toml --set vocabulary.normalization=identity --set training.keep=9 ";
  ASSERT_EQ(
      run_command(folder_, train + "--set training.directory=half --set training.max_epochs=1")
          .exit_code,
      0);
  const auto before = files_in(folder_ / "half/checkpoints");
  const auto start = [&] {
    fs::remove_all(folder_ / "faults");
    fs::copy(folder_ / "half", folder_ / "faults", fs::copy_options::recursive);
  };
  const std::string resumed = train + "--set training.directory=faults --resume";
  start();
  const std::vector<std::string> calls = calls_of(resumed);
  EXPECT_GE(calls.size(), 30u);
  const std::string best = read_file(folder_ / "faults/best.safetensors");
  const auto whole = files_in(folder_ / "faults/checkpoints");
  for (size_t call = 0; call < calls.size(); ++call) {
    start();
    const Outcome outcome = run_with_fault(call, resumed);
    const std::string what = "call " + std::to_string(call) + ", " + calls[call];
    EXPECT_THAT(outcome.errors, testing::ContainsRegex(reasons)) << what;
    for (const auto& [name, contents] : before) {
      EXPECT_TRUE(read_file(folder_ / "faults/checkpoints" / name) == contents) << what;
    }
    expect_nothing_is_left_over(what);
    if (outcome.exit_code != 0) {
      ::unsetenv("DRAGOMAN_FAULT");
      EXPECT_EQ(run_command(folder_, resumed).exit_code, 0) << what;
    }
    EXPECT_TRUE(read_file(folder_ / "faults/best.safetensors") == best) << what;
    EXPECT_TRUE(files_in(folder_ / "faults/checkpoints") == whole) << what;
  }
}

}  // namespace
}  // namespace dragoman::testing_cli
