#include "dragoman/training/teachers.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "dragoman/nn/load_model.h"
#include "nn/some_lexicon.h"
#include "text/sample.h"
#include "text/scratch.h"
#include "training/small_run.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class GivenModels : public testing::Test {
 protected:
  /// A model file of the small configuration, but with dropout, which teachers do without.
  std::string write(const std::string& name, uint64_t seed) const {
    ModelFile file;
    file.config = config_;
    file.source_vocabulary = vocabularies_.source.bytes();
    file.target_vocabulary = vocabularies_.target.bytes();
    const auto model = make_model(config_.model, sizes_, seed);
    for (const auto& weight : model->named_parameters()) {
      file.tensors[weight.key()] = weight.value().detach().clone();
    }
    // Of words as good as alike there would be nothing to learn.
    file.tensors["output_bias"].uniform_(-5, 5);
    const fs::path path = fs::path(testing::TempDir()) / (name + ".safetensors");
    write_model_file(path, file);
    return path.string();
  }

  Config config_ = small_config();
  const Vocabularies vocabularies_ = sample_vocabularies();
  const VocabularySizes sizes_{vocabularies_.source.size(), vocabularies_.target.size()};
  const Machine machine_{torch::kCPU, {}, ""};
  const Batch batch_ = make_batch(small_corpus().pairs, {0, 1, 2});
};

TEST_F(GivenModels, TeachersReadABatchAsInEvaluation) {
  const std::string path = write("teacher", 4);
  const Teachers teachers({path}, vocabularies_, machine_);
  const std::vector<Teacher> read = teachers.read(batch_);
  ASSERT_EQ(read.size(), 1);
  const Tensor rows = torch::arange(batch_.target_output.numel());
  const Outputs found = read[0](rows);
  EXPECT_FALSE(found.readouts.requires_grad());
  const auto model = load_model(path).model;
  const Encoded encoded = model->encode(batch_.source, batch_.source_lengths, batch_.source_mask);
  const Tensor expected = model->decode(encoded, batch_.target_input).readouts.flatten(0, 1);
  EXPECT_TRUE(torch::allclose(found.readouts, expected, 1e-4, 1e-5));
}

TEST_F(GivenModels, TeachersAreReplacedByAFileOfTheirLikeliestWords) {
  const Teachers models({write("first", 4), write("second", 5)}, vocabularies_, machine_);
  const int64_t all = vocabularies_.target.size();
  const std::string path = testing::TempDir() + "taught.words";
  {
    std::ofstream out(path, std::ios::binary);
    TaughtWordsWriter writer(out, {vocabularies_.source.bytes(), vocabularies_.target.bytes()},
                             all);
    writer.add(batch_, models.likeliest(batch_, all));
    writer.add(batch_, models.likeliest(batch_, all));
    writer.finish();
    EXPECT_EQ(writer.pairs(), batch_.source.size(0)) << "each is there once";
  }
  const Teachers file({path}, vocabularies_, machine_);
  const auto student = make_model(config_.model, sizes_, 6);
  student->eval();
  const auto loss_by = [&](const Teachers& teachers, const Batch& batch, int64_t passes) {
    const Encoded encoded = student->encode(batch.source, batch.source_lengths, batch.source_mask);
    return student
        ->loss(student->decode(encoded, batch.target_input), batch.target_output, batch.target_mask,
               {.distillation = 0.7}, teachers.read(batch, passes))
        .trained.item<double>();
  };
  const double expected = loss_by(models, batch_, 1);
  EXPECT_NEAR(loss_by(file, batch_, 1), expected, 1e-4 * expected);
  EXPECT_NEAR(loss_by(file, twice(batch_), 2), 2 * expected, 2e-4 * expected);
  const Batch other_order = make_batch(small_corpus().pairs, {2, 0});
  EXPECT_NEAR(loss_by(file, other_order, 1), loss_by(models, other_order, 1), 1e-4 * expected);
  EXPECT_THAT(input_error([&] { file.read(make_batch(small_corpus().pairs, {7})); }),
              HasSubstr("lacks a pair of the training text"));
}

TEST_F(GivenModels, AStudentComesToSayWhatItsTeachersSay) {
  config_.training.max_updates = 150;
  config_.training.average = 0;
  config_.optimizer.learning_rate = 0.02;
  config_.model.dropout = {.input = 0, .output = 0};
  config_.training.distillation = 1;
  const Teachers teachers({write("first", 4), write("second", 5)}, vocabularies_, machine_);
  EncodedCorpus corpus = small_corpus();
  std::vector<double> losses;
  for (const int64_t updates : {1, 150}) {
    config_.training.max_updates = updates;
    const auto student = make_model(config_.model, sizes_, 6);
    Trainer(config_, student, corpus, {}, {}, {teachers, nullptr}).run();
    const Encoded encoded =
        student->encode(batch_.source, batch_.source_lengths, batch_.source_mask);
    const Decoded decoded = student->decode(encoded, batch_.target_input);
    // The entropy of the teachers' mean is the least that this loss can be.
    const Loss loss = student->loss(decoded, batch_.target_output, batch_.target_mask,
                                    {.distillation = 1}, teachers.read(batch_));
    losses.push_back(loss.trained.item<double>() / static_cast<double>(batch_.target_tokens));
  }
  EXPECT_LT(losses[1], losses[0] - 0.1);
}

TEST_F(GivenModels, TeachersHaveTheirLexicon) {
  const std::string path = write("lexical", 4);
  ModelFile file = read_model_file(path);
  file.config.model.lexical_prior.pieces = 2;
  file.lexicon = some_lexicon(sizes_, 2);
  write_model_file(path, file);
  const Teachers teachers({path}, vocabularies_, machine_);
  const std::vector<Teacher> read = teachers.read(batch_);
  const Outputs found = read[0](torch::arange(batch_.target_output.numel()));
  EXPECT_EQ(found.prior.words.size(0), batch_.source.size(0));
  EXPECT_GT(found.prior.probabilities.sum().item<double>(), 0);
}

TEST_F(GivenModels, OfOtherVocabulariesAreRefused) {
  const std::string path = write("other", 4);
  Vocabularies others = vocabularies_;
  VocabularyConfig small;
  small.size = 275;
  others.target = Vocabulary::train(small, {"quite another text", "abc"});
  EXPECT_THAT(input_error([&] { Teachers({path}, others, machine_); }),
              HasSubstr("other.safetensors has other vocabularies than this run"));
}

TEST_F(GivenModels, ARunStartsFromTheWeightsOfAnother) {
  const std::string path = write("start", 4);
  config_.model.dropout.input = 0.5;  // may change
  const auto model = make_model(config_.model, sizes_, 9);
  start_from(path, vocabularies_, config_, *model);
  const auto expected = load_model(path).model->named_parameters();
  for (const auto& weight : model->named_parameters()) {
    EXPECT_TRUE(torch::equal(weight.value(), expected[weight.key()])) << weight.key();
    EXPECT_TRUE(weight.value().requires_grad());
  }
  config_.model.decoder.layers = 2;
  EXPECT_THAT(input_error([&] { start_from(path, vocabularies_, config_, *model); }),
              HasSubstr("has another [model] than this run"));
}

}  // namespace
}  // namespace dragoman
