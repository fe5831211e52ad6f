const svgNamespace = "http://www.w3.org/2000/svg";

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function drawn(name, attributes, text) {
  const made = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

const cell = 22, letter = 8.2;

function widthOf(words) {
  return 12 + letter * Math.max(...words.map((word) => [...word].length));
}

function cellOf(source, target, weight, x, y) {
  const square = drawn("rect", { x, y, width: cell, height: cell, fill: "#2563c9", stroke: "#8884",
    "fill-opacity": weight.toFixed(3) });
  square.append(drawn("title", {}, `${target} ← ${source}: ${Math.round(100 * weight)} %`));
  return square;
}

/** Which source words (across) each target word (down) came from. */
function heatMap(source, target, weights, title) {
  const left = widthOf(target), top = widthOf(source);
  const width = left + cell * source.length + 4, height = top + cell * target.length + 4;
  const map = drawn("svg", { xmlns: svgNamespace, width, height, viewBox: `0 0 ${width} ${height}`,
    role: "img", "aria-label": title, "font-family": "system-ui, sans-serif", "font-size": 13,
    fill: "currentColor" });
  source.forEach((word, s) => {
    const x = left + cell * s + 15;
    map.append(drawn("text", { x, y: top - 6, transform: `rotate(-90 ${x} ${top - 6})` }, word));
  });
  target.forEach((word, t) => {
    map.append(drawn("text", { x: left - 6, y: top + cell * t + 16, "text-anchor": "end" }, word));
    source.forEach((from, s) => map.append(
      cellOf(from, word, weights[t][s], left + cell * s, top + cell * t)));
  });
  return map;
}

/** The map of an alignment, and one of each head where there are several. */
function mapsOf({ source, target, weights, heads = [] }) {
  const figure = (title, shown) => element("figure", {}, element("figcaption", {}, title),
    heatMap(source, target, shown, title));
  return [figure("Attention", weights),
    ...heads.map((head, i) => figure(`Head ${i + 1}`, head))];
}
