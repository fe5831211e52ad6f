#include "dragoman/text/corpus_report.h"

#include <functional>
#include <utility>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

double mean(int64_t sum, int64_t count) {
  return count == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(count);
}

struct TableRow {
  std::string label;
  std::function<std::string(const CorpusReport&)> cell;
};

TableRow count_row(std::string label, int64_t CorpusReport::*field) {
  return {std::move(label),
          [field](const CorpusReport& report) { return std::to_string(report.*field); }};
}

std::vector<TableRow> table_rows(const CorpusReport& first) {
  return {
      {"", [](const CorpusReport& report) { return report.name; }},
      count_row("pairs", &CorpusReport::pairs),
      count_row("  empty source", &CorpusReport::empty_source),
      count_row("  empty target", &CorpusReport::empty_target),
      count_row("  invalid UTF-8", &CorpusReport::invalid_utf8),
      count_row(fmt::format("  over {} pieces", first.max_length), &CorpusReport::over_long),
      count_row(fmt::format("  length ratio over {}", first.ratio_limit),
                &CorpusReport::extreme_ratio),
      count_row("  in another script", &CorpusReport::other_script),
      count_row("  duplicates", &CorpusReport::duplicates),
      count_row("  target copies source", &CorpusReport::copies),
      count_row("  misaligned", &CorpusReport::misaligned),
      {"  source also in train",
       [](const CorpusReport& report) {
         return report.in_train ? std::to_string(*report.in_train) : "-";
       }},
      count_row("dropped", &CorpusReport::dropped),
      count_row("kept", &CorpusReport::kept),
      count_row("source pieces", &CorpusReport::source_pieces),
      count_row("target pieces", &CorpusReport::target_pieces),
      {"source pieces a pair",
       [](const CorpusReport& report) {
         return fmt::format("{:.1f}", report.mean_source_length());
       }},
      {"target pieces a pair",
       [](const CorpusReport& report) {
         return fmt::format("{:.1f}", report.mean_target_length());
       }},
  };
}

}  // namespace

double CorpusReport::mean_source_length() const {
  return mean(source_pieces, kept);
}

double CorpusReport::mean_target_length() const {
  return mean(target_pieces, kept);
}

std::string format(const std::vector<CorpusReport>& reports) {
  if (reports.empty()) return {};
  constexpr int label_width = 24;
  constexpr int column_width = 12;
  std::string table;
  for (const TableRow& row : table_rows(reports.front())) {
    table += fmt::format("{:<{}}", row.label, label_width);
    for (const CorpusReport& report : reports) {
      table += fmt::format("{:>{}}", row.cell(report), column_width);
    }
    table += '\n';
  }
  return table;
}

}  // namespace dragoman
