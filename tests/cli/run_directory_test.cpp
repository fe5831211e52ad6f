#include <map>

#include <nlohmann/json.hpp>

#include "cli/run_files.h"
#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

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
               // nohup's children would keep ignoring a hang-up.
               std::string("env --default-signal=HUP '" DRAGOMAN_COMMAND "' ") +
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
  copy_run("moved");
  fs::copy_file(folder_ / "valid.en", folder_ / "same.en", fs::copy_options::overwrite_existing);
  const Outcome moved = run_command(
      folder_,
      "train c.toml --resume --set training.directory=moved --set data.valid_source=same.en");
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
             // Which is not empty yet where a file was just written.
             "until rm -rf gone 2> /dev/null; do :; done; wait $child; echo $? > code.txt\n");
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

}  // namespace
}  // namespace dragoman::testing_cli
