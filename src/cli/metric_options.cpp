#include "cli/metric_options.h"

#include "cli/options.h"
#include "dragoman/base/error.h"
#include "dragoman/text/lines.h"

namespace dragoman {

void add_metric_options(CLI::App& command, MetricOptions& options) {
  add_choices(command, "--metrics", options.metrics, {"bleu", "chrf", "ter"}, "Which to compute");
  add_choice(command, "--tokenize", options.bleu.tokenizer, "BLEU's tokenizer");
  command.add_flag_callback(
      "--lowercase", [&options] { options.bleu.lowercase = options.chrf.lowercase = true; },
      "Ignore case in BLEU and chrF");
  add_choice(command, "--smooth-method", options.bleu.smoothing, "BLEU's smoothing");
  add_number(command, "--smooth-value", options.bleu.smooth_value, {0, 1000},
             "For floor [0.1] and add-k [1]");
  command.add_flag("--effective-order", options.bleu.effective_order,
                   "BLEU without orders longer than the text");
  add_number(command, "--chrf-word-order", options.chrf.word_order, {0, 10}, "2 makes chrF chrF++");
  command.add_flag("--chrf-whitespace", options.chrf.whitespace, "Count white space in chrF");
  command.add_flag("--ter-normalized", options.ter.normalized, "Tercom's normalisation");
  command.add_flag("--ter-case-sensitive", options.ter.case_sensitive, "Case matters in TER");
}

Score score_by(const std::string& name, const MetricOptions& options,
               const std::vector<std::string>& hypotheses, const References& references) {
  if (name == "bleu") return corpus_bleu(hypotheses, references, options.bleu);
  if (name == "chrf") return corpus_chrf(hypotheses, references, options.chrf);
  return corpus_ter(hypotheses, references, options.ter);
}

SummedMetric summed_by(const std::string& name, const MetricOptions& options,
                       const std::vector<std::string>& hypotheses, const References& references) {
  if (name == "bleu") return summed_bleu(hypotheses, references, options.bleu);
  if (name == "chrf") return summed_chrf(hypotheses, references, options.chrf);
  return summed_ter(hypotheses, references, options.ter);
}

References read_references(const std::vector<std::string>& files, int64_t concat) {
  References references;
  for (const std::string& file : files) {
    const std::vector<std::string> lines = joined_lines(read_lines(file), concat);
    if (references.empty()) references.resize(lines.size());
    if (lines.size() != references.size()) {
      fail_input("{} has {} lines, {} has {}: references must agree line by line", files.front(),
                 references.size(), file, lines.size());
    }
    for (size_t line = 0; line < lines.size(); ++line) references[line].push_back(lines[line]);
  }
  return references;
}

void check_lines(const std::string& hypotheses, size_t lines, const std::string& references,
                 size_t reference_lines) {
  if (lines == reference_lines) return;
  fail_input("{} has {} lines, {} has {}: give one reference a line", hypotheses, lines, references,
             reference_lines);
}

}  // namespace dragoman
