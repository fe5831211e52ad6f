#pragma once
#include <memory>
#include <optional>
#include <string>

namespace dragoman {

/// A line-editing prompt with history that is kept in $XDG_STATE_HOME/dragoman_history (or
/// ~/.dragoman_history) between sessions.
class Prompt {
 public:
  explicit Prompt(std::string text);
  ~Prompt();
  Prompt(const Prompt&) = delete;
  Prompt& operator=(const Prompt&) = delete;

  /// The next line without its end; nothing when the input ends (Ctrl-D).
  std::optional<std::string> read();

 private:
  struct Editor;
  std::unique_ptr<Editor> editor_;
};

}  // namespace dragoman
