#include "cli/distill_words.h"

#include <algorithm>
#include <numeric>

#include <spdlog/spdlog.h>

#include "cli/distilled_text.h"
#include "cli/line_progress.h"
#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"
#include "dragoman/nn/load_model.h"
#include "dragoman/search/load_translator.h"
#include "dragoman/training/teachers.h"

namespace dragoman {
namespace {

// Read at once, to be put into batches of like lengths.
constexpr size_t lines_at_once = 4096, pairs_at_once = 64;
constexpr size_t longest_side = 1000;  // pieces

Vocabularies vocabularies_of(const std::string& path) {
  const ModelSource model(path);
  return dragoman::vocabularies_of(model.loaded().file, model.loaded().sizes, path);
}

std::vector<int32_t> pieces_of(const Vocabulary& vocabulary, const std::string& line) {
  const std::vector<int64_t> ids = vocabulary.encode(line);
  return {ids.begin(), ids.end()};
}

/// The next pairs of the text that can be trained on, the short ones first.
std::vector<EncodedPair> next_pairs(DistilledText& text, const Vocabularies& vocabularies) {
  std::vector<EncodedPair> pairs;
  for (size_t read = 0; read < lines_at_once && text.next(); ++read) {
    EncodedPair pair{pieces_of(vocabularies.source, text.line),
                     pieces_of(vocabularies.target, text.reference)};
    const auto [shorter, longer] = std::minmax({pair.source.size(), pair.target.size()});
    if (shorter > 0 && longer <= longest_side) pairs.push_back(std::move(pair));
  }
  std::stable_sort(pairs.begin(), pairs.end(), [](const EncodedPair& a, const EncodedPair& b) {
    return a.source.size() + a.target.size() < b.source.size() + b.target.size();
  });
  return pairs;
}

void add_pairs(const std::vector<EncodedPair>& pairs, const Teachers& teachers,
               const WordDistillation& wanted, torch::Device device, TaughtWordsWriter& writer) {
  for (size_t begin = 0; begin < pairs.size(); begin += pairs_at_once) {
    std::vector<int64_t> rows(std::min(pairs_at_once, pairs.size() - begin));
    std::iota(rows.begin(), rows.end(), static_cast<int64_t>(begin));
    const Batch batch = make_batch(pairs, rows).to(device);
    writer.add(batch, teachers.likeliest(batch, wanted.words));
  }
}

}  // namespace

void distill_words(const WordDistillation& wanted) {
  check_writable(wanted.output);
  const size_t lines = DistilledText::checked_lines(wanted.source, wanted.references);
  const Vocabularies vocabularies = vocabularies_of(wanted.model);
  if (wanted.words > vocabularies.target.size()) {
    fail_input("--words is {}, and the vocabulary has {} pieces: give fewer", wanted.words,
               vocabularies.target.size());
  }
  RuntimeConfig runtime;
  runtime.device = wanted.device.value_or(DeviceChoice{});
  runtime.threads = wanted.threads.value_or(0);
  const Machine machine = prepare_machine(runtime);
  std::vector<std::string> models = {wanted.model};
  models.insert(models.end(), wanted.ensemble.begin(), wanted.ensemble.end());
  const Teachers teachers(models, vocabularies, machine);
  int64_t written = 0;
  write_atomically(wanted.output, [&](std::ostream& out) {
    TaughtWordsWriter writer(out, {vocabularies.source.bytes(), vocabularies.target.bytes()},
                             wanted.words);
    DistilledText text(wanted.source, wanted.references);
    LineProgress progress(lines, true);
    for (size_t done = 0; done < lines; done += lines_at_once) {
      add_pairs(next_pairs(text, vocabularies), teachers, wanted, machine.device, writer);
      progress.show(std::min(lines, done + lines_at_once));
    }
    writer.finish();
    written = writer.pairs();
  });
  spdlog::info("{} different pairs of {} lines: train with training.teachers=[\"{}\"]", written,
               lines, wanted.output);
}

}  // namespace dragoman
