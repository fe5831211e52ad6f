#include "dragoman/nn/model_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"
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
  const ModelFile read = read_model_file(scratch("whole"));
  EXPECT_TRUE(read.config == written.config);
  EXPECT_EQ(read.source_vocabulary, written.source_vocabulary);
  EXPECT_EQ(read.target_vocabulary, written.target_vocabulary);
  EXPECT_EQ(read.notes, written.notes);
  const auto model = build_model(read, scratch("whole"), torch::kCPU);
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

TEST(ModelFile, RefusesAWeightThatIsMissingOrOfAnotherShape) {
  ModelFile file = small_file();
  const auto build = [&] { build_model(file, "m.safetensors", torch::kCPU); };
  const Tensor weight = file.tensors.at("encoder.weight_hh_l0");
  file.tensors["encoder.weight_hh_l0"] = torch::zeros({2, 2});
  EXPECT_THAT(message_of(build),
              HasSubstr("'encoder.weight_hh_l0' has shape [2,2], its configuration says [6,2]"));
  file.tensors.erase("encoder.weight_hh_l0");
  EXPECT_THAT(message_of(build),
              HasSubstr("m.safetensors: tensor 'encoder.weight_hh_l0' is missing"));
  file.tensors.erase("target_embedding");
  EXPECT_THAT(message_of(build), HasSubstr("no weight 'target_embedding'"));
}

TEST(ModelFile, RefusesATensorFileThatIsNoModel) {
  write_tensor_file(scratch("tensors"), {{{"a", torch::ones(3)}}, {}});
  EXPECT_THAT(message_of([] { read_model_file(scratch("tensors")); }),
              HasSubstr("not a model of Dragoman's"));
}

}  // namespace
}  // namespace dragoman
