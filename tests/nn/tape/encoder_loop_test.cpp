#include "nn/tape/encoder_loop.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "dragoman/nn/encoder.h"
#include "nn/module_parameters.h"
#include "nn/padded_batch.h"
#include "nn/small_model.h"
#include "nn/tensor_expectations.h"
#include "nn/thread_count.h"

namespace dragoman {
namespace {

constexpr int64_t input_width = 3, width = 6;

/// Memory, last state, and the gradient of every parameter and of the embedded words.
struct Outcome {
  Encoded encoded;
  std::vector<NamedTensor> gradients;
};

struct Shape {
  EncoderConfig encoder;
  DropoutConfig dropout;
  std::vector<int64_t> lengths;
};

/// One pass of an encoder and its way back, from fixed weights, inputs and masks.
Outcome run(const Shape& shape, Kernels kernels) {
  Encoder encoder(shape.encoder, input_width, shape.dropout, {kernels, Precision::fp32});
  randomise(encoder, 41);
  const auto rows = static_cast<int64_t>(shape.lengths.size());
  const int64_t steps = *std::max_element(shape.lengths.begin(), shape.lengths.end());
  std::vector<NamedTensor> inputs = parameters_of(encoder);
  inputs.push_back({"embedded", random_tensor({rows, steps, input_width}, 42).requires_grad_()});

  torch::manual_seed(8);
  Outcome outcome{encoder.forward(inputs.back().tensor, lengths_of(shape.lengths),
                                  mask_of(shape.lengths, steps)),
                  {}};
  const Tensor &memory = outcome.encoded.memory, &last = outcome.encoded.last;
  const Tensor value = (memory * random_tensor(memory.sizes(), 43)).sum() +
                       (last * random_tensor(last.sizes(), 44)).sum();
  value.backward();
  for (const NamedTensor& input : inputs) {
    outcome.gradients.push_back({input.name, input.tensor.grad()});
  }
  return outcome;
}

void expect_equal(const Outcome& got, const Outcome& expected) {
  EXPECT_TRUE(close(got.encoded.memory, expected.encoded.memory, 1e-11));
  EXPECT_TRUE(close(got.encoded.last, expected.encoded.last, 1e-11));
  ASSERT_EQ(got.gradients.size(), expected.gradients.size());
  for (size_t i = 0; i < got.gradients.size(); ++i) {
    SCOPED_TRACE(got.gradients[i].name);
    ASSERT_TRUE(got.gradients[i].tensor.defined() && expected.gradients[i].tensor.defined());
    EXPECT_TRUE(close(got.gradients[i].tensor, expected.gradients[i].tensor, 1e-11));
  }
}

enum class Dropping { nothing, states, states_by_one_mask };

using Case = std::tuple<CellKind, bool, int64_t, Dropping>;

class EncoderLoops : public testing::TestWithParam<Case> {
 protected:
  Shape shape() const {
    const auto& [cell, bidirectional, layers, dropping] = GetParam();
    Shape made;
    made.encoder.cell = cell;
    made.encoder.width = width;
    made.encoder.layers = layers;
    made.encoder.bidirectional = bidirectional;
    made.dropout.input = 0;
    made.dropout.recurrent = dropping == Dropping::nothing ? 0 : 0.4;
    made.dropout.variational = dropping == Dropping::states_by_one_mask;
    made.lengths = {2, 5, 1, 4};
    return made;
  }
};

TEST_P(EncoderLoops, EqualAutogradThroughTheSteps) {
  expect_equal(run(shape(), Kernels::fast), run(shape(), Kernels::reference));
}

TEST_P(EncoderLoops, EqualAutogradThroughTransitionsAndNorms) {
  for (const bool norm : {false, true}) {
    Shape deep = shape();
    deep.encoder.transitions = 2;
    deep.encoder.layer_norm = norm;
    expect_equal(run(deep, Kernels::fast), run(deep, Kernels::reference));
  }
}

TEST_P(EncoderLoops, EqualAutogradForASingleSentence) {
  Shape single = shape();
  for (const int64_t length : {1, 3}) {
    single.lengths = {length};
    expect_equal(run(single, Kernels::fast), run(single, Kernels::reference));
  }
}

TEST_P(EncoderLoops, GiveTheSameWithOneThreadAsWithTwo) {
  const auto with_threads = [this](int count) {
    const ThreadCount threads(count);
    return run(shape(), Kernels::fast);
  };
  expect_equal(with_threads(2), with_threads(1));
}

std::string name_of(Dropping dropping) {
  if (dropping == Dropping::nothing) return "plain";
  return dropping == Dropping::states ? "dropout" : "variational";
}

std::string name_of(const testing::TestParamInfo<Case>& made) {
  const auto& [cell, bidirectional, layers, dropping] = made.param;
  return dragoman::name_of(cell) + (bidirectional ? "_bidirectional_" : "_forward_") +
         std::to_string(layers) + "_" + name_of(dropping);
}

INSTANTIATE_TEST_SUITE_P(All, EncoderLoops,
                         testing::Combine(testing::ValuesIn(cell_kinds()), testing::Bool(),
                                          testing::Values(1, 2),
                                          testing::Values(Dropping::nothing, Dropping::states,
                                                          Dropping::states_by_one_mask)),
                         [](const auto& made) { return name_of(made); });

}  // namespace
}  // namespace dragoman
