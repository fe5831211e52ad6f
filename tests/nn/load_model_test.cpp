#include "dragoman/nn/load_model.h"

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "dragoman/nn/quantized_weights.h"
#include "nn/small_model.h"
#include "nn/some_lexicon.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class ModelSources : public testing::Test {
 protected:
  ModelSources() {
    file_.config.model = small_config(DecoderKind::conditional, CellKind::gru);
    file_.source_vocabulary = file_.target_vocabulary = "pieces";
    const auto model = make_model(file_.config.model, {7, 7}, 5);
    for (const auto& parameter : model->named_parameters()) {
      file_.tensors[parameter.key()] = parameter.value().detach().clone();
    }
    write_model_file(path_, file_);
  }

  template <typename Action>
  static std::string message_of(const Action& action) {
    try {
      action();
    } catch (const InputError& error) {
      return error.what();
    }
    return "no InputError";
  }

  fs::path path_ = fs::path(testing::TempDir()) / "source.safetensors";
  ModelFile file_;
};

TEST_F(ModelSources, HaveAModelWithoutWeightsUntilTheyAreRead) {
  ModelSource source(path_);
  const auto& [model, file, sizes] = source.loaded();
  EXPECT_EQ(without_weights(model->parameters()).size(), file_.tensors.size());
  EXPECT_EQ(file.source_vocabulary, "pieces");
  EXPECT_TRUE(file.tensors.empty());
  EXPECT_EQ(sizes.source, 7);
  for (const auto& parameter : model->named_parameters()) {
    source.read({parameter.value()});
    EXPECT_TRUE(torch::equal(parameter.value(), file_.tensors.at(parameter.key())));
  }
  source.finish();
}

TEST_F(ModelSources, GiveQuantizedWeightsAsFloats) {
  file_.tensors = quantize_weights(file_.tensors);
  write_model_file(path_, file_);
  NamedTensors expected = file_.tensors;
  dequantize_weights(expected, path_);
  ModelSource source(path_);
  for (const auto& parameter : source.loaded().model->named_parameters()) {
    source.read({parameter.value()});
    EXPECT_TRUE(torch::equal(parameter.value(), expected.at(parameter.key()))) << parameter.key();
  }
}

TEST_F(ModelSources, HaveTheLexiconOfAModelWithAPrior) {
  file_.config.model.lexical_prior.pieces = 3;
  file_.lexicon = some_lexicon({7, 7}, 3);
  write_model_file(path_, file_);
  const LoadedModel loaded = load_model(path_);
  EXPECT_TRUE(torch::equal(loaded.model->lexicon().words, file_.lexicon.words));
  EXPECT_TRUE(torch::equal(loaded.model->lexicon().probabilities, file_.lexicon.probabilities));
  EXPECT_TRUE(torch::equal(loaded.file.lexicon.words, file_.lexicon.words));
}

TEST_F(ModelSources, RefuseALexiconThatIsNotTheModels) {
  file_.config.model.lexical_prior.pieces = 3;
  const auto refused = [&] {
    write_model_file(path_, file_);
    return message_of([&] { load_model(path_); });
  };
  EXPECT_THAT(refused(), HasSubstr("its lexicon is damaged or of another model: copy it again"));
  file_.lexicon = some_lexicon({7, 7}, 2);
  EXPECT_THAT(refused(), HasSubstr("its lexicon is damaged"));
  file_.lexicon = some_lexicon({7, 8}, 3);
  EXPECT_THAT(refused(), HasSubstr("its lexicon is damaged")) << "word 7 of 7";
  file_.lexicon = some_lexicon({7, 7}, 3);
  EXPECT_EQ(refused(), "no InputError");
}

TEST_F(ModelSources, SayThatAFileIsDamagedRatherThanWhatItsNumbersLookLike) {
  const Tensor bias = file_.tensors.at("output_bias");
  bias.fill_(0.1234F);
  write_model_file(path_, file_);
  std::fstream bytes(path_, std::ios::in | std::ios::out | std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(bytes), {}};
  const auto place = whole.find(std::string(static_cast<const char*>(bias.data_ptr()), 28));
  ASSERT_NE(place, std::string::npos);
  bytes.seekp(static_cast<std::streamoff>(place));
  bytes.write("\xff\xff\xff\xff", 4);  // not a number
  bytes.close();
  EXPECT_THAT(message_of([&] { load_model(path_); }), HasSubstr("damaged: its checksum is"));
}

TEST_F(ModelSources, FindDamageInWhatNobodyReads) {
  file_.tensors["moments"] = torch::rand(100);
  write_model_file(path_, file_);
  load_model(path_);
  std::fstream bytes(path_, std::ios::in | std::ios::out | std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(bytes), {}};
  const Tensor& moments = file_.tensors.at("moments");
  const auto place = whole.find(std::string(static_cast<const char*>(moments.data_ptr()), 400));
  ASSERT_NE(place, std::string::npos);
  bytes.seekp(static_cast<std::streamoff>(place + 200));
  bytes.put(static_cast<char>(whole[place + 200] ^ 4));
  bytes.close();
  EXPECT_THAT(message_of([&] { load_model(path_); }), HasSubstr("damaged: its checksum is"));
}

}  // namespace
}  // namespace dragoman
