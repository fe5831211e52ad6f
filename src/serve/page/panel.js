/** A beginning whose last word is not to go on. */
const ended = (words) => words && words + " ";

/** The translations of all lines by one model. */
class Panel {
  constructor(client, model, title) {
    this.client = client;
    this.model = model;
    this.known = new Map();   // by line: its answer
    this.begun = new Map();   // by line: the words that were chosen for its beginning
    this.views = [];
    this.lines = element("div", { lang: model.target, "aria-live": "polite" });
    this.root = element("section", { class: "panel", "aria-label": title },
      element("h2", {}, title), this.lines);
  }

  get named() {
    return { source: this.model.source, target: this.model.target, model: this.model.name };
  }

  request(text, more) {
    return { text, ...this.named, ...more };
  }

  /** Translates what is not known yet; what was under way is given up. */
  async show(lines, beam) {
    this.running?.abort();
    this.beam = beam;
    const before = this.views;
    this.views = lines.map((line) => this.kept(before, line) ?? this.viewOf(line));
    this.lines.replaceChildren(...this.views.map((view) => view.root));
    const running = this.running = new AbortController();
    const missing = [...new Set(lines)].filter((line) => !this.known.has(line));
    try {
      for (const line of missing) await this.translate(line, running.signal);
    } catch (error) {
      if (error.name === "AbortError") return;
      for (const view of this.views) {
        if (!this.known.has(view.line)) view.showFailure(error.message);
      }
    }
  }

  /** The view of a line that stays as it is. */
  kept(views, line) {
    const place = this.known.has(line) ? views.findIndex((view) => view.line === line) : -1;
    return place < 0 ? undefined : views.splice(place, 1)[0];
  }

  viewOf(line) {
    const view = new LineView(line, {
      alternatives: (of, before) => this.alternatives(of, before),
      take: (of, text) => this.begin(of, text),
    });
    this.known.has(line) ? this.fill(view) : view.showGrowing("");
    return view;
  }

  fill(view) {
    view.show(this.known.get(view.line), wordsOfText(this.begun.get(view.line) ?? "").length);
  }

  viewsOf(line) {
    return this.views.filter((view) => view.line === line);
  }

  async translate(line, signal) {
    const prefix = ended(this.begun.get(line) ?? "");
    const asked = this.request([line], { beam_size: this.beam, n_best: Math.min(this.beam, 5),
      words: true, alignment: true, ...(prefix && { prefix }) });
    const answer = await this.client.watch(asked, signal,
      (_, text) => this.viewsOf(line).forEach((view) => view.showGrowing(text)));
    this.known.set(line, answer.translations[0]);
    this.viewsOf(line).forEach((view) => this.fill(view));
  }

  /** The words that may follow, the likeliest first; where the model is sure of one, drawn ones too. */
  async alternatives(line, before) {
    const words = await this.nextWords(line, before, {});
    if (words.length < 4) {
      words.push(...await this.nextWords(line, before, { sampling: { temperature: 2, seed: 1 } }));
    }
    return [...new Set(words)].slice(0, 10);
  }

  async nextWords(line, before, search) {
    const prefix = ended(before.join(" "));
    const answer = await this.client.translate(
      this.request([line], { n_best: 20, ...search, ...(prefix && { prefix }) }));
    const next = answer.translations[0].n_best.map(({ text }) => wordsOfText(text)[before.length]);
    // What ends within a character (byte pieces) is no word that a translation could begin with.
    return [...new Set(next.filter((word) => word !== undefined && !word.includes("\uFFFD")))];
  }

  async begin(line, text) {
    this.begun.set(line, text);
    this.known.delete(line);
    await this.show(this.views.map((view) => view.line), this.beam);
    this.viewsOf(line)[0]?.targets?.[0]?.focus();
  }

  forget() {
    this.known.clear();
  }
}
