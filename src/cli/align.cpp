#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <spdlog/spdlog.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "dragoman/align/align_both_ways.h"
#include "dragoman/align/number_words.h"
#include "dragoman/base/atomic_file.h"
#include "dragoman/report/alignment_quality.h"
#include "dragoman/text/corpus.h"
#include "dragoman/text/lines.h"

namespace dragoman {

namespace {

struct AlignOptions {
  std::string source, target, output, truth;
  Symmetrization symmetrization = Symmetrization::grow_diagonal;
  WordAlignerOptions aligner;
  int64_t longest = 200;
};

std::vector<TrueAlignment> read_truth(const std::string& file, size_t pairs) {
  if (file.empty()) return {};
  std::vector<TrueAlignment> truth = parse_alignments(read_lines(file), file);
  if (truth.size() <= pairs) return truth;
  fail_input("{} has {} lines, the text {}: give one line of links for each of its last pairs",
             file, truth.size(), pairs);
}

void print_error_rate(const std::vector<WordLinks>& links,
                      const std::vector<TrueAlignment>& truth) {
  AlignmentScore score;
  for (size_t i = 0; i < truth.size(); ++i) {
    score += score_alignment(links[links.size() - truth.size() + i], truth[i]);
  }
  spdlog::info("AER = {:.2f} (precision {:.2f}, recall {:.2f}; {} links, {} sure ones)",
               score.error_rate(), score.precision(), score.recall(), score.links, score.sure);
}

void write_links(std::ostream& out, const std::vector<WordLinks>& links) {
  for (const WordLinks& of_pair : links) out << format_links(of_pair) << '\n';
}

/// @param longest how many words a side may have
void warn_of_unlinked(const std::vector<WordPair>& pairs, int64_t longest) {
  const auto is_empty = [](const WordPair& pair) {
    return pair.source.empty() || pair.target.empty();
  };
  const auto count = std::count_if(pairs.begin(), pairs.end(), is_empty);
  if (count == 0) return;
  spdlog::warn(
      "{} pairs get no links, as a side is empty, not UTF-8, or of over {} words; the first is in "
      "line {}",
      count, longest, std::find_if(pairs.begin(), pairs.end(), is_empty) - pairs.begin() + 1);
}

void align_files(const AlignOptions& options) {
  const ParallelCorpus text = read_parallel(options.source, options.target);
  const std::vector<TrueAlignment> truth = read_truth(options.truth, text.size());
  const std::vector<WordPair> pairs = number_words(text.source, text.target, options.longest);
  warn_of_unlinked(pairs, options.longest);
  const std::vector<WordLinks> links =
      align_both_ways(pairs, options.aligner, options.symmetrization);
  if (options.output.empty()) {
    write_links(std::cout, links);
  } else {
    write_atomically(options.output, [&](std::ostream& out) { write_links(out, links); });
  }
  if (!truth.empty()) print_error_rate(links, truth);
}

}  // namespace

void add_align(CLI::App& program) {
  auto options = std::make_shared<AlignOptions>();
  WordAlignerOptions& aligner = options->aligner;
  CLI::App* command = program.add_subcommand(
      "align", "Link the words of a parallel text that translate each other");
  command->add_option("--source", options->source, "Text, source side")
      ->required()
      ->type_name("FILE");
  command->add_option("--target", options->target, "Text, target side")
      ->required()
      ->type_name("FILE");
  add_output(*command, "--output", options->output,
             "Links 0-0 1-2 …, a line a pair; without it they are printed");
  command
      ->add_option("--true", options->truth,
                   "True links of the last pairs of the text: tell the alignment error rate")
      ->type_name("FILE");
  add_choice(*command, "--symmetrize", options->symmetrization,
             "How the links of both directions become one set");
  add_number(*command, "--diagonal-iterations", aligner.diagonal_iterations, {1, 100},
             "Iterations of IBM model 1 with a prior for the diagonal");
  add_number(*command, "--hmm-iterations", aligner.hmm_iterations, {0, 100},
             "Iterations of the hidden Markov model after these; 0 = without it");
  add_number(*command, "--null", aligner.null, {0.001, 0.999},
             "How likely a word translates none of the other side");
  add_number(*command, "--max-length", options->longest, {1, 1000},
             "Pairs with more words on a side get no links");
  command->footer(
      "Words are what white space divides, in lower case. It learns from the text itself: align a\n"
      "test set together with the training text, after it.\n"
      "Example:\n"
      "  dragoman align --source train.en --target train.de --output train.align");
  command->callback([options] { align_files(*options); });
}

}  // namespace dragoman
