#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

const std::string distill = "distill run/best.safetensors --source valid.en ";
const std::string outputs = "--output-source taught.en --output-target taught.de ";

class Distill : public Commands {
 protected:
  static std::vector<std::string> lines(const char* name) {
    return lines_of(read_file(folder_ / name));
  }
};

TEST_F(Distill, WritesTheTranslationsOfTheSource) {
  const Outcome made = run_command(folder_, distill + outputs);
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  EXPECT_EQ(made.output, "");
  EXPECT_THAT(made.errors, HasSubstr("10 pairs from 10 lines"));
  EXPECT_EQ(lines("taught.en"), lines("valid.en"));
  EXPECT_EQ(read_file(folder_ / "taught.de"),
            run_command(folder_, "translate run/best.safetensors --input valid.en").output);
}

TEST_F(Distill, OfAllHypothesesThereAreSeveralPairsAfterTheTrueOnes) {
  const Outcome made = run_command(
      folder_,
      distill + outputs + "--take all --hypotheses 3 --mix --references valid.de --tag '<KD>'");
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  const std::vector<std::string> source = lines("taught.en"), target = lines("taught.de");
  ASSERT_EQ(source.size(), target.size());
  EXPECT_GT(source.size(), 20u);
  EXPECT_EQ(source[0], lines("valid.en")[0]);
  EXPECT_EQ(target[9], lines("valid.de")[9]);
  EXPECT_EQ(source[10], "<KD> " + lines("valid.en")[0]);
  EXPECT_EQ(source[11], source[10]);
  EXPECT_NE(target[11], target[10]);
}

TEST_F(Distill, TheClosestIsOneOfTheHypotheses) {
  const Outcome made = run_command(
      folder_, distill + outputs + "--take closest --hypotheses 4 --references valid.de");
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  const std::string list =
      run_command(folder_, "translate run/best.safetensors --input valid.en --n-best 4").output;
  const std::vector<std::string> target = lines("taught.de");
  ASSERT_EQ(target.size(), 10u);
  for (size_t i = 0; i < target.size(); ++i) {
    EXPECT_THAT(list, HasSubstr(std::to_string(i) + " ||| " + target[i] + " ||| "));
  }
}

TEST_F(Distill, ReverseMakesTheTextTheTarget) {
  const Outcome made = run_command(folder_, distill + outputs + "--reverse --tag '<BT>' --sample");
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  EXPECT_LE(lines("taught.en").size(), 10u);
  for (const std::string& line : lines("taught.en")) EXPECT_TRUE(line.starts_with("<BT> ")) << line;
  EXPECT_THAT(read_file(folder_ / "valid.en"), HasSubstr(lines("taught.de")[0]));
}

TEST_F(Distill, RefusesWhatDoesNotGoTogether) {
  expect_refused(distill + "--output-source x.en --output-target x.de --take closest",
                 {"--references"});
  expect_refused(distill +
                     "--output-source x.en --output-target x.de --mix --reverse "
                     "--references valid.de",
                 {"--mix", "--reverse"});
  expect_refused(distill + "--output-source x.en --output-target x.en", {"same file"});
  expect_refused(distill + "--output-source x.en --output-target x.de --take all --hypotheses 200",
                 {"200 hypotheses are more than the widest beam"});
  expect_refused(distill + "--output-source x.en --output-target x.de --references train.de",
                 {"valid.en has 10 lines", "train.de has 120"});
}

}  // namespace
}  // namespace dragoman::testing_cli
