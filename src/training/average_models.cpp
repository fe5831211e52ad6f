#include "dragoman/training/average_models.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "dragoman/base/error.h"
#include "dragoman/nn/load_model.h"
#include "dragoman/training/resume.h"
#include "dragoman/training/state.h"
#include "dragoman/training/teachers.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

void check_alike(const ModelFile& first, const fs::path& first_path, const ModelFile& other,
                 const fs::path& path) {
  if (other.source_vocabulary != first.source_vocabulary ||
      other.target_vocabulary != first.target_vocabulary) {
    fail_input("{} has other vocabularies than {}: average checkpoints of one run", path.string(),
               first_path.string());
  }
  if (without_dropout(other.config.model) != without_dropout(first.config.model)) {
    fail_input("{} has another [model] than {}: average checkpoints of one run", path.string(),
               first_path.string());
  }
}

void add_weights(std::map<std::string, Tensor>& sums, const TranslationModel& model) {
  for (const auto& weight : model.named_parameters()) {
    const Tensor values = weight.value().detach().to(torch::kDouble);
    const auto [sum, is_first] = sums.try_emplace(weight.key(), values);
    if (!is_first) sum->second += values;
  }
}

void check_count(const fs::path& root, const char* kind, size_t found, size_t wanted) {
  if (found >= wanted) return;
  fail_input(
      "{}: {} {}checkpoints, not the {} asked for: ask for fewer, or raise training.keep or "
      "keep_best before "
      "training",
      root.string(), found, kind, wanted);
}

}  // namespace

ModelFile average_models(const std::vector<fs::path>& paths) {
  ModelFile average;
  std::map<std::string, Tensor> sums;
  for (const fs::path& path : paths) {
    auto [model, file, sizes] = load_model(path);
    if (sums.empty()) {
      average = {file.config, file.source_vocabulary, file.target_vocabulary, {}, {}};
      average.shortlist = file.shortlist;
      average.lexicon = file.lexicon;
    }
    check_alike(average, paths.front(), file, path);
    add_weights(sums, *model);
  }
  for (const auto& [name, sum] : sums) {
    average.tensors.emplace(name, (sum / static_cast<double>(paths.size())).to(torch::kFloat));
  }
  return average;
}

std::vector<fs::path> last_checkpoints(const RunDirectory& run, size_t count) {
  std::vector<fs::path> paths = run.all_checkpoints();
  check_count(run.root, "", paths.size(), count);
  return {paths.end() - static_cast<std::ptrdiff_t>(count), paths.end()};
}

std::vector<fs::path> by_validation(const RunDirectory& run) {
  std::vector<std::pair<double, fs::path>> rated;
  Metric metric = Metric::bleu;
  for (const fs::path& path : run.all_checkpoints()) {
    const ModelFile header = read_model_header(path);
    metric = header.config.validation.metric;
    const auto report = validation_of(header);
    if (report && std::isfinite(metric_value(*report, metric))) {
      rated.emplace_back(metric_value(*report, metric), path);
    }
  }
  std::stable_sort(rated.begin(), rated.end(), [&](const auto& a, const auto& b) {
    return is_better(a.first, b.first, metric);
  });
  std::vector<fs::path> best;
  for (auto& [value, path] : rated) best.push_back(std::move(path));
  return best;
}

std::vector<fs::path> best_checkpoints(const RunDirectory& run, size_t count) {
  std::vector<fs::path> best = by_validation(run);
  check_count(run.root, "validated ", best.size(), count);
  best.resize(count);
  return best;
}

}  // namespace dragoman
