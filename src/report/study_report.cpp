#include "dragoman/report/study_report.h"

#include <nlohmann/json.hpp>

#include "dragoman/base/error.h"
#include "dragoman/report/attention_map.h"
#include "report/chart_library.h"
#include "report/markup.h"
#include "report/study_tables.h"

namespace dragoman {
namespace {

constexpr const char* note =
    "± is half the width of a 95 % bootstrap interval of one model's test score; it does not "
    "contain the difference that another seed makes.";

std::string markdown_row(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

std::string markdown_table(const StudyTable& table) {
  std::string text = fmt::format("## {}\n\n", table.title) + markdown_row(table.header);
  text += markdown_row(std::vector<std::string>(table.header.size(), "---"));
  for (const auto& row : table.rows) text += markdown_row(row);
  return text + "\n";
}

std::string html_row(const std::vector<std::string>& cells, const char* tag) {
  std::string row = "<tr>";
  for (const std::string& cell : cells) row += fmt::format("<{0}>{1}</{0}>", tag, escaped(cell));
  return row + "</tr>\n";
}

std::string html_table(const StudyTable& table) {
  std::string text =
      fmt::format("<h2>{}</h2>\n<div class=\"wide\"><table>\n", escaped(table.title)) +
      html_row(table.header, "th");
  for (const auto& row : table.rows) text += html_row(row, "td");
  return text + "</table></div>\n";
}

/// What the charts show. A chart has labels, a title for the y axis, and a series a variant.
using Json = nlohmann::ordered_json;

Json bars(const std::string& name, const std::string& axis, const Study& study,
          const std::vector<StudyResult>& results, double StudyResult::*member) {
  Json chart = {{"type", "bar"}, {"name", name}, {"axis", axis}, {"labels", Json::array()}};
  Json values = Json::array();
  for (const StudyResult& result : results) {
    chart["labels"].push_back(label_of(study, result));
    values.push_back(result.*member);
  }
  chart["series"] = {{{"label", axis}, {"data", values}}};
  return chart;
}

/// BLEU as a point within its interval.
Json score_chart(const Study& study, const std::vector<StudyResult>& results) {
  Json labels = Json::array(), intervals = Json::array(), points = Json::array();
  for (const StudyResult& result : results) {
    const TestScores& test = result.tests.front();
    labels.push_back(label_of(study, result));
    points.push_back(test.bleu);
    intervals.push_back(
        {test.bleu - test.bleu_interval.half_width, test.bleu + test.bleu_interval.half_width});
  }
  return {{"type", "interval"},     {"name", "BLEU with 95 % intervals"},
          {"axis", "BLEU"},         {"labels", labels},
          {"intervals", intervals}, {"points", points}};
}

/// A line for each result. @param values_of what a result's line goes through
template <typename Values>
Json lines(const Json& head, const Study& study, const std::vector<StudyResult>& results,
           const Values& values_of) {
  Json chart = head;
  chart["axis"] = "BLEU";
  chart["series"] = Json::array();
  for (const StudyResult& result : results) {
    chart["series"].push_back({{"label", label_of(study, result)}, {"data", values_of(result)}});
  }
  return chart;
}

Json length_chart(const Study& study, const std::vector<StudyResult>& results, size_t test) {
  const TestScores& first = results.front().tests[test];
  const std::string joined =
      first.concat == 1 ? "" : fmt::format(", {} lines joined", first.concat);
  Json labels = Json::array();
  for (const LengthScore& part : first.by_length) labels.push_back(part.source_words);
  const Json head = {{"type", "line"},
                     {"name", "BLEU by source length" + joined},
                     {"x", "source words"},
                     {"labels", labels}};
  return lines(head, study, results, [&](const StudyResult& result) {
    Json values = Json::array();
    for (const LengthScore& part : result.tests[test].by_length) values.push_back(part.bleu);
    return values;
  });
}

Json concat_chart(const Study& study, const std::vector<StudyResult>& results) {
  const Json head = {{"type", "line"},
                     {"name", "BLEU with lines of the test set joined"},
                     {"x", "lines joined"},
                     {"labels", study.concat}};
  return lines(head, study, results, [](const StudyResult& result) {
    Json values = Json::array();
    for (const TestScores& test : result.tests) values.push_back(test.bleu);
    return values;
  });
}

Json learning_chart(const Study& study, const std::vector<StudyResult>& results) {
  const Json head = {
      {"type", "curve"}, {"name", "BLEU on the validation set while training"}, {"x", "update"}};
  return lines(head, study, results, [](const StudyResult& result) {
    Json values = Json::array();
    for (const CurvePoint& point : result.curve) {
      values.push_back({{"x", point.update}, {"y", point.bleu}});
    }
    return values;
  });
}

Json charts(const Study& study, const std::vector<StudyResult>& results) {
  Json all = {score_chart(study, results)};
  if (study.concat.size() > 1) all.push_back(concat_chart(study, results));
  for (size_t test = 0; test < study.concat.size(); ++test) {
    all.push_back(length_chart(study, results, test));
  }
  all.push_back(learning_chart(study, results));
  all.push_back(bars("Speed of training", "target tokens/s", study, results,
                     &StudyResult::training_tokens_per_second));
  all.push_back(bars("Speed of translation", "sentences/s", study, results,
                     &StudyResult::sentences_per_second));
  all.push_back(
      bars("Peak memory of training", "MiB", study, results, &StudyResult::peak_memory_mib));
  return all;
}

// Draws each chart of `charts` into its canvas.
constexpr const char* drawing = R"js(
const dark = matchMedia("(prefers-color-scheme: dark)").matches;
Chart.defaults.color = dark ? "#d7dce5" : "#333a45";
Chart.defaults.borderColor = dark ? "#343c49" : "#dde2ea";
Chart.defaults.animation = false;
const colour = (i, n) => `hsl(${Math.round(360 * i / n)} 65% ${dark ? 62 : 42}%)`;
const dashes = [[], [6, 3], [2, 2]];
charts.forEach((chart, at) => {
  const series = chart.series || [];
  const lines = series.map((s, i) => ({label: s.label, data: s.data, borderColor: colour(i, series.length),
    backgroundColor: colour(i, series.length), borderDash: dashes[i % 3], borderWidth: 2, pointRadius: 3}));
  const y = {grace: "5%", title: {display: true, text: chart.axis}};
  const legend = {display: series.length > 1, labels: {usePointStyle: true, pointStyle: "line", pointStyleWidth: 40}};
  const plugins = {title: {display: true, text: chart.name, font: {size: 15}}, legend};
  const base = {maintainAspectRatio: false, plugins, scales: {y}};
  if (chart.x) base.scales.x = {title: {display: true, text: chart.x}};
  const blue = dark ? "#7cc4ff" : "#0b57a4";
  let config;
  if (chart.type === "interval") {
    config = {data: {labels: chart.labels, datasets: [
      {type: "line", label: "score", data: chart.points, showLine: false, borderColor: blue, backgroundColor: blue, pointRadius: 5},
      {type: "bar", label: "95 % interval", data: chart.intervals, backgroundColor: blue + "66", barThickness: 10}]}, options: base};
  } else if (chart.type === "bar") {
    config = {type: "bar", data: {labels: chart.labels, datasets: [{label: chart.axis, data: series[0].data, backgroundColor: blue}]}, options: base};
  } else {
    config = {type: "line", data: {labels: chart.labels, datasets: lines}, options: base};
    if (chart.type === "curve") base.scales.x.type = "linear";
  }
  new Chart(document.getElementById("chart-" + at), config);
});
)js";

constexpr const char* style = R"css(
  :root { color-scheme: light dark; }
  body { margin: 1.5rem auto; max-width: 75rem; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
  .wide { overflow-x: auto; }
  table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
  th, td { border: 1px solid #8886; padding: .25rem .6rem; text-align: right; }
  td { white-space: nowrap; }
  th:first-child, td:first-child { text-align: left; }
  .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(30rem, 1fr)); gap: 1.5rem; }
  .chart { position: relative; height: 24rem; }
  iframe { border: 0; width: 100%; height: 34rem; }
)css";

std::string charts_html(const Study& study, const std::vector<StudyResult>& results) {
  if (chart_library().empty()) {
    return "<p>This build has no charts: Chart.js (libjs-chart.js) was not there.</p>\n";
  }
  const Json all = charts(study, results);
  std::string html = "<div class=\"charts\">\n";
  for (size_t at = 0; at < all.size(); ++at) {
    html += fmt::format("<div class=\"chart\"><canvas id=\"chart-{}\"></canvas></div>\n", at);
  }
  return html + "</div>\n<script>" + std::string(chart_library()) +
         "</script>\n<script>const charts = " + script_safe(all.dump()) + ";" + drawing +
         "</script>\n";
}

/// Each in a frame of its own, folded: pages in a page.
std::string maps_html(const Study& study, const std::vector<StudyResult>& results) {
  std::string html = study.examples.empty() ? "" : "<h2>Attention</h2>\n";
  for (const StudyResult& result : results) {
    for (const Alignment& example : result.examples) {
      html += fmt::format(
          "<details><summary>{}: {}</summary><iframe srcdoc=\"{}\"></iframe></details>\n",
          escaped(label_of(study, result)),
          escaped(fmt::format("{}", fmt::join(example.target, " "))), escaped(html_map(example)));
    }
  }
  return html;
}

}  // namespace

std::string study_markdown(const Study& study, const std::vector<StudyResult>& results) {
  std::string text = fmt::format("# {}\n\n{}\n\n", study.title, note);
  for (const StudyTable& table : study_tables(study, results)) text += markdown_table(table);
  return text;
}

std::string study_html(const Study& study, const std::vector<StudyResult>& results) {
  std::string page = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width\">\n<title>{0}</title>\n<style>{1}</style>\n<h1>{0}</h1>\n"
      "<p>{2}</p>\n",
      escaped(study.title), style, note);
  page += charts_html(study, results);
  for (const StudyTable& table : study_tables(study, results)) page += html_table(table);
  return page + maps_html(study, results) + "</html>\n";
}

}  // namespace dragoman
