#pragma once
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "dragoman/nn/attention.h"
#include "nn/module_parameters.h"
#include "nn/padded_batch.h"
#include "nn/tensor_expectations.h"

namespace dragoman {

using Vector = std::vector<double>;
using Matrix = std::vector<Vector>;

/// A kind's parameters, read once into plain numbers.
struct Numbers {
  std::map<std::string, Matrix> matrices;  // a vector is a matrix of one row

  const Matrix& operator[](const std::string& name) const { return matrices.at(name); }
};

/// The score of one query [H] and one memory vector [M].
using Score = std::function<double(const Numbers&, const Vector& query, const Vector& key)>;

inline double product(const Vector& a, const Vector& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b.at(i);
  return sum;
}

inline Matrix matrix_of(const Tensor& tensor) {
  const Tensor rows = tensor.detach().dim() == 1 ? tensor.detach().unsqueeze(0) : tensor.detach();
  Matrix matrix;
  for (int64_t r = 0; r < rows.size(0); ++r) {
    Vector row;
    for (int64_t c = 0; c < rows.size(1); ++c) row.push_back(rows[r][c].item<double>());
    matrix.push_back(row);
  }
  return matrix;
}

inline Numbers numbers_of(const torch::nn::Module& module) {
  Numbers numbers;
  for (const NamedTensor& parameter : parameters_of(module)) {
    numbers.matrices[parameter.name] = matrix_of(parameter.tensor);
  }
  return numbers;
}

/// Softmax over one row's tokens (Luong et al. 2015, eq. 7), then the weighted sum, term by term.
inline void expect_row(const Vector& scores, const Matrix& memory, const Tensor& weights,
                       const Tensor& context) {
  double normaliser = 0;
  for (const double score : scores) normaliser += std::exp(score);
  Vector expected(memory[0].size(), 0.0);
  for (size_t s = 0; s < scores.size(); ++s) {
    const double weight = std::exp(scores[s]) / normaliser;
    EXPECT_NEAR(weights[static_cast<int64_t>(s)].item<double>(), weight, 1e-12) << "position " << s;
    for (size_t i = 0; i < expected.size(); ++i) expected[i] += weight * memory[s][i];
  }
  EXPECT_TRUE(close(context.detach(), torch::tensor(expected, torch::kDouble)));
}

/// Compares a scored kind, with random parameters and a ragged batch, with its formula in loops.
inline void expect_formula(Attention& attention, const AttentionShape& shape, const Score& score) {
  randomise(attention, 11);
  const std::vector<int64_t> lengths = {2, 4, 1};
  const Tensor encoded = random_tensor({3, 4, shape.memory}, 12);
  const Tensor query = random_tensor({3, shape.query}, 13);
  const Numbers numbers = numbers_of(attention);
  const AttentionStep step = attention.attend(
      query, attention.remember(encoded, mask_of(lengths, 4), reference_arithmetic), {});
  for (int64_t row = 0; row < 3; ++row) {
    const Matrix memory = matrix_of(encoded[row]);
    Vector scores;
    for (int64_t s = 0; s < lengths[static_cast<size_t>(row)]; ++s) {
      scores.push_back(score(numbers, matrix_of(query[row])[0], memory[static_cast<size_t>(s)]));
    }
    SCOPED_TRACE("row " + std::to_string(row));
    expect_row(scores, memory, step.weights[row], step.context[row]);
  }
}

/// One row, all of it tokens: expects these weights and this context.
inline void expect_numbers(Attention& attention, const Vector& query, const Matrix& memory,
                           const Vector& weights, const Vector& context) {
  attention.to(torch::kDouble);
  std::vector<Tensor> rows;
  for (const Vector& row : memory) rows.push_back(torch::tensor(row, torch::kDouble));
  const Tensor encoded = torch::stack(rows).unsqueeze(0);
  const AttentionStep step =
      attention.attend(torch::tensor(query, torch::kDouble).unsqueeze(0),
                       attention.remember(encoded, torch::ones({1, encoded.size(1)}, torch::kBool),
                                          reference_arithmetic),
                       {});
  EXPECT_TRUE(close(step.weights[0], torch::tensor(weights, torch::kDouble)));
  EXPECT_TRUE(close(step.context[0], torch::tensor(context, torch::kDouble)));
}

/// Sets a parameter to the numbers, row by row.
inline void set_parameter(torch::nn::Module& module, const std::string& name,
                          const Vector& numbers) {
  const torch::NoGradGuard no_grad;
  module.to(torch::kDouble);
  Tensor parameter = module.named_parameters()[name];
  parameter.copy_(torch::tensor(numbers, torch::kDouble).view(parameter.sizes()));
}

}  // namespace dragoman
