#include "dragoman/search/beam_search.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include <torch/utils.h>

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

/// All rows of one step: the live hypotheses of every active beam, one after the other, and, where
/// tiles must be whole, copies that fill the last one.
struct Rows {
  DecoderState state;
  AttentionMemory memory;
  std::vector<int64_t> sentences;  // whose memory each row has
  Tensor words;                    // int64 [R]
};

/// Rows go through the model in tiles, which bounds memory. On the CPU a row's numbers are its own,
/// whatever the tile; elsewhere the rounding of a product depends on its shape, so that every tile
/// must be whole, lest a sentence's numbers depend on how many others are with it.
struct Tiles {
  int64_t sentences, rows;
  bool whole;
};

Tiles tiles_for(torch::Device device) {
  return {64, 512, !device.is_cpu()};
}

Tensor to_index(const std::vector<int64_t>& values, torch::Device device) {
  return torch::tensor(values, torch::kLong).to(device);
}

/// Repeats the first row until the tiles are whole, where they must be.
std::vector<int64_t> filled(std::vector<int64_t> rows, int64_t tile, torch::Device device) {
  if (!tiles_for(device).whole) return rows;
  const size_t size = static_cast<size_t>(tile);
  rows.resize((rows.size() + size - 1) / size * size, rows.front());
  return rows;
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

Rows first_rows(TranslationModel& model, const SourceBatch& batch) {
  const torch::Device device = batch.source.device();
  const Tiles tiles = tiles_for(device);
  std::vector<int64_t> sentences(static_cast<size_t>(batch.source.size(0)));
  std::iota(sentences.begin(), sentences.end(), int64_t{0});
  const Tensor padded = to_index(filled(sentences, tiles.sentences, device), device);
  std::vector<DecoderState> states;
  std::vector<AttentionMemory> memories;
  for (const Tensor& rows : padded.split(tiles.sentences)) {
    const Encoded encoded =
        model.encode(batch.source.index_select(0, rows), batch.source_lengths.index_select(0, rows),
                     batch.source_mask.index_select(0, rows));
    states.push_back(model.start(encoded));
    memories.push_back(model.remember(encoded));
  }
  sentences = filled(std::move(sentences), tiles.rows, device);
  const Tensor rows = to_index(sentences, device);
  return {concatenate(states).select(rows), concatenate(memories).select(rows),
          std::move(sentences), torch::full({rows.size(0)}, TokenIds::begin, rows.options())};
}

void forbid(const Tensor& log_probabilities, std::initializer_list<int64_t> words) {
  for (const int64_t word : words) log_probabilities.select(1, word).fill_(impossible);
}

/// The best 2K words of every row: 2K, because at most K of a beam's continuations end.
struct BestWords {
  Tensor log_probabilities;  // float64 [R, 2K], on the CPU
  Tensor words;              // int64 [R, 2K], on the CPU
  DecoderState state;        // after this step
};

BestWords predict(TranslationModel& model, const Rows& rows, int64_t beam_size, bool may_end) {
  const int64_t tile = tiles_for(rows.words.device()).rows;
  std::vector<Tensor> log_probabilities, words;
  std::vector<DecoderState> states;
  for (int64_t begin = 0; begin < rows.words.size(0); begin += tile) {
    const int64_t size = std::min(tile, rows.words.size(0) - begin);
    const Prediction prediction =
        model.predict(rows.words.narrow(0, begin, size), rows.state.slice(begin, size),
                      rows.memory.slice(begin, size));
    forbid(prediction.log_probabilities, {TokenIds::padding, TokenIds::unknown, TokenIds::begin});
    if (!may_end) forbid(prediction.log_probabilities, {TokenIds::end});
    const int64_t count = std::min(2 * beam_size, prediction.log_probabilities.size(1));
    const auto [best, best_words] = prediction.log_probabilities.topk(count, 1);
    log_probabilities.push_back(best);
    words.push_back(best_words);
    states.push_back(prediction.state);
  }
  return {torch::cat(log_probabilities).to(torch::kCPU, torch::kDouble), torch::cat(words).cpu(),
          concatenate(states)};
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

/// The rows of the next step: those that `parents` name, in their order.
Rows next_rows(const Rows& rows, const DecoderState& state, const std::vector<ActiveBeam>& beams,
               const std::vector<int64_t>& parents) {
  const torch::Device device = rows.words.device();
  const int64_t tile = tiles_for(device).rows;
  const std::vector<int64_t> kept = filled(parents, tile, device);
  std::vector<int64_t> words, sentences;
  for (const ActiveBeam& active : beams) {
    for (const Hypothesis& hypothesis : active.beam.live) words.push_back(hypothesis.words.back());
  }
  for (const int64_t row : kept) sentences.push_back(rows.sentences[static_cast<size_t>(row)]);
  const Tensor index = to_index(kept, device);
  // Hypotheses of one sentence share their memory: it moves only when a sentence's rows do.
  const AttentionMemory memory =
      sentences == rows.sentences ? rows.memory : rows.memory.select(index);
  return {state.select(index), memory, std::move(sentences),
          to_index(filled(std::move(words), tile, device), device)};
}

}  // namespace

std::vector<std::vector<Hypothesis>> beam_search(TranslationModel& model, const SourceBatch& batch,
                                                 const SearchConfig& config) {
  const torch::NoGradGuard no_grad;
  std::vector<ActiveBeam> beams = start_beams(batch, config);
  std::vector<std::vector<Hypothesis>> results(beams.size());
  Rows rows = first_rows(model, batch);
  for (int64_t length = 0; !beams.empty(); ++length) {
    const BestWords best = predict(model, rows, config.beam_size, length >= config.min_length);
    const std::vector<int64_t> parents = advance_beams(beams, best, results);
    if (!beams.empty()) rows = next_rows(rows, best.state, beams, parents);
  }
  return results;
}

}  // namespace dragoman
