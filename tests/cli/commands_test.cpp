#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/command.h"

namespace dragoman::testing_cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// A folder with a tiny corpus, its configuration and a model trained on it.
class Commands : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = fs::path(testing::TempDir()) / "dragoman_commands";
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    write_corpus("train", 120);
    write_corpus("valid", 10);
    write_file(folder_ / "c.toml", R"(
[data]
train_source = "train.en"
train_target = "train.de"
valid_source = "valid.en"
valid_target = "valid.de"
[vocabulary]
size = 300
[model.embedding]
width = 16
[model.encoder]
width = 16
[model.attention]
width = 16
[model.decoder]
width = 16
[batch]
size = 16
[training]
directory = "run"
max_epochs = 2
log_every = 2
)");
    const Outcome trained = run_command(folder_, "train c.toml");
    ASSERT_EQ(trained.exit_code, 0) << trained.errors;
  }

  static void write_corpus(const std::string& name, int lines) {
    std::string source, target;
    const std::vector<std::string> animals = {"dog", "cat", "bird", "horse"},
                                   tiere = {"Hund", "Katze", "Vogel", "Pferd"};
    for (int line = 0; line < lines; ++line) {
      const size_t animal = static_cast<size_t>(line) % 4;
      const std::string count = std::to_string(line + (name == "valid" ? 1000 : 0));
      source += "The " + animals[animal] + " sees " + count + " trees.\n";
      target += "Tier " + tiere[animal] + " sieht " + count + " Bäume.\n";
    }
    write_file(folder_ / (name + ".en"), source);
    write_file(folder_ / (name + ".de"), target);
  }

  static std::set<std::string> entries() {
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder_))
      names.insert(entry.path().string());
    return names;
  }

  /// The command must end with code 2, one line that has all of `parts`, and leave nothing behind.
  static void expect_refused(const std::string& arguments, const std::vector<std::string>& parts) {
    write_file(folder_ / "stdout.txt", "");
    write_file(folder_ / "stderr.txt", "");
    const std::set<std::string> before = entries();
    const Outcome outcome = run_command(folder_, arguments);
    EXPECT_EQ(outcome.exit_code, 2) << arguments << "\n" << outcome.errors;
    EXPECT_EQ(std::count(outcome.errors.begin(), outcome.errors.end(), '\n'), 1) << outcome.errors;
    EXPECT_EQ(outcome.output, "");
    for (const std::string& part : parts) EXPECT_THAT(outcome.errors, HasSubstr(part)) << arguments;
    EXPECT_EQ(entries(), before) << arguments;
  }

  static fs::path folder_;
};

fs::path Commands::folder_;

const std::string fresh = "train c.toml --set training.directory=fresh ";

TEST_F(Commands, TrainingLeavesItsRunDirectory) {
  for (const char* file :
       {"config.toml", "vocabulary.model", "metrics.jsonl", "log.txt", "best.safetensors"}) {
    EXPECT_TRUE(fs::is_regular_file(folder_ / "run" / file)) << file;
  }
  EXPECT_FALSE(fs::is_empty(folder_ / "run/checkpoints"));
}

TEST_F(Commands, TheSavedConfigurationTrainsTheSameModel) {
  const Outcome again =
      run_command(folder_, "train run/config.toml --set training.directory=again");
  ASSERT_EQ(again.exit_code, 0) << again.errors;
  const auto tensors = [&](const std::string& run) {
    return nlohmann::json::parse(
               run_command(folder_, "inspect --json " + run + "/best.safetensors").output)
        .at("tensors");
  };
  EXPECT_EQ(tensors("again"), tensors("run"));
}

TEST_F(Commands, ARunIsNotOverwritten) {
  expect_refused("train c.toml", {"run already holds a run", "--resume"});
}

TEST_F(Commands, ResumeGoesOnAndEqualsTheUninterruptedRun) {
  ASSERT_EQ(run_command(folder_,
                        "train c.toml --set training.directory=whole --set training.max_epochs=3")
                .exit_code,
            0);
  ASSERT_EQ(run_command(folder_,
                        "train c.toml --set training.directory=parts --set training.max_epochs=3 "
                        "--set training.max_updates=9 --set validation.every=8")
                .exit_code,
            0);
  const Outcome resumed = run_command(
      folder_, "train c.toml --set training.directory=parts --set training.max_epochs=3 --resume");
  ASSERT_EQ(resumed.exit_code, 0) << resumed.errors;
  EXPECT_THAT(resumed.errors, HasSubstr("going on after update 9"));
  const auto last = [&](const std::string& run) {
    fs::path newest;
    for (const auto& entry : fs::directory_iterator(folder_ / run / "checkpoints"))
      newest = std::max(newest, entry.path());
    return nlohmann::json::parse(run_command(folder_, "inspect --json " + newest.string()).output)
        .at("tensors");
  };
  EXPECT_EQ(last("parts"), last("whole"));
}

TEST_F(Commands, ResumeRefusesAnotherModel) {
  const std::string before = read_file(folder_ / "run/config.toml");
  const Outcome outcome =
      run_command(folder_, "train c.toml --resume --set model.decoder.cell=lstm");
  EXPECT_EQ(read_file(folder_ / "run/config.toml"), before);
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.errors, HasSubstr("[model] differs"));
}

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

TEST_F(Commands, TranslateIsTheSameForEveryBatchSize) {
  const Outcome one =
      run_command(folder_, "translate run/best.safetensors --input train.en --batch-size 1");
  ASSERT_EQ(one.exit_code, 0) << one.errors;
  for (const char* size : {"3", "8", "64"}) {
    EXPECT_EQ(
        run_command(
            folder_,
            std::string("translate run/best.safetensors --input train.en --batch-size ") + size)
            .output,
        one.output);
  }
}

TEST_F(Commands, EvaluateScoresFilesAndModelsAlike) {
  ASSERT_EQ(
      run_command(folder_, "translate run/best.safetensors --input valid.en --output valid.out")
          .exit_code,
      0);
  const Outcome file =
      run_command(folder_, "evaluate --hypotheses valid.out --references valid.de --json");
  const Outcome model = run_command(
      folder_, "evaluate run/best.safetensors --source valid.en --references valid.de --json");
  EXPECT_EQ(file.exit_code, 0) << file.errors;
  EXPECT_EQ(file.output, model.output);
  const auto scores = nlohmann::json::parse(file.output);
  ASSERT_EQ(scores.size(), 3u);
  EXPECT_EQ(scores[0].at("name"), "BLEU");
  EXPECT_THAT(scores[0].at("signature").get<std::string>(), HasSubstr("tok:13a|smooth:exp"));
}

TEST_F(Commands, EvaluateOfTheReferencesIsAHundred) {
  const Outcome outcome = run_command(
      folder_, "evaluate --hypotheses valid.de --references valid.de valid.out --metrics bleu,ter");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_THAT(outcome.output, HasSubstr("= 100.00 100.0/100.0/100.0/100.0 (BP = 1.000"));
  EXPECT_THAT(outcome.output, HasSubstr("nrefs:2"));
}

TEST_F(Commands, CompareTellsASystemFromItselfAndFromTheReferences) {
  std::string wrong;
  for (int line = 0; line < 10; ++line) wrong += "Tier Hund sieht " + std::to_string(line) + ".\n";
  write_file(folder_ / "wrong.de", wrong);
  const Outcome outcome = run_command(
      folder_, "compare wrong.de wrong.de valid.de --references valid.de --metrics bleu --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
  const auto rows = nlohmann::json::parse(outcome.output);
  ASSERT_EQ(rows.size(), 3);
  EXPECT_FALSE(rows[0].contains("bootstrap_p"));
  EXPECT_EQ(rows[1]["bootstrap_p"], 1.0);
  EXPECT_NEAR(rows[2]["score"].get<double>(), 100, 1e-9);
  EXPECT_LT(rows[2]["randomisation_p"], 0.001);
  EXPECT_THAT(run_command(folder_, "compare wrong.de valid.de --references valid.de").output,
              HasSubstr("baseline"));
}

TEST_F(Commands, EvaluateByLengthOfJoinedLines) {
  const Outcome outcome = run_command(
      folder_,
      "evaluate run/best.safetensors --source valid.en --references valid.de --metrics bleu,ter "
      "--concat 3 --by-length --length-bounds 5,14,16 --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
  const auto scores = nlohmann::json::parse(outcome.output);
  ASSERT_EQ(scores.size(), 4u);  // 15 words each
  EXPECT_EQ(scores[2]["source_words"], "14-15");
  EXPECT_EQ(scores[2]["sentences"], 3);
  EXPECT_EQ(scores[2]["score"], scores[0]["score"]);
}

TEST_F(Commands, EvaluateJudgesAlignments) {
  std::string truth;
  for (int line = 0; line < 10; ++line) truth += "0?0 1-1 2-2 3-3 4-4\n";
  write_file(folder_ / "valid.align", truth);
  const Outcome outcome = run_command(folder_,
                                      "evaluate run/best.safetensors --source valid.en "
                                      "--references valid.de --alignments valid.align");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_THAT(outcome.output, HasSubstr("AER = "));
  EXPECT_THAT(outcome.output, HasSubstr("40 sure ones"));
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

TEST_F(Commands, AttentionDrawsAMap) {
  const Outcome outcome = run_command(folder_,
                                      "attention run/best.safetensors 'The dog sees 7 trees.' "
                                      "--target 'Tier Hund' --html map.html --svg map.svg");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_THAT(outcome.output, HasSubstr("Hund"));
  EXPECT_THAT(read_file(folder_ / "map.html"), HasSubstr("<title>dog → Hund"));
  EXPECT_THAT(read_file(folder_ / "map.svg"), HasSubstr("<title>dog → Hund"));
}

TEST_F(Commands, StudyTrainsMeasuresReportsAndGoesOn) {
  write_file(folder_ / "study.toml", R"(
base = "c.toml"
directory = "study"
concat = [1, 2]
length_bounds = [6]
examples = ["The dog sees 7 trees."]
[[variant]]
name = "dot"
set = ["model.attention.kind=dot", "data.test_source=valid.en", "data.test_target=valid.de"]
[[variant]]
name = "multi head"
set = ["model.attention.kind=multi_head", "data.test_source=valid.en", "data.test_target=valid.de"]
)");
  const Outcome outcome = run_command(folder_, "study study.toml");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
  const std::string report = read_file(folder_ / "study/report.md");
  EXPECT_THAT(report, HasSubstr("| dot |"));
  EXPECT_THAT(report, HasSubstr("| multi head |"));
  EXPECT_THAT(read_file(folder_ / "study/report.html"), HasSubstr("head 2"));

  fs::remove(folder_ / "study/dot-1/result.json");
  const Outcome again = run_command(folder_, "study study.toml");
  ASSERT_EQ(again.exit_code, 0) << again.errors;
  EXPECT_THAT(again.errors, testing::Not(HasSubstr("study: multi head")));
  EXPECT_THAT(read_file(folder_ / "study/report.md"), HasSubstr("| dot |"));
}

TEST_F(Commands, VocabWritesAModelThatTrainUses) {
  ASSERT_EQ(run_command(folder_, "vocab --input train.en train.de --size 310 --output joint.model")
                .exit_code,
            0);
  const Outcome trained =
      run_command(folder_,
                  "train c.toml --set vocabulary.source_model=joint.model --set "
                  "training.directory=given --set training.max_updates=1");
  EXPECT_EQ(trained.exit_code, 0) << trained.errors;
  EXPECT_EQ(read_file(folder_ / "given/vocabulary.model"), read_file(folder_ / "joint.model"));
}

TEST_F(Commands, HelpOfEveryCommandShowsAnExample) {
  for (const std::string command :
       {"train", "vocab", "evaluate", "compare", "translate", "study", "attention", "inspect"}) {
    const Outcome outcome = run_command(folder_, command + " --help");
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.output, HasSubstr("Example"));
  }
}

TEST_F(Commands, RefuseWrongArguments) {
  expect_refused("", {"a command is needed", "train"});
  expect_refused("trane c.toml", {"trane"});
  expect_refused("train", {"config is required"});
  expect_refused("translate run/best.safetensors --beam-size 0", {"--beam-size"});
  expect_refused("evaluate --hypotheses valid.de", {"--references"});
  expect_refused("evaluate --hypotheses valid.de --references valid.de --tokenize 13", {"13a"});
  expect_refused("compare valid.de --references valid.de", {"hypotheses", "2 required"});
  expect_refused("evaluate --hypotheses valid.de --references valid.de --by-length", {"--source"});
  expect_refused("evaluate --hypotheses valid.de --references valid.de --alignments valid.align",
                 {"MODEL"});
  expect_refused("translate run/best.safetensors --alignment pharaoh", {"hard, soft or json"});
  expect_refused("compare valid.de c.toml --references valid.de", {"c.toml has"});
}

TEST_F(Commands, RefuseWrongConfigurations) {
  expect_refused("train missing.toml", {"missing.toml"});
  write_file(folder_ / "typo.toml", "[model.encoder]\nwidht = 3\n");
  expect_refused("train typo.toml", {"typo.toml:2", "widht", "model.encoder.width"});
  expect_refused(fresh + "--set model.attention.kind=genral", {"genral", "general"});
  expect_refused(fresh + "--set runtime.device=cudda", {"cudda", "cuda"});
  expect_refused(fresh + "--set batch.size=0", {"batch.size", "0"});
  expect_refused("train c.toml --set training.directory=c.toml/run", {"cannot create c.toml/run"});
}

TEST_F(Commands, RefuseWrongCorpora) {
  const auto with_source = [&](const std::string& file) {
    return fresh + "--set data.train_source=" + file + " ";
  };
  expect_refused(with_source("missing.en"), {"missing.en"});
  expect_refused(with_source("run"), {"run", "directory"});
  write_file(folder_ / "short.en", "one\ntwo\n");
  expect_refused(with_source("short.en"), {"short.en", "2", "120"});
  write_file(folder_ / "empty", "");
  expect_refused(fresh + "--set data.train_source=empty --set data.train_target=empty", {"empty"});
  write_file(folder_ / "binary", std::string("a\0b\n", 4));
  expect_refused(with_source("binary"), {"binary", "1"});
  expect_refused(fresh + "--set vocabulary.size=100000", {"vocabulary.size", "100000"});
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

TEST_F(Commands, LongLinesCrlfAndByteOrderMarksAreNoErrors) {
  std::string source = "\xEF\xBB\xBF", target = source;
  for (int line = 0; line < 60; ++line) {
    source += "The dog sees " + std::to_string(line) + " trees.\r\n";
    target += "Der Hund sieht " + std::to_string(line) + " Bäume.\r\n";
  }
  source += std::string(100000, 'x') + "\r\n";
  target += std::string(100000, 'y') + "\r\n";
  write_file(folder_ / "odd.en", source);
  write_file(folder_ / "odd.de", target);
  const Outcome trained = run_command(
      folder_,
      "train c.toml --set data.train_source=odd.en --set data.train_target=odd.de "
      "--set vocabulary.size=290 --set training.directory=odd --set training.max_updates=2");
  EXPECT_EQ(trained.exit_code, 0) << trained.errors;
  write_file(folder_ / "long.txt", std::string(100000, 'x') + "\nThe dog.\n");
  const Outcome translated =
      run_command(folder_, "translate run/best.safetensors --beam-size 1", "long.txt");
  EXPECT_EQ(translated.exit_code, 0) << translated.errors;
  EXPECT_EQ(std::count(translated.output.begin(), translated.output.end(), '\n'), 2);
}

}  // namespace
}  // namespace dragoman::testing_cli
