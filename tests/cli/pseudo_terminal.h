#pragma once
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dragoman::testing_cli {

/// The command on a terminal, as a person sees it.
class PseudoTerminal {
 public:
  /// @param home where the command keeps its history
  PseudoTerminal(const std::filesystem::path& folder, const std::filesystem::path& home,
                 const std::vector<std::string>& arguments) {
    winsize size{};
    size.ws_row = 40;
    size.ws_col = 100;
    process_ = ::forkpty(&descriptor_, nullptr, nullptr, &size);
    if (process_ != 0) return;
    ::setenv("XDG_STATE_HOME", home.c_str(), 1);
    ::setenv("TERM", "xterm", 1);
    ::unsetenv("COLORTERM");
    std::filesystem::current_path(folder);
    std::vector<char*> words = {const_cast<char*>(DRAGOMAN_COMMAND)};
    for (const std::string& argument : arguments) {
      words.push_back(const_cast<char*>(argument.c_str()));
    }
    words.push_back(nullptr);
    ::execv(DRAGOMAN_COMMAND, words.data());
    ::_exit(127);
  }

  ~PseudoTerminal() {
    ::close(descriptor_);
    if (process_ > 0) {
      ::kill(process_, SIGKILL);
      ::waitpid(process_, nullptr, 0);
    }
  }
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;

  void type(const std::string& keys) const {
    if (::write(descriptor_, keys.data(), keys.size()) < 0) ::perror("pseudo-terminal");
  }

  /// What appears up to `end` and with it; all that comes in 30 seconds where it does not.
  std::string read_until(const std::string& end) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (unread_.find(end) == std::string::npos && std::chrono::steady_clock::now() < limit) {
      pollfd waiting{descriptor_, POLLIN, 0};
      if (::poll(&waiting, 1, 100) <= 0) continue;
      char buffer[4096];
      const ssize_t count = ::read(descriptor_, buffer, sizeof(buffer));
      if (count <= 0) break;
      unread_.append(buffer, static_cast<size_t>(count));
    }
    const size_t place = unread_.find(end);
    const size_t read = place == std::string::npos ? unread_.size() : place + end.size();
    std::string seen = unread_.substr(0, read);
    unread_.erase(0, read);
    return seen;
  }

  /// What appears up to the next prompt, which begins a line and is a single sign.
  std::string read_until_prompt() { return read_until("\r\n> "); }

  /// Types a line, and gives what appears before the next prompt.
  std::string answer(const std::string& line) {
    type(line + "\n");
    return read_until_prompt();
  }

  /// The exit code, once it ended by itself; -1 where it did not in 30 seconds.
  int wait() {
    read_until("no such text");  // until the other end is closed
    int status = 0;
    for (int tenths = 0; ::waitpid(process_, &status, WNOHANG) == 0; ++tenths) {
      if (tenths == 300) return -1;
      ::usleep(100'000);
    }
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  int descriptor_ = -1;
  std::string unread_;
  pid_t process_ = -1;
};

}  // namespace dragoman::testing_cli
