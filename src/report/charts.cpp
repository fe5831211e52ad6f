#include "report/charts.h"

#include "dragoman/base/error.h"
#include "report/chart_library.h"

namespace dragoman {
namespace {

// Draws each chart of `charts` into its canvas.
constexpr const char* drawing = R"js(
const dark = matchMedia("(prefers-color-scheme: dark)").matches;
Chart.defaults.color = dark ? "#d7dce5" : "#333a45";
Chart.defaults.borderColor = dark ? "#343c49" : "#dde2ea";
Chart.defaults.animation = false;
const colour = (i, n) => `hsl(${Math.round(360 * i / n)} 65% ${dark ? 62 : 42}%)`;
const dashes = [[], [6, 3], [2, 2]];
charts.forEach((chart, at) => {
  const series = chart.series || [];
  const lines = series.map((s, i) => ({label: s.label, data: s.data, borderColor: colour(i, series.length),
    backgroundColor: colour(i, series.length), borderDash: dashes[i % 3], borderWidth: 2, pointRadius: s.data.length > 60 ? 0 : 3}));
  const y = {grace: chart.from_zero ? 0 : "5%", beginAtZero: chart.from_zero || false, title: {display: true, text: chart.axis}};
  const legend = {display: series.length > 1, labels: {usePointStyle: true, pointStyle: "line", pointStyleWidth: 40}};
  const plugins = {title: {display: true, text: chart.name, font: {size: 15}}, legend};
  const base = {maintainAspectRatio: false, plugins, scales: {y}};
  if (chart.x) base.scales.x = {title: {display: true, text: chart.x}};
  const blue = dark ? "#7cc4ff" : "#0b57a4";
  let config;
  if (chart.type === "interval") {
    legend.display = true;
    legend.labels = {usePointStyle: true};
    config = {data: {labels: chart.labels, datasets: [
      {type: "line", label: "score", data: chart.points, showLine: false, borderColor: blue, backgroundColor: blue, pointRadius: 5, pointStyle: "circle"},
      {type: "bar", label: "95 % interval", data: chart.intervals, backgroundColor: blue + "66", barThickness: 10, pointStyle: "rect"}]}, options: base};
  } else if (chart.type === "bar") {
    config = {type: "bar", data: {labels: chart.labels, datasets: [{label: chart.axis, data: series[0].data, backgroundColor: blue}]}, options: base};
  } else {
    config = {type: "line", data: {labels: chart.labels, datasets: lines}, options: base};
    if (chart.type === "curve") base.scales.x.type = "linear";
  }
  new Chart(document.getElementById("chart-" + at), config);
});
)js";

/// JSON that no script element can end within.
std::string script_safe(std::string_view json) {
  std::string safe;
  for (const char character : json) {
    safe += character == '<' ? std::string("\\u003c") : std::string(1, character);
  }
  return safe;
}

}  // namespace

std::string charts_html(const nlohmann::ordered_json& charts) {
  if (chart_library().empty()) {
    return "<p>This build has no charts: Chart.js (libjs-chart.js) was not there.</p>\n";
  }
  std::string html = "<div class=\"charts\">\n";
  for (size_t at = 0; at < charts.size(); ++at) {
    html += fmt::format("<div class=\"chart\"><canvas id=\"chart-{}\"></canvas></div>\n", at);
  }
  return html + "</div>\n<script>" + std::string(chart_library()) +
         "</script>\n<script>const charts = " + script_safe(charts.dump()) + ";" + drawing +
         "</script>\n";
}

}  // namespace dragoman
