#include <csignal>

#include "cli/pseudo_terminal.h"
#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

/// A translating command between two pipes.
class Conversing {
 public:
  explicit Conversing(const fs::path& folder) {
    int to[2], from[2];
    if (::pipe(to) != 0 || ::pipe(from) != 0) return;
    process_ = ::fork();
    if (process_ == 0) {
      ::dup2(to[0], STDIN_FILENO);
      ::dup2(from[1], STDOUT_FILENO);
      for (const int end : {to[0], to[1], from[0], from[1]}) ::close(end);
      fs::current_path(folder);
      ::execl(DRAGOMAN_COMMAND, DRAGOMAN_COMMAND, "translate", "run/best.safetensors", nullptr);
      ::_exit(127);
    }
    ::close(to[0]);
    ::close(from[1]);
    to_ = to[1];
    from_ = from[0];
  }
  ~Conversing() {
    ::close(from_);
    if (process_ > 0) ::kill(process_, SIGKILL);
    wait();
  }
  Conversing(const Conversing&) = delete;
  Conversing& operator=(const Conversing&) = delete;

  /// The answer to some lines, as many lines, or what of it came in 60 seconds.
  std::string answer(const std::string& lines) const {
    EXPECT_EQ(::write(to_, lines.data(), lines.size()), static_cast<ssize_t>(lines.size()));
    std::string got;
    pollfd waiting{from_, POLLIN, 0};
    while (std::count(got.begin(), got.end(), '\n') <
               std::count(lines.begin(), lines.end(), '\n') &&
           ::poll(&waiting, 1, 60'000) > 0) {
      char buffer[4096];
      const ssize_t count = ::read(from_, buffer, sizeof(buffer));
      if (count <= 0) break;
      got.append(buffer, static_cast<size_t>(count));
    }
    return got;
  }

  /// The exit code after the end of its input.
  int wait() {
    if (process_ <= 0) return -1;
    ::close(to_);
    int status = 0;
    ::waitpid(std::exchange(process_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t process_ = -1;
  int to_ = -1, from_ = -1;
};

std::string translated(const fs::path& folder, const std::string& lines) {
  write_file(folder / "alone.txt", lines);
  return run_command(folder, "translate run/best.safetensors --input alone.txt").output;
}

TEST_F(Commands, AWriterThatWaitsIsAnsweredAtOnce) {
  Conversing command(folder_);
  const std::string one = "The dog sees 5 trees.\n", two = "The cat sees 6 trees.\r\n\n";
  EXPECT_EQ(command.answer(one), translated(folder_, one));
  EXPECT_EQ(command.answer(two), translated(folder_, two));
  EXPECT_EQ(command.wait(), 0);
}

TEST_F(Commands, LinesOfManyWindowsKeepTheirOrder) {
  const std::string corpus = read_file(folder_ / "train.en");  // of 120 lines
  std::string expected = translated(folder_, corpus), lines = corpus;
  for (int doubling = 0; doubling < 5; ++doubling) {
    lines += lines;
    expected += expected;
  }
  write_file(folder_ / "many.txt", lines);
  const std::string narrow = "translate run/best.safetensors --batch-size 4";  // windows of 256
  EXPECT_EQ(run_command(folder_, narrow, "many.txt").output, expected);
  EXPECT_EQ(run_command(folder_, narrow + " --input many.txt").output, expected);
}

TEST_F(Commands, APipeIsRefusedWhereItHoldsNoTextAfterWhatCameBefore) {
  const std::string model = "translate run/best.safetensors";
  write_file(folder_ / "nul", std::string("The dog sees 3 trees.\nThe\0cat.\nThe cat.\n", 41));
  const Outcome nul = run_command(folder_, model, "nul");
  EXPECT_EQ(nul.exit_code, 2);
  EXPECT_THAT(nul.errors, HasSubstr("stdin, line 2: a NUL byte"));
  EXPECT_EQ(std::count(nul.output.begin(), nul.output.end(), '\n'), 1);
  write_file(folder_ / "endless", "\n" + std::string(3 << 20, 'x'));
  const Outcome endless = run_command(folder_, model, "endless");
  EXPECT_EQ(endless.exit_code, 2);
  EXPECT_THAT(endless.errors, HasSubstr("stdin, line 2: over 1048576 bytes"));
}

TEST_F(Commands, TranslateShowsItsProgressOnATerminal) {
  PseudoTerminal terminal(
      folder_, folder_,
      {"translate", "run/best.safetensors", "--input", "valid.en", "--output", "seen.txt"});
  EXPECT_THAT(terminal.read_until("lines/s"), HasSubstr("10 of 10"));
  EXPECT_EQ(terminal.wait(), 0);
  EXPECT_THAT(run_command(folder_, "translate run/best.safetensors --input valid.en").errors,
              testing::Not(HasSubstr("lines/s")));
}

}  // namespace
}  // namespace dragoman::testing_cli
