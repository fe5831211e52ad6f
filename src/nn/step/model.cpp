#include "nn/step/model.h"

#include <algorithm>
#include <unordered_map>

#include "nn/step/word_scores.h"

namespace dragoman {
namespace {

/// Rows that go through the output layer together, which bounds the memory of their scores.
constexpr int64_t scored_together = 64;

template <typename Real>
class KernelDecoding final : public Decoding {
 public:
  explicit KernelDecoding(std::shared_ptr<const StepModel<Real>> model)
      : kept_(std::move(model)),
        model_(*kept_),
        before_(model_.decoder->no_rows()),
        after_(before_) {}

  void admit(const std::vector<int64_t>& numbers,
             const std::vector<std::vector<int64_t>>& sources) override;
  void release(int64_t number) override { sentences_.erase(number); }
  void advance(const std::vector<DecodingRow>& rows, const Visit& visit) override;
  std::vector<double> weights(int64_t row) const override;
  std::vector<std::vector<double>> heads(int64_t row) const override;

 private:
  struct Sentence {
    std::shared_ptr<const SentenceMemory<Real>> memory;
    StateRows<Real> start;       // of one row
    std::vector<int64_t> words;  // its shortlist, where there is one
  };

  StateRows<Real> start_of(const EncodedSentence<Real>& encoded, int64_t carry) const;
  void gather(const std::vector<DecodingRow>& rows);
  void score(int64_t rows, const Visit& visit);
  void score_shortlists(const std::vector<DecodingRow>& rows, const Visit& visit);
  std::vector<double> positions(const std::vector<Real>& weights, int64_t row, int64_t index) const;

  std::shared_ptr<const StepModel<Real>> kept_;
  const StepModel<Real>& model_;
  std::unordered_map<int64_t, Sentence> sentences_;
  StateRows<Real> before_, after_;
  std::vector<int64_t> words_;                                     // of the step's rows
  std::vector<std::shared_ptr<const SentenceMemory<Real>>> held_;  // theirs
  std::vector<const SentenceMemory<Real>*> memories_;
  std::vector<Real> readouts_, weights_, heads_;  // [R, E], [R, stride], [R, heads, stride]
  std::vector<Real> scores_;                      // [scored_together, V]
  Workspace<Real> workspace_;
};

template <typename Real>
void KernelDecoding<Real>::admit(const std::vector<int64_t>& numbers,
                                 const std::vector<std::vector<int64_t>>& sources) {
  const std::vector<EncodedSentence<Real>> encoded = model_.encoder.encode(sources);
  for (size_t i = 0; i < numbers.size(); ++i) {
    const auto width = static_cast<int64_t>(encoded[i].memory.size()) / encoded[i].length;
    auto memory =
        model_.decoder->attention().remember({encoded[i].memory.data(), encoded[i].length, width});
    const int64_t carry = memory->carry_width;
    const Shortlist& shortlist = model_.output.shortlist;
    sentences_.insert_or_assign(
        numbers[i],
        Sentence{std::move(memory), start_of(encoded[i], carry),
                 shortlist.empty() ? std::vector<int64_t>{} : shortlist.words_for(sources[i])});
  }
}

template <typename Real>
StateRows<Real> KernelDecoding<Real>::start_of(const EncodedSentence<Real>& encoded,
                                               int64_t carry) const {
  StateRows<Real> start = model_.decoder->no_rows();
  start.resize(1, carry);
  const auto& [kind, product] = model_.bridge;
  if (kind == BridgeKind::zero) return start;
  const auto width = static_cast<int64_t>(encoded.last.size());
  std::vector<Real> summary = encoded.last, made(static_cast<size_t>(product.outputs()));
  if (kind == BridgeKind::mean) {
    const std::vector<Real> shares(static_cast<size_t>(encoded.length),
                                   Real(1) / Real(encoded.length));
    sum_rows(shares.data(), 1, Rows<Real>{encoded.memory.data(), encoded.length, width, width},
             false, summary.data());
  }
  product({summary.data(), 1, width}, made.data());
  tanh_in_place(made.data(), product.outputs());
  const int64_t hidden = start.shape().width;
  const Real* part = made.data();
  for (int64_t layer = 0; layer < start.shape().layers; ++layer) {
    const CellRows<Real> row = start.layer(layer);
    std::copy_n(part, hidden, row.hidden);
    part += hidden;
    if (row.cell == nullptr) continue;
    std::copy_n(part, hidden, row.cell);
    part += hidden;
  }
  return start;
}

template <typename Real>
void KernelDecoding<Real>::gather(const std::vector<DecodingRow>& rows) {
  words_.clear();
  held_.clear();
  memories_.clear();
  int64_t stride = 1;
  for (const DecodingRow& row : rows) {
    const auto& memory = sentences_.at(row.sentence).memory;
    words_.push_back(row.word);
    held_.push_back(memory);
    memories_.push_back(memory.get());
    stride = std::max({stride, memory->length, memory->carry_width});
  }
  before_.resize(static_cast<int64_t>(rows.size()), stride);
  for (size_t i = 0; i < rows.size(); ++i) {
    const bool starts = rows[i].parent == DecodingRow::start_of_sentence;
    before_.copy_row(starts ? sentences_.at(rows[i].sentence).start : after_,
                     starts ? 0 : rows[i].parent, static_cast<int64_t>(i));
  }
  after_.resize(static_cast<int64_t>(rows.size()), stride);
}

template <typename Real>
void KernelDecoding<Real>::advance(const std::vector<DecodingRow>& rows, const Visit& visit) {
  if (rows.empty()) return;
  const StepDecoder<Real>& decoder = *model_.decoder;
  gather(rows);
  workspace_.restart();
  const auto count = static_cast<int64_t>(rows.size());
  const int64_t stride = before_.carry_width(), heads = decoder.attention().heads();
  readouts_.resize(static_cast<size_t>(count * decoder.readout_width()));
  weights_.resize(static_cast<size_t>(count * stride));
  heads_.resize(heads > 1 ? static_cast<size_t>(count * heads * stride) : 0);
  decoder.advance({count, words_.data(), memories_.data()}, before_, after_,
                  {readouts_.data(), weights_.data(), heads > 1 ? heads_.data() : nullptr},
                  workspace_);
  model_.output.shortlist.empty() ? score(count, visit) : score_shortlists(rows, visit);
}

template <typename Real>
void KernelDecoding<Real>::score(int64_t rows, const Visit& visit) {
  const StepProduct<Real>& product = model_.output.product;
  const int64_t width = product.inputs(), words = product.outputs();
  scores_.resize(static_cast<size_t>(std::min(rows, scored_together) * words));
  for (int64_t begin = 0; begin < rows; begin += scored_together) {
    const int64_t count = std::min(scored_together, rows - begin);
    product({readouts_.data() + begin * width, count, width}, scores_.data());
    for (int64_t row = 0; row < count; ++row) {
      RowScores<Real> scores(scores_.data() + row * words, words);
      visit(begin + row, scores);
    }
  }
}

template <typename Real>
void KernelDecoding<Real>::score_shortlists(const std::vector<DecodingRow>& rows,
                                            const Visit& visit) {
  const StepOutput<Real>& output = model_.output;
  const int64_t width = output.rows->inputs();
  for (size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
    const int64_t sentence = rows[begin].sentence;
    while (end < rows.size() && rows[end].sentence == sentence) ++end;
    const std::vector<int64_t>& words = sentences_.at(sentence).words;
    const auto count = static_cast<int64_t>(words.size());
    const auto first = static_cast<int64_t>(begin), of_sentence = static_cast<int64_t>(end) - first;
    scores_.resize(static_cast<size_t>(of_sentence * count));
    output.rows->multiply({readouts_.data() + first * width, of_sentence, width}, words,
                          output.bias.data(), {scores_.data(), of_sentence, count});
    for (int64_t row = 0; row < of_sentence; ++row) {
      RowScores<Real> scores(scores_.data() + row * count, count, words.data());
      visit(first + row, scores);
    }
  }
}

template <typename Real>
std::vector<double> KernelDecoding<Real>::positions(const std::vector<Real>& weights, int64_t row,
                                                    int64_t index) const {
  const auto begin = weights.begin() + index * before_.carry_width();
  return {begin, begin + memories_[static_cast<size_t>(row)]->length};
}

template <typename Real>
std::vector<double> KernelDecoding<Real>::weights(int64_t row) const {
  return positions(weights_, row, row);
}

template <typename Real>
std::vector<std::vector<double>> KernelDecoding<Real>::heads(int64_t row) const {
  std::vector<std::vector<double>> all;
  const int64_t heads = model_.decoder->attention().heads();
  for (int64_t head = 0; heads > 1 && head < heads; ++head) {
    all.push_back(positions(heads_, row, row * heads + head));
  }
  return all;
}

}  // namespace

template <typename Real>
std::unique_ptr<Decoding> KernelStepper<Real>::begin() const {
  return std::make_unique<KernelDecoding<Real>>(model_);
}

template class KernelStepper<float>;
template class KernelStepper<double>;

}  // namespace dragoman
