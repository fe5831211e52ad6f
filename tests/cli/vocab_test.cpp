#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

TEST_F(Commands, VocabWritesAModelThatTrainUses) {
  ASSERT_EQ(run_command(folder_, "vocab --input train.en train.de --size 310 --output joint.model")
                .exit_code,
            0);
  const Outcome trained =
      run_command(folder_,
                  "train c.toml --set vocabulary.source_model=joint.model --set "
                  "training.directory=with_joint_model --set training.max_updates=1");
  EXPECT_EQ(trained.exit_code, 0) << trained.errors;
  EXPECT_EQ(read_file(folder_ / "with_joint_model/vocabulary.model"), read_file(folder_ / "joint.model"));
}

TEST_F(Commands, VocabTakesSymbols) {
  const std::string vocab = "vocab --input train.en train.de --size 310 --output tagged.model ";
  ASSERT_EQ(run_command(folder_, vocab + "--symbol '<BT>' '<2de>'").exit_code, 0);
  EXPECT_THAT(read_file(folder_ / "tagged.model"), HasSubstr("<2de>"));
  expect_refused(vocab + "--symbol 'two words'", {"vocabulary.symbols: number 1"});
}

}  // namespace
}  // namespace dragoman::testing_cli
