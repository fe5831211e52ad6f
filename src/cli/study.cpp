#include <algorithm>
#include <csignal>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <spawn.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "cli/commands.h"
#include "cli/study_measure.h"
#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"
#include "dragoman/nn/model.h"
#include "dragoman/report/study_report.h"

extern char** environ;  // NOLINT: POSIX

namespace dragoman {
namespace {

namespace fs = std::filesystem;

struct StudyOptions {
  std::string file;
  bool report_only = false;
  bool yes = false;
};

/// Lets a child have Ctrl-C to itself: it ends in its own time, and the study after it.
class LeavesInterruptsToChild {
 public:
  ~LeavesInterruptsToChild() { std::signal(SIGINT, before_); }

 private:
  void (*before_)(int) = std::signal(SIGINT, [](int) {});
};

/// @param status of a child that ended @throws Interrupted, Error unless it ended well
void check_ended_well(int status, const std::vector<std::string>& arguments) {
  if (WIFSIGNALED(status)) {
    fail("dragoman {} was ended by signal {}{}; the same study goes on from its last checkpoint",
         arguments.front(), WTERMSIG(status),
         WTERMSIG(status) == SIGKILL ? ", as happens when memory runs out" : "");
  }
  for (const Interrupted by_user : {Interrupted{SIGINT}, Interrupted{SIGTERM}}) {
    if (WEXITSTATUS(status) != by_user.exit_code()) continue;
    spdlog::info("the same study goes on from there");
    throw by_user;
  }
  if (WEXITSTATUS(status) != 0) {
    fail("ended early: dragoman {}; the lines above say why", fmt::join(arguments, " "));
  }
}

/// Runs this very program in a process of its own, whose memory can be seen apart, and returns its
/// peak in MiB. @throws Interrupted, Error when it does not end well
double run_self(const std::vector<std::string>& arguments) {
  std::vector<char*> pointers = {const_cast<char*>("dragoman")};
  for (const std::string& argument : arguments) {
    pointers.push_back(const_cast<char*>(argument.c_str()));
  }
  pointers.push_back(nullptr);
  const LeavesInterruptsToChild interrupts;
  pid_t child = 0;
  if (::posix_spawn(&child, "/proc/self/exe", nullptr, nullptr, pointers.data(), environ) != 0) {
    fail("cannot start {}", fmt::join(arguments, " "));
  }
  int status = 0;
  rusage usage{};
  ::wait4(child, &status, 0, &usage);
  check_ended_well(status, arguments);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// The largest of all parts of a run, which may have been interrupted.
double remember_peak(const fs::path& directory, double peak) {
  const fs::path path = directory / "peak_memory_mib.txt";
  double before = 0;
  std::ifstream(path) >> before;
  const double largest = std::max(before, peak);
  write_atomically(path, [&](std::ostream& out) { out << largest << '\n'; });
  return largest;
}

double train(const Study& study, const StudyVariant& variant, int64_t seed,
             const fs::path& directory, bool yes) {
  std::vector<std::string> arguments = {"train", study.base, "--resume"};
  for (const std::string& setting : settings_of(study, variant, seed)) {
    arguments.insert(arguments.end(), {"--set", setting});
  }
  if (yes) arguments.push_back("--yes");
  return remember_peak(directory, run_self(arguments));
}

/// A run's result, unless there is none or the study now asks for other test sets.
std::optional<StudyResult> finished_result(const Study& study, const StudyVariant& variant,
                                           int64_t seed) {
  auto result = read_study_result(run_directory_of(study, variant, seed) / "result.json");
  if (!result || result->variant != variant.name || result->seed != seed) return std::nullopt;
  std::vector<int64_t> concat;
  for (const TestScores& test : result->tests) concat.push_back(test.concat);
  if (concat != study.concat) return std::nullopt;
  return result;
}

StudyResult train_and_measure(const Study& study, const StudyVariant& variant, int64_t seed,
                              bool yes) {
  const fs::path directory = run_directory_of(study, variant, seed);
  spdlog::info("study: {}, seed {}", variant.name, seed);
  const double peak = train(study, variant, seed, directory, yes);
  const StudyResult result = measure(study, {variant.name, seed, directory, peak});
  const nlohmann::json json = result;
  write_atomically(directory / "result.json", [&](std::ostream& out) { out << json.dump(1); });
  return result;
}

void write_report(const Study& study, std::vector<StudyResult> results) {
  compare_with_first(study, results);
  const fs::path directory = study.directory;
  write_atomically(directory / "report.md",
                   [&](std::ostream& out) { out << study_markdown(study, results); });
  write_atomically(directory / "report.html",
                   [&](std::ostream& out) { out << study_html(study, results); });
}

void run_study(const StudyOptions& options) {
  const Study study = read_study(options.file, model_choices());
  std::vector<StudyResult> results;
  for (const int64_t seed : study.seeds) {
    for (const StudyVariant& variant : study.variants) {
      std::optional<StudyResult> result = finished_result(study, variant, seed);
      if (!result && options.report_only) continue;
      results.push_back(result ? *result : train_and_measure(study, variant, seed, options.yes));
      if (!result) write_report(study, results);
    }
  }
  if (results.empty()) {
    fail_input("{}: no variant is finished yet: run the study without --report-only", options.file);
  }
  write_report(study, results);
  spdlog::info("{} results: {}", results.size(),
               (fs::path(study.directory) / "report.html").string());
}

}  // namespace

void add_study(CLI::App& program) {
  auto options = std::make_shared<StudyOptions>();
  CLI::App* command = program.add_subcommand(
      "study", "Train variants alike, measure them alike, and write one report");
  command->add_option("study", options->file, "Variants (TOML)")
      ->required()
      ->type_name("FILE.toml");
  command->add_flag("--yes", options->yes, "As of dragoman train");
  command->add_flag("--report-only", options->report_only,
                    "Write the report of what is finished, train nothing");
  command->footer(
      "May be stopped at any time; the same command goes on. What is finished is not trained "
      "again.\n"
      "Example:\n"
      "  dragoman study configs/study/multi30k.toml");
  command->callback([options] { run_study(*options); });
}

}  // namespace dragoman
