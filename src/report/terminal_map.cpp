#include <algorithm>
#include <cmath>
#include <vector>

#include "dragoman/base/error.h"
#include "dragoman/base/unicode.h"
#include "dragoman/report/attention_map.h"
#include "report/colour_ramp.h"

namespace dragoman {
namespace {

constexpr size_t cell_width = 3;
constexpr size_t longest_label = 24;

std::u32string label_of(const std::string& word) {
  std::u32string letters = decode_utf8(word);
  if (letters.size() > longest_label) {
    letters.resize(longest_label - 1);
    letters.push_back(U'…');
  }
  return letters;
}

std::vector<std::u32string> labels_of(const std::vector<std::string>& words) {
  std::vector<std::u32string> labels;
  for (const std::string& word : words) labels.push_back(label_of(word));
  return labels;
}

size_t longest_of(const std::vector<std::u32string>& labels) {
  size_t longest = 0;
  for (const auto& label : labels) longest = std::max(longest, label.size());
  return longest;
}

std::string cell_text(double weight, bool true_colour) {
  const auto percent = static_cast<int>(std::lround(100 * weight));
  const std::string number = percent == 0   ? "  "
                             : percent > 99 ? "##"
                                            : fmt::format("{:2}", percent);
  if (!true_colour) return " " + (percent == 0 ? std::string(" ·") : number);
  const Colour back = ramp(weight);
  const int text = weight > 0.55 ? 0 : 255;
  return fmt::format("\x1b[48;2;{};{};{}m\x1b[38;2;{};{};{}m {}\x1b[0m", back.red, back.green,
                     back.blue, text, text, text, number);
}

/// Source words [begin, end), written downwards so that they end just above their column.
std::string header(const std::vector<std::u32string>& source, size_t begin, size_t end,
                   size_t margin) {
  size_t height = 0;
  for (size_t s = begin; s < end; ++s) height = std::max(height, source[s].size());
  std::string lines;
  for (size_t line = 0; line < height; ++line) {
    std::string text(margin, ' ');
    for (size_t s = begin; s < end; ++s) {
      const size_t above = height - source[s].size();
      text +=
          "  " + (line < above ? std::string(" ") : encode_utf8(source[s].substr(line - above, 1)));
    }
    lines += text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
  }
  return lines;
}

}  // namespace

std::string terminal_map(const Alignment& alignment, const TerminalStyle& style) {
  const auto source = labels_of(alignment.source), target = labels_of(alignment.target);
  const size_t margin = longest_of(target);
  const size_t columns = static_cast<size_t>(std::max<int64_t>(style.columns, 0));
  const size_t room = columns > margin ? (columns - margin) / cell_width : 0;
  const size_t across = std::max<size_t>(room, 4);
  std::string map;
  for (size_t begin = 0; begin < source.size(); begin += across) {
    const size_t end = std::min(begin + across, source.size());
    if (begin > 0) map += "\n";
    map += header(source, begin, end, margin);
    for (size_t t = 0; t < target.size(); ++t) {
      map += std::string(margin - target[t].size(), ' ') + encode_utf8(target[t]);
      for (size_t s = begin; s < end; ++s)
        map += cell_text(alignment.weights[t][s], style.true_colour);
      map += "\n";
    }
  }
  return map;
}

}  // namespace dragoman
