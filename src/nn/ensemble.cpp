#include "dragoman/nn/ensemble.h"

#include <cmath>

#include "nn/step/word_scores.h"

namespace dragoman {
namespace {

constexpr double impossible = -std::numeric_limits<double>::infinity();

/// Sums of the members' probabilities of all words after one row.
class ProbabilitySums {
 public:
  void add(const WordScores& scores) {
    for (const auto& [word, log_probability] : scores.all()) {
      if (static_cast<size_t>(word) >= sums_.size()) sums_.resize(static_cast<size_t>(word) + 1);
      sums_[static_cast<size_t>(word)] += std::exp(log_probability);
    }
  }

  std::vector<double> log_means(size_t members) const {
    std::vector<double> means;
    means.reserve(sums_.size());
    for (const double sum : sums_) {
      means.push_back(sum > 0 ? std::log(sum / static_cast<double>(members)) : impossible);
    }
    return means;
  }

 private:
  std::vector<double> sums_;
};

void add_to(std::vector<double>& sums, const std::vector<double>& values, double share) {
  sums.resize(values.size());
  for (size_t i = 0; i < values.size(); ++i) sums[i] += share * values[i];
}

class EnsembleDecoding final : public Decoding {
 public:
  explicit EnsembleDecoding(std::vector<std::unique_ptr<Decoding>> members)
      : members_(std::move(members)) {}

  void admit(const std::vector<int64_t>& numbers,
             const std::vector<std::vector<int64_t>>& sources) override {
    for (const auto& member : members_) member->admit(numbers, sources);
  }

  void release(int64_t number) override {
    for (const auto& member : members_) member->release(number);
  }

  void advance(const std::vector<DecodingRow>& rows, const Visit& visit) override {
    std::vector<ProbabilitySums> sums(rows.size());
    for (const auto& member : members_) {
      member->advance(rows, [&](int64_t row, const WordScores& scores) {
        sums[static_cast<size_t>(row)].add(scores);
      });
    }
    for (size_t row = 0; row < rows.size(); ++row) {
      std::vector<double> means = sums[row].log_means(members_.size());
      RowScores<double> scores(means.data(), static_cast<int64_t>(means.size()));
      visit(static_cast<int64_t>(row), scores);
    }
  }

  std::vector<double> weights(int64_t row) const override {
    std::vector<double> mean;
    const double share = 1.0 / static_cast<double>(members_.size());
    for (const auto& member : members_) add_to(mean, member->weights(row), share);
    return mean;
  }

  // The heads of different models are no heads of one.
  std::vector<std::vector<double>> heads(int64_t /*row*/) const override { return {}; }

 private:
  std::vector<std::unique_ptr<Decoding>> members_;
};

class Ensemble final : public Stepper {
 public:
  explicit Ensemble(std::vector<std::shared_ptr<const Stepper>> members)
      : members_(std::move(members)) {}

  std::unique_ptr<Decoding> begin() const override {
    std::vector<std::unique_ptr<Decoding>> decodings;
    for (const auto& member : members_) decodings.push_back(member->begin());
    return std::make_unique<EnsembleDecoding>(std::move(decodings));
  }

 private:
  std::vector<std::shared_ptr<const Stepper>> members_;
};

}  // namespace

std::shared_ptr<const Stepper> make_ensemble(std::vector<std::shared_ptr<const Stepper>> members) {
  if (members.size() == 1) return members.front();
  return std::make_shared<Ensemble>(std::move(members));
}

}  // namespace dragoman
