#include "cli/train_seeds.h"

#include <algorithm>
#include <filesystem>
#include <iostream>

#include <spdlog/spdlog.h>

#include "cli/child_process.h"
#include "cli/commands.h"
#include "dragoman/base/error.h"
#include "dragoman/report/run_report.h"
#include "dragoman/report/seeds_table.h"

namespace dragoman {
namespace {

std::filesystem::path directory_of(const Config& config, int64_t seed) {
  return std::filesystem::path(config.training.directory) / fmt::format("seed-{}", seed);
}

void train_seed(const Config& config, int64_t seed, std::vector<std::string> command) {
  for (const std::string& setting :
       {std::string("training.seeds=1"), fmt::format("training.seed={}", seed),
        "training.directory=" + directory_of(config, seed).string()}) {
    command.insert(command.end(), {"--set", setting});
  }
  spdlog::info("seed {}, until {}", seed, config.training.seed + config.training.seeds - 1);
  run_self(command, {});
}

/// Without validations there is none.
void add_best(const Config& config, int64_t seed, std::vector<SeedResult>& results) {
  const RunRecord run = read_run(RunDirectory{directory_of(config, seed)});
  const auto best = std::find_if(run.validations.rbegin(), run.validations.rend(),
                                 [](const ValidationReport& report) { return report.best; });
  if (best != run.validations.rend()) results.push_back({seed, *best});
}

}  // namespace

void train_seeds(const Config& config, const std::vector<std::string>& command) {
  const LeavesInterruptsToChildren interrupts;
  std::vector<SeedResult> results;
  for (int64_t number = 0; number < config.training.seeds; ++number) {
    interrupts.check();
    const int64_t seed = config.training.seed + number;
    try {
      train_seed(config, seed, command);
    } catch (const Interrupted&) {
      spdlog::info("the same command with --resume goes on with all {} seeds",
                   config.training.seeds);
      throw;
    }
    add_best(config, seed, results);
  }
  if (!results.empty()) std::cout << seeds_table(results) << std::flush;
}

}  // namespace dragoman
