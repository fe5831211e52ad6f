#pragma once
#include <cmath>
#include <map>
#include <memory>
#include <vector>

#include "dragoman/base/random.h"
#include "dragoman/nn/stepper.h"
#include "search/table_scores.h"

namespace dragoman {

/// A model whose every distribution is a random one of its own, a function of source and words.
class TableStepper final : public Stepper {
 public:
  explicit TableStepper(int64_t vocabulary, double sharpness = 3)
      : vocabulary_(vocabulary), sharpness_(sharpness) {}

  std::vector<double> log_probabilities(const std::vector<int64_t>& source,
                                        const std::vector<int64_t>& words) const {
    Random random = random_of(source, words, 1);
    std::vector<double> scores;
    double sum = 0;
    for (int64_t word = 0; word < vocabulary_; ++word) {
      scores.push_back(sharpness_ * random.uniform());
      sum += std::exp(scores.back());
    }
    for (double& score : scores) score -= std::log(sum);
    return scores;
  }

  std::vector<double> weights(const std::vector<int64_t>& source,
                              const std::vector<int64_t>& words) const {
    Random random = random_of(source, words, 2);
    std::vector<double> weights;
    double sum = 0;
    for (size_t position = 0; position < source.size(); ++position) {
      weights.push_back(random.uniform());
      sum += weights.back();
    }
    for (double& weight : weights) weight /= sum;
    return weights;
  }

  std::unique_ptr<Decoding> begin() const override { return std::make_unique<Steps>(*this); }

 private:
  class Steps final : public Decoding {
   public:
    explicit Steps(const TableStepper& model) : model_(model) {}

    void admit(const std::vector<int64_t>& numbers,
               const std::vector<std::vector<int64_t>>& sources) override {
      for (size_t i = 0; i < numbers.size(); ++i) sources_[numbers[i]] = sources[i];
    }

    void release(int64_t number) override { sources_.erase(number); }

    void advance(const std::vector<DecodingRow>& rows, const Visit& visit) override {
      std::vector<std::vector<int64_t>> before = std::move(words_);
      words_.clear();
      weights_.clear();
      for (const auto& [sentence, parent, word] : rows) {
        const bool starts = parent == DecodingRow::start_of_sentence;
        words_.push_back(starts ? std::vector<int64_t>{} : before[static_cast<size_t>(parent)]);
        if (!starts) words_.back().push_back(word);
        const std::vector<int64_t>& source = sources_.at(sentence);
        weights_.push_back(model_.weights(source, words_.back()));
        TableScores scores(model_.log_probabilities(source, words_.back()));
        visit(static_cast<int64_t>(words_.size()) - 1, scores);
      }
    }

    std::vector<double> weights(int64_t row) const override {
      return weights_[static_cast<size_t>(row)];
    }
    std::vector<std::vector<double>> heads(int64_t /*row*/) const override { return {}; }

   private:
    const TableStepper& model_;
    std::map<int64_t, std::vector<int64_t>> sources_;
    std::vector<std::vector<int64_t>> words_;  // of the rows
    std::vector<std::vector<double>> weights_;
  };

  static Random random_of(const std::vector<int64_t>& source, const std::vector<int64_t>& words,
                          uint64_t purpose) {
    uint64_t seed = purpose;
    for (const int64_t word : source) {
      seed = derive_seed(seed, Stream::sampling, {static_cast<uint64_t>(word)});
    }
    for (const int64_t word : words) {
      seed = derive_seed(seed, Stream::shuffle, {static_cast<uint64_t>(word)});
    }
    return Random(seed);
  }

  int64_t vocabulary_;
  double sharpness_;
};

}  // namespace dragoman
