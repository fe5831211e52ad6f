#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/run_files.h"
#include "cli/trained_model.h"
#include "training/gloo.h"

namespace dragoman::testing_cli {
namespace {

/// `train` in several processes, as a launcher starts them.
class Launched {
 public:
  /// @param options by rank
  Launched(const fs::path& folder, const std::vector<std::string>& options) : folder_(folder) {
    const std::string port = std::to_string(free_port());
    for (size_t rank = 0; rank < options.size(); ++rank) {
      const std::string size = std::to_string(options.size()), number = std::to_string(rank);
      const std::string line = "cd '" + folder.string() + "' && exec env WORLD_SIZE=" + size +
                               " LOCAL_WORLD_SIZE=" + size + " RANK=" + number +
                               " MASTER_ADDR=127.0.0.1 MASTER_PORT=" + port + " '" +
                               DRAGOMAN_COMMAND + "' train c.toml " + options[rank] + " >rank" +
                               number + ".out 2>rank" + number + ".err </dev/null";
      const pid_t process = ::fork();
      if (process == 0) {
        ::execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
        ::_exit(127);
      }
      processes_.push_back(process);
    }
  }

  ~Launched() {
    for (const pid_t process : processes_) {
      if (process < 0) continue;
      ::kill(process, SIGKILL);
      ::waitpid(process, nullptr, 0);
    }
  }
  Launched(const Launched&) = delete;
  Launched& operator=(const Launched&) = delete;

  void signal(size_t rank, int number) const { ::kill(processes_[rank], number); }

  /// Whether the run comes to its first checkpoint.
  bool saves(const std::string& run) const {
    for (int tenths = 0; tenths < 600; ++tenths) {
      if (fs::exists(folder_ / run / "checkpoints") && !checkpoints(folder_ / run).empty())
        return true;
      ::usleep(100'000);
    }
    return false;
  }

  /// The exit code; -1 where it does not end within 40 seconds, or by a signal.
  int wait(size_t rank) {
    for (int tenths = 0; tenths < 400; ++tenths) {
      int status = 0;
      if (::waitpid(processes_[rank], &status, WNOHANG) != 0) {
        processes_[rank] = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
      }
      ::usleep(100'000);
    }
    return -1;
  }

  std::string errors(size_t rank) const {
    return read_file(folder_ / ("rank" + std::to_string(rank) + ".err"));
  }

  void expect_success() {
    for (size_t rank = 0; rank < processes_.size(); ++rank)
      EXPECT_EQ(wait(rank), 0) << errors(rank);
  }

 private:
  fs::path folder_;
  std::vector<pid_t> processes_;
};

class TrainingInProcesses : public Commands {
 protected:
  void SetUp() override { skip_without_gloo(); }

  static Launched launched(size_t size, const std::string& options) {
    return {folder_, std::vector<std::string>(size, options)};
  }

  static double last_loss(const std::string& run) {
    double loss = 0;
    for (const nlohmann::json& event : metrics(folder_ / run)) {
      if (event["event"] == "validation") loss = event["loss"];
    }
    return loss;
  }
};

/// Fixed arithmetic, so that what is compared differs by the order of sums alone.
constexpr const char* steady = " --set runtime.precision=fp32 --set optimizer.kind=sgd ";
constexpr const char* endless =
    " --set training.max_epochs=100000 --set training.checkpoint_every=5";

TEST_F(TrainingInProcesses, IsThatOfOneWithSoManyPartsAnUpdateAndRepeatsToTheBit) {
  const std::string options = std::string(steady) + "--set training.max_epochs=8 ";
  for (const char* run : {"two", "two_again"}) {
    launched(2, options + "--set training.directory=" + run).expect_success();
  }
  expect_equal_runs(folder_ / "two", folder_ / "two_again");
  const Outcome alone = run_command(folder_, "train c.toml" + options +
                                                 "--set batch.accumulate=2 "
                                                 "--set training.directory=alone_of_two");
  ASSERT_EQ(alone.exit_code, 0) << alone.errors;
  EXPECT_NEAR(last_loss("two"), last_loss("alone_of_two"), 1e-6 * last_loss("two"));
  EXPECT_EQ(metrics(folder_ / "two").size(), metrics(folder_ / "alone_of_two").size());
}

TEST_F(TrainingInProcesses, TheFirstAloneTalksAndWrites) {
  Launched run = launched(3, "--set training.directory=quiet");
  run.expect_success();
  EXPECT_THAT(run.errors(0), HasSubstr("in each of 3 processes"));
  EXPECT_EQ(run.errors(1), "");
  EXPECT_EQ(run.errors(2), "");
  EXPECT_EQ(run_command(folder_, "translate quiet/best.safetensors", "valid.en").exit_code, 0);
}

TEST_F(TrainingInProcesses, GoesOnExactlyAsItWouldHave) {
  const std::string options = std::string(steady) + "--set training.checkpoint_every=3 ";
  launched(2, options + "--set training.directory=whole").expect_success();
  launched(2, options + "--set training.directory=parts --set training.max_epochs=1")
      .expect_success();
  launched(2, options + "--set training.directory=parts --resume").expect_success();
  EXPECT_TRUE(read_file(checkpoints(folder_ / "whole").back()) ==
              read_file(checkpoints(folder_ / "parts").back()));
}

TEST_F(TrainingInProcesses, GoesOnInAnotherNumberOfThem) {
  launched(2, "--set training.directory=fewer --set training.max_epochs=1").expect_success();
  launched(3, "--set training.directory=fewer --resume").expect_success();
  const Outcome alone = run_command(
      folder_, "train c.toml --set training.directory=fewer --set training.max_epochs=3 --resume");
  EXPECT_EQ(alone.exit_code, 0) << alone.errors;
}

TEST_F(TrainingInProcesses, EndsWithinSecondsWhereOneIsKilled) {
  Launched run = launched(3, std::string("--set training.directory=killed") + endless);
  ASSERT_TRUE(run.saves("killed"));
  run.signal(1, SIGKILL);
  for (const size_t rank : {0, 2}) {
    EXPECT_EQ(run.wait(rank), 1);
    EXPECT_THAT(run.errors(rank), HasSubstr("another process of this run has ended"));
  }
  launched(3, "--set training.directory=killed --set training.max_epochs=1 --resume")
      .expect_success();
}

TEST_F(TrainingInProcesses, GoesOnUnderTorchrunWhereOneIsKilled) {
  if (std::system("command -v torchrun >/dev/null") != 0) {
    GTEST_SKIP() << "torchrun is missing: pip install torch, and have it on the path";
  }
  const std::string options = std::string(steady) +
                              "--set training.max_epochs=0 --set training.max_updates=400 --set "
                              "training.checkpoint_every=40 --set validation.every=400 ";
  launched(2, options + "--set training.directory=undisturbed").expect_success();
  const std::string script =
      "cd '" + folder_.string() + "'; torchrun --nproc-per-node 2 --max-restarts 2 --no-python '" +
      DRAGOMAN_COMMAND + "' train c.toml --resume " + options +
      "--set training.directory=restarted >torchrun.err 2>&1 & "
      "until ls restarted/checkpoints/* >/dev/null 2>&1; do sleep 0.05; done; "
      "for process in $(pgrep -f training.directory=restarted); do "
      "if grep -qsz '^RANK=1$' /proc/$process/environ; then kill -9 $process; fi; done; "
      "wait $!";
  ASSERT_EQ(std::system(script.c_str()), 0) << read_file(folder_ / "torchrun.err");
  EXPECT_THAT(read_file(folder_ / "torchrun.err"), HasSubstr("going on after update"));
  for (const char* file : {"best.safetensors", "checkpoints/update-000000400.safetensors"}) {
    EXPECT_TRUE(read_file(folder_ / "undisturbed" / file) ==
                read_file(folder_ / "restarted" / file))
        << file;
  }
}

TEST_F(TrainingInProcesses, EndsWithinSecondsWhereOneIsStopped) {
  for (const size_t stopped : {1, 0}) {
    const std::string directory = "stopped" + std::to_string(stopped);
    Launched run = launched(2, "--set training.directory=" + directory + endless);
    ASSERT_TRUE(run.saves(directory));
    run.signal(stopped, SIGSTOP);
    EXPECT_EQ(run.wait(1 - stopped), 1);
    EXPECT_THAT(run.errors(1 - stopped),
                HasSubstr("process " + std::to_string(stopped) + " has not answered for 10 s"));
  }
}

TEST_F(TrainingInProcesses, IsSavedWhereOneIsInterrupted) {
  Launched run = launched(2, std::string("--set training.directory=interrupted") + endless);
  ASSERT_TRUE(run.saves("interrupted"));
  run.signal(1, SIGTERM);
  EXPECT_EQ(run.wait(0), 0) << run.errors(0);
  EXPECT_EQ(run.wait(1), 128 + SIGTERM);
  EXPECT_THAT(run.errors(0), HasSubstr("stopped: interrupted"));
}

TEST_F(TrainingInProcesses, GoesBackInAllWhereItDiverges) {
  Launched run = launched(
      2,
      "--set training.directory=diverged_together --set training.max_epochs=8 --set "
      "training.skipped=3 --set training.setbacks=1 --set schedule.kind=constant --set "
      "schedule.warmup=0 --set optimizer.kind=adamw --set optimizer.learning_rate=1000 --set "
      "optimizer.weight_decay=1000");
  for (const size_t rank : {0, 1}) {
    EXPECT_EQ(run.wait(rank), 1);
    EXPECT_THAT(run.errors(rank), HasSubstr("the run has diverged, and diverged_together keeps"));
  }
  EXPECT_THAT(run.errors(0), HasSubstr("with 0.5 of the learning rate"));
  EXPECT_THAT(run.errors(1), testing::Not(HasSubstr("of the learning rate")));
}

TEST_F(TrainingInProcesses, AnotherConfigurationIsRefusedByAll) {
  Launched run(folder_, {"--set training.directory=other",
                         "--set training.directory=other --set optimizer.clip_norm=2"});
  for (const size_t rank : {0, 1}) {
    EXPECT_EQ(run.wait(rank), 2);
    EXPECT_THAT(run.errors(rank),
                HasSubstr("optimizer.clip_norm is 1.0 in process 0, and 2.0 in process 1"));
  }
  EXPECT_FALSE(fs::exists(folder_ / "other/checkpoints"));
}

TEST_F(TrainingInProcesses, WhatTheFirstRefusesEndsTheOthers) {
  Launched run = launched(2, "--set training.directory=run");  // which holds a run
  EXPECT_EQ(run.wait(0), 2);
  EXPECT_THAT(run.errors(0), HasSubstr("already holds a run"));
  EXPECT_EQ(run.wait(1), 1);
  EXPECT_THAT(run.errors(1), HasSubstr("another process of this run has ended"));
}

}  // namespace
}  // namespace dragoman::testing_cli
