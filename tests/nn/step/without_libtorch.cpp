// A program that links kernels and steps, but not LibTorch: reads a model file (GRU, conditional
// decoder, additive attention, one layer each) and prints the log probability of every word after
// one step. Arguments: the file, the word before, the source's pieces with the end token.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "nn/step/model.h"
#include "nn/step/scored_attention.h"

namespace dragoman {
namespace {

struct Matrix {
  std::vector<float> numbers;
  int64_t rows, columns;
};

/// The tensors of a safetensors file: a header of JSON behind its length, then the numbers.
std::map<std::string, Matrix> read_tensors(const char* path) {
  std::ifstream in(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  uint64_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof length);
  std::map<std::string, Matrix> tensors;
  const nlohmann::json header = nlohmann::json::parse(bytes.substr(8, length));
  for (const auto& [name, entry] : header.items()) {
    if (name == "__metadata__" || entry["dtype"] != "F32") continue;
    const std::vector<int64_t> shape = entry["shape"];
    Matrix matrix{{}, shape[0], shape.size() > 1 ? shape[1] : 1};
    matrix.numbers.resize(static_cast<size_t>(matrix.rows * matrix.columns));
    std::memcpy(matrix.numbers.data(),
                bytes.data() + 8 + length + entry["data_offsets"][0].get<size_t>(),
                matrix.numbers.size() * sizeof(float));
    tensors.emplace(name, std::move(matrix));
  }
  return tensors;
}

class Reader {
 public:
  explicit Reader(const char* path) : tensors_(read_tensors(path)) {}

  const Matrix& matrix(const std::string& name) const { return tensors_.at(name); }
  const std::vector<float>& numbers(const std::string& name) const { return matrix(name).numbers; }

  StepProduct<float> product(const Matrix& weight, const std::vector<float>& bias = {}) const {
    return {std::make_shared<const PackedWeight<float>>(MatrixView<float>{
                weight.numbers.data(), weight.rows, weight.columns, weight.columns, 1}),
            bias};
  }

  StepProduct<float> input(const std::string& part, const std::string& suffix) const {
    return product(matrix(part + "weight_ih" + suffix), numbers(part + "bias_ih" + suffix));
  }

  StepCell<float> cell(const std::string& part, const std::string& suffix) const {
    StepProduct<float> recurrent =
        product(matrix(part + "weight_hh" + suffix), numbers(part + "bias_hh" + suffix));
    return StepCell<float>(CellKind::gru, {std::move(recurrent), {}, {}, {}, {}});
  }

 private:
  std::map<std::string, Matrix> tensors_;
};

Matrix columns(const Matrix& whole, int64_t begin, int64_t count) {
  Matrix part{{}, whole.rows, count};
  for (int64_t row = 0; row < whole.rows; ++row) {
    const auto first = whole.numbers.begin() + row * whole.columns + begin;
    part.numbers.insert(part.numbers.end(), first, first + count);
  }
  return part;
}

template <typename Numbers>
Numbers joined(Numbers above, const Numbers& below) {
  above.insert(above.end(), below.begin(), below.end());
  return above;
}

Matrix stacked(const Matrix& above, const Matrix& below) {
  return {joined(above.numbers, below.numbers), above.rows + below.rows, above.columns};
}

WordTable<float> table(const Matrix& embedding) {
  return {embedding.rows, embedding.columns, SearchPrecision::fp32,
          [&](int64_t begin, int64_t count, float* rows) {
            std::copy_n(embedding.numbers.begin() + begin * embedding.columns,
                        count * embedding.columns, rows);
          }};
}

StepEncoder<float> encoder(const Reader& read) {
  EncoderParts<float> parts{table(read.matrix("source_embedding")), {{}}, {}, false};
  for (const char* suffix : {"_l0", "_l0_reverse"}) {
    parts.layers[0].push_back({read.input("encoder.", suffix), read.cell("encoder.", suffix)});
  }
  return StepEncoder<float>(std::move(parts));
}

std::shared_ptr<const StepDecoder<float>> decoder(const Reader& read) {
  const Matrix &readout = read.matrix("decoder.readout.weight"),
               &first = read.matrix("decoder.weight_ih_l0"),
               &second = read.matrix("decoder.weight_ih_second");
  const int64_t hidden = read.matrix("decoder.weight_hh_l0").columns, memory = second.columns;
  const StepProduct<float> words = read.product(
      stacked(first, columns(readout, hidden + memory, first.columns)),
      joined(read.numbers("decoder.bias_ih_l0"), read.numbers("decoder.readout.bias")));
  const StepScore<float> score(
      AdditiveScore<float>{read.product(read.matrix("decoder.attention.query_weight")),
                           read.numbers("decoder.attention.v"),
                           {}},
      read.product(read.matrix("decoder.attention.key_weight"),
                   read.numbers("decoder.attention.bias")));
  return std::make_shared<ConditionalStep<float>>(
      DecoderParts<float>{
          StepWords<float>(table(read.matrix("target_embedding")), words),
          read.cell("decoder.", "_l0"),
          {},
          std::make_shared<ScoredStep<float>>(
              score, read.product(stacked(second, columns(readout, hidden, memory)))),
          read.product(columns(readout, 0, hidden))},
      read.cell("decoder.", "_second"), read.numbers("decoder.bias_ih_second"));
}

void print_step(const char* path, int64_t word, const std::vector<int64_t>& source) {
  const Reader read(path);
  const KernelStepper<float> stepper(StepModel<float>{
      encoder(read),
      {BridgeKind::mean,
       read.product(read.matrix("decoder.bridge.weight"), read.numbers("decoder.bridge.bias"))},
      decoder(read),
      {read.product(read.matrix("output_weight"), read.numbers("output_bias")), {}, nullptr, {}}});
  const auto decoding = stepper.begin();
  decoding->admit({0}, {source});
  decoding->advance({{0, DecodingRow::start_of_sentence, word}}, [&](int64_t, WordScores& scores) {
    for (int64_t next = 0; next < read.matrix("output_bias").rows; ++next) {
      std::printf("%a\n", scores.log_probability(next));
    }
  });
}

}  // namespace
}  // namespace dragoman

int main(int count, char** arguments) {
  std::vector<int64_t> source;
  for (int i = 3; i < count; ++i) source.push_back(std::atoll(arguments[i]));
  dragoman::print_step(arguments[1], std::atoll(arguments[2]), source);
}
