#include <algorithm>
#include <iterator>
#include <map>
#include <sstream>

#include <nlohmann/json.hpp>

#include "cli/pseudo_terminal.h"
#include "cli/run_files.h"
#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

const std::string fresh = "train c.toml --set training.directory=fresh ";

TEST_F(Commands, TrainingLeavesItsRunDirectory) {
  for (const char* file :
       {"config.toml", "vocabulary.model", "metrics.jsonl", "log.txt", "best.safetensors"}) {
    EXPECT_TRUE(fs::is_regular_file(folder_ / "run" / file)) << file;
  }
  EXPECT_FALSE(fs::is_empty(folder_ / "run/checkpoints"));
}

TEST_F(Commands, TheSavedConfigurationTrainsTheSameFiles) {
  const Outcome again =
      run_command(folder_, "train run/config.toml --set training.directory=again");
  ASSERT_EQ(again.exit_code, 0) << again.errors;
  expect_equal_runs(folder_ / "again", folder_ / "run");
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

TEST_F(Commands, AStudentLearnsFromTeachersAndARunStartsFromAModel) {
  const std::string student =
      "train c.toml --set training.directory=student --set model.encoder.width=16 --set "
      "'training.teachers=[\"run/best.safetensors\",\"run/best.safetensors\"]'";
  const Outcome trained = run_command(folder_, student);
  ASSERT_EQ(trained.exit_code, 0) << trained.errors;
  EXPECT_EQ(read_file(folder_ / "student/vocabulary.model"),
            read_file(folder_ / "run/vocabulary.model"));
  const std::string going_on =
      "train c.toml --set training.directory=further --set "
      "training.start_from=run/best.safetensors "
      "--set training.max_updates=1 --set optimizer.learning_rate=1e-9";
  ASSERT_EQ(run_command(folder_, going_on).exit_code, 0);
  const std::string evaluate = " --source valid.en --references valid.de --metrics chrf";
  EXPECT_EQ(run_command(folder_, "evaluate further/best.safetensors" + evaluate).output,
            run_command(folder_, "evaluate run/best.safetensors" + evaluate).output);
  expect_refused(
      "train c.toml --set training.directory=no --set 'training.teachers=[\"none.safetensors\"]'",
      {"none.safetensors"});
}

TEST_F(Commands, TheAttentionFollowsLinksOfTheAligner) {
  ASSERT_EQ(run_command(folder_, "align --source train.en --target train.de --output train.align")
                .exit_code,
            0);
  const std::string guided =
      "train c.toml --set training.directory=guided --set training.guided_attention=3 ";
  expect_refused(guided, {"guided_attention", "train_alignments"});
  ASSERT_EQ(run_command(folder_, guided + "--set data.train_alignments=train.align").exit_code, 0);
}

TEST_F(Commands, SeedsAreTrainedOneAfterTheOtherAndComparedInATable) {
  const std::string command = "train c.toml --set training.seeds=2 --set training.directory=seeds";
  const Outcome trained = run_command(folder_, command);
  ASSERT_EQ(trained.exit_code, 0) << trained.errors;
  const std::vector<std::string> table = lines_of(trained.output);
  ASSERT_EQ(table.size(), 5u) << trained.output;
  EXPECT_THAT(table[0], testing::ContainsRegex("^seed +epoch +perplexity +BLEU +chrF$"));
  EXPECT_THAT(table[2], testing::ContainsRegex("^2 "));
  EXPECT_THAT(table[3], testing::ContainsRegex("^mean "));
  EXPECT_THAT(table[4], testing::ContainsRegex("^deviation "));
  expect_equal_runs(folder_ / "seeds/seed-1", folder_ / "run");
  EXPECT_NE(read_file(folder_ / "seeds/seed-2/best.safetensors"),
            read_file(folder_ / "run/best.safetensors"));

  const Outcome again = run_command(folder_, command);
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.errors, HasSubstr("seed-1 already holds a run"));
  const Outcome resumed = run_command(folder_, command + " --resume");
  EXPECT_EQ(resumed.exit_code, 0) << resumed.errors;
  EXPECT_EQ(resumed.output, trained.output);
}

TEST_F(Commands, ADryRunTellsOfTheRunAndLeavesNothing) {
  const std::set<std::string> before = entries();
  const Outcome dry = run_command(folder_, fresh + "--dry-run");
  ASSERT_EQ(dry.exit_code, 0) << dry.errors;
  EXPECT_EQ(dry.errors, "");
  EXPECT_THAT(dry.output, HasSubstr("pairs        120 after the filters\n"));
  EXPECT_THAT(dry.output, HasSubstr("updates      16 at most, 8 an epoch\n"));
  EXPECT_THAT(dry.output, HasSubstr("validations  2, about "));
  EXPECT_THAT(dry.output, testing::ContainsRegex("memory       about [0-9.]+ [MG]iB of "));
  EXPECT_EQ(entries(), before);
}

TEST_F(Commands, ADryRunCountsTheParametersThatTheRunTrains) {
  const Outcome dry = run_command(folder_, fresh + "--dry-run");
  const Outcome trained = run_command(
      folder_, "train c.toml --set training.directory=counted --set training.max_updates=1");
  std::string counted = trained.errors.substr(0, trained.errors.find(" parameters on"));
  counted.erase(0, counted.rfind('\n') + 1);
  std::string forecast = dry.output.substr(13, dry.output.find(':') - 13);
  std::erase(forecast, ',');
  EXPECT_EQ(forecast, counted);
}

TEST_F(Commands, ADryRunRefusesADiskThatDoesNotSuffice) {
  // The system's process files have no space at all.
  const Outcome dry =
      run_command(folder_, "train c.toml --set training.directory=/proc/run --dry-run");
  EXPECT_EQ(dry.exit_code, 2);
  EXPECT_THAT(dry.output, HasSubstr("free: DOES NOT FIT"));
  EXPECT_THAT(dry.errors, HasSubstr("0.0 MiB are free for /proc/run"));
  EXPECT_EQ(std::count(dry.errors.begin(), dry.errors.end(), '\n'), 1) << dry.errors;
}

TEST_F(Commands, ADryRunIsRefusedWhereTheRunWouldBe) {
  expect_refused("train c.toml --dry-run", {"run already holds a run"});
  expect_refused("train c.toml --dry-run --resume", {"--resume"});
  expect_refused(fresh + "--dry-run --set vocabulary.size=100000", {"vocabulary.size"});
}

TEST_F(Commands, RefuseWrongConfigurations) {
  expect_refused("train missing.toml", {"missing.toml"});
  write_file(folder_ / "typo.toml", "[model.encoder]\nwidht = 3\n");
  expect_refused("train typo.toml", {"typo.toml:2", "widht", "model.encoder.width"});
  expect_refused(fresh + "--set model.attention.kind=genral", {"genral", "general"});
  expect_refused(fresh + "--set model.attention.kind=bahdanau", {"'bahdanau' is additive here"});
  expect_refused(fresh + "--set model.attention.kind=luong", {"'luong' is dot or general here"});
  expect_refused(fresh + "--set runtime.device=cudda", {"cudda", "cuda"});
  expect_refused(fresh + "--set batch.size=0", {"batch.size", "0"});
  expect_refused("train c.toml --set training.directory=c.toml/run", {"cannot create c.toml/run"});
}

TEST_F(Commands, RefuseModelsOfImpossibleShapesBeforeAnythingIsRead) {
  // The corpus does not exist: it would be missed first if the shape were not looked at before.
  const std::string shape = fresh + "--set data.train_source=no.en --set model.encoder.width=32 ";
  const std::string widths = "got model.encoder.width = 32 and model.decoder.width = 16";
  for (const std::string kind : {"dot", "scaled_dot"}) {
    expect_refused(shape + "--set model.attention.kind=" + kind,
                   {"c.toml: model.attention.kind = \"" + kind + "\": " + widths});
  }
  for (const std::string kind : {"local_m", "local_p"}) {
    expect_refused(
        shape + "--set model.attention.local_score=dot --set model.attention.kind=" + kind,
        {"c.toml: model.attention.local_score = \"dot\": " + widths});
  }
  expect_refused(shape + "--set model.attention.kind=multi_head --set model.attention.heads=5",
                 {"model.attention.heads = 5"});
  expect_refused(shape +
                     "--set model.encoder.self_attention_layers=1 --set "
                     "model.encoder.self_attention_heads=5",
                 {"model.encoder.self_attention_heads = 5"});
}

TEST_F(Commands, ASizeOfTheVocabularyThatWasNotGivenFitsTheText) {
  std::string configuration = read_file(folder_ / "c.toml");
  configuration.erase(configuration.find("size = 300"), 10);
  write_file(folder_ / "open.toml", configuration);
  const Outcome trained = run_command(
      folder_, "train open.toml --set training.directory=open --set training.max_updates=1");
  ASSERT_EQ(trained.exit_code, 0) << trained.errors;
  const std::string saved = read_file(folder_ / "open/config.toml");
  const size_t size = saved.find("\nsize = ");
  const int pieces = std::stoi(saved.substr(size + 8));
  EXPECT_GT(pieces, 260);
  EXPECT_LT(pieces, 8000);
  const std::string note = "vocabulary.size: " + std::to_string(pieces) + " instead of 8000";
  EXPECT_THAT(trained.errors, HasSubstr(note));
  EXPECT_THAT(read_file(folder_ / "open/log.txt"), HasSubstr(note));
  const Outcome again = run_command(
      folder_, "train open/config.toml --set training.directory=same --set training.max_updates=1");
  ASSERT_EQ(again.exit_code, 0) << again.errors;
  EXPECT_EQ(read_file(folder_ / "same/vocabulary.model"),
            read_file(folder_ / "open/vocabulary.model"));
  const Outcome given =
      run_command(folder_,
                  "train open.toml --set vocabulary.source_model=open/vocabulary.model "
                  "--set training.directory=given --set training.max_updates=1");
  ASSERT_EQ(given.exit_code, 0) << given.errors;
  EXPECT_THAT(given.errors, testing::Not(HasSubstr("instead of 8000")));
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

/// "doubtful.en" and "doubtful.de", of which three quarters of the pairs are duplicates.
void write_doubtful_corpus(const fs::path& folder) {
  for (const std::string side : {".en", ".de"}) {
    const std::string text = read_file(folder / ("train" + side));
    write_file(folder / ("doubtful" + side), text + text + text + text);
  }
}

const std::string doubtful =
    fresh +
    "--set data.train_source=doubtful.en --set data.train_target=doubtful.de "
    "--set data.drop_duplicates=true --set training.max_updates=2 ";

TEST_F(Commands, ACorpusOfWhichMostIsDroppedIsRefusedUnlessConfirmed) {
  write_doubtful_corpus(folder_);
  expect_refused(doubtful, {"train: 360 of 480 pairs are dropped",
                            "360 duplicates (data.drop_duplicates)", "--yes"});
  const Outcome checked = run_command(folder_, doubtful + "--check");
  EXPECT_EQ(checked.exit_code, 0);
  EXPECT_THAT(checked.output, HasSubstr("360 of 480 pairs are dropped"));
  const Outcome confirmed = run_command(folder_, doubtful + "--yes");
  EXPECT_EQ(confirmed.exit_code, 0) << confirmed.errors;
  EXPECT_THAT(confirmed.errors, HasSubstr("360 of 480 pairs are dropped"));
  fs::remove_all(folder_ / "fresh");
}

TEST_F(Commands, ACorpusOfWhichMostIsDroppedIsAskedAboutOnATerminal) {
  write_doubtful_corpus(folder_);
  std::istringstream words(doubtful);
  const std::vector<std::string> arguments{std::istream_iterator<std::string>(words), {}};
  for (const auto& [answer, code] : {std::pair("n\n", 2), std::pair("y\n", 0)}) {
    PseudoTerminal terminal(folder_, folder_, arguments);
    EXPECT_THAT(terminal.read_until("[y/N] "), HasSubstr("360 of 480 pairs are dropped"));
    terminal.type(answer);
    terminal.read_until(code == 0 ? "best model" : "not trained");
    EXPECT_EQ(terminal.wait(), code);
    EXPECT_EQ(fs::exists(folder_ / "fresh"), code == 0);
  }
  fs::remove_all(folder_ / "fresh");
}

TEST_F(Commands, SidesThatAreExchangedAreRefusedUnlessConfirmed) {
  expect_refused(fresh + "--set data.valid_source=valid.de --set data.valid_target=valid.en",
                 {"valid: its source reads like the training target",
                  "exchange data.valid_source and data.valid_target"});
}

TEST_F(Commands, ABinaryCorpusIsRefused) {
  std::string binary;
  for (int line = 0; line < 120; ++line) binary += line == 7 ? "one dog\n" : "\xC3\x28\xFF\xFE\n";
  write_file(folder_ / "binary.en", binary);
  expect_refused(fresh + "--set data.train_source=binary.en",
                 {"119 of 120 pairs are dropped", "not valid UTF-8 (the first is line 1)"});
}

TEST_F(Commands, AShiftedCorpusIsWarnedOfWithItsLines) {
  const fs::path sample = fs::path(DRAGOMAN_SOURCE_DIR) / "data/sample";
  std::vector<std::string> target = lines_of(read_file(sample / "train.de"));
  target.erase(target.begin() + 10'000);
  target.insert(target.begin() + 9'000, "Das gehört nicht hierher.");
  std::string text;
  for (const std::string& line : target) text += line + "\n";
  write_file(folder_ / "shifted.de", text);
  const Outcome checked = run_command(
      folder_, fresh + "--check --set vocabulary.size=1000 --set data.train_source=" +
                   (sample / "train.en").string() + " --set data.train_target=shifted.de");
  EXPECT_EQ(checked.exit_code, 0) << checked.errors;
  EXPECT_THAT(checked.output,
              testing::ContainsRegex("train: lines (90|89)[0-9]+ to (100|99)[0-9]+ of the source "
                                     "are translated 1 line later in the target"));
}

}  // namespace
}  // namespace dragoman::testing_cli
