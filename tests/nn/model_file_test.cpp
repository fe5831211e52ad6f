#include "dragoman/nn/model_file.h"

#include <cmath>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "dragoman/config/config_file.h"
#include "dragoman/nn/load_model.h"
#include "dragoman/nn/quantized_weights.h"
#include "dragoman/nn/tensor_file.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

ModelFile small_file() {
  ModelFile file;
  file.config.model.embedding.width = 4;
  file.config.model.encoder.width = 4;
  file.config.model.attention.width = 4;
  file.config.model.decoder.width = 4;
  file.source_vocabulary = file.target_vocabulary = std::string("bytes\0of a vocabulary", 21);
  file.notes = {{"corpus", "0123"}};
  const auto model = make_model(file.config.model, {7, 7}, 5);
  for (const auto& parameter : model->named_parameters()) {
    file.tensors[parameter.key()] = parameter.value().detach().clone();
  }
  return file;
}

fs::path scratch(const std::string& name) {
  return fs::path(testing::TempDir()) / ("model_file_" + name);
}

template <typename Action>
std::string message_of(const Action& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no InputError";
}

TEST(ModelFile, SurvivesWritingAndReading) {
  const ModelFile written = small_file();
  write_model_file(scratch("whole"), written);
  const auto [model, read, sizes] = load_model(scratch("whole"));
  EXPECT_TRUE(read.config == written.config);
  EXPECT_EQ(read.source_vocabulary, written.source_vocabulary);
  EXPECT_EQ(read.target_vocabulary, written.target_vocabulary);
  EXPECT_EQ(read.notes, written.notes);
  EXPECT_FALSE(model->is_training());
  for (const auto& parameter : model->named_parameters()) {
    EXPECT_TRUE(torch::equal(parameter.value(), written.tensors.at(parameter.key())))
        << parameter.key();
  }
}

TEST(ModelFile, KeepsTwoVocabulariesApart) {
  ModelFile written = small_file();
  written.target_vocabulary = "another";
  write_model_file(scratch("two"), written);
  const ModelFile read = read_model_file(scratch("two"));
  EXPECT_EQ(read.source_vocabulary, written.source_vocabulary);
  EXPECT_EQ(read.target_vocabulary, "another");
}

TEST(ModelFile, ShowsItsHeaderWithoutTheNumbers) {
  const ModelFile written = small_file();
  write_model_file(scratch("header"), written);
  std::filesystem::resize_file(scratch("header"), fs::file_size(scratch("header")) - 1);
  EXPECT_THAT(message_of([] { read_model_header(scratch("header")); }), HasSubstr("truncated"));
  write_model_file(scratch("header"), written);
  const ModelFile read = read_model_header(scratch("header"));
  EXPECT_TRUE(read.config == written.config);
  EXPECT_EQ(read.notes, written.notes);
  ASSERT_EQ(read.tensors.size(), written.tensors.size());
  for (const auto& [name, tensor] : read.tensors) {
    EXPECT_TRUE(tensor.is_meta());
    EXPECT_EQ(tensor.sizes(), written.tensors.at(name).sizes()) << name;
  }
}

TEST(ModelFile, CarriesQuantizedWeightsThatAreFloatsAgainWhenRead) {
  const ModelFile exact = small_file();
  ModelFile small = exact;
  small.tensors = quantize_weights(exact.tensors);
  write_model_file(scratch("quantized"), small);
  const auto [model, read, sizes] = load_model(scratch("quantized"));
  EXPECT_TRUE(read.tensors.empty());
  for (const auto& parameter : model->named_parameters()) {
    const Tensor &weight = exact.tensors.at(parameter.key()), &found = parameter.value();
    if (weight.dim() != 2) {
      EXPECT_TRUE(torch::equal(found, weight)) << parameter.key();
      continue;
    }
    const Tensor half_a_step = std::get<0>(weight.abs().max(1, true)) / 254;
    EXPECT_TRUE(((found - weight).abs() <= half_a_step * 1.001).all().item<bool>())
        << parameter.key();
  }
}

TEST(ModelFile, RefusesQuantizedWeightsWithoutTheirScales) {
  ModelFile file = small_file();
  file.tensors = quantize_weights(file.tensors);
  file.tensors.erase("target_embedding.scale");
  write_model_file(scratch("unscaled"), file);
  EXPECT_THAT(
      message_of([] { load_model(scratch("unscaled")); }),
      HasSubstr("tensor 'target_embedding' is I8 and needs a 'target_embedding.scale' of F32 [7]"));
}

TEST(ModelFile, CarriesAShortlistAndRefusesOneOfAnotherModel) {
  ModelFile file = small_file();
  file.shortlist = Shortlist({{1}, {2, 3}, {}, {}, {}, {6}, {4}, {3}});
  write_model_file(scratch("shortlist"), file);
  const LoadedModel loaded = load_model(scratch("shortlist"));
  EXPECT_EQ(loaded.file.shortlist, file.shortlist);
  EXPECT_TRUE(loaded.file.tensors.empty());
  file.shortlist = Shortlist(std::vector<std::vector<int32_t>>{{1}, {2, 3}});
  write_model_file(scratch("shortlist"), file);
  EXPECT_THAT(message_of([] { load_model(scratch("shortlist")); }),
              HasSubstr("its shortlist is damaged or of another model"));
}

TEST(ModelFile, RefusesAWeightThatIsMissingOrOfAnotherShape) {
  ModelFile file = small_file();
  const auto build = [&] {
    write_model_file(scratch("bad"), file);
    load_model(scratch("bad"));
  };
  const Tensor weight = file.tensors.at("encoder.weight_hh_l0");
  file.tensors["encoder.weight_hh_l0"] = torch::zeros({2, 2});
  EXPECT_THAT(message_of(build),
              HasSubstr("'encoder.weight_hh_l0' has shape [2,2], its configuration says [6,2]"));
  file.tensors.erase("encoder.weight_hh_l0");
  EXPECT_THAT(message_of(build), HasSubstr("bad: tensor 'encoder.weight_hh_l0' is missing"));
  file.tensors.erase("target_embedding");
  EXPECT_THAT(message_of(build), HasSubstr("no weight 'target_embedding'"));
}

TEST(ModelFile, RefusesWeightsThatAreNotFinite) {
  for (const double value : {std::nan(""), HUGE_VAL, -HUGE_VAL, 1e39}) {
    ModelFile file = small_file();
    file.tensors["output_bias"] = torch::zeros(7, torch::kDouble);
    file.tensors["output_bias"][6] = value;
    write_model_file(scratch("diverged"), file);
    EXPECT_THAT(message_of([] { load_model(scratch("diverged")); }),
                HasSubstr("diverged: tensor 'output_bias' has values that are not finite"));
    EXPECT_EQ(read_model_file(scratch("diverged")).tensors.size(), file.tensors.size());
  }
  EXPECT_TRUE(is_finite(torch::tensor({3.4e38F, -3.4e38F, 0.0F, 1e-45F})));
  EXPECT_TRUE(is_finite(torch::empty(0)));
}

TEST(ModelFile, RefusesAConfigurationFarLargerThanItsTensorsWithoutBuildingIt) {
  const auto message_for = [](const std::function<void(ModelConfig&)>& enlarge) {
    ModelFile file = small_file();
    enlarge(file.config.model);
    write_model_file(scratch("huge"), file);
    return message_of([] { load_model(scratch("huge")); });
  };
  const std::vector<std::function<void(ModelConfig&)>> enlarged = {
      [](ModelConfig& model) { model.embedding.width = 65536; },
      [](ModelConfig& model) { model.encoder.width = 65536; },
      [](ModelConfig& model) { model.decoder.width = 65536; },
      [](ModelConfig& model) { model.encoder.width = model.encoder.layers = 64; },
      [](ModelConfig& model) { model.attention.width = 65536; }};
  const std::string refusal = "its configuration is of a far larger model than its tensors";
  for (const size_t at : {0U, 1U, 2U}) EXPECT_THAT(message_for(enlarged[at]), HasSubstr(refusal));
  for (const size_t at : {3U, 4U}) EXPECT_THAT(message_for(enlarged[at]), HasSubstr("tensor '"));
}

TEST(ModelFile, RefusesAVocabularyThatIsNoRowOfBytes) {
  TensorFile file{{{"vocabulary.joint", torch::zeros({2, 2}, torch::kUInt8)}}, {}};
  file.metadata["config"] = write_config({});
  for (const auto& bad : {torch::zeros({2, 2}, torch::kUInt8), torch::zeros(4)}) {
    file.tensors["vocabulary.joint"] = bad;
    write_tensor_file(scratch("bytes"), file);
    const std::string refusal = "bytes: tensor 'vocabulary.joint' is ";
    EXPECT_THAT(message_of([] { read_model_file(scratch("bytes")); }), HasSubstr(refusal));
    EXPECT_THAT(message_of([] { read_model_header(scratch("bytes")); }), HasSubstr(refusal));
  }
}

TEST(ModelFile, RefusesATensorFileThatIsNoModel) {
  write_tensor_file(scratch("tensors"), {{{"a", torch::ones(3)}}, {}});
  EXPECT_THAT(message_of([] { read_model_file(scratch("tensors")); }),
              HasSubstr("not a model of Dragoman's"));
}

}  // namespace
}  // namespace dragoman
