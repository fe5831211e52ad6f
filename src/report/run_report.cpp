#include "dragoman/report/run_report.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <spdlog/spdlog.h>

#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"
#include "dragoman/base/escaped.h"
#include "dragoman/report/attention_map.h"
#include "dragoman/training/state_json.h"
#include "dragoman/training/trainer.h"
#include "report/charts.h"
#include "report/page.h"

namespace dragoman {
namespace {

using Json = nlohmann::ordered_json;

constexpr int reload_seconds = 30;
constexpr size_t most_points = 500, most_validations = 12;

/// At most `count` of the elements, evenly spread, the first and the last among them.
template <class Element>
std::vector<const Element*> spread(const std::vector<Element>& all, size_t count) {
  std::vector<const Element*> some;
  const size_t kept = std::min(count, all.size());
  for (size_t i = 0; i < kept; ++i) {
    some.push_back(&all[kept == 1 ? all.size() - 1 : i * (all.size() - 1) / (kept - 1)]);
  }
  return some;
}

template <class Report, class Value>
Json curve(const char* label, const std::vector<Report>& reports, const Value& value) {
  Json points = Json::array();
  for (const Report* report : spread(reports, most_points)) {
    points.push_back({{"x", report->update}, {"y", value(*report)}});
  }
  return {{"label", label}, {"data", points}};
}

Json chart(const char* name, const char* axis, bool from_zero, Json series) {
  return {{"type", "curve"}, {"name", name},           {"axis", axis},
          {"x", "update"},   {"from_zero", from_zero}, {"series", std::move(series)}};
}

Json charts_of(const RunRecord& run) {
  using Update = const UpdateReport&;
  using Validation = const ValidationReport&;
  return {chart("Loss", "nats a target piece", false,
                {curve("training", run.updates, [](Update r) { return r.cross_entropy; }),
                 curve("validation", run.validations, [](Validation r) { return r.loss; })}),
          chart("Translations of the validation set", "score", true,
                {curve("BLEU", run.validations, [](Validation r) { return r.bleu; }),
                 curve("chrF", run.validations, [](Validation r) { return r.chrf; })}),
          chart("Learning rate", "rate", true,
                {curve("rate", run.updates, [](Update r) { return r.learning_rate; })}),
          chart("Speed", "target pieces/s", true,
                {curve("speed", run.updates, [](Update r) { return r.tokens_per_second(); })})};
}

/// One sentence: its translations and its attention, validation after validation.
std::string example_html(const std::vector<const ValidationReport*>& validations, size_t index) {
  const ValidationExample& last = validations.back()->examples[index];
  std::string text =
      fmt::format("<h3>{}</h3>\n<div class=\"wide text\"><table>\n", escaped(last.source));
  std::string strip = "<div class=\"wide map\"><div class=\"strip\">\n";
  for (const ValidationReport* validation : validations) {
    if (index >= validation->examples.size()) continue;
    const ValidationExample& example = validation->examples[index];
    text += html_row({fmt::format("update {}", validation->update), example.translation}, "td");
    strip += fmt::format("<figure>{}<figcaption>{}</figcaption></figure>\n",
                         thumbnail_map(example.alignment, 7), validation->update);
  }
  text +=
      html_row({"reference", last.reference}, "th") + "</table></div>\n" + strip + "</div></div>\n";
  return text + "<div class=\"wide map\">" + svg_map(last.alignment) + "</div>\n";
}

std::string examples_html(const RunRecord& run) {
  std::vector<ValidationReport> with_examples;
  std::copy_if(run.validations.begin(), run.validations.end(), std::back_inserter(with_examples),
               [](const ValidationReport& report) { return !report.examples.empty(); });
  if (with_examples.empty()) return "";
  const auto shown = spread(with_examples, most_validations);
  std::string text = "<h2>The same sentences, as training goes on</h2>\n";
  for (size_t index = 0; index < shown.back()->examples.size(); ++index) {
    text += example_html(shown, index);
  }
  return text;
}

std::string summary(const RunRecord& run) {
  std::string text = run.ended.empty() ? "Training goes on." : "Stopped: " + run.ended + ".";
  // Not every update is logged, nor the last.
  int64_t update = 0, epoch = 0;
  if (!run.updates.empty()) {
    update = run.updates.back().update;
    epoch = run.updates.back().epoch;
  }
  if (!run.validations.empty() && run.validations.back().update > update) {
    update = run.validations.back().update;
    epoch = run.validations.back().epoch;
  }
  if (update > 0) text += fmt::format(" Update {}, epoch {}.", update, epoch);
  const auto best = std::find_if(run.validations.rbegin(), run.validations.rend(),
                                 [](const ValidationReport& report) { return report.best; });
  if (best != run.validations.rend()) {
    text += fmt::format(
        " The best model is that of update {}: BLEU {:.2f}, chrF {:.2f}, "
        "perplexity {:.2f}.",
        best->update, best->bleu, best->chrf, best->perplexity);
  }
  return text;
}

/// Three digits of a weight are more than a picture shows.
Json to_be_kept(ValidationExample example) {
  const auto round = [](AlignmentMatrix& weights) {
    for (auto& of_word : weights) {
      for (double& weight : of_word) weight = std::round(weight * 1e3) / 1e3;
    }
  };
  round(example.alignment.weights);
  for (AlignmentMatrix& head : example.alignment.heads) round(head);
  return nlohmann::json(example);
}

template <class Report>
void add(std::vector<Report>& reports, const nlohmann::json& event) {
  try {
    reports.push_back(event.get<Report>());
  } catch (const nlohmann::json::exception&) {
  }
}

bool is_event(const nlohmann::json& event, const char* name) {
  const auto found = event.find("event");
  return found != event.end() && *found == name;
}

}  // namespace

RunRecord read_run(const RunDirectory& directory) {
  RunRecord run;
  run.name = std::filesystem::absolute(directory.root).lexically_normal().filename().string();
  for (const nlohmann::json& event : read_events(directory.metrics())) {
    if (is_event(event, "update")) add(run.updates, event);
    if (is_event(event, "validation")) add(run.validations, event);
  }
  std::map<int64_t, std::vector<ValidationExample>> examples;
  for (const nlohmann::json& event : read_events(directory.examples())) {
    for (const nlohmann::json& example : event.value("examples", nlohmann::json::array())) {
      add(examples[event["update"].get<int64_t>()], example);
    }
  }
  for (ValidationReport& report : run.validations) {
    report.examples = examples[report.update];
    std::erase_if(report.examples,
                  [](const ValidationExample& example) { return !is_complete(example.alignment); });
  }
  return run;
}

std::string run_html(const RunRecord& run) {
  const std::string body = fmt::format("<p>{}</p>\n", escaped(summary(run))) +
                           charts_html(charts_of(run)) + examples_html(run);
  return html_page(run.name, body, run.ended.empty() ? reload_seconds : 0);
}

void RunReport::on_start(Trainer& trainer) {
  examples_.open(trainer.state().update);
  try_to_write("");
}

void RunReport::on_validation(Trainer& /*trainer*/, const ValidationReport& report) {
  Json event = {{"update", report.update}, {"examples", Json::array()}};
  for (const ValidationExample& example : report.examples) {
    event["examples"].push_back(to_be_kept(example));
  }
  examples_.write(event);
  try_to_write("");
}

void RunReport::on_stop(Trainer& /*trainer*/, const std::string& reason) {
  examples_.close();
  write(reason);
}

void RunReport::try_to_write(const std::string& ended) const {
  try {
    write(ended);
  } catch (const Error& failure) {
    spdlog::warn("{}; it is tried again at the next validation", failure.what());
  }
}

void RunReport::write(const std::string& ended) const {
  RunRecord run = read_run(directory_);
  run.ended = ended;
  write_atomically(directory_.report(), [&](std::ostream& out) { out << run_html(run); });
}

}  // namespace dragoman
