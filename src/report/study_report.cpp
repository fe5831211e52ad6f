#include "dragoman/report/study_report.h"

#include <nlohmann/json.hpp>

#include "dragoman/base/error.h"
#include "dragoman/base/escaped.h"
#include "dragoman/report/attention_map.h"
#include "report/charts.h"
#include "report/page.h"
#include "report/study_tables.h"

namespace dragoman {
namespace {

constexpr const char* note =
    "± is half the width of a 95 % bootstrap interval of one model's test score; it does not "
    "contain the difference that another seed makes. p: how often chance alone would make as "
    "large a difference in BLEU to the first variant with the same seed (paired bootstrap).";

std::string markdown_row(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

std::string markdown_table(const StudyTable& table) {
  std::string text = fmt::format("## {}\n\n", table.title) + markdown_row(table.header);
  text += markdown_row(std::vector<std::string>(table.header.size(), "---"));
  for (const auto& row : table.rows) text += markdown_row(row);
  return text + "\n";
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
  return {{"type", "interval"}, {"name", "BLEU with 95 % intervals"},
          {"axis", "BLEU"},     {"from_zero", true},
          {"labels", labels},   {"intervals", intervals},
          {"points", points}};
}

/// A line for each result. @param values_of what a result's line goes through
template <typename Values>
Json lines(const Json& head, const Study& study, const std::vector<StudyResult>& results,
           const Values& values_of) {
  Json chart = head;
  chart["axis"] = "BLEU";
  chart["from_zero"] = true;
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
  std::string body = fmt::format("<p>{}</p>\n", note) + charts_html(charts(study, results));
  for (const StudyTable& table : study_tables(study, results)) body += html_table(table);
  return html_page(study.title, body + maps_html(study, results));
}

}  // namespace dragoman
