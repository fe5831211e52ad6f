#include "dragoman/text/batch.h"

#include <algorithm>

#include "dragoman/base/error.h"
#include "dragoman/text/vocabulary.h"

namespace dragoman {
namespace {

torch::Tensor padding_ids(int64_t rows, int64_t columns) {
  return torch::full({rows, columns}, TokenIds::padding, torch::kLong);
}

/// A copy to a GPU is only begun, from memory that it reaches by itself.
torch::Tensor moved(const torch::Tensor& tensor, torch::Device device) {
  return device.is_cuda() ? tensor.pin_memory().to(device, /*non_blocking=*/true)
                          : tensor.to(device);
}

/// int64 [B,S] and the rest of the source side. `sentences` holds pointers to vectors of ids.
template <typename Sentence>
SourceBatch pad_sources(const std::vector<const Sentence*>& sentences, int64_t padded_length) {
  int64_t width = padded_length;
  for (const Sentence* ids : sentences) {
    width = std::max(width, static_cast<int64_t>(ids->size()) + 1);
  }
  const auto count = static_cast<int64_t>(sentences.size());
  SourceBatch batch{padding_ids(count, width), torch::empty({count}, torch::kLong), {}};
  auto* rows = batch.source.data_ptr<int64_t>();
  auto* lengths = batch.source_lengths.data_ptr<int64_t>();
  for (int64_t b = 0; b < count; ++b) {
    int64_t* row = rows + b * width;
    *std::copy(sentences[b]->begin(), sentences[b]->end(), row) = TokenIds::end;
    lengths[b] = static_cast<int64_t>(sentences[b]->size()) + 1;
  }
  batch.source_mask = torch::arange(width).unsqueeze(0) < batch.source_lengths.unsqueeze(1);
  return batch;
}

/// Fills the target side; time-major, so a sentence is a column.
void pad_targets(const std::vector<const std::vector<int32_t>*>& sentences, Batch& batch) {
  size_t longest = 0;
  for (const auto* ids : sentences) longest = std::max(longest, ids->size());
  const auto steps = static_cast<int64_t>(longest) + 1;
  const auto count = static_cast<int64_t>(sentences.size());
  batch.target_input = padding_ids(steps, count);
  batch.target_output = padding_ids(steps, count);
  auto input = batch.target_input.accessor<int64_t, 2>();
  auto output = batch.target_output.accessor<int64_t, 2>();
  for (int64_t b = 0; b < count; ++b) {
    const std::vector<int32_t>& ids = *sentences[b];
    const auto length = static_cast<int64_t>(ids.size());
    input[0][b] = TokenIds::begin;
    for (int64_t t = 0; t < length; ++t) {
      input[t + 1][b] = ids[t];
      output[t][b] = ids[t];
    }
    output[length][b] = TokenIds::end;
    batch.target_tokens += length + 1;
  }
  batch.target_mask = batch.target_output != TokenIds::padding;
  batch.target_rows = batch.target_mask.flatten().nonzero().squeeze(1);
}

/// Fills `alignment`, once both sides are there.
void align(const std::vector<const std::vector<PieceLink>*>& links, Batch& batch) {
  const auto is_empty = [](const auto* of_pair) { return of_pair->empty(); };
  if (std::all_of(links.begin(), links.end(), is_empty)) return;
  batch.alignment =
      torch::zeros({batch.target_output.size(0), batch.source.size(0), batch.source.size(1)});
  auto shares = batch.alignment.accessor<float, 3>();
  for (size_t b = 0; b < links.size(); ++b) {
    for (const auto& [source, target] : *links[b])
      shares[target][static_cast<int64_t>(b)][source] = 1;
  }
  batch.alignment /= batch.alignment.sum(2, /*keepdim=*/true).clamp_min(1);
}

/// A batch of what `change(tensor, dimension of the pairs)` makes of each tensor; its target rows
/// are to be found and its target tokens to be counted.
template <class Change>
Batch of_pairs(const Batch& batch, const Change& change) {
  Batch changed;
  changed.source = change(batch.source, 0);
  changed.source_lengths = change(batch.source_lengths, 0);
  changed.source_mask = change(batch.source_mask, 0);
  changed.target_input = change(batch.target_input, 1);
  changed.target_output = change(batch.target_output, 1);
  changed.target_mask = change(batch.target_mask, 1);
  if (batch.alignment.defined()) changed.alignment = change(batch.alignment, 1);
  return changed;
}

}  // namespace

SourceBatch SourceBatch::to(torch::Device device) const {
  return {moved(source, device), moved(source_lengths, device), moved(source_mask, device)};
}

Batch Batch::to(torch::Device device) const {
  Batch batch = *this;
  static_cast<SourceBatch&>(batch) = SourceBatch::to(device);
  batch.target_input = moved(target_input, device);
  batch.target_output = moved(target_output, device);
  batch.target_mask = moved(target_mask, device);
  batch.target_rows = moved(target_rows, device);
  if (alignment.defined()) batch.alignment = moved(alignment, device);
  return batch;
}

Batch make_batch(const std::vector<EncodedPair>& pairs, const std::vector<int64_t>& rows) {
  if (rows.empty()) fail("a batch needs at least one pair");
  std::vector<const std::vector<int32_t>*> sources, targets;
  std::vector<const std::vector<PieceLink>*> links;
  for (const int64_t row : rows) {
    if (row < 0 || row >= static_cast<int64_t>(pairs.size())) {
      fail("row {} is none of {} pairs", row, pairs.size());
    }
    sources.push_back(&pairs[row].source);
    targets.push_back(&pairs[row].target);
    links.push_back(&pairs[row].links);
  }
  Batch batch;
  static_cast<SourceBatch&>(batch) = pad_sources(sources, 0);
  pad_targets(targets, batch);
  align(links, batch);
  return batch;
}

Batch padded(const Batch& batch, int64_t multiple) {
  const auto missing = [&](int64_t length) { return (multiple - length % multiple) % multiple; };
  const int64_t source = missing(batch.source.size(1)),
                target = missing(batch.target_output.size(0));
  Batch wider = batch;  // whose target rows stay, as new steps come after all
  wider.source = torch::constant_pad_nd(batch.source, {0, source}, TokenIds::padding);
  wider.source_mask = torch::constant_pad_nd(batch.source_mask, {0, source}, false);
  for (torch::Tensor* ids : {&wider.target_input, &wider.target_output}) {
    *ids = torch::constant_pad_nd(*ids, {0, 0, 0, target}, TokenIds::padding);
  }
  wider.target_mask = torch::constant_pad_nd(batch.target_mask, {0, 0, 0, target}, false);
  if (!batch.alignment.defined()) return wider;
  wider.alignment = torch::constant_pad_nd(batch.alignment, {0, source, 0, 0, 0, target}, 0);
  return wider;
}

Batch twice(const Batch& batch) {
  Batch both = of_pairs(batch, [](const torch::Tensor& tensor, int64_t dimension) {
    return torch::cat({tensor, tensor}, dimension);
  });
  const int64_t pairs = batch.target_mask.size(1);
  const torch::Tensor steps = batch.target_rows.div(pairs, "floor");
  const torch::Tensor first = batch.target_rows + steps * pairs;  // of steps twice as wide
  both.target_rows = torch::stack({first, first + pairs}, 1).flatten();
  both.target_tokens = 2 * batch.target_tokens;
  return both;
}

Batch part_of(const Batch& batch, int64_t begin, int64_t end) {
  Batch part = of_pairs(batch, [&](const torch::Tensor& tensor, int64_t dimension) {
    return tensor.narrow(dimension, begin, end - begin).contiguous();
  });
  part.target_rows = part.target_mask.flatten().nonzero().squeeze(1);
  part.target_tokens = part.target_rows.size(0);
  return part;
}

SourceBatch make_source_batch(const std::vector<std::vector<int64_t>>& sentences,
                              int64_t padded_length) {
  if (sentences.empty()) fail("a batch needs at least one sentence");
  std::vector<const std::vector<int64_t>*> sources;
  for (const auto& sentence : sentences) sources.push_back(&sentence);
  return pad_sources(sources, padded_length);
}

}  // namespace dragoman
