#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

#include "cli/trained_model.h"
#include "dragoman/nn/model_file.h"

namespace dragoman::testing_cli {
namespace {

TEST_F(Commands, TranslateGivesOneLineForEveryLine) {
  write_file(folder_ / "in.txt", "The dog sees 5 trees.\n\nThe cat sees 6 trees.\r\n   \nno end");
  const Outcome piped = run_command(folder_, "translate run/best.safetensors", "in.txt");
  EXPECT_EQ(piped.exit_code, 0) << piped.errors;
  EXPECT_EQ(std::count(piped.output.begin(), piped.output.end(), '\n'), 5);
  const Outcome from_file =
      run_command(folder_, "translate run/best.safetensors --input in.txt --output out.txt");
  EXPECT_EQ(from_file.exit_code, 0) << from_file.errors;
  EXPECT_EQ(read_file(folder_ / "out.txt"), piped.output);
}

TEST_F(Commands, TranslateDividesLinesWhereItIsTold) {
  write_file(folder_ / "sentences", "The dog sees 5 trees.\nThe cat sees 6 trees.\n");
  write_file(folder_ / "lines", "The dog sees 5 trees. The cat sees 6 trees.\n\n");
  const std::string translate = "translate run/best.safetensors --input ";
  const auto each = lines_of(run_command(folder_, translate + "sentences").output);
  ASSERT_EQ(each.size(), 2u);
  EXPECT_EQ(run_command(folder_, translate + "lines --split").output,
            each[0] + " " + each[1] + "\n\n");
  expect_refused(translate + "lines --split --n-best 2", {"--split divides lines"});
  expect_refused(translate + "lines --split --prefix Der", {"--split divides lines"});
}

TEST_F(Commands, TranslateWritesPackedTextWhereTheNameSaysSo) {
  const std::string translate = "translate run/best.safetensors --input valid.en --output ";
  ASSERT_EQ(run_command(folder_, translate + "valid.txt").exit_code, 0);
  ASSERT_EQ(run_command(folder_, translate + "valid.txt.gz").exit_code, 0);
  EXPECT_EQ(read_file(folder_ / "valid.txt.gz").substr(0, 2), "\x1f\x8b");
  ASSERT_EQ(std::system(("gunzip -kc '" + (folder_ / "valid.txt.gz").string() + "' > '" +
                         (folder_ / "unpacked.txt").string() + "'")
                            .c_str()),
            0);
  EXPECT_EQ(read_file(folder_ / "unpacked.txt"), read_file(folder_ / "valid.txt"));
}

TEST_F(Commands, TranslateWritesToDevicesInPlace) {
  const std::string translate = "translate run/best.safetensors --input valid.en --output ";
  const Outcome printed = run_command(folder_, translate + "/dev/stdout");
  EXPECT_EQ(printed.exit_code, 0) << printed.errors;
  EXPECT_EQ(std::count(printed.output.begin(), printed.output.end(), '\n'), 10);
  const Outcome full = run_command(folder_, translate + "/dev/full");
  EXPECT_EQ(full.exit_code, 1);
  EXPECT_EQ(std::count(full.errors.begin(), full.errors.end(), '\n'), 1) << full.errors;
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST_F(Commands, TranslateIsTheSameForEveryBatchSizeInEveryPrecision) {
  for (const std::string precision : {"fp32", "bf16", "int8"}) {
    const std::string command =
        "translate run/best.safetensors --input train.en --alignment json "
        "--precision " +
        precision + " --batch-size ";
    const Outcome one = run_command(folder_, command + "1");
    ASSERT_EQ(one.exit_code, 0) << one.errors;
    for (const char* size : {"3", "8", "64"}) {
      EXPECT_EQ(run_command(folder_, command + size).output, one.output) << precision;
    }
  }
}

TEST_F(Commands, TranslateTakesThePrecisionsThereAre) {
  const Outcome outcome =
      run_command(folder_, "translate run/best.safetensors --input train.en --precision int4");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.errors, "--precision: got 'int4', expected auto, fp32, bf16 or int8\n");
}

TEST_F(Commands, TranslateHasTheTermsOfAGlossary) {
  write_file(folder_ / "terms.tsv", "dog\tTier\nsees\tVogel sie\n");
  write_file(folder_ / "in.txt", "Dog sees\nThe cat\nthe dog\n");
  const std::string translate = "translate run/best.safetensors --input in.txt";
  const Outcome outcome = run_command(folder_, translate + " --glossary terms.tsv");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
  const std::vector<std::string> lines = lines_of(outcome.output);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_THAT(lines[0],
              testing::AllOf(testing::HasSubstr("Tier"), testing::HasSubstr("Vogel sie")));
  EXPECT_EQ(lines[1], lines_of(run_command(folder_, translate).output)[1]);
  EXPECT_THAT(lines[2], testing::HasSubstr("Tier"));
}

TEST_F(Commands, TranslateSaysWhatIsWrongWithAGlossary) {
  const auto errors = [&](const std::string& text, const std::string& options = "") {
    write_file(folder_ / "terms.tsv", text);
    const Outcome outcome = run_command(folder_,
                                        "translate run/best.safetensors --input valid.en "
                                        "--glossary terms.tsv " +
                                            options);
    EXPECT_EQ(outcome.exit_code, 2);
    return outcome.errors;
  };
  EXPECT_EQ(errors("dog Hund\n"),
            "terms.tsv:1: got 'dog Hund', expected 'source phrase', a tab, 'target phrase'\n");
  EXPECT_THAT(errors("dog\tHund\n", "--sample"), testing::HasSubstr("give one of them"));
}

TEST_F(Commands, TranslateKeepsMarkup) {
  write_file(folder_ / "in.txt", "<p>The <b>dog</b> sees {0} trees.</p>\n\n<br/>\nThe cat\n");
  const std::string translate = "translate run/best.safetensors --input in.txt --markup";
  const Outcome outcome = run_command(folder_, translate);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
  const std::vector<std::string> lines = lines_of(outcome.output);
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_THAT(lines[0], testing::MatchesRegex("<p>.*<b>.*</b>.*</p>"));
  EXPECT_THAT(lines[0], testing::HasSubstr("{0}"));
  EXPECT_EQ(lines[1], "");
  EXPECT_EQ(lines[2], "<br/>");
  write_file(folder_ / "in.txt", "\n\n\nThe cat\n");
  EXPECT_EQ(run_command(folder_, "translate run/best.safetensors --input in.txt").output,
            "\n\n\n" + lines[3] + "\n");
  EXPECT_EQ(run_command(folder_, translate + " --unknown").exit_code, 2);
  EXPECT_EQ(run_command(folder_, translate + " --n-best 2").exit_code, 2);
}

TEST_F(Commands, TranslateAddsItsAlignment) {
  const Outcome plain = run_command(folder_, "translate run/best.safetensors --input valid.en");
  const Outcome json =
      run_command(folder_, "translate run/best.safetensors --input valid.en --alignment json");
  std::istringstream texts(plain.output), objects(json.output);
  int lines = 0;
  for (std::string text, object; std::getline(texts, text) && std::getline(objects, object);) {
    const auto parsed = nlohmann::json::parse(object);
    EXPECT_EQ(parsed["translation"], text);
    EXPECT_EQ(parsed["source"].size(), 6u);
    EXPECT_EQ(parsed["weights"].size(), parsed["target"].size());
    ++lines;
  }
  EXPECT_EQ(lines, 10);
  EXPECT_THAT(
      run_command(folder_, "translate run/best.safetensors --alignment hard", "valid.en").output,
      HasSubstr(" ||| "));
}

TEST_F(Commands, TranslatePrintsTheBestDifferentTranslationsOfEachLine) {
  const Outcome outcome =
      run_command(folder_, "translate run/best.safetensors --input valid.en --n-best 4");
  const Outcome best =
      run_command(folder_, "translate run/best.safetensors --input valid.en --beam-size 5");
  std::istringstream lines(outcome.output), texts(best.output);
  std::map<std::string, std::vector<std::string>> of;
  std::map<std::string, double> last;
  for (std::string line; std::getline(lines, line);) {
    const size_t first = line.find(" ||| "), second = line.rfind(" ||| ");
    const std::string index = line.substr(0, first);
    of[index].push_back(line.substr(first + 5, second - first - 5));
    const double score = std::stod(line.substr(second + 5));
    if (of[index].size() > 1) {
      EXPECT_LE(score, last[index]);
    }
    last[index] = score;
  }
  ASSERT_EQ(of.size(), 10u);
  for (int line = 0; line < 10; ++line) {
    const std::vector<std::string>& found = of[std::to_string(line)];
    EXPECT_LE(found.size(), 4u);
    EXPECT_EQ(std::set<std::string>(found.begin(), found.end()).size(), found.size());
    std::string text;
    std::getline(texts, text);
    EXPECT_EQ(found.front(), text);
  }
}

TEST_F(Commands, TranslateSamplesTheSameWithTheSameSeedInAnyBatch) {
  const std::string sample = "translate run/best.safetensors --input valid.en --sample --seed ";
  const Outcome one = run_command(folder_, sample + "1 --batch-size 1");
  EXPECT_EQ(one.exit_code, 0) << one.errors;
  EXPECT_EQ(run_command(folder_, sample + "1 --batch-size 7").output, one.output);
  EXPECT_NE(run_command(folder_, sample + "2").output, one.output);
  EXPECT_EQ(run_command(folder_, sample + "1 --top-k 1").output,
            run_command(folder_, sample + "2 --top-k 1").output);  // nothing left to chance
}

TEST_F(Commands, TranslateBeginsWithThePrefix) {
  const Outcome outcome =
      run_command(folder_, "translate run/best.safetensors --input valid.en --prefix 'Tier Vo'");
  std::istringstream lines(outcome.output);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_THAT(line, testing::StartsWith("Tier Vo"));
  }
  EXPECT_EQ(count, 10);
}

TEST_F(Commands, TranslateChoosesAmongCandidates) {
  const Outcome outcome =
      run_command(folder_, "translate run/best.safetensors --input valid.en --mbr 8 --sample");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_EQ(std::count(outcome.output.begin(), outcome.output.end(), '\n'), 10);
}

TEST_F(Commands, AnEnsembleOfAModelWithItselfIsTheModel) {
  const std::string translate = "translate run/best.safetensors --input valid.en --n-best 3";
  std::istringstream alone(run_command(folder_, translate).output),
      both(run_command(folder_, translate + " --ensemble run/best.safetensors").output);
  for (std::string a, b; std::getline(alone, a) && std::getline(both, b);) {
    EXPECT_EQ(a.substr(0, a.rfind(" ||| ")), b.substr(0, b.rfind(" ||| ")));
  }
}

TEST_F(Commands, TranslateRefusesOptionsThatExcludeEachOther) {
  const std::string translate = "translate run/best.safetensors --input valid.en ";
  expect_refused(translate + "--n-best 4 --beam-size 3", {"4 hypotheses", "--beam-size 3"});
  expect_refused(translate + "--n-best 4 --mbr 5", {"--mbr", "--n-best"});
  expect_refused(translate + "--sample --beam-size 3", {"--beam-size", "--sample"});
  expect_refused(translate + "--n-best 101", {"101", "widest beam, 100"});
  expect_refused(translate + "--temperature 0", {"--temperature", "0.01"});
  expect_refused(translate + "--n-best 2 --alignment hard", {"--alignment"});
}

TEST_F(Commands, RefuseWrongModelFiles) {
  const std::string whole = read_file(folder_ / "run/best.safetensors");
  write_file(folder_ / "truncated.safetensors", whole.substr(0, whole.size() / 2));
  expect_refused("translate truncated.safetensors", {"truncated.safetensors"});
  std::string noise(5000, '\0');
  for (size_t index = 0; index < noise.size(); ++index)
    noise[index] = static_cast<char>(index * 2654435761u >> 13);
  write_file(folder_ / "noise.safetensors", noise);
  expect_refused("translate noise.safetensors", {"noise.safetensors"});
  std::string flipped = whole;
  flipped[flipped.size() - 100] = static_cast<char>(flipped[flipped.size() - 100] ^ 1);
  write_file(folder_ / "flipped.safetensors", flipped);
  expect_refused("translate flipped.safetensors", {"flipped.safetensors", "checksum"});
  expect_refused("inspect missing.safetensors", {"missing.safetensors"});
  expect_refused("translate run", {"run"});
}

TEST_F(Commands, TranslateMarksWordsThatTheVocabularyNeverSaw) {
  write_file(folder_ / "in.txt", "The dog sees 5 trees.\nThe 狗 sees 5 🌲.\n🌲\n");
  const std::string translate = "translate run/best.safetensors --input in.txt --unknown ";
  std::istringstream lines(run_command(folder_, translate).output);
  std::string known, two, one;
  std::getline(std::getline(std::getline(lines, known), two), one);
  EXPECT_THAT(known, testing::Not(HasSubstr("⟨")));
  EXPECT_THAT(two, HasSubstr("⟨狗⟩"));
  EXPECT_THAT(two, HasSubstr("⟨🌲.⟩"));
  EXPECT_THAT(one, HasSubstr("⟨🌲⟩"));
  expect_refused(translate + "--n-best 2", {"--unknown", "--n-best"});
}

TEST_F(Commands, TranslateRefusesAVocabularyOfAnotherSize) {
  ASSERT_EQ(run_command(folder_, "vocab --input train.en train.de --size 310 --output other.model")
                .exit_code,
            0);
  ModelFile file = read_model_file(folder_ / "run/best.safetensors");
  const std::string own = file.source_vocabulary, other = read_file(folder_ / "other.model");
  file.source_vocabulary = file.target_vocabulary = other;
  write_model_file(folder_ / "other.safetensors", file);
  expect_refused("translate other.safetensors --input valid.en",
                 {"other.safetensors: source vocabulary has 310 pieces, the model embeds 300"});
  file.source_vocabulary = own;
  write_model_file(folder_ / "other.safetensors", file);
  expect_refused("translate other.safetensors --input valid.en",
                 {"other.safetensors: target vocabulary has 310 pieces, the model embeds 300"});
}

}  // namespace
}  // namespace dragoman::testing_cli
