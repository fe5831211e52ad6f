#include "dragoman/text/vocabularies.h"

#include <gmock/gmock.h>

#include "text/sample.h"
#include "text/scratch.h"

namespace dragoman {
namespace {

using testing::HasSubstr;

class MakeVocabularies : public Scratch {};

TEST_F(MakeVocabularies, JointIsOneTrainedOnBothSides) {
  const Vocabularies made = make_vocabularies(sample_config(), sample_corpus());
  EXPECT_TRUE(made.joint);
  EXPECT_EQ(made.source.bytes(), made.target.bytes());
  std::vector<std::string> lines = sample_corpus().source;
  for (const std::string& line : sample_corpus().target) lines.push_back(line);
  EXPECT_EQ(made.source.bytes(), Vocabulary::train(sample_config(), lines).bytes());
}

TEST_F(MakeVocabularies, SeparateOnesDiffer) {
  VocabularyConfig config = sample_config();
  config.joint = false;
  const Vocabularies made = make_vocabularies(config, sample_corpus());
  EXPECT_FALSE(made.joint);
  EXPECT_EQ(made.source.bytes(), Vocabulary::train(config, sample_corpus().source).bytes());
  EXPECT_EQ(made.target.bytes(), Vocabulary::train(config, sample_corpus().target).bytes());
}

TEST_F(MakeVocabularies, UsesTheGivenModels) {
  VocabularyConfig config = sample_config();
  const Vocabulary given = Vocabulary::train(config, sample_corpus().target);
  config.target_model = (directory_ / "given.model").string();
  given.save(config.target_model);
  EXPECT_EQ(make_vocabularies(config, sample_corpus()).source.bytes(), given.bytes());

  config.joint = false;
  const Vocabularies made = make_vocabularies(config, sample_corpus());
  EXPECT_EQ(made.target.bytes(), given.bytes());
  EXPECT_EQ(made.source.bytes(), Vocabulary::train(config, sample_corpus().source).bytes());
}

TEST_F(MakeVocabularies, JointRefusesTwoDifferentModels) {
  VocabularyConfig config = sample_config();
  config.source_model = (directory_ / "s.model").string();
  config.target_model = (directory_ / "t.model").string();
  Vocabulary::train(config, sample_corpus().source).save(config.source_model);
  Vocabulary::train(config, sample_corpus().target).save(config.target_model);
  EXPECT_THAT(input_error([&] { make_vocabularies(config, sample_corpus()); }),
              HasSubstr("different models"));
}

}  // namespace
}  // namespace dragoman
