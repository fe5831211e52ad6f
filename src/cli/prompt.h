#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dragoman {

/// A line-editing prompt with history that is kept in $XDG_STATE_HOME/dragoman_history (or
/// ~/.dragoman_history), saved at every line. Ctrl-C clears the line, Tab completes one of the
/// given words at its beginning.
class Prompt {
 public:
  Prompt(std::string text, std::vector<std::string> words);
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
