#include "cli/child_process.h"

#include <array>
#include <atomic>
#include <csignal>

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/commands.h"
#include "dragoman/base/error.h"

extern char** environ;  // NOLINT: POSIX

namespace dragoman {
namespace {

volatile std::sig_atomic_t interrupted = 0;  // the signal, or 0

constexpr std::array signals = {SIGINT, SIGTERM, SIGHUP};

/// The children that live, for a handler of signals; 0 where there is none.
std::array<std::atomic<pid_t>, 1024> children{};

/// Enters a child while it lives.
class Entry {
 public:
  explicit Entry(pid_t child) {
    for (auto& place : children) {
      pid_t none = 0;
      if (!place.compare_exchange_strong(none, child)) continue;
      place_ = &place;
      return;
    }
  }
  ~Entry() {
    if (place_ != nullptr) *place_ = 0;
  }
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;

 private:
  std::atomic<pid_t>* place_ = nullptr;
};

void hand_on(int signal) {
  interrupted = signal;
  std::signal(signal, SIG_DFL);
  if (signal == SIGINT) return;  // the terminal has given it to all
  for (const auto& child : children) {
    if (const pid_t process = child; process != 0) ::kill(process, signal);
  }
}

/// @param status of a child that ended
/// @param reason where to read why
void check_ended_well(int status, const std::vector<std::string>& arguments,
                      const std::string& reason) {
  if (WIFSIGNALED(status)) {
    fail("dragoman {} was ended by signal {}{}; its last checkpoint is kept", arguments.front(),
         WTERMSIG(status), WTERMSIG(status) == SIGKILL ? ", as happens when memory runs out" : "");
  }
  for (const Interrupted by_user :
       {Interrupted{SIGINT}, Interrupted{SIGTERM}, Interrupted{SIGHUP}}) {
    if (WEXITSTATUS(status) == by_user.exit_code()) throw by_user;
  }
  if (WEXITSTATUS(status) != 0) {
    fail("ended early: dragoman {}; {} why", fmt::join(arguments, " "), reason);
  }
}

/// What a child's descriptors become.
class Descriptors {
 public:
  explicit Descriptors(const std::optional<std::filesystem::path>& log) {
    ::posix_spawn_file_actions_init(&actions_);
    if (log) {
      ::posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, log->c_str(),
                                         O_WRONLY | O_CREAT | O_APPEND, 0666);
    }
  }
  ~Descriptors() { ::posix_spawn_file_actions_destroy(&actions_); }
  Descriptors(const Descriptors&) = delete;
  Descriptors& operator=(const Descriptors&) = delete;

  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

}  // namespace

LeavesInterruptsToChildren::LeavesInterruptsToChildren() {
  for (size_t i = 0; i < signals.size(); ++i) {
    before_[i] = std::signal(signals[i], hand_on);
    // nohup has it ignored, and means it.
    if (before_[i] == SIG_IGN) std::signal(signals[i], SIG_IGN);
  }
}

LeavesInterruptsToChildren::~LeavesInterruptsToChildren() {
  for (size_t i = 0; i < signals.size(); ++i) std::signal(signals[i], before_[i]);
}

void LeavesInterruptsToChildren::check() const {
  if (interrupted != 0) throw Interrupted{interrupted};
}

double run_self(const std::vector<std::string>& arguments,
                const std::optional<std::filesystem::path>& log) {
  std::vector<char*> pointers = {const_cast<char*>("dragoman")};
  for (const std::string& argument : arguments) {
    pointers.push_back(const_cast<char*>(argument.c_str()));
  }
  pointers.push_back(nullptr);
  const Descriptors descriptors(log);
  pid_t child = 0;
  if (::posix_spawn(&child, "/proc/self/exe", descriptors.get(), nullptr, pointers.data(),
                    environ) != 0) {
    fail("cannot start {}", fmt::join(arguments, " "));
  }
  const Entry entry(child);
  int status = 0;
  rusage usage{};
  ::wait4(child, &status, 0, &usage);
  check_ended_well(status, arguments, log ? log->string() + " says" : "the lines above say");
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace dragoman
