#include "dragoman/search/beam_search.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "dragoman/base/error.h"
#include "dragoman/text/vocabulary.h"

namespace dragoman {
namespace {

constexpr double impossible = -std::numeric_limits<double>::infinity();

/// The beam of one sentence and where it stands in the batch of rows.
struct ActiveBeam {
  int64_t sentence;
  int64_t first_row;  // of its live hypotheses among the rows of the state
  Beam beam;
  BeamLimits limits;
};

/// All rows of one step: the live hypotheses of every active beam, one after the other.
struct Rows {
  DecoderState state;
  AttentionMemory memory;
  Tensor words;  // int64 [R]
};

Tensor to_index(const std::vector<int64_t>& values, torch::Device device) {
  return torch::tensor(values, torch::kLong).to(device);
}

std::vector<ActiveBeam> start_beams(const SourceBatch& batch, const SearchConfig& config) {
  const Tensor lengths = batch.source_lengths.cpu();
  std::vector<ActiveBeam> beams;
  for (int64_t sentence = 0; sentence < lengths.size(0); ++sentence) {
    const double pieces = static_cast<double>(lengths[sentence].item<int64_t>() - 1);
    const int64_t limit =
        static_cast<int64_t>(config.max_length_ratio * pieces) + config.max_length_offset;
    beams.push_back({sentence,
                     sentence,
                     start_beam(),
                     {config.beam_size, std::max<int64_t>(1, limit), config.length_normalization}});
  }
  return beams;
}

/// A product of a single row takes another way through BLAS, with other rounding. Two rows at least
/// keep a sentence's numbers independent of its batch.
std::vector<int64_t> at_least_two(std::vector<int64_t> rows) {
  if (rows.size() == 1) rows.push_back(rows.front());
  return rows;
}

Rows first_rows(TranslationModel& model, const SourceBatch& batch) {
  std::vector<int64_t> sentences(static_cast<size_t>(batch.source.size(0)));
  for (size_t row = 0; row < sentences.size(); ++row) sentences[row] = static_cast<int64_t>(row);
  const Tensor rows = to_index(at_least_two(std::move(sentences)), batch.source.device());
  const Encoded encoded =
      model.encode(batch.source.index_select(0, rows), batch.source_lengths.index_select(0, rows),
                   batch.source_mask.index_select(0, rows));
  return {model.start(encoded), model.remember(encoded),
          torch::full({rows.size(0)}, TokenIds::begin, rows.options())};
}

void forbid(const Tensor& log_probabilities, std::initializer_list<int64_t> words) {
  for (const int64_t word : words) log_probabilities.select(1, word).fill_(impossible);
}

/// The best 2K words of every row: 2K, because at most K of a beam's continuations end.
struct BestWords {
  Tensor log_probabilities;  // float64 [R, 2K], on the CPU
  Tensor words;              // int64 [R, 2K], on the CPU
};

BestWords best_words(const Tensor& log_probabilities, int64_t beam_size) {
  const int64_t count = std::min(2 * beam_size, log_probabilities.size(1));
  const auto [best, words] = log_probabilities.topk(count, 1);
  return {best.to(torch::kCPU, torch::kDouble), words.cpu()};
}

/// The possible continuations of one beam, best first; among equals, the earlier row's.
std::vector<Candidate> candidates_of(const ActiveBeam& active, const BestWords& best) {
  const auto log_probabilities = best.log_probabilities.accessor<double, 2>();
  const auto words = best.words.accessor<int64_t, 2>();
  std::vector<Candidate> candidates;
  for (size_t row = 0; row < active.beam.live.size(); ++row) {
    const int64_t at = active.first_row + static_cast<int64_t>(row);
    for (int64_t rank = 0; rank < words.size(1); ++rank) {
      if (log_probabilities[at][rank] == impossible) break;
      candidates.push_back({static_cast<int64_t>(row), words[at][rank],
                            active.beam.live[row].log_probability + log_probabilities[at][rank]});
    }
  }
  std::stable_sort(
      candidates.begin(), candidates.end(),
      [](const Candidate& a, const Candidate& b) { return a.log_probability > b.log_probability; });
  return candidates;
}

/// Advances every beam, moves the complete ones to `results`, and returns the rows that the
/// remaining live hypotheses continue.
std::vector<int64_t> advance_beams(std::vector<ActiveBeam>& beams, const BestWords& best,
                                   std::vector<std::vector<Hypothesis>>& results) {
  std::vector<ActiveBeam> remaining;
  std::vector<int64_t> parents;
  for (ActiveBeam& active : beams) {
    Beam next = advance_beam(active.beam, candidates_of(active, best), active.limits);
    if (is_complete(next, active.limits)) {
      results[static_cast<size_t>(active.sentence)] = ranked(next);
      continue;
    }
    const int64_t first_row = static_cast<int64_t>(parents.size());
    for (const int64_t parent : next.parents) parents.push_back(active.first_row + parent);
    remaining.push_back({active.sentence, first_row, std::move(next), active.limits});
  }
  beams = std::move(remaining);
  return parents;
}

Tensor last_words(const std::vector<ActiveBeam>& beams, torch::Device device) {
  std::vector<int64_t> words;
  for (const ActiveBeam& active : beams) {
    for (const Hypothesis& hypothesis : active.beam.live) words.push_back(hypothesis.words.back());
  }
  return to_index(at_least_two(std::move(words)), device);
}

}  // namespace

std::vector<std::vector<Hypothesis>> beam_search(TranslationModel& model, const SourceBatch& batch,
                                                 const SearchConfig& config) {
  const torch::NoGradGuard no_grad;
  std::vector<ActiveBeam> beams = start_beams(batch, config);
  std::vector<std::vector<Hypothesis>> results(beams.size());
  Rows rows = first_rows(model, batch);
  for (int64_t length = 0; !beams.empty(); ++length) {
    const Prediction prediction = model.predict(rows.words, rows.state, rows.memory);
    const Tensor& log_probabilities = prediction.log_probabilities;
    forbid(log_probabilities, {TokenIds::padding, TokenIds::unknown, TokenIds::begin});
    if (length < config.min_length) forbid(log_probabilities, {TokenIds::end});

    std::vector<int64_t> parents =
        advance_beams(beams, best_words(log_probabilities, config.beam_size), results);
    if (beams.empty()) break;
    const Tensor kept = to_index(at_least_two(std::move(parents)), rows.words.device());
    rows = {prediction.state.select(kept), rows.memory.select(kept),
            last_words(beams, rows.words.device())};
  }
  return results;
}

}  // namespace dragoman
