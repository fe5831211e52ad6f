#include "cli/prompt.h"

#include <clocale>
#include <cstdio>
#include <cstdlib>

#include <histedit.h>

namespace dragoman {
namespace {

constexpr int kept_lines = 1000;

std::string history_file() {
  if (const char* state = std::getenv("XDG_STATE_HOME"))
    return std::string(state) + "/dragoman_history";
  if (const char* home = std::getenv("HOME")) return std::string(home) + "/.dragoman_history";
  return {};
}

}  // namespace

struct Prompt::Editor {
  std::string text;
  std::string file = history_file();
  HistEvent event{};
  History* history = history_init();
  EditLine* line = el_init("dragoman", stdin, stdout, stderr);
};

Prompt::Prompt(std::string text) : editor_(std::make_unique<Editor>()) {
  // Words are UTF-8; without a locale the editor would count bytes.
  std::setlocale(LC_CTYPE, "");
  editor_->text = std::move(text);
  history(editor_->history, &editor_->event, H_SETSIZE, kept_lines);
  history(editor_->history, &editor_->event, H_SETUNIQUE, 1);
  if (!editor_->file.empty())
    history(editor_->history, &editor_->event, H_LOAD, editor_->file.c_str());
  el_set(editor_->line, EL_CLIENTDATA, editor_.get());
  el_set(
      editor_->line, EL_PROMPT, +[](EditLine* line) {
        Editor* editor = nullptr;
        el_get(line, EL_CLIENTDATA, &editor);
        return editor->text.data();
      });
  el_set(editor_->line, EL_EDITOR, "emacs");
  el_set(editor_->line, EL_SIGNAL, 1);
  el_set(editor_->line, EL_HIST, history, editor_->history);
}

Prompt::~Prompt() {
  if (!editor_->file.empty())
    history(editor_->history, &editor_->event, H_SAVE, editor_->file.c_str());
  el_end(editor_->line);
  history_end(editor_->history);
}

std::optional<std::string> Prompt::read() {
  int count = 0;
  const char* typed = el_gets(editor_->line, &count);
  if (typed == nullptr || count <= 0) return std::nullopt;
  std::string line(typed, static_cast<size_t>(count));
  if (line.back() == '\n') line.pop_back();
  if (!line.empty()) history(editor_->history, &editor_->event, H_ENTER, line.c_str());
  return line;
}

}  // namespace dragoman
