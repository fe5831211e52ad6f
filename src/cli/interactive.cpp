#include "cli/interactive.h"

#include <csignal>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include <spdlog/spdlog.h>

#include "cli/conversation.h"
#include "cli/prompt.h"
#include "dragoman/base/error.h"

namespace dragoman {
namespace {

volatile std::sig_atomic_t interrupts = 0;

/// While it lives, Ctrl-C is counted instead of ending the program.
class CountInterrupts {
 public:
  CountInterrupts() {
    struct sigaction action = {};
    action.sa_handler = [](int) { interrupts = 1; };
    action.sa_flags = SA_RESTART;  // or a write that it meets would end all output
    ::sigaction(SIGINT, &action, &before_);
  }
  ~CountInterrupts() { ::sigaction(SIGINT, &before_, nullptr); }
  CountInterrupts(const CountInterrupts&) = delete;
  CountInterrupts& operator=(const CountInterrupts&) = delete;

 private:
  struct sigaction before_ = {};
};

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const Conversation::Command& command : Conversation::commands()) {
    names.push_back(command.name);
  }
  return names;
}

}  // namespace

void translate_interactively(const std::string& model, const TranslationChoice& choice,
                             SearchOptions search) {
  search.prefers_int8 = true;
  auto translator = load_translator(model, search);
  std::cerr << "Type a sentence to translate it; :help lists commands, Ctrl-D ends.\n";
  if (translator->settings().config.precision == SearchPrecision::int8) {
    std::cerr << "Quick answers, in int8; --precision fp32 rounds less.\n";
  }
  const CountInterrupts counting;
  Conversation conversation(std::move(translator), choice, search, [] { return interrupts != 0; });
  Prompt prompt("> ", command_names());
  while (!conversation.over()) {
    const std::optional<std::string> line = prompt.read();
    if (!line) {
      std::cerr << '\n';
      break;
    }
    interrupts = 0;
    try {
      conversation.answer(*line);
    } catch (const Error& error) {
      spdlog::error("{}", error.what());
    }
  }
}

}  // namespace dragoman
