#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

class Align : public Commands {
 protected:
  static void SetUpTestSuite() {
    Commands::SetUpTestSuite();
    write_file(folder_ / "true.align", "0-0 1-1 2-2 3-3 4-4\n0-0 1-1 2-2 3-3 4-4\n");
  }
};

TEST_F(Align, LinksTheWordsOfEachPairAndTellsHowWell) {
  const Outcome made =
      run_command(folder_, "align --source train.en --target train.de --true true.align");
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  const std::vector<std::string> links = lines_of(made.output);
  ASSERT_EQ(links.size(), 120u);
  EXPECT_EQ(links[7], "0-0 1-1 2-2 3-3 4-4");
  EXPECT_THAT(made.errors, HasSubstr("AER = 0.00 (precision 100.00, recall 100.00; 10 links"));
}

TEST_F(Align, WritesAFileAndLeavesLongPairsOut) {
  const Outcome made = run_command(
      folder_, "align --source train.en --target train.de --output links --max-length 4");
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  EXPECT_THAT(made.errors, HasSubstr("120 pairs get no links, as a side is empty, not UTF-8, or of "
                                     "over 4 words; the first is in line 1"));
  EXPECT_EQ(read_file(folder_ / "links"), std::string(120, '\n'));
}

TEST_F(Align, EachDirectionsChoiceIsOfferedByName) {
  for (const char* how : {"intersection", "union", "grow-diagonal"}) {
    const Outcome made = run_command(
        folder_, std::string("align --source valid.en --target valid.de --symmetrize ") + how);
    EXPECT_EQ(made.exit_code, 0) << made.errors;
  }
  expect_refused("align --source valid.en --target valid.de --symmetrize x", {"grow-diagonal"});
  expect_refused("align --source valid.en --target train.de", {"valid.en", "train.de"});
  expect_refused("align --source true.align --target true.align --true valid.en", {"valid.en"});
}

}  // namespace
}  // namespace dragoman::testing_cli
