#include "nn/predicted_rows.h"

#include <algorithm>
#include <cmath>

#include <c10/core/DeviceGuard.h>
#include <torch/utils.h>

#include "dragoman/kernels/best_words.h"
#include "dragoman/kernels/cuda.h"
#include "dragoman/nn/array_of.h"

namespace dragoman {
namespace {

bool can_choose(const Tensor& log_probabilities) {
  return log_probabilities.is_cpu() || cuda::is_available();
}

/// The best words' log probabilities, and their ids, which the same type of numbers holds exactly.
std::vector<Tensor> best_of(const Tensor& log_probabilities, int64_t shown) {
  const c10::OptionalDeviceGuard guard(log_probabilities.device());  // any thread may call
  const Tensor values = log_probabilities.new_empty({log_probabilities.size(0), shown});
  const Tensor words = torch::empty_like(values, torch::kLong);
  best_words(array_of(log_probabilities), array_of(values), array_of(words));
  return {values, words.to(values.scalar_type())};
}

/// Of more rows a copy, so that the others' memory is free.
Tensor rows_of(const Tensor& tensor, int64_t count) {
  return tensor.size(0) == count ? tensor.contiguous() : tensor.narrow(0, 0, count).clone();
}

}  // namespace

PredictedRows::PredictedRows(const Prediction& prediction, int64_t count, int64_t shown)
    : positions_(prediction.weights.size(1)),
      heads_(prediction.heads.defined() ? prediction.heads.size(1) : 0),
      log_probabilities_(rows_of(prediction.log_probabilities, count)) {
  const int64_t words = log_probabilities_.size(1);
  shown_ = can_choose(log_probabilities_) ? std::min(shown, words) : words;
  std::vector<Tensor> parts =
      has_all() ? std::vector<Tensor>{log_probabilities_} : best_of(log_probabilities_, shown_);
  parts.push_back(prediction.weights.narrow(0, 0, count));
  if (heads_ > 0) parts.push_back(prediction.heads.narrow(0, 0, count).flatten(1));
  numbers_ = torch::cat(parts, 1);
}

void PredictedRows::arrive(const std::vector<PredictedRows*>& all) {
  std::vector<Tensor> flat;
  for (const PredictedRows* rows : all) flat.push_back(rows->numbers_.flatten());
  const Tensor numbers = torch::cat(flat).cpu().to(torch::kDouble);
  int64_t begin = 0;
  for (PredictedRows* rows : all) {
    const int64_t count = rows->numbers_.numel();
    rows->numbers_ = numbers.narrow(0, begin, count).view(rows->numbers_.sizes());
    begin += count;
  }
}

ScoredWord PredictedRows::best(int64_t row, int64_t place) const {
  const double* numbers = numbers_of(row);
  return {static_cast<int64_t>(numbers[shown_ + place]), numbers[place]};
}

std::vector<double> PredictedRows::all(int64_t row) const {
  const int64_t words = log_probabilities_.size(1);
  if (has_all()) return {numbers_of(row), numbers_of(row) + words};
  const Tensor numbers = log_probabilities_[row].to(torch::kCPU, torch::kDouble);
  return {numbers.data_ptr<double>(), numbers.data_ptr<double>() + words};
}

std::vector<double> PredictedRows::weights(int64_t row, int64_t length) const {
  return {attention_of(row), attention_of(row) + length};
}

std::vector<std::vector<double>> PredictedRows::heads(int64_t row, int64_t length) const {
  std::vector<std::vector<double>> all;
  for (int64_t head = 0; head < heads_; ++head) {
    const double* weights = attention_of(row) + (head + 1) * positions_;
    all.emplace_back(weights, weights + length);
  }
  return all;
}

double PredictedScores::log_probability(int64_t word) const {
  for (int64_t place = 0; place < rows_.shown(); ++place) {
    const ScoredWord best = rows_.best(row_, place);
    if (best.word == word && std::isfinite(best.log_probability)) return best.log_probability;
  }
  return every(PredictedRows::all_words).log_probability(word);
}

void PredictedScores::best(int64_t wanted, const std::vector<int64_t>& forbidden,
                           std::vector<ScoredWord>& words) {
  if (choose(wanted, forbidden, words)) return;
  every(wanted + static_cast<int64_t>(forbidden.size())).best(wanted, forbidden, words);
}

bool PredictedScores::choose(int64_t wanted, const std::vector<int64_t>& forbidden,
                             std::vector<ScoredWord>& words) const {
  words.clear();
  for (int64_t place = 0; place < rows_.shown(); ++place) {
    if (static_cast<int64_t>(words.size()) == wanted) break;
    const ScoredWord best = rows_.best(row_, place);
    if (!std::isfinite(best.log_probability)) return true;  // nor is what comes after it
    if (std::find(forbidden.begin(), forbidden.end(), best.word) == forbidden.end()) {
      words.push_back(best);
    }
  }
  return static_cast<int64_t>(words.size()) == wanted;
}

std::vector<ScoredWord> PredictedScores::all() const {
  return every(PredictedRows::all_words).all();
}

RowScores<double>& PredictedScores::every(int64_t asked) const {
  asked_ = std::max(asked_, asked);
  if (!scores_) {
    numbers_ = rows_.all(row_);
    scores_.emplace(numbers_.data(), static_cast<int64_t>(numbers_.size()), nullptr, 0);
  }
  return *scores_;
}

}  // namespace dragoman
