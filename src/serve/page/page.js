const client = new Client();
const part = (id) => document.getElementById(id);
let models = [], panels = [];

function say(text, failed = false) {
  part("status").textContent = text;
  part("status").classList.toggle("failed", failed);
}

function fillChoice(select, choices, chosen) {
  select.replaceChildren(...choices.map(([value, text]) => element("option", { value }, text)));
  if (choices.some(([value]) => value === chosen)) select.value = chosen;
}

const names = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });

function nameOf(code) {
  try {
    return names.of(code);
  } catch {
    return code;
  }
}

/** The models of a source, each with its value in the address and its text. */
function choicesOf(source) {
  const served = models.filter((model) => model.source === source);
  return served.map((model) => {
    const twins = served.filter(({ target }) => target === model.target);
    const language = nameOf(model.target);
    return { model, value: twins[0] === model ? model.target : `${model.target} ${model.name}`,
      text: twins.length > 1 ? `${language}, ${model.name}` : language };
  });
}

function lines() {
  return part("text").value.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}

function beam() {
  return Math.min(20, Math.max(1, Math.trunc(Number(part("beam").value)) || 5));
}

function refresh() {
  remember();
  for (const panel of panels) panel.show(lines(), beam());
}

function choosePanels() {
  const source = part("source").value;
  const wanted = [...new Set([part("target").value, part("beside").value])];
  const choices = choicesOf(source);
  for (const panel of panels) panel.running?.abort();
  panels = wanted.flatMap((value) => choices.filter((choice) => choice.value === value))
    .map(({ model, text }) => new Panel(client, model, `${nameOf(source)} → ${text}`));
  part("panels").replaceChildren(...panels.map((panel) => panel.root));
  part("text").lang = source;
  refresh();
}

function chooseSource(target, beside) {
  const choices = choicesOf(part("source").value).map(({ value, text }) => [value, text]);
  fillChoice(part("target"), choices, target);
  fillChoice(part("beside"), [["", "—"], ...choices], beside);
  part("beside").parentElement.hidden = choices.length < 2;
  choosePanels();
}

/** The page's address is a link to what it shows. */
function remember() {
  const state = new URLSearchParams({ text: part("text").value, source: part("source").value,
    target: part("target").value, beam: beam() });
  if (part("beside").value) state.set("beside", part("beside").value);
  history.replaceState(null, "", `#${state}`);
}

function save(name, type, content) {
  const link = element("a", { download: name, href: URL.createObjectURL(new Blob([content], { type })) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function answers() {
  return panels.flatMap((panel) => lines().filter((line) => panel.known.has(line)).map((line) =>
    ({ ...panel.named, text: line, ...panel.known.get(line) })));
}

function saveMaps() {
  const maps = answers().filter(({ alignment }) => alignment)
    .map(({ alignment, text }) => heatMap(alignment.source, alignment.target, alignment.weights, text));
  if (maps.length === 0) return say("there is nothing to save yet", true);
  let height = 0;
  const all = drawn("svg", { xmlns: svgNamespace });
  for (const map of maps) {
    map.setAttribute("y", height);
    height += Number(map.getAttribute("height")) + 16;
    all.append(map);
  }
  all.setAttribute("width", Math.max(...maps.map((map) => Number(map.getAttribute("width")))));
  all.setAttribute("height", height);
  save("attention.svg", "image/svg+xml", new XMLSerializer().serializeToString(all));
}

/** Lines in portions that one request may have. */
function* portions(all) {
  let portion = [], characters = 0;
  for (const line of all) {
    if (portion.length === 64 || (portion.length > 0 && characters + line.length > 8000)) {
      yield portion;
      portion = [];
      characters = 0;
    }
    portion.push(line);
    characters += line.length;
  }
  if (portion.length > 0) yield portion;
}

async function translateFile(file) {
  const all = (await file.text()).replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
  const panel = panels[0], translated = [];
  for (const portion of portions(all)) {
    say(`${file.name}: ${translated.length} of ${all.length} lines`);
    const answer = await client.translate(panel.request(portion, { beam_size: beam() }));
    translated.push(...answer.translations.map(({ text }) => text));
  }
  const name = file.name.replace(/(\.[^.]*)?$/, `.${panel.model.target}$1`);
  save(name, "text/plain", translated.join("\n") + "\n");
  say(`${file.name}: ${all.length} lines, saved as ${name}`);
}

function take(file) {
  if (file) translateFile(file).catch((error) => say(`${file.name}: ${error.message}`, true));
}

function listen() {
  let waiting;
  part("text").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 80);
  });
  part("beam").addEventListener("change", () => { panels.forEach((panel) => panel.forget()); refresh(); });
  part("source").addEventListener("change", () => chooseSource());
  for (const id of ["target", "beside"]) part(id).addEventListener("change", choosePanels);
  part("theme").addEventListener("change", ({ target }) => {
    document.documentElement.style.colorScheme = target.value === "auto" ? "" : target.value;
  });
  part("file").addEventListener("change", ({ target }) => { take(target.files[0]); target.value = ""; });
  part("link").addEventListener("click", () => navigator.clipboard.writeText(location.href)
    .then(() => say("the link is in the clipboard"), () => say(location.href)));
  part("export-json").addEventListener("click", () =>
    save("translations.json", "application/json", JSON.stringify(answers(), null, 1)));
  part("export-svg").addEventListener("click", saveMaps);
  part("token").addEventListener("change", ({ target }) => { client.token = target.value; refresh(); });
  listenToDrops();
}

function listenToDrops() {
  const mark = (on) => document.body.classList.toggle("dropping", on);
  addEventListener("dragover", (event) => { event.preventDefault(); mark(true); });
  addEventListener("dragleave", () => mark(false));
  addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    take(event.dataTransfer.files[0]);
  });
}

async function begin() {
  const state = new URLSearchParams(location.hash.slice(1));
  models = await client.models();
  part("token-label").hidden = !(await client.settings()).keyRequired;
  part("text").value = state.get("text") ?? "";
  if (state.has("beam")) part("beam").value = state.get("beam");
  const sources = new Set(models.map(({ source }) => source));
  fillChoice(part("source"), [...sources].map((code) => [code, nameOf(code)]), state.get("source"));
  listen();
  chooseSource(state.get("target"), state.get("beside"));
}

begin().catch((error) => say(error.message, true));
