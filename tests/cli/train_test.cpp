#include <algorithm>
#include <iterator>
#include <map>
#include <sstream>

#include <nlohmann/json.hpp>

#include "cli/pseudo_terminal.h"
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

std::vector<fs::path> checkpoints(const fs::path& run) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(run / "checkpoints")) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// metrics.jsonl without the times.
std::vector<nlohmann::json> metrics(const fs::path& run) {
  std::vector<nlohmann::json> events;
  for (const std::string& line : lines_of(read_file(run / "metrics.jsonl"))) {
    events.push_back(nlohmann::json::parse(line));
    events.back().erase("seconds");
  }
  return events;
}

/// All that two equal runs must have equal, byte by byte.
void expect_equal_runs(const fs::path& a, const fs::path& b) {
  for (const char* file : {"best.safetensors", "vocabulary.model"}) {
    EXPECT_TRUE(read_file(a / file) == read_file(b / file)) << file;
  }
  ASSERT_EQ(checkpoints(a).size(), checkpoints(b).size());
  for (size_t i = 0; i < checkpoints(a).size(); ++i) {
    EXPECT_EQ(checkpoints(a)[i].filename(), checkpoints(b)[i].filename());
    EXPECT_TRUE(read_file(checkpoints(a)[i]) == read_file(checkpoints(b)[i])) << i;
  }
  EXPECT_EQ(metrics(a), metrics(b));
}

TEST_F(Commands, TheSavedConfigurationTrainsTheSameFiles) {
  const Outcome again =
      run_command(folder_, "train run/config.toml --set training.directory=again");
  ASSERT_EQ(again.exit_code, 0) << again.errors;
  expect_equal_runs(folder_ / "again", folder_ / "run");
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
  const auto tensors = [&](const std::string& run) {
    const std::string newest = checkpoints(folder_ / run).back().string();
    return nlohmann::json::parse(
               run_command(folder_, "inspect --statistics --json " + newest).output)
        .at("tensors");
  };
  EXPECT_EQ(tensors("parts"), tensors("whole"));
}

TEST_F(Commands, AnInterruptedRunIsSavedAndEndsWithTheSignalsCode) {
  for (const auto& [signal, code] :
       std::map<std::string, std::string>{{"INT", "130"}, {"TERM", "143"}, {"HUP", "129"}}) {
    const std::string run = "stopped_" + signal;
    write_file(folder_ / "interrupt.sh",
               std::string("'" DRAGOMAN_COMMAND "' ") +
                   "train c.toml --set training.directory=" + run +
                   " --set training.max_epochs=100000 2> progress.txt & child=$!\n"
                   "for i in $(seq 300); do grep -q 'update 2 ' progress.txt && break; sleep 0.1; "
                   "done\n"
                   "kill -" +
                   signal + " $child; wait $child; echo $? > code.txt\n");
    ASSERT_EQ(std::system(("cd '" + folder_.string() + "' && sh interrupt.sh").c_str()), 0);
    EXPECT_EQ(read_file(folder_ / "code.txt"), code + "\n");
    EXPECT_THAT(read_file(folder_ / "progress.txt"), HasSubstr("--resume"));
    const Outcome resumed =
        run_command(folder_, "train " + run + "/config.toml --resume --set training.max_updates=1");
    EXPECT_EQ(resumed.exit_code, 0) << resumed.errors;
  }
}

TEST_F(Commands, ResumeRefusesWhatIsAnotherRunByName) {
  const std::string before = read_file(folder_ / "run/config.toml");
  const std::string resume = "train c.toml --resume ";
  for (const auto& [key, value] :
       std::map<std::string, std::string>{{"model.decoder.cell", "lstm"},
                                          {"vocabulary.size", "290"},
                                          {"vocabulary.kind", "bpe"},
                                          {"vocabulary.sampling", "0.5"},
                                          {"data.drop_duplicates", "true"},
                                          {"data.max_length_ratio", "3"},
                                          {"data.max_length", "30"},
                                          {"batch.size", "8"},
                                          {"optimizer.kind", "sgd"},
                                          {"validation.metric", "chrf"},
                                          {"training.seed", "2"}}) {
    expect_refused(resume + "--set " + key + "=" + value, {key + " is ", " and was ", "--resume"});
  }
  EXPECT_EQ(read_file(folder_ / "run/config.toml"), before);
}

TEST_F(Commands, ResumeRefusesOtherTexts) {
  write_corpus("other", 10);
  expect_refused("train c.toml --resume --set data.valid_source=other.en", {"validation corpus"});
  expect_refused(
      "train c.toml --resume --set data.train_source=other.en "
      "--set data.train_target=other.de",
      {"training corpus"});
  fs::copy_file(folder_ / "valid.en", folder_ / "same.en", fs::copy_options::overwrite_existing);
  const Outcome moved =
      run_command(folder_, "train c.toml --resume --set data.valid_source=same.en");
  EXPECT_EQ(moved.exit_code, 0) << moved.errors;
}

TEST_F(Commands, ResumeTellsWhatHasChangedAndMay) {
  copy_run("changed");
  const Outcome outcome =
      run_command(folder_,
                  "train c.toml --resume --set training.directory=changed --set "
                  "optimizer.learning_rate=0.25 --set training.max_epochs=3");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  for (const std::string& text : {outcome.errors, read_file(folder_ / "changed/log.txt")}) {
    EXPECT_THAT(text, HasSubstr("optimizer.learning_rate = 0.25, and was 0.001"));
    EXPECT_THAT(text, HasSubstr("training.max_epochs = 3, and was 2"));
    EXPECT_THAT(text, testing::Not(HasSubstr("training.directory")));
  }
}

TEST_F(Commands, ResumeRefusesAnotherVocabulary) {
  copy_run("spoken");
  const std::string resume =
      "train c.toml --resume --set training.directory=spoken --set vocabulary.source_model=";
  const Outcome same = run_command(folder_, resume + "run/vocabulary.model");
  EXPECT_EQ(same.exit_code, 0) << same.errors;
  const Outcome made =
      run_command(folder_, "vocab --input train.en train.de --size 310 --output other.model");
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  expect_refused(resume + "other.model", {"vocabulary.source_model", "other.model"});
}

TEST_F(Commands, ResumeBeginsARunThatHasNoCheckpoint) {
  const Outcome begun =
      run_command(folder_, "train c.toml --resume --set training.directory=begun");
  ASSERT_EQ(begun.exit_code, 0) << begun.errors;
  expect_equal_runs(folder_ / "begun", folder_ / "run");
}

TEST_F(Commands, ABestModelWithoutCheckpointsIsNotOverwritten) {
  copy_run("bare");
  fs::remove_all(folder_ / "bare/checkpoints");
  expect_refused("train c.toml --set training.directory=bare", {"bare already holds a run"});
  expect_refused("train c.toml --resume --set training.directory=bare --set training.seed=2",
                 {"training.seed"});
  const Outcome again = run_command(folder_, "train c.toml --resume --set training.directory=bare");
  ASSERT_EQ(again.exit_code, 0) << again.errors;
  expect_equal_runs(folder_ / "bare", folder_ / "run");
}

TEST_F(Commands, ADamagedCheckpointIsSetAsideAndTheOneBeforeItIsUsed) {
  copy_run("damaged");
  const fs::path newest = checkpoints(folder_ / "damaged").back();
  std::string bytes = read_file(newest);
  bytes[bytes.size() / 2] ^= 1;
  write_file(newest, bytes);
  const Outcome resumed =
      run_command(folder_, "train c.toml --resume --set training.directory=damaged");
  ASSERT_EQ(resumed.exit_code, 0) << resumed.errors;
  EXPECT_THAT(resumed.errors, HasSubstr("set aside as " + newest.filename().string() + ".damaged"));
  EXPECT_THAT(resumed.errors, HasSubstr("going on after update 8"));
  EXPECT_TRUE(read_file(newest.string() + ".damaged") == bytes);
  fs::remove(newest.string() + ".damaged");
  expect_equal_runs(folder_ / "damaged", folder_ / "run");
}

TEST_F(Commands, WhereAllCheckpointsAreDamagedNothingIsTouched) {
  copy_run("ruined");
  for (const fs::path& path : checkpoints(folder_ / "ruined")) write_file(path, "ruined");
  expect_refused("train c.toml --resume --set training.directory=ruined",
                 {"no other checkpoint is whole"});
}

TEST_F(Commands, FilesOfOthersInARunDirectoryStay) {
  copy_run("shared");
  for (const char* name : {"aaa.safetensors", "zzz.safetensors", "notes.txt"}) {
    write_file(folder_ / "shared/checkpoints" / name, "mine");
  }
  write_file(folder_ / "shared/.best.safetensors.tmp-abcdefgh", "of a process that was killed");
  const Outcome resumed = run_command(
      folder_, "train c.toml --resume --set training.directory=shared --set training.max_epochs=5");
  ASSERT_EQ(resumed.exit_code, 0) << resumed.errors;
  for (const char* name : {"aaa.safetensors", "zzz.safetensors", "notes.txt"}) {
    EXPECT_EQ(read_file(folder_ / "shared/checkpoints" / name), "mine");
  }
  EXPECT_EQ(checkpoints(folder_ / "shared").size(), 5u);
  EXPECT_FALSE(fs::exists(folder_ / "shared/.best.safetensors.tmp-abcdefgh"));
}

TEST_F(Commands, TwoRunsInOneDirectoryAreRefused) {
  fs::create_directories(folder_ / "taken");
  write_file(folder_ / "both.sh",
             "flock -x taken/lock sh -c \"'" DRAGOMAN_COMMAND
             "' train c.toml --set training.directory=taken > stdout.txt 2> stderr.txt; "
             "echo \\$? > code.txt\"\n");
  ASSERT_EQ(std::system(("cd '" + folder_.string() + "' && sh both.sh").c_str()), 0);
  EXPECT_EQ(read_file(folder_ / "code.txt"), "2\n");
  EXPECT_THAT(read_file(folder_ / "stderr.txt"), HasSubstr("taken: another process trains there"));
}

TEST_F(Commands, AFullDiskUnderTheMetricsIsAFailureButTheModelIsThere) {
  fs::create_directories(folder_ / "full");
  fs::create_symlink("/dev/full", folder_ / "full/metrics.jsonl");
  const Outcome outcome = run_command(folder_, "train c.toml --set training.directory=full");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.errors, HasSubstr("full/metrics.jsonl failed (No space left on device)"));
  EXPECT_TRUE(read_file(folder_ / "full/best.safetensors") ==
              read_file(folder_ / "run/best.safetensors"));
}

TEST_F(Commands, ARunWhoseDirectoryIsRemovedEndsWithAFailure) {
  write_file(folder_ / "remove.sh",
             "'" DRAGOMAN_COMMAND
             "' train c.toml --set training.directory=gone --set training.max_epochs=100000 "
             "2> progress.txt & child=$!\n"
             "for i in $(seq 300); do grep -q 'update 2 ' progress.txt && break; sleep 0.1; done\n"
             "rm -r gone; wait $child; echo $? > code.txt\n");
  ASSERT_EQ(std::system(("cd '" + folder_.string() + "' && sh remove.sh").c_str()), 0);
  EXPECT_EQ(read_file(folder_ / "code.txt"), "1\n");
  EXPECT_THAT(read_file(folder_ / "progress.txt"), HasSubstr("gone was removed or moved"));
  EXPECT_FALSE(fs::exists(folder_ / "gone"));
}

TEST_F(Commands, ADivergedRunGoesBackAndEndsWithAFailureWhereThatDoesNotHelp) {
  const Outcome outcome = run_command(
      folder_,
      "train c.toml --set training.directory=diverged --set training.max_epochs=8 --set "
      "training.skipped=3 --set training.setbacks=2 --set schedule.kind=constant --set "
      "schedule.warmup=0 --set optimizer.kind=adamw --set optimizer.learning_rate=1000 --set "
      "optimizer.weight_decay=1000");
  EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
  EXPECT_THAT(outcome.errors, HasSubstr("with 0.5 of the learning rate"));
  EXPECT_THAT(outcome.errors, HasSubstr("with 0.25 of the learning rate"));
  EXPECT_THAT(outcome.errors, HasSubstr("the run has diverged, and diverged keeps"));
  EXPECT_THAT(outcome.errors, HasSubstr("skipped"));
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
