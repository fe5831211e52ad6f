#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "cli/commands.h"
#include "dragoman/config/changed_keys.h"
#include "dragoman/config/config_file.h"
#include "dragoman/nn/attention/table.h"
#include "dragoman/report/run_difference.h"

namespace dragoman {
namespace {

using Json = nlohmann::ordered_json;

struct CompareRunsOptions {
  std::string first, second;  // run directories
  bool json = false;
};

/// Where they lie is no difference.
std::vector<ChangedKey> different_keys(const RunDirectory& first, const RunDirectory& second) {
  const Config one = read_config(first.config(), {}, attention_choices());
  Config other = read_config(second.config(), {}, attention_choices());
  other.training.directory = one.training.directory;
  return changed_keys(one, other);
}

void print_json(const std::vector<ChangedKey>& keys, const RunDifference& difference) {
  Json json = {{"keys", Json::array()},
               {"events", difference.events},
               {"last_equal_update", difference.last_equal}};
  for (const ChangedKey& key : keys) {
    json["keys"].push_back({{"key", key.key}, {"first", key.before}, {"second", key.after}});
  }
  if (const auto& deviation = difference.deviation) {
    json["first_difference"] = {{"update", deviation->update},
                                {"field", deviation->field},
                                {"first", deviation->first},
                                {"second", deviation->second}};
  }
  std::cout << json.dump(1) << '\n';
}

void print_text(const std::vector<ChangedKey>& keys, const RunDifference& difference) {
  for (const ChangedKey& key : keys) {
    std::cout << fmt::format("{}: {}, {}\n", key.key, key.before, key.after);
  }
  if (difference.events == 0) {
    std::cout << "no update is logged in both\n";
  } else if (const auto& deviation = difference.deviation) {
    std::cout << fmt::format("the runs part at update {}: {} {}, {}; the last equal update is {}\n",
                             deviation->update, deviation->field, deviation->first,
                             deviation->second, difference.last_equal);
  } else {
    std::cout << fmt::format("equal in the {} updates and validations that both have logged\n",
                             difference.events);
  }
}

void compare_runs(const CompareRunsOptions& options) {
  const RunDirectory first{options.first}, second{options.second};
  const RunDifference difference = difference_of(first, second);
  const std::vector<ChangedKey> keys = different_keys(first, second);
  options.json ? print_json(keys, difference) : print_text(keys, difference);
}

}  // namespace

void add_compare_runs(CLI::App& program) {
  auto options = std::make_shared<CompareRunsOptions>();
  CLI::App* command = program.add_subcommand(
      "compare-runs", "Tell the first update at which two training runs are not the same");
  command->add_option("first", options->first, "A run's directory")
      ->required()
      ->type_name("DIRECTORY");
  command->add_option("second", options->second, "Another's")->required()->type_name("DIRECTORY");
  command->add_flag("--json", options->json, "Print one JSON object");
  command->footer(
      "Compares the configurations, what metrics.jsonl says of each update, and the fingerprint of "
      "the weights at each validation.\n"
      "Example:\n"
      "  dragoman compare-runs runs/one runs/other");
  command->callback([options] { compare_runs(*options); });
}

}  // namespace dragoman
