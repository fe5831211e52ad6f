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

TEST_F(Distill, GoesOnWhereItWasStopped) {
  const std::string command =
      "distill run/best.safetensors --source train.en --batch-size 1 --output-source stopped.en "
      "--output-target stopped.de ";
  const fs::path unfinished = folder_ / "stopped.de.unfinished", kept = folder_ / "kept";
  write_file(kept, "");
  fs::create_hard_link(kept, unfinished);  // what the command removes at its end
  ASSERT_EQ(run_command(folder_, command).exit_code, 0);
  EXPECT_FALSE(fs::exists(unfinished));
  const std::vector<std::string> expected = lines("stopped.de"),
                                 written = lines_of(read_file(kept));
  ASSERT_EQ(expected.size(), 120u);

  // It was stopped in line 101; to see what is translated anew, line 3 is another.
  std::string begun;
  for (size_t line = 0; line < 1 + 2 * 100 + 1; ++line) {
    begun += (line == 1 + 2 * 2 + 1 ? "quite another" : written[line]) + "\n";
  }
  write_file(unfinished, begun);
  expect_refused(command + "--beam-size 3", {"stopped.de.unfinished", "other options"});
  const Outcome again = run_command(folder_, command);
  ASSERT_EQ(again.exit_code, 0) << again.errors;
  EXPECT_THAT(again.errors, HasSubstr("going on after 64 lines that are translated"));
  std::vector<std::string> got = lines("stopped.de");
  ASSERT_EQ(got.size(), 120u);
  EXPECT_EQ(got[2], "quite another");
  got[2] = expected[2];
  EXPECT_EQ(got, expected);
  EXPECT_FALSE(fs::exists(unfinished));
}

TEST_F(Distill, ProbabilitiesOfWordsTeachLikeTheModel) {
  const std::string write =
      "distill run/best.safetensors --source train.en --references train.de --probabilities ";
  const Outcome made = run_command(folder_, write + "taught.words --words 200 --threads 1");
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  EXPECT_THAT(made.errors, HasSubstr("of 120 lines: train with training.teachers"));
  ASSERT_EQ(run_command(folder_, write + "few.words --words 1").exit_code, 0);
  EXPECT_LT(fs::file_size(folder_ / "few.words"), fs::file_size(folder_ / "taught.words"));
  const auto taught_by = [&](const std::string& name, const std::string& teacher) {
    const Outcome trained =
        run_command(folder_,
                    "train c.toml --set training.max_updates=3 --set training.distillation=1 --set "
                    "training.directory=" +
                        name + " --set 'training.teachers=[\"" + teacher + "\"]'");
    EXPECT_EQ(trained.exit_code, 0) << trained.errors;
    EXPECT_EQ(read_file(folder_ / name / "vocabulary.model"),
              read_file(folder_ / "run/vocabulary.model"));
    const std::string log = read_file(folder_ / name / "metrics.jsonl");
    const size_t at = log.find("\"loss\":") + 7;
    return std::stod(log.substr(at));
  };
  const double by_model = taught_by("by-model", "run/best.safetensors");
  EXPECT_NEAR(taught_by("by-words", "taught.words"), by_model, 0.01 * by_model);
}

TEST_F(Distill, ProbabilitiesAreOfTrueTranslationsAndAreNoText) {
  const std::string words = distill + "--probabilities x.words ";
  expect_refused(words, {"--references"});
  expect_refused(words + "--references valid.de --tag '<KD>'", {"leave --tag out"});
  expect_refused(words + "--references valid.de --output-target x", {"leave --output-target out"});
  expect_refused(words + "--references valid.de --words 1000", {"--words is 1000"});
  expect_refused(distill, {"--output-source", "--probabilities"});
  expect_refused(
      "train c.toml --set training.directory=no --set 'training.teachers=[\"valid.en\"]'",
      {"valid.en"});
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
