#include "dragoman/text/taught_texts.h"

#include <charconv>
#include <fstream>
#include <optional>
#include <utility>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

constexpr const char* first_words = "dragoman distill, to go on with: ";

/// The next line, if it ended.
std::optional<std::string> whole_line(std::istream& file) {
  std::string line;
  if (!std::getline(file, line) || file.eof()) return std::nullopt;
  return line;
}

/// A line's texts: their number, then each. Nothing where they are not whole.
std::optional<TaughtTexts::Texts> next_texts(std::istream& file) {
  const std::optional<std::string> number = whole_line(file);
  if (!number) return std::nullopt;
  size_t count = 0;
  const char* end = number->data() + number->size();
  const auto [parsed, error] = std::from_chars(number->data(), end, count);
  if (error != std::errc() || parsed != end) return std::nullopt;
  TaughtTexts::Texts texts;
  for (size_t i = 0; i < count; ++i) {
    std::optional<std::string> text = whole_line(file);
    if (!text) return std::nullopt;
    texts.push_back(*std::move(text));
  }
  return texts;
}

/// Begins the file where there is none. Cuts it behind its last whole group, of which it returns
/// how many lines there are.
size_t lines_to_go_on_with(const fs::path& path, const std::string& work, size_t group) {
  std::ifstream file(path, std::ios::binary);
  const std::optional<std::string> begin = whole_line(file);
  if (!begin) {
    std::ofstream(path, std::ios::binary) << first_words << work << '\n';
    return 0;
  }
  if (*begin != first_words + work) {
    fail_input(
        "{} is of a distillation with other options, models or text: give those again to go on "
        "with it, or remove it",
        path.string());
  }
  size_t lines = 0, whole = 0;
  auto kept = file.tellg();
  while (next_texts(file)) {
    if (++lines % group != 0) continue;
    whole = lines;
    kept = file.tellg();
  }
  file.close();
  fs::resize_file(path, static_cast<size_t>(kept));
  return whole;
}

}  // namespace

TaughtTexts::TaughtTexts(fs::path path, const std::string& work, size_t group)
    : path_(std::move(path)), lines_(lines_to_go_on_with(path_, work, group)), file_(path_) {}

void TaughtTexts::add(const std::vector<Texts>& texts) {
  std::string all;
  for (const Texts& of_line : texts) {
    all += std::to_string(of_line.size()) + '\n';
    for (const std::string& text : of_line) all += text + '\n';
  }
  file_.write(all);
  file_.finish();
  lines_ += texts.size();
}

void TaughtTexts::read(const std::function<void(size_t, const Texts&)>& use) const {
  std::ifstream file(path_, std::ios::binary);
  whole_line(file);
  for (size_t line = 0; line < lines_; ++line) {
    const std::optional<Texts> texts = next_texts(file);
    if (!texts) fail("{}: cannot be read any more: line {} is missing", path_.string(), line + 1);
    use(line, *texts);
  }
}

}  // namespace dragoman
