#include "nn/step/model.h"

#include <algorithm>
#include <unordered_map>

#include "nn/step/word_scores.h"

namespace dragoman {
namespace {

// Enough for good products, few enough that their numbers stay in the cache and memory is small.
constexpr int64_t rows_together = 64, sources_together = 32;

/// The size of the groups, as equal as can be, that `count` things are dealt with in.
int64_t group_size(int64_t count, int64_t at_most) {
  const int64_t groups = std::max<int64_t>(1, (count + at_most - 1) / at_most);
  return (count + groups - 1) / groups;
}

/// The states of a step's rows, group by group.
template <typename Real>
struct GroupedRows {
  std::vector<StateRows<Real>> groups;
  int64_t size = 1;  // rows of each group but the last
};

template <typename Real>
class KernelDecoding final : public Decoding {
 public:
  explicit KernelDecoding(std::shared_ptr<const StepModel<Real>> model)
      : kept_(std::move(model)), model_(*kept_), before_(model_.decoder->no_rows()) {}

  void admit(const std::vector<int64_t>& numbers,
             const std::vector<std::vector<int64_t>>& sources) override;
  void release(int64_t number) override { sentences_.erase(number); }
  void advance(const std::vector<DecodingRow>& rows, const Visit& visit) override;
  std::vector<double> weights(int64_t row) const override;
  std::vector<std::vector<double>> heads(int64_t row) const override;

 private:
  struct Sentence {
    std::shared_ptr<const SentenceMemory<Real>> memory;
    StateRows<Real> start;        // of one row
    std::vector<int64_t> words;   // its shortlist, where there is one
    std::vector<int64_t> source;  // for the lexical prior, where there is one
  };

  StateRows<Real> start_of(const EncodedSentence<Real>& encoded, int64_t carry) const;
  void admit_together(const int64_t* numbers, const std::vector<std::vector<int64_t>>& sources);
  void look_up(const std::vector<DecodingRow>& rows);
  void gather(const DecodingRow* rows, int64_t count);
  void advance_together(const std::vector<DecodingRow>& rows, int64_t begin, int64_t count,
                        const Visit& visit);
  void score(const std::vector<DecodingRow>& rows, int64_t begin, int64_t count,
             const Visit& visit);
  void score_shortlists(const std::vector<DecodingRow>& rows, int64_t begin, int64_t count,
                        const Visit& visit);
  /// Of row `row`. @param listed the words that the scores are of, ascending; null: all of them
  void add_prior(const Sentence& sentence, int64_t row, Real* scores,
                 const std::vector<int64_t>* listed);
  std::vector<double> positions(const std::vector<Real>& weights, int64_t row, int64_t index) const;

  std::shared_ptr<const StepModel<Real>> kept_;
  const StepModel<Real>& model_;
  std::unordered_map<int64_t, Sentence> sentences_;
  GroupedRows<Real> parents_, states_;  // of the step before, of this one
  StateRows<Real> before_;              // those that a group goes on from
  std::vector<int64_t> words_;          // of the step's rows
  std::vector<std::shared_ptr<const SentenceMemory<Real>>> held_;  // theirs
  std::vector<const SentenceMemory<Real>*> memories_;
  int64_t stride_ = 1;                 // of what is kept of each position of a row's sentence
  std::vector<Real> weights_, heads_;  // [R, stride], [R, heads, stride]
  std::vector<Real> readouts_;         // [rows_together, E]
  std::vector<Real> scores_;           // [rows_together, V]
  std::vector<Real> prior_sums_;       // [V], zeros between uses
  Workspace<Real> workspace_;
};

template <typename Real>
void KernelDecoding<Real>::admit(const std::vector<int64_t>& numbers,
                                 const std::vector<std::vector<int64_t>>& sources) {
  const auto count = static_cast<int64_t>(sources.size());
  const int64_t size = group_size(count, sources_together);
  for (int64_t begin = 0; begin < count; begin += size) {
    const auto end = sources.begin() + std::min(begin + size, count);
    admit_together(numbers.data() + begin, {sources.begin() + begin, end});
  }
}

template <typename Real>
void KernelDecoding<Real>::admit_together(const int64_t* numbers,
                                          const std::vector<std::vector<int64_t>>& sources) {
  const std::vector<EncodedSentence<Real>> encoded = model_.encoder.encode(sources);
  for (size_t i = 0; i < sources.size(); ++i) {
    const auto width = static_cast<int64_t>(encoded[i].memory.size()) / encoded[i].length;
    auto memory =
        model_.decoder->attention().remember({encoded[i].memory.data(), encoded[i].length, width});
    const int64_t carry = memory->carry_width;
    const Shortlist& shortlist = model_.output.shortlist;
    sentences_.insert_or_assign(
        numbers[i],
        Sentence{std::move(memory), start_of(encoded[i], carry),
                 shortlist.empty() ? std::vector<int64_t>{} : shortlist.words_for(sources[i]),
                 model_.output.lexicon.empty() ? std::vector<int64_t>{} : sources[i]});
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
void KernelDecoding<Real>::look_up(const std::vector<DecodingRow>& rows) {
  words_.clear();
  held_.clear();
  memories_.clear();
  stride_ = 1;
  for (const DecodingRow& row : rows) {
    const auto& memory = sentences_.at(row.sentence).memory;
    words_.push_back(row.word);
    held_.push_back(memory);
    memories_.push_back(memory.get());
    stride_ = std::max({stride_, memory->length, memory->carry_width});
  }
}

template <typename Real>
void KernelDecoding<Real>::gather(const DecodingRow* rows, int64_t count) {
  before_.resize(count, stride_);
  for (int64_t i = 0; i < count; ++i) {
    const int64_t parent = rows[i].parent;
    if (parent == DecodingRow::start_of_sentence) {
      before_.copy_row(sentences_.at(rows[i].sentence).start, 0, i);
    } else {
      const auto group = static_cast<size_t>(parent / parents_.size);
      before_.copy_row(parents_.groups[group], parent % parents_.size, i);
    }
  }
}

template <typename Real>
void KernelDecoding<Real>::advance(const std::vector<DecodingRow>& rows, const Visit& visit) {
  if (rows.empty()) return;
  look_up(rows);
  const auto count = static_cast<int64_t>(rows.size());
  const int64_t heads = model_.decoder->attention().heads();
  weights_.resize(static_cast<size_t>(count * stride_));
  heads_.resize(heads > 1 ? static_cast<size_t>(count * heads * stride_) : 0);
  std::swap(parents_, states_);
  states_.size = group_size(count, rows_together);
  const auto groups = static_cast<size_t>((count + states_.size - 1) / states_.size);
  states_.groups.resize(groups, model_.decoder->no_rows());
  for (int64_t begin = 0; begin < count; begin += states_.size) {
    advance_together(rows, begin, std::min(states_.size, count - begin), visit);
  }
}

template <typename Real>
void KernelDecoding<Real>::advance_together(const std::vector<DecodingRow>& rows, int64_t begin,
                                            int64_t count, const Visit& visit) {
  const StepDecoder<Real>& decoder = *model_.decoder;
  gather(rows.data() + begin, count);
  StateRows<Real>& after = states_.groups[static_cast<size_t>(begin / states_.size)];
  after.resize(count, stride_);
  readouts_.resize(static_cast<size_t>(count * decoder.readout_width()));
  workspace_.restart();
  const int64_t heads = decoder.attention().heads();
  decoder.advance({count, words_.data() + begin, memories_.data() + begin}, before_, after,
                  {readouts_.data(), weights_.data() + begin * stride_,
                   heads > 1 ? heads_.data() + begin * heads * stride_ : nullptr},
                  workspace_);
  model_.output.shortlist.empty() ? score(rows, begin, count, visit)
                                  : score_shortlists(rows, begin, count, visit);
}

template <typename Real>
void KernelDecoding<Real>::add_prior(const Sentence& sentence, int64_t row, Real* scores,
                                     const std::vector<int64_t>* listed) {
  const StepLexicon<Real>& lexicon = model_.output.lexicon;
  if (lexicon.empty()) return;
  prior_sums_.resize(static_cast<size_t>(lexicon.target_size()));
  const auto place = [listed](int64_t word) -> int64_t {
    if (listed == nullptr) return word;
    const auto found = std::lower_bound(listed->begin(), listed->end(), word);
    return found != listed->end() && *found == word ? found - listed->begin() : -1;
  };
  lexicon.add_to(scores, sentence.source, weights_.data() + row * stride_, place, prior_sums_);
}

template <typename Real>
void KernelDecoding<Real>::score(const std::vector<DecodingRow>& rows, int64_t begin, int64_t count,
                                 const Visit& visit) {
  const StepProduct<Real>& product = model_.output.product;
  const int64_t words = product.outputs();
  scores_.resize(static_cast<size_t>(count * words));
  product({readouts_.data(), count, product.inputs()}, scores_.data());
  for (int64_t row = 0; row < count; ++row) {
    Real* of_row = scores_.data() + row * words;
    add_prior(sentences_.at(rows[static_cast<size_t>(begin + row)].sentence), begin + row, of_row,
              nullptr);
    RowScores<Real> scores(of_row, words);
    visit(begin + row, scores);
  }
}

template <typename Real>
void KernelDecoding<Real>::score_shortlists(const std::vector<DecodingRow>& rows, int64_t begin,
                                            int64_t count, const Visit& visit) {
  const StepOutput<Real>& output = model_.output;
  const int64_t width = output.rows->inputs();
  const auto sentence_of = [&](int64_t row) {
    return rows[static_cast<size_t>(begin + row)].sentence;
  };
  for (int64_t first = 0, end = 0; first < count; first = end) {
    const int64_t sentence = sentence_of(first);
    while (end < count && sentence_of(end) == sentence) ++end;
    const Sentence& of_rows = sentences_.at(sentence);
    const std::vector<int64_t>& listed = of_rows.words;
    const auto words = static_cast<int64_t>(listed.size());
    scores_.resize(static_cast<size_t>((end - first) * words));
    output.rows->multiply({readouts_.data() + first * width, end - first, width}, listed,
                          output.bias.data(), {scores_.data(), end - first, words});
    for (int64_t row = first; row < end; ++row) {
      Real* of_row = scores_.data() + (row - first) * words;
      add_prior(of_rows, begin + row, of_row, &listed);
      RowScores<Real> scores(of_row, words, listed.data());
      visit(begin + row, scores);
    }
  }
}

template <typename Real>
std::vector<double> KernelDecoding<Real>::positions(const std::vector<Real>& weights, int64_t row,
                                                    int64_t index) const {
  const auto begin = weights.begin() + index * stride_;
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
