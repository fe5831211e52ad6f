#include <algorithm>
#include <vector>

#include "dragoman/base/error.h"
#include "dragoman/base/escaped.h"
#include "dragoman/base/unicode.h"
#include "dragoman/report/attention_map.h"
#include "report/page.h"

namespace dragoman {
namespace {

// In units of a pixel.
constexpr double cell = 30, letter = 7.6, gap = 8, panel_gap = 36, title_height = 46,
                 legend_height = 40, legend_width = 310;
constexpr double slope = 0.7071;  // labels above are written at 45 degrees

/// What a panel shows.
struct Panel {
  std::string title;
  const AlignmentMatrix* weights;
};

struct Size {
  double width, height;
};

double longest(const std::vector<std::string>& words) {
  size_t letters = 0;
  for (const std::string& word : words) letters = std::max(letters, decode_utf8(word).size());
  return static_cast<double>(letters) * letter;
}

/// Room for the labels, left of the cells and above them.
struct Margins {
  double left, top, right;
};

Margins margins_of(const Alignment& alignment) {
  const double above = longest(alignment.source) * slope + gap;
  return {longest(alignment.target) + 2 * gap, above + title_height, above};
}

Size size_of(const Alignment& alignment) {
  const Margins margins = margins_of(alignment);
  const double columns = static_cast<double>(alignment.source.size()) * cell;
  return {margins.left + std::max(columns + margins.right, legend_width),
          margins.top + static_cast<double>(alignment.target.size()) * cell + legend_height};
}

std::string source_labels(const Alignment& alignment) {
  const Margins margins = margins_of(alignment);
  std::string text;
  for (size_t s = 0; s < alignment.source.size(); ++s) {
    const double x = margins.left + (static_cast<double>(s) + 0.6) * cell, y = margins.top - gap;
    text += fmt::format(
        "<text class=\"c{3}\" x=\"{0:.1f}\" y=\"{1:.1f}\" transform=\"rotate(-45 {0:.1f} "
        "{1:.1f})\">{2}</text>\n",
        x, y, escaped(alignment.source[s]), s);
  }
  return text;
}

/// The square of a weight, and the weight in percent where it is not negligible.
std::string square(double x, double y, double weight, size_t column, const std::string& pair) {
  std::string text = fmt::format(
      "<rect class=\"cell c{}\" x=\"{:.0f}\" y=\"{:.0f}\" width=\"{:.0f}\" height=\"{:.0f}\" "
      "fill-opacity=\"{:.3f}\"><title>{}: {:.3f}</title></rect>\n",
      column, x, y, cell - 1, cell - 1, weight, pair, weight);
  constexpr double negligible = 0.05, dark = 0.55;
  if (weight >= negligible) {
    text += fmt::format("<text class=\"value{}\" x=\"{:.1f}\" y=\"{:.1f}\">{:.0f}</text>\n",
                        weight > dark ? " on" : "", x + cell / 2, y + cell * 0.62, 100 * weight);
  }
  return text;
}

std::string row(const Alignment& alignment, const std::vector<double>& weights, size_t target) {
  const Margins margins = margins_of(alignment);
  const double y = margins.top + static_cast<double>(target) * cell;
  const std::string word = escaped(alignment.target[target]);
  std::string text = fmt::format(
      "<g class=\"row\"><text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n",
      margins.left - gap, y + cell * 0.65, word);
  for (size_t s = 0; s < weights.size(); ++s) {
    text += square(margins.left + static_cast<double>(s) * cell, y, weights[s], s,
                   escaped(alignment.source[s]) + " → " + word);
  }
  return text + "</g>\n";
}

/// From no weight to all.
std::string legend(double x, double y) {
  std::string text = fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\">0</text>\n", x, y + 12);
  constexpr int steps = 10;
  for (int step = 0; step <= steps; ++step) {
    text += fmt::format(
        "<rect class=\"scale\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"10\" height=\"14\" "
        "fill-opacity=\"{:.1f}\"/>\n",
        x + 14 + 10 * step, y, step / static_cast<double>(steps));
  }
  return text + fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\">100 % of the attention</text>\n",
                            x + 14 + 10 * (steps + 1) + 6, y + 12);
}

/// A panel's inside, at its own origin.
std::string panel_text(const Alignment& alignment, const Panel& panel) {
  const Margins margins = margins_of(alignment);
  const Size size = size_of(alignment);
  std::string text = fmt::format(
      "<text class=\"title\" x=\"{0:.1f}\" y=\"16\">{1}</text>\n"
      "<text class=\"axis\" x=\"{0:.1f}\" y=\"34\">source →</text>\n"
      "<text class=\"axis\" x=\"{2:.1f}\" y=\"{3:.1f}\" text-anchor=\"end\">target ↓</text>\n"
      "<rect class=\"field\" x=\"{4:.1f}\" y=\"{5:.1f}\" width=\"{6:.1f}\" height=\"{7:.1f}\"/>\n",
      margins.left, escaped(panel.title), margins.left - gap, margins.top - gap, margins.left - 1,
      margins.top - 1, static_cast<double>(alignment.source.size()) * cell + 1,
      size.height - margins.top - legend_height + 1);
  text += source_labels(alignment);
  for (size_t t = 0; t < panel.weights->size(); ++t) {
    text += row(alignment, (*panel.weights)[t], t);
  }
  return text + legend(margins.left, size.height - 24);
}

std::vector<Panel> panels_of(const Alignment& alignment) {
  if (alignment.heads.empty()) return {{"attention", &alignment.weights}};
  std::vector<Panel> panels = {{"mean of the heads", &alignment.weights}};
  for (size_t head = 0; head < alignment.heads.size(); ++head) {
    panels.push_back({fmt::format("head {}", head + 1), &alignment.heads[head]});
  }
  return panels;
}

constexpr const char* colours = R"(
  svg { color-scheme: light dark; background: #ffffff; font: 13px ui-monospace, "DejaVu Sans Mono", monospace; }
  text { fill: #1d2430; }
  .title { font-weight: bold; }
  .axis { font-size: 11px; fill: #5b6472; }
  .value { font-size: 10.5px; text-anchor: middle; pointer-events: none; }
  .value.on { fill: #ffffff; }
  .field { fill: #eef1f5; }
  .cell, .scale { fill: #0b57a4; }
  .row:hover > text:not(.value) { font-weight: bold; }
  .row:hover > .cell { stroke: #d9480f; }
  .cell:hover { stroke: #d9480f; stroke-width: 3; }
  @media (prefers-color-scheme: dark) {
    svg { background: #14181f; }
    text { fill: #e6e9ef; }
    .axis { fill: #9aa3b2; }
    .value.on { fill: #10141a; }
    .field { fill: #232a35; }
    .cell, .scale { fill: #7cc4ff; }
  }
)";

/// Rules by which all of a column shows when some of it is pointed at.
std::string style_of(const Alignment& alignment) {
  std::string style = colours;
  for (size_t s = 0; s < alignment.source.size(); ++s) {
    style += fmt::format(
        "  svg:has(.c{0}:hover) .cell.c{0} {{ stroke: #d9480f; }}\n"
        "  svg:has(.c{0}:hover) text.c{0} {{ font-weight: bold; }}\n",
        s);
  }
  return style;
}

bool fits(const AlignmentMatrix& weights, const Alignment& alignment) {
  return weights.size() == alignment.target.size() &&
         std::all_of(weights.begin(), weights.end(), [&](const std::vector<double>& row) {
           return row.size() == alignment.source.size();
         });
}

}  // namespace

bool is_complete(const Alignment& alignment) {
  return !alignment.source.empty() && fits(alignment.weights, alignment) &&
         std::all_of(alignment.heads.begin(), alignment.heads.end(),
                     [&](const AlignmentMatrix& head) { return fits(head, alignment); });
}

std::string svg_map(const Alignment& alignment) {
  const std::vector<Panel> panels = panels_of(alignment);
  const Size size = size_of(alignment);
  const double width = static_cast<double>(panels.size()) * (size.width + panel_gap) - panel_gap;
  std::string document = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
      "viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\">\n<style>{2}</style>\n",
      width, size.height, style_of(alignment));
  for (size_t panel = 0; panel < panels.size(); ++panel) {
    document += fmt::format("<g transform=\"translate({:.1f} 0)\">\n{}</g>\n",
                            static_cast<double>(panel) * (size.width + panel_gap),
                            panel_text(alignment, panels[panel]));
  }
  return document + "</svg>\n";
}

std::string html_map(const Alignment& alignment) {
  const Size size = size_of(alignment);
  std::string body = fmt::format(
      "<style>{}figure svg {{ background: none; }}</style>\n<p>{}</p>\n", style_of(alignment),
      escaped(
          fmt::format("{}", fmt::join(alignment.source.begin(), alignment.source.end() - 1, " "))));
  for (const Panel& panel : panels_of(alignment)) {
    body += fmt::format(
        "<figure class=\"wide map\"><svg width=\"{:.0f}\" height=\"{:.0f}\" "
        "role=\"img\">\n{}</svg></figure>\n",
        size.width, size.height, panel_text(alignment, panel));
  }
  return html_page(fmt::format("{}", fmt::join(alignment.target, " ")), body);
}

std::string thumbnail_map(const Alignment& alignment, double side) {
  std::string squares;
  for (size_t t = 0; t < alignment.weights.size(); ++t) {
    for (size_t s = 0; s < alignment.weights[t].size(); ++s) {
      squares += fmt::format(
          "<rect class=\"cell\" x=\"{}\" y=\"{}\" width=\"1\" height=\"1\" "
          "fill-opacity=\"{:.2f}\"/>",
          s, t, alignment.weights[t][s]);
    }
  }
  const size_t width = alignment.source.size(), height = alignment.target.size();
  return fmt::format(
      "<svg width=\"{:.0f}\" height=\"{:.0f}\" viewBox=\"0 0 {} {}\" role=\"img\"><rect "
      "class=\"field\" width=\"{}\" height=\"{}\"/>{}</svg>",
      side * static_cast<double>(width), side * static_cast<double>(height), width, height, width,
      height, squares);
}

}  // namespace dragoman
