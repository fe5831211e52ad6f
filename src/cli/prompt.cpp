#include "cli/prompt.h"

#include <algorithm>
#include <clocale>
#include <cstdio>
#include <cstdlib>

#include <histedit.h>

namespace dragoman {
namespace {

constexpr int kept_lines = 1000;

/// Where what was typed is kept; empty for nowhere.
std::string history_file() {
  if (const char* file = std::getenv("DRAGOMAN_HISTORY")) return file;
  if (const char* state = std::getenv("XDG_STATE_HOME"))
    return std::string(state) + "/dragoman_history";
  if (const char* home = std::getenv("HOME")) return std::string(home) + "/.dragoman_history";
  return {};
}

std::vector<std::string> beginning_with(const std::string& typed,
                                        const std::vector<std::string>& words) {
  std::vector<std::string> fitting;
  for (const std::string& word : words) {
    if (word.compare(0, typed.size(), typed) == 0) fitting.push_back(word);
  }
  return fitting;
}

/// What all of them have in common; of one, with a space behind it.
std::string common_beginning(const std::vector<std::string>& words) {
  if (words.size() == 1) return words.front() + " ";
  std::string common = words.front();
  for (const std::string& word : words) {
    const auto differ = std::mismatch(common.begin(), common.end(), word.begin(), word.end());
    common.erase(differ.first, common.end());
  }
  return common;
}

}  // namespace

struct Prompt::Editor {
  std::string text;
  std::vector<std::string> words;
  std::string file = history_file();
  HistEvent event{};
  History* history = history_init();
  EditLine* line = el_init("dragoman", stdin, stdout, stderr);

  static Editor* of(EditLine* line) {
    Editor* editor = nullptr;
    el_get(line, EL_CLIENTDATA, &editor);
    return editor;
  }
  static char* prompt(EditLine* line) { return of(line)->text.data(); }
  static unsigned char complete(EditLine* line, int key);
};

unsigned char Prompt::Editor::complete(EditLine* line, int /*key*/) {
  const LineInfo* info = el_line(line);
  const std::string typed(info->buffer, info->cursor);
  const std::vector<std::string> fitting = beginning_with(typed, of(line)->words);
  if (typed.empty() || fitting.empty()) return CC_ERROR;
  const std::string more = common_beginning(fitting).substr(typed.size());
  if (!more.empty()) return el_insertstr(line, more.c_str()) == 0 ? CC_REFRESH : CC_ERROR;
  std::fputc('\n', stdout);
  for (const std::string& word : fitting) std::fprintf(stdout, "%s  ", word.c_str());
  std::fputc('\n', stdout);
  return CC_REDISPLAY;
}

Prompt::Prompt(std::string text, std::vector<std::string> words)
    : editor_(std::make_unique<Editor>()) {
  // Words are UTF-8; without a locale the editor would count bytes.
  std::setlocale(LC_CTYPE, "");
  editor_->text = std::move(text);
  editor_->words = std::move(words);
  history(editor_->history, &editor_->event, H_SETSIZE, kept_lines);
  history(editor_->history, &editor_->event, H_SETUNIQUE, 1);
  if (!editor_->file.empty())
    history(editor_->history, &editor_->event, H_LOAD, editor_->file.c_str());
  EditLine* line = editor_->line;
  el_set(line, EL_CLIENTDATA, editor_.get());
  el_set(line, EL_PROMPT, &Editor::prompt);
  el_set(line, EL_EDITOR, "emacs");
  el_set(line, EL_HIST, history, editor_->history);
  el_set(line, EL_ADDFN, "complete", "Complete a command", &Editor::complete);
  el_set(line, EL_BIND, "\t", "complete", nullptr);
  // Ctrl-C is a key like others while a line is typed.
  el_set(line, EL_SETTY, "-d", "-isig", nullptr);
  // A Ctrl-D typed while a sentence is translated waits with the rest of the line, to be read.
  el_set(line, EL_SETTY, "-x", "-icanon", nullptr);
  el_set(line, EL_BIND, "^C", "em-kill-line", nullptr);
  el_set(line, EL_BIND, "^R", "em-inc-search-prev", nullptr);
}

Prompt::~Prompt() {
  el_end(editor_->line);
  history_end(editor_->history);
}

std::optional<std::string> Prompt::read() {
  // The editor shows the prompt before it takes over the terminal: a Ctrl-D typed in between would
  // be lost.
  el_set(editor_->line, EL_PREP_TERM, 1);
  int count = 0;
  const char* typed = el_gets(editor_->line, &count);
  if (typed == nullptr || count <= 0) return std::nullopt;
  std::string line(typed, static_cast<size_t>(count));
  if (line.back() == '\n') line.pop_back();
  if (line.empty()) return line;
  history(editor_->history, &editor_->event, H_ENTER, line.c_str());
  if (!editor_->file.empty())
    history(editor_->history, &editor_->event, H_SAVE, editor_->file.c_str());
  return line;
}

}  // namespace dragoman
