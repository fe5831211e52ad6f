#include <algorithm>
#include <vector>

#include "dragoman/base/error.h"
#include "dragoman/base/unicode.h"
#include "dragoman/report/attention_map.h"
#include "report/markup.h"

namespace dragoman {
namespace {

// In units of a pixel.
constexpr double cell = 26, letter = 7.6, gap = 8, panel_gap = 36, title_height = 28;
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
  return {margins.left + static_cast<double>(alignment.source.size()) * cell + margins.right,
          margins.top + static_cast<double>(alignment.target.size()) * cell + gap};
}

std::string labels(const Alignment& alignment) {
  const Margins margins = margins_of(alignment);
  std::string text;
  for (size_t s = 0; s < alignment.source.size(); ++s) {
    const double x = margins.left + (static_cast<double>(s) + 0.6) * cell, y = margins.top - gap;
    text += fmt::format(
        "<text x=\"{0:.1f}\" y=\"{1:.1f}\" transform=\"rotate(-45 {0:.1f} {1:.1f})\">{2}</text>\n",
        x, y, escaped(alignment.source[s]));
  }
  for (size_t t = 0; t < alignment.target.size(); ++t) {
    text += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n",
                        margins.left - gap, margins.top + (static_cast<double>(t) + 0.65) * cell,
                        escaped(alignment.target[t]));
  }
  return text;
}

std::string cells(const Alignment& alignment, const AlignmentMatrix& weights) {
  const Margins margins = margins_of(alignment);
  std::string rectangles;
  for (size_t t = 0; t < weights.size(); ++t) {
    for (size_t s = 0; s < weights[t].size(); ++s) {
      rectangles += fmt::format(
          "<rect class=\"cell\" x=\"{:.0f}\" y=\"{:.0f}\" width=\"{:.0f}\" height=\"{:.0f}\" "
          "fill-opacity=\"{:.3f}\"><title>{} → {}: {:.3f}</title></rect>\n",
          margins.left + static_cast<double>(s) * cell, margins.top + static_cast<double>(t) * cell,
          cell - 1, cell - 1, weights[t][s], escaped(alignment.source[s]),
          escaped(alignment.target[t]), weights[t][s]);
    }
  }
  return rectangles;
}

/// A panel's inside, at its own origin.
std::string panel_text(const Alignment& alignment, const Panel& panel) {
  const Margins margins = margins_of(alignment);
  const Size size = size_of(alignment);
  return fmt::format(
             "<text class=\"title\" x=\"{:.1f}\" y=\"16\">{}</text>\n"
             "<rect class=\"field\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" "
             "height=\"{:.1f}\"/>\n",
             margins.left, escaped(panel.title), margins.left - 1, margins.top - 1,
             size.width - margins.left - margins.right + 1, size.height - margins.top - gap + 1) +
         labels(alignment) + cells(alignment, *panel.weights);
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
  .field { fill: #eef1f5; }
  .cell { fill: #0b57a4; }
  .cell:hover { stroke: #d9480f; stroke-width: 2; }
  @media (prefers-color-scheme: dark) {
    svg { background: #14181f; }
    text { fill: #e6e9ef; }
    .field { fill: #232a35; }
    .cell { fill: #7cc4ff; }
  }
)";

}  // namespace

std::string svg_map(const Alignment& alignment) {
  const std::vector<Panel> panels = panels_of(alignment);
  const Size size = size_of(alignment);
  const double width = static_cast<double>(panels.size()) * (size.width + panel_gap) - panel_gap;
  std::string document = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
      "viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\">\n<style>{2}</style>\n",
      width, size.height, colours);
  for (size_t panel = 0; panel < panels.size(); ++panel) {
    document += fmt::format("<g transform=\"translate({:.1f} 0)\">\n{}</g>\n",
                            static_cast<double>(panel) * (size.width + panel_gap),
                            panel_text(alignment, panels[panel]));
  }
  return document + "</svg>\n";
}

std::string html_map(const Alignment& alignment) {
  const Size size = size_of(alignment);
  std::string page = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n<style>{}"
      "  :root {{ color-scheme: light dark; }}\n"
      "  body {{ margin: 1.5rem; font: 15px system-ui, sans-serif; background: Canvas; }}\n"
      "  p {{ max-width: 60rem; }}\n"
      "  main {{ display: flex; flex-wrap: wrap; gap: 1.5rem; }}\n"
      "  figure {{ margin: 0; max-width: 100%; overflow-x: auto; }}\n"
      "  figure svg {{ background: none; }}\n</style>\n"
      "<p>{}<br>{}</p>\n<main>\n",
      escaped(fmt::format("{}", fmt::join(alignment.target, " "))), colours,
      escaped(
          fmt::format("{}", fmt::join(alignment.source.begin(), alignment.source.end() - 1, " "))),
      escaped(fmt::format("{}", fmt::join(alignment.target, " "))));
  for (const Panel& panel : panels_of(alignment)) {
    page += fmt::format(
        "<figure><svg width=\"{:.0f}\" height=\"{:.0f}\" role=\"img\">\n{}</svg></figure>\n",
        size.width, size.height, panel_text(alignment, panel));
  }
  return page + "</main>\n</html>\n";
}

}  // namespace dragoman
