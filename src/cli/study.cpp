#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <spdlog/spdlog.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/study_measure.h"
#include "cli/study_tasks.h"
#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"
#include "dragoman/config/changed_keys.h"
#include "dragoman/config/config_file.h"
#include "dragoman/nn/model.h"
#include "dragoman/report/study_report.h"
#include "dragoman/training/run_directory.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

struct StudyOptions {
  std::string file;
  bool report_only = false;
  bool yes = false;
  std::optional<int64_t> jobs;
};

/// @throws InputError where a finished run was not trained as the study now says
void check_trained_alike(const Study& study, const StudyVariant& variant, int64_t seed) {
  const RunDirectory directory{run_directory_of(study, variant, seed)};
  const Config trained = read_config(directory.config(), {}, model_choices());
  Config wanted = read_config(study.base, settings_of(study, variant, seed), model_choices());
  if (wanted.vocabulary.size == 0) wanted.vocabulary.size = trained.vocabulary.size;
  for (const ChangedKey& key : changed_keys(trained, wanted)) {
    if (key.equivalent) continue;
    fail_input(
        "{} was trained with {} = {}, and '{}' now says {}: remove it, or name the variant anew",
        directory.root.string(), key.key, key.before, variant.name, key.after);
  }
}

/// A run's result, unless there is none or the study now measures otherwise.
std::optional<StudyResult> finished_result(const Study& study, const StudyVariant& variant,
                                           int64_t seed) {
  auto result = read_study_result(run_directory_of(study, variant, seed) / "result.json");
  if (!result || result->variant != variant.name || result->seed != seed) return std::nullopt;
  check_trained_alike(study, variant, seed);
  return result->measured == measuring_of(study) ? result : std::nullopt;
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
  std::vector<StudyTask> tasks;
  for (const int64_t seed : study.seeds) {
    for (const StudyVariant& variant : study.variants) {
      tasks.push_back({variant, seed, finished_result(study, variant, seed)});
    }
  }
  const auto report = [&] {
    const std::vector<StudyResult> results = results_of(tasks);
    if (!results.empty()) write_report(study, results);
    return results.size();
  };
  if (!options.report_only) {
    try {
      run_tasks(study, tasks, {options.jobs.value_or(study.jobs), options.yes}, [&] { report(); });
    } catch (const Interrupted&) {
      spdlog::info("the same command goes on from there");
      throw;
    }
  }
  const size_t finished = report();
  if (finished == 0) {
    fail_input("{}: no variant is finished yet: run the study without --report-only", options.file);
  }
  spdlog::info("{} results: {}", finished, (fs::path(study.directory) / "report.html").string());
}

}  // namespace

void add_study(CLI::App& program) {
  auto options = std::make_shared<StudyOptions>();
  CLI::App* command = program.add_subcommand(
      "study", "Train variants alike, measure them alike, and write one report");
  command->add_option("study", options->file, "Variants (TOML)")
      ->required()
      ->type_name("FILE.toml");
  command->add_flag("--yes", options->yes,
                    "Train though the data is doubtful, as train --yes does");
  add_number(*command, "--jobs", options->jobs, {1, most_jobs},
             "Train so many at a time, each on its share of the cores; speeds are then those of a "
             "share. As the study's jobs unless given");
  command->add_flag("--report-only", options->report_only,
                    "Write the report of what is finished, train nothing");
  command->footer(
      "May be stopped at any time; the same command goes on. What is finished is not trained "
      "again.\n"
      "Keys of FILE.toml, of which base and one variant are needed:\n"
      "  title, directory        of the report; where it and the runs go\n"
      "  base, set               a configuration, and KEY=VALUE that change it for all variants\n"
      "  seeds = [1, 2]          each variant is trained with each\n"
      "  jobs = 2                trained at a time, each on its share of the cores\n"
      "  concat = [1, 3]         the test set with so many lines joined to one\n"
      "  length_bounds = [8, 16] of its parts by words of the source\n"
      "  examples, alignments    sentences whose attention is shown; true links of the test set\n"
      "  [[variant]]             with a name, and KEY=VALUE in set\n"
      "Example:\n"
      "  dragoman study configs/study/multi30k.toml\n"
      "  dragoman study configs/study/multi30k.toml --jobs 4");
  command->callback([options] { run_study(*options); });
}

}  // namespace dragoman
