#include "nn/step/encoder.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "dragoman/kernels/rows.h"
#include "dragoman/kernels/threads.h"
#include "nn/step/self_attention.h"

namespace dragoman {
namespace {

/// Sentences, longest first, whose positions lie one after the other.
struct Packed {
  std::vector<size_t> order;     // of the sources
  std::vector<int64_t> lengths;  // in that order
  std::vector<int64_t> begins;   // the first position of each
  int64_t positions;             // Σ S
};

Packed pack(const std::vector<std::vector<int64_t>>& sources) {
  Packed packed{std::vector<size_t>(sources.size()), {}, {}, 0};
  std::iota(packed.order.begin(), packed.order.end(), size_t{0});
  std::stable_sort(packed.order.begin(), packed.order.end(),
                   [&](size_t a, size_t b) { return sources[a].size() > sources[b].size(); });
  for (const size_t source : packed.order) {
    packed.begins.push_back(packed.positions);
    packed.lengths.push_back(static_cast<int64_t>(sources[source].size()));
    packed.positions += packed.lengths.back();
  }
  return packed;
}

/// How many sentences have a position `step`: they are the first ones.
int64_t running_at(const Packed& packed, int64_t step) {
  return std::find_if(packed.lengths.begin(), packed.lengths.end(),
                      [step](int64_t length) { return length <= step; }) -
         packed.lengths.begin();
}

/// The states of one direction, two steps of which exist at a time.
template <typename Real>
class Direction {
 public:
  Direction(const StepDirection<Real>& parts, const Packed& packed, bool reverse)
      : parts_(parts), packed_(packed), reverse_(reverse) {}

  /// Writes the hidden states into columns of out [Σ S, out_width].
  void run(const RowsOf<const Real>& inputs, int64_t out_width, Real* out) {
    const int64_t width = parts_.cell.width(), gates_width = parts_.cell.gates_width();
    const auto sentences = static_cast<int64_t>(packed_.lengths.size());
    std::vector<Real> projected(static_cast<size_t>(packed_.positions * gates_width));
    parts_.input(inputs, projected.data());
    std::vector<Real> gates(static_cast<size_t>(sentences * gates_width));
    before_.assign(static_cast<size_t>(2 * sentences * width), Real(0));
    after_ = before_;
    for (int64_t step = 0; step < packed_.lengths.front(); ++step) {
      const int64_t running = running_at(packed_, step);
      for (int64_t row = 0; row < running; ++row) {
        std::copy_n(projected.data() + position(row, step) * gates_width, gates_width,
                    gates.data() + row * gates_width);
      }
      workspace_.restart();
      const auto rows = [&](std::vector<Real>& states) {
        return CellRows<Real>{states.data(),
                              parts_.cell.has_cell() ? states.data() + sentences * width : nullptr};
      };
      const CellRows<Real> before = rows(before_), after = rows(after_);
      parts_.cell.advance(running, gates.data(), {before.hidden, before.cell}, after, workspace_);
      for (int64_t row = 0; row < running; ++row) {
        std::copy_n(after.hidden + row * width, width, out + position(row, step) * out_width);
      }
      std::swap(before_, after_);
    }
  }

 private:
  int64_t position(int64_t row, int64_t step) const {
    const auto sentence = static_cast<size_t>(row);
    return packed_.begins[sentence] + (reverse_ ? packed_.lengths[sentence] - 1 - step : step);
  }

  const StepDirection<Real>& parts_;
  const Packed& packed_;
  bool reverse_;
  std::vector<Real> before_, after_;  // hidden [N, H], then cell [N, H]
  Workspace<Real> workspace_;
};

/// All directions of a layer side by side: [Σ S, I] → [Σ S, M].
template <typename Real>
std::vector<Real> run_layer(const std::vector<StepDirection<Real>>& directions,
                            const Packed& packed, const std::vector<Real>& inputs) {
  const int64_t input_width = directions.front().input.inputs();
  const int64_t width = directions.front().cell.width();
  const int64_t out_width = width * static_cast<int64_t>(directions.size());
  std::vector<Real> out(static_cast<size_t>(packed.positions * out_width));
  // A direction each gains threads more than their share of its small products.
  on_threads(static_cast<int64_t>(directions.size()), [&](int64_t index) {
    Direction<Real>(directions[static_cast<size_t>(index)], packed, index == 1)
        .run({inputs.data(), packed.positions, input_width}, out_width, out.data() + index * width);
  });
  return out;
}

}  // namespace

template <typename Real>
StepEncoder<Real>::StepEncoder(EncoderParts<Real> parts)
    : parts_(std::move(parts)),
      memory_width_(parts_.layers.front().front().cell.width() *
                    static_cast<int64_t>(parts_.layers.front().size())) {}

template <typename Real>
std::vector<EncodedSentence<Real>> StepEncoder<Real>::encode(
    const std::vector<std::vector<int64_t>>& sources) const {
  const Packed packed = pack(sources);
  const int64_t width = parts_.embedding.width();
  std::vector<Real> states(static_cast<size_t>(packed.positions * width));
  Real* state = states.data();
  for (const size_t source : packed.order) {
    for (const int64_t word : sources[source]) {
      parts_.embedding.copy(word, 0, width, state);
      state += width;
    }
  }
  for (size_t layer = 0; layer < parts_.layers.size(); ++layer) {
    std::vector<Real> out = run_layer(parts_.layers[layer], packed, states);
    if (parts_.residual && layer > 0) {
      add_row(states.data(), static_cast<int64_t>(out.size()), out.data());
    }
    states = std::move(out);
  }
  std::vector<EncodedSentence<Real>> encoded(sources.size());
  const int64_t half = memory_width_ / static_cast<int64_t>(parts_.layers.front().size());
  for (size_t index = 0; index < packed.order.size(); ++index) {
    const auto first = states.begin() + packed.begins[index] * memory_width_;
    const auto end = first + packed.lengths[index] * memory_width_;
    EncodedSentence<Real>& sentence = encoded[packed.order[index]];
    sentence.length = packed.lengths[index];
    sentence.memory.assign(first, end);
    sentence.last.assign(end - memory_width_, end - memory_width_ + half);
    sentence.last.insert(sentence.last.end(), first + half, first + memory_width_);
    for (const auto& layer : parts_.self_attention) attend_to_self(layer, sentence.memory);
  }
  return encoded;
}

template class StepEncoder<float>;
template class StepEncoder<double>;

}  // namespace dragoman
