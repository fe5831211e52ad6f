#include "dragoman/training/preparation.h"

#include "dragoman/base/error.h"
#include "dragoman/base/selected.h"
#include "dragoman/text/segmentation.h"
#include "dragoman/text/swapped_sides.h"

namespace dragoman {
namespace {

void summarise(const std::vector<CorpusReport>& reports, TrainingData& data) {
  data.report = format(reports);
  for (const CorpusReport& report : reports) {
    data.warnings.insert(data.warnings.end(), report.warnings.begin(), report.warnings.end());
    data.doubts.insert(data.doubts.end(), report.doubts.begin(), report.doubts.end());
  }
}

}  // namespace

ParallelCorpus read_training_text(const DataConfig& config) {
  if (config.train_source.empty()) {
    fail_input(
        "data.train_source and data.train_target are not set: name the two sides of a corpus, "
        "one sentence a line");
  }
  return read_parallel(config.train_source, config.train_target);
}

TrainingData prepare_data(const Config& config, const ParallelCorpus& train,
                          const Vocabularies& vocabularies) {
  CheckedCorpus checked = encode_checked("train", train, vocabularies, config.data);
  std::vector<CorpusReport> reports = {checked.report};
  TrainingData data{
      vocabularies, std::move(checked.corpus), {}, {}, {fingerprint(train), {}}, {}, {}, {}};
  if (config.vocabulary.sampling > 0) {
    data.train.sampler = segmentation_sampler(
        {selected(train.source, checked.rows), selected(train.target, checked.rows)}, vocabularies,
        config.vocabulary.sampling);
  }
  const auto check = [&](const char* name, const ParallelCorpus& text) {
    CheckedCorpus other = encode_all(name, text, vocabularies, config.data);
    other.report.in_train = count_contained(text.source, train.source);
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
