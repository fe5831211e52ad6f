/** How much a word is to be doubted, from 0 to 1: of a word as good as certain nothing is shown. */
function doubtOf(logProbability) {
  return Math.max(0, 0.9 - Math.exp(logProbability)) / 0.9;
}

function wordsOfText(text) {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** A line's translation: its words, and below them what else is known of it. */
class LineView {
  /** @param actions alternatives(line, words before it), take(line, beginning) */
  constructor(line, actions) {
    this.line = line;
    this.actions = actions;
    this.root = element("article", { class: "line" });
  }

  showGrowing(text) {
    this.root.setAttribute("aria-busy", "true");
    this.root.replaceChildren(element("p", { class: "target growing" }, text || "…"));
  }

  showFailure(message) {
    this.root.removeAttribute("aria-busy");
    this.root.replaceChildren(element("p", { class: "failed" }, message));
  }

  show(answer, given) {
    this.root.removeAttribute("aria-busy");
    this.answer = answer;
    const { source, target, weights } = answer.alignment ?? { source: [], target: [], weights: [] };
    this.sources = source.map((word) => element("span", { class: "word", tabindex: "-1" }, word));
    this.targets = wordsOfText(answer.text).map((word, t) => this.targetWord(word, t, given));
    this.targets.forEach((button, t) => this.lights(button, this.sources, weights[t] ?? []));
    this.sources.forEach((span, s) => this.lights(span, this.targets, target.map((_, t) => weights[t][s])));
    this.root.replaceChildren(
      element("p", { class: "source quiet" }, ...spaced(this.sources)),
      element("p", { class: "target" }, ...spaced(this.targets), ...this.release(given)),
      this.details(answer));
  }

  targetWord(word, t, given) {
    const score = this.answer.words?.[t]?.log_probability ?? 0;
    const probability = Math.round(100 * Math.exp(score));
    const button = element("button", { class: t < given ? "word given" : "word", type: "button",
      style: `--doubt: ${doubtOf(score).toFixed(2)}`, title: `${probability} %`,
      "aria-label": `${word}, ${probability} percent` }, word);
    button.addEventListener("click", () => this.offer(t));
    button.addEventListener("keydown", (event) => this.move(event, t));
    return button;
  }

  /** While one word is pointed at, others are lit by weight. */
  lights(word, others, weights) {
    const light = (on) => others.forEach((other, i) =>
      other.style.setProperty("--light", on ? (weights[i] ?? 0).toFixed(3) : "0"));
    for (const name of ["pointerenter", "focus"]) word.addEventListener(name, () => light(true));
    for (const name of ["pointerleave", "blur"]) word.addEventListener(name, () => light(false));
  }

  move(event, t) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.targets[t + step]?.focus();
  }

  /** What undoes a beginning that was chosen. */
  release(given) {
    if (given === 0) return [];
    const button = element("button", { type: "button", "aria-label": "let the model begin" }, "×");
    button.addEventListener("click", () => this.actions.take(this.line, ""));
    return [" ", button];
  }

  async offer(t) {
    const before = wordsOfText(this.answer.text).slice(0, t);
    const list = element("ul", { class: "alternatives", "aria-label": "alternatives" });
    this.root.querySelector(".alternatives")?.remove();
    this.root.querySelector(".target").after(list);
    list.append("…");
    list.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      list.remove();
      this.targets[t]?.focus();
    });
    try {
      const words = await this.actions.alternatives(this.line, before);
      list.replaceChildren(...words.map((word) => this.choice(before, word)));
      list.querySelector("button")?.focus();
    } catch (error) {
      list.replaceChildren(element("li", { class: "failed" }, error.message));
    }
  }

  choice(before, word) {
    const button = element("button", { type: "button" }, word);
    button.addEventListener("click", () =>
      this.actions.take(this.line, [...before, word].join(" ")));
    return element("li", {}, button);
  }

  details(answer) {
    const list = element("ol", { class: "n-best" }, ...answer.n_best.map(({ text, score }) => {
      const button = element("button", { type: "button", class: "word" }, text);
      button.addEventListener("click", () => this.actions.take(this.line, text));
      return element("li", {}, button, element("span", { class: "quiet" }, ` ${score.toFixed(3)}`));
    }));
    const maps = element("div", { class: "maps" });
    const details = element("details", {}, element("summary", {}, "Others, scores and attention"),
      list, maps);
    details.addEventListener("toggle", () => {
      if (answer.alignment) maps.replaceChildren(...(details.open ? mapsOf(answer.alignment) : []));
    });
    return details;
  }
}

function spaced(words) {
  return words.flatMap((word, i) => i === 0 ? [word] : [" ", word]);
}
