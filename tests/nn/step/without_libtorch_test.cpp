#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "dragoman/nn/model.h"
#include "dragoman/nn/model_file.h"
#include "nn/small_model.h"

namespace dragoman {
namespace {

[[maybe_unused]] constexpr int64_t vocabulary = 11;

[[maybe_unused]] std::vector<double> printed_by(const std::string& command) {
  std::vector<double> numbers;
  FILE* pipe = ::popen(command.c_str(), "r");
  for (char line[64]; std::fgets(line, sizeof line, pipe) != nullptr;) {
    numbers.push_back(std::strtod(line, nullptr));
  }
  EXPECT_EQ(::pclose(pipe), 0);
  return numbers;
}

TEST(WithoutLibTorch, AProgramTakesTheSameStepFromTheModelFile) {
#ifndef WITHOUT_LIBTORCH
  GTEST_SKIP() << "several files of this library are compiled as one, which needs LibTorch";
#else
  ModelFile file;
  file.config.model = small_config(DecoderKind::conditional, CellKind::gru);
  file.config.model.embedding.tie = TyingKind::none;
  const auto model = make_model(file.config.model, {vocabulary, vocabulary}, 3);
  for (const auto& parameter : model->named_parameters()) {
    file.tensors[parameter.key()] = parameter.value().detach().mul(2);
    parameter.value().detach().mul_(2);
  }
  const std::string path =
      (std::filesystem::path(testing::TempDir()) / "without_libtorch.safetensors").string();
  write_model_file(path, file);
  const auto decoding = model->stepper()->begin();
  decoding->admit({0}, {{4, 5, 6, 3}});
  std::vector<double> expected;
  decoding->advance({{0, DecodingRow::start_of_sentence, 2}}, [&](int64_t, WordScores& scores) {
    for (int64_t word = 0; word < vocabulary; ++word) {
      expected.push_back(scores.log_probability(word));
    }
  });
  EXPECT_EQ(printed_by(std::string(WITHOUT_LIBTORCH) + " " + path + " 2 4 5 6 3"), expected);
  if (!HasFailure()) std::filesystem::remove(path);
#endif
}

}  // namespace
}  // namespace dragoman
