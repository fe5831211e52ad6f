#include "dragoman/training/preparation.h"

#include "dragoman/base/error.h"
#include "dragoman/base/fingerprint.h"
#include "dragoman/base/selected.h"
#include "dragoman/base/unicode.h"
#include "dragoman/metrics/alignment_error.h"
#include "dragoman/text/mixed_pairs.h"
#include "dragoman/text/piece_links.h"
#include "dragoman/text/prepared_corpus.h"
#include "dragoman/text/segmentation.h"
#include "dragoman/text/swapped_sides.h"
#include "dragoman/training/word_links.h"

namespace dragoman {
namespace {

void summarise(const std::vector<CorpusReport>& reports, TrainingData& data) {
  data.report = format(reports);
  for (const CorpusReport& report : reports) {
    data.warnings.insert(data.warnings.end(), report.warnings.begin(), report.warnings.end());
    data.doubts.insert(data.doubts.end(), report.doubts.begin(), report.doubts.end());
  }
}

/// Pairs to train on, and what was found in their text.
struct TrainingPairs {
  std::shared_ptr<const PairSource> pairs;
  std::vector<CorpusReport> reports;
  std::string fingerprint;
};

/// Links the pieces of a checked corpus, each time that they are drawn anew.
void add_links(std::vector<LinkedWords> links, const Vocabularies& vocabularies,
               EncodedCorpus& corpus) {
  link_pieces(corpus.pairs, links, vocabularies);
  if (corpus.sampler == nullptr) return;
  corpus.sampler = linked_sampler(std::move(corpus.sampler), std::move(links), vocabularies);
}

std::string fingerprint_of(const std::vector<LinkedWords>& links) {
  Fingerprint print;
  for (const LinkedWords& of_pair : links) {
    print.add(fmt::format("{}\n", format_links({of_pair.begin(), of_pair.end()})));
  }
  return print.text();
}

TrainingPairs encoded_pairs(const Config& config, const ParallelCorpus& text,
                            const Vocabularies& vocabularies) {
  CheckedCorpus checked = encode_checked("train", text, vocabularies, config.data);
  if (config.vocabulary.sampling > 0) {
    checked.corpus.sampler = segmentation_sampler(
        {selected(text.source, checked.rows), selected(text.target, checked.rows)}, vocabularies,
        config.vocabulary.sampling);
  }
  std::string print = fingerprint(text);
  if (config.training.guided_attention > 0) {
    std::vector<LinkedWords> links =
        read_word_links(config.data.train_alignments, text, checked, vocabularies);
    print += fingerprint_of(links);
    add_links(std::move(links), vocabularies, checked.corpus);
  }
  return {std::make_shared<const EncodedCorpus>(std::move(checked.corpus)),
          {std::move(checked.report)},
          std::move(print)};
}

/// The folders' pairs: of several, a mixture.
TrainingPairs prepared_pairs(const Config& config, const Vocabularies& vocabularies) {
  const DataConfig& data = config.data;
  TrainingPairs all;
  std::vector<std::shared_ptr<const PairSource>> parts;
  for (const std::string& folder : data.prepared) {
    auto corpus = std::make_shared<const PreparedCorpus>(folder, data, vocabularies,
                                                         config.vocabulary.sampling);
    CorpusReport& report = all.reports.emplace_back(corpus->report());
    if (data.prepared.size() > 1) report.name += fmt::format(" {}", all.reports.size());
    all.fingerprint += corpus->fingerprint();
    parts.push_back(std::move(corpus));
  }
  all.pairs = parts.size() == 1 ? parts.front()
                                : std::make_shared<const MixedPairs>(
                                      std::move(parts), Mixture{data.weights, data.temperature},
                                      static_cast<uint64_t>(config.training.seed));
  return all;
}

}  // namespace

void require_training_text(const DataConfig& config) {
  if (!config.train_source.empty()) return;
  fail_input(
      "data.train_source and data.train_target are not set: name the two sides of a corpus, "
      "one sentence a line");
}

/// What translations are compared with must be text.
void require_references(const std::vector<std::string>& lines, const std::string& file) {
  for (size_t line = 0; line < lines.size(); ++line) {
    require_utf8(lines[line], fmt::format("{}:{}", file, line + 1));
  }
}

ParallelCorpus read_training_text(const DataConfig& config) {
  if (!config.prepared.empty()) return {};
  require_training_text(config);
  return read_parallel(config.train_source, config.train_target);
}

TrainingData prepare_data(const Config& config, const ParallelCorpus& train,
                          const Vocabularies& vocabularies) {
  TrainingPairs pairs = config.data.prepared.empty() ? encoded_pairs(config, train, vocabularies)
                                                     : prepared_pairs(config, vocabularies);
  std::vector<CorpusReport> reports = std::move(pairs.reports);
  const Fingerprints prints{pairs.fingerprint, {}, fingerprint_of_files(config.training.teachers)};
  TrainingData data{vocabularies, std::move(pairs.pairs), {}, {}, prints, {}, {}, {}};
  const auto check = [&](const char* name, const ParallelCorpus& text) {
    CheckedCorpus other = encode_all(name, text, vocabularies, config.data);
    if (train.size() > 0) other.report.in_train = count_contained(text.source, train.source);
    if (sides_swapped(text, train)) {
      other.report.doubts.push_back(fmt::format(
          "{0}: its source reads like the training target, and its target like the training "
          "source: exchange data.{0}_source and data.{0}_target",
          name));
    }
    reports.push_back(other.report);
    return std::move(other.corpus);
  };
  if (!config.data.valid_source.empty()) {
    data.valid_text = read_parallel(config.data.valid_source, config.data.valid_target);
    require_references(data.valid_text.target, config.data.valid_target);
    data.valid = check("valid", data.valid_text);
    data.fingerprints.valid = fingerprint(data.valid_text);
  }
  if (!config.data.test_source.empty()) {
    check("test", read_parallel(config.data.test_source, config.data.test_target));
  }
  summarise(reports, data);
  return data;
}

}  // namespace dragoman
