#include "dragoman/search/forced.h"

#include <algorithm>
#include <numeric>

#include "dragoman/kernels/threads.h"
#include "dragoman/text/vocabulary.h"

namespace dragoman {
namespace {

std::vector<std::vector<int64_t>> sources_of(const std::vector<EncodedPair>& pairs) {
  std::vector<std::vector<int64_t>> sources;
  for (const EncodedPair& pair : pairs) {
    sources.emplace_back(pair.source.begin(), pair.source.end());
    sources.back().push_back(TokenIds::end);
  }
  return sources;
}

void add_attention(const Decoding& decoding, int64_t row, Forced& forced) {
  forced.weights.push_back(decoding.weights(row));
  const std::vector<std::vector<double>> heads = decoding.heads(row);
  forced.heads.resize(heads.size());
  for (size_t head = 0; head < heads.size(); ++head) forced.heads[head].push_back(heads[head]);
}

/// Positions of pairs by target length, so that those of a batch end together.
std::vector<size_t> by_length(const std::vector<EncodedPair>& pairs) {
  std::vector<size_t> positions(pairs.size());
  std::iota(positions.begin(), positions.end(), size_t{0});
  std::stable_sort(positions.begin(), positions.end(), [&](size_t a, size_t b) {
    return pairs[a].target.size() < pairs[b].target.size();
  });
  return positions;
}

}  // namespace

std::vector<Forced> force(const Stepper& stepper, const std::vector<EncodedPair>& pairs,
                          ForcedDetail detail) {
  std::vector<Forced> all(pairs.size());
  const std::unique_ptr<Decoding> decoding = stepper.begin();
  std::vector<int64_t> numbers(pairs.size());
  std::iota(numbers.begin(), numbers.end(), int64_t{0});
  if (!pairs.empty()) decoding->admit(numbers, sources_of(pairs));

  std::vector<DecodingRow> rows;
  for (const int64_t number : numbers) {
    rows.push_back({number, DecodingRow::start_of_sentence, TokenIds::begin});
  }
  for (size_t t = 0; !rows.empty(); ++t) {
    std::vector<DecodingRow> next;
    decoding->advance(rows, [&](int64_t row, WordScores& scores) {
      const int64_t number = rows[static_cast<size_t>(row)].sentence;
      const std::vector<int32_t>& target = pairs[static_cast<size_t>(number)].target;
      const bool ends = t == target.size();
      const int64_t word = ends ? TokenIds::end : target[t];
      all[static_cast<size_t>(number)].log_probabilities.push_back(scores.log_probability(word));
      if (!ends) next.push_back({number, row, word});
    });
    for (size_t row = 0; detail == ForcedDetail::attention && row < rows.size(); ++row) {
      add_attention(*decoding, static_cast<int64_t>(row),
                    all[static_cast<size_t>(rows[row].sentence)]);
    }
    rows = std::move(next);
  }
  return all;
}

void force_all(const Stepper& stepper, const std::vector<EncodedPair>& pairs, int64_t batch_size,
               ForcedDetail detail, const std::function<void(size_t, Forced)>& take) {
  const std::vector<size_t> positions = by_length(pairs);
  const auto size = static_cast<size_t>(batch_size);
  const size_t batches = (positions.size() + size - 1) / size;
  on_threads(static_cast<int64_t>(batches), [&](int64_t batch) {
    const size_t begin = static_cast<size_t>(batch) * size;
    const size_t end = std::min(begin + size, positions.size());
    std::vector<EncodedPair> together;
    for (size_t i = begin; i < end; ++i) together.push_back(pairs[positions[i]]);
    std::vector<Forced> forced = force(stepper, together, detail);
    for (size_t i = begin; i < end; ++i) take(positions[i], std::move(forced[i - begin]));
  });
}

}  // namespace dragoman
