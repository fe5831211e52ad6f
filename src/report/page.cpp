#include "report/page.h"

#include "dragoman/base/error.h"
#include "dragoman/base/escaped.h"

namespace dragoman {
namespace {

// What scrolls shows a shadow at the side on which there is more; a map, which would hide it, fades
// out to the right until its end is reached.
constexpr const char* style = R"css(
  :root { color-scheme: light dark; }
  body { margin: 1.5rem auto; max-width: 75rem; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; overflow-wrap: anywhere; }
  .wide { overflow-x: auto; max-width: 100%; background:
    linear-gradient(90deg, Canvas 1rem, transparent) left / 2rem 100% local no-repeat,
    linear-gradient(270deg, Canvas 1rem, transparent) right / 2rem 100% local no-repeat,
    radial-gradient(farthest-side at 0 50%, #8889, transparent) left / .7rem 100% no-repeat,
    radial-gradient(farthest-side at 100% 50%, #8889, transparent) right / .7rem 100% no-repeat; }
  .map { display: flex; }
  .map > * { flex: none; }
  .map::after { content: ""; flex: none; position: sticky; right: 0; width: 3rem; background: linear-gradient(90deg, transparent, Canvas); pointer-events: none; }
  table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
  th, td { border: 1px solid #8886; padding: .25rem .6rem; text-align: right; }
  td { white-space: nowrap; }
  th:first-child, td:first-child, .text td, .text th { text-align: left; }
  .text td + td { white-space: normal; }
  .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(30rem, 100%), 1fr)); gap: 1.5rem; }
  .chart { position: relative; height: 24rem; min-width: 0; }
  .strip { display: flex; gap: 1rem; align-items: end; padding: 1rem 0; }
  figure { margin: 0; }
  figcaption { font-size: 13px; }
  iframe { border: 0; width: 100%; height: 34rem; }
)css";

}  // namespace

std::string html_page(const std::string& title, const std::string& body, int reload_seconds) {
  const std::string reload =
      reload_seconds == 0
          ? ""
          : fmt::format("<meta http-equiv=\"refresh\" content=\"{}\">\n", reload_seconds);
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width\">\n{3}<title>{0}</title>\n<style>{1}</style>\n<h1>{0}</h1>\n"
      "{2}</html>\n",
      escaped(title), style, body, reload);
}

std::string html_row(const std::vector<std::string>& cells, const char* tag) {
  std::string row = "<tr>";
  for (const std::string& cell : cells) row += fmt::format("<{0}>{1}</{0}>", tag, escaped(cell));
  return row + "</tr>\n";
}

}  // namespace dragoman
