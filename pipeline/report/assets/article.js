"use strict";
// The page of an article: the source with a label on each block on one side, the clean article on the other.

(() => {
  const {el, plural} = engross;
  const NEAR = 6;  // blocks beside the text that are never folded away
  const RUN = 8;  // fewer blocks than this are not worth folding
  const LOW = 0.8;  // less sure than this is a doubt
  const LISTED = 0.9;  // blocks that stay are listed in the ledger below this
  const WORDLESS = new Set(["image", "milestone"]);  // the labeller judges words
  const C = engross.columns;
  let view = null;
  let toDoubt = 0;  // 1 or -1 where the next article is opened for its first or last doubt
  let held = 0;  // until then no side follows the other, since a block was brought into view on both

  const page = () => document.getElementById("page-article");

  engross.showArticle = async (id) => {
    const list = engross.lists.articles;
    view = null;
    page().replaceChildren(el("p", {class: "status", role: "status"}, "Loading …"));
    list.fill();
    let row = list.at(id);
    if (!row) {
      await list.fill();
      row = list.at(id);
    }
    if (!row) return say(`The archive has no current article ${id}.`);
    try {
      const record = await recordOf(row);
      if (location.hash === `#${id}`) new View(row, record, engross.review?.again(id));
    } catch (error) {
      say(error.message);
    }
  };

  const say = (text) => page().replaceChildren(el("h1", {id: "head-article"}, "Article"), el("p", {class: "status", role: "alert"}, text));

  const recordOf = async (row) => {
    if (engross.review) return engross.review.record(row[C.id]);
    const name = `articles/${String(row[C.batch]).padStart(5, "0")}-${String(row[C.shard]).padStart(2, "0")}`;
    const record = (await engross.load(name)).find((found) => found.id === row[C.id] && found.version === row[C.version]);
    if (!record) throw new Error(`${name}.js does not hold this article. Run: engross report`);
    return record;
  };

  // By a person: as the archive has it, or, in the review, as it stands.
  const isDecided = (block) => Boolean(engross.review ? block.page?.answer : block.decision);
  const groupOf = (kind) => engross.meta.kinds[kind]?.[0] ?? "removed";

  class View {
    // `again`: the place in the source of the block to choose, and how far both sides were scrolled.
    constructor(row, record, again = null) {
      view = this;
      Object.assign(this, {row, record, at: -1, elements: [], clean: new Map(), folds: []});
      this.blocks = engross.sourceBlocks(record);
      this.mark();
      this.draw();
      const first = toDoubt > 0 ? this.doubtful[0] : toDoubt < 0 ? this.doubtful.at(-1) : undefined;
      toDoubt = 0;
      if (again) this.goOn(again);
      else if (first !== undefined) this.select(first, {focus: true});
    }

    goOn(again) {
      page().querySelector(".panes").dataset.shown = again.shown;
      [this.source.scrollTop, this.article.scrollTop] = again.tops;
      const n = this.blocks.findIndex((block) => block.start <= again.start && again.start < Math.max(block.end, block.start + 1));
      this.select(n, {focus: true});
      window.scrollTo(0, again.page);
    }

    // What is doubted of each block, in sentences.
    mark() {
      const gaps = new Map();
      for (const gap of this.record.gaps ?? []) gaps.set(gap.block, [...(gaps.get(gap.block) ?? []), `Words are missing: ${gap.explanation}`]);
      const kept = this.blocks.map((block, n) => (block.removed ? -1 : n)).filter((n) => n >= 0);
      const [first, last] = [kept[0] ?? 0, kept[kept.length - 1] ?? 0];
      const doubts = (this.record.doubts ?? []).filter((doubt) => doubt.start !== undefined);
      this.blocks.forEach((block, n) => {
        block.doubts = [...(gaps.get(block.id) ?? []), ...doubts.filter((doubt) => doubt.start < block.end && block.start < Math.max(doubt.end, doubt.start + 1)).map((doubt) => doubt.text)];
        const words = engross.wordsIn(block.text);
        if (isDecided(block)) {
          block.doubts = [];
          return;
        }
        const sure = block.confidence;
        if (sure !== undefined && sure < LOW && words) block.doubts.push(`The labeller is not sure: ${sure.toFixed(2)}.`);
        if (block.removed && block.kind !== "duplicate" && words >= 12 && n > first && n < last) block.doubts.push("It is long and stood inside the text.");
      });
    }

    draw() {
      this.source = el("div", {class: "pane source", tabindex: "0", role: "region", "aria-label": "Source"});
      this.article = el("article", {class: "pane clean", dir: "auto", tabindex: "0", "aria-label": "Clean article", lang: this.record.language === "und" ? null : this.record.language});
      this.article.append(...engross.cleanArticle(this.record, this.clean));
      if (!this.clean.size) this.article.append(el("p", {class: "status"}, "Nothing was kept."));
      this.drawSource();
      this.doubtful = this.blocks.map((block, n) => (block.doubts.length ? n : -1)).filter((n) => n >= 0);
      page().replaceChildren(this.head(), this.switcher(), el("div", {class: "panes", "data-shown": "source"}, this.source, this.article));
      this.article.addEventListener("click", (event) => {
        const block = event.target.closest("[data-block]");
        if (block && !getSelection().toString()) this.select(this.blocks.findIndex((found) => found.id === block.dataset.block), {});
      });
      engross.scrollTogether(this.source, this.article, () => this.pairs());
      document.title = `${this.record.title || "(no title)"} · Archive report`;
      window.scrollTo(0, 0);
      page().querySelector("h1").focus({preventScroll: true});
    }

    head() {
      const {record, row} = this;
      const link = engross.address(record.source.url ?? "");
      const place = record.source.url || record.source.name;
      const facts = [record.authors?.join(", "), record.published, record.publisher, record.language, plural(record.words ?? 0, "word", "words"),
        `${plural(record.removed?.length ?? 0, "block", "blocks")} removed`, plural(record.repairs?.length ?? 0, "repair", "repairs"), `${record.id}, version ${record.version}`];
      const button = (name, step) => el("button", {type: "button", class: "quiet", on: {click: () => this.leave(step)}}, name);
      return el("header", {class: "article-head"},
        el("div", {class: "row"}, el("a", {href: "#articles"}, "All articles"), el("span", {class: "gap-fill"}), button("Previous article", -1), button("Next article", 1),
          el("button", {type: "button", id: "next-doubt", on: {click: () => this.nextDoubt(1)}}, this.doubtful.length ? `Next doubt (${this.doubtful.length})` : "Next doubt")),
        el("h1", {id: "head-article", tabindex: "-1", dir: "auto"}, record.title || "(no title)"),
        el("p", {class: "place"}, link ? el("a", {href: link, rel: "noreferrer noopener", target: "_blank"}, place) : place),
        el("p", {class: "facts"}, ...facts.filter(Boolean).flatMap((fact, n) => [n ? " · " : "", el("bdi", {}, fact)])),
        ...this.told(row));
    }

    // The doubts of the article as a whole.
    told(row) {
      const own = (this.record.doubts ?? []).map((doubt) => [doubt.code, doubt.text]);
      const more = row[C.doubts].filter((code) => !own.some(([known]) => known === code)).map((code) => [code, engross.meta.reasons[code]]);
      const all = [...own, ...more];
      return all.length ? [el("ul", {class: "doubts", "aria-label": "Doubts"}, ...all.map(([code, text]) => el("li", {}, text, " ", el("span", {class: "tag"}, code))))] : [];
    }

    switcher() {
      const panes = [["source", "Source"], ["clean", "Clean article"]];
      return el("div", {class: "switch", role: "group", "aria-label": "Which side is shown"}, ...panes.map(([name, told]) => el("button", {
        type: "button", "aria-pressed": String(name === "source"), on: {click: () => this.showPane(name)}, "data-pane": name,
      }, told)));
    }

    showPane(name) {
      page().querySelector(".panes").dataset.shown = name;
      page().querySelectorAll(".switch button").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.pane === name)));
      if (this.at >= 0) this.reveal(name === "source" ? this.elements[this.at] : this.clean.get(this.blocks[this.at].id));
    }

    // -- the source ----------------------------------------------------------------------------------------------------

    drawSource() {
      this.elements = this.blocks.map((block, n) => this.blockElement(block, n));
      let n = 0;
      for (const run of this.runs()) {
        const group = this.elements.slice(n, n + run.length);
        if (run.folded) this.source.append(this.fold(group, this.blocks.slice(n, n + run.length)));
        else this.source.append(...group);
        n += run.length;
      }
    }

    // Long runs of removed blocks far from the text are folded; what stands near the text never is.
    runs() {
      const kept = this.blocks.map((block) => !block.removed);
      const far = new Array(kept.length).fill(true);
      const open = (from, to) => { for (let i = Math.max(0, from); i < Math.min(kept.length, to); i += 1) far[i] = false; };
      let end = 0;
      kept.forEach((is, n) => {
        if (!is) return;
        open(Math.max(end, n - NEAR), n + NEAR + 1);
        end = n + NEAR + 1;
      });
      const runs = [];
      far.forEach((is, n) => {
        const near = !is || this.blocks[n].doubts.length > 0;
        const last = runs[runs.length - 1];
        if (last && last.folded === !near) last.length += 1;
        else runs.push({folded: !near, length: 1});
      });
      if (!kept.includes(true)) return [{folded: false, length: kept.length}];
      return runs.map((run) => ({...run, folded: run.folded && run.length >= RUN}));
    }

    fold(group, blocks) {
      const counts = new Map();
      for (const block of blocks) counts.set(block.kind, (counts.get(block.kind) ?? 0) + 1);
      const told = [...counts].sort((a, b) => b[1] - a[1]).map(([kind, number]) => `${number} ${kind}`).join(", ");
      return el("details", {class: "fold"}, el("summary", {}, `${plural(group.length, "removed block", "removed blocks")} far from the text: ${told}`), ...group);
    }

    blockElement(block, n) {
      const group = groupOf(block.kind);
      const decided = engross.review ? engross.review.decided(block) : block.decision && `decided: ${block.decision.after}`;
      const text = block.came.trim() ? block.came : "(no words)";
      const what = block.removed ? `removed: ${block.kind}` : block.kind;
      return el("div", {class: `block ${group}`, "data-kind": block.kind, "data-n": n, on: {click: () => { if (!getSelection().toString()) this.select(n, {}); }}},
        el("button", {type: "button", class: "label", tabindex: "-1", "aria-expanded": "false"}, what),
        block.doubts.length ? el("span", {class: "tag doubt"}, "doubt") : null,
        block.used?.length ? el("span", {class: "tag"}, `read into ${block.used.join(", ")}`) : null,
        decided ? el("span", {class: "tag decided"}, decided) : null,
        el("p", {class: "came", dir: "auto", lang: this.record.language === "und" ? null : this.record.language}, text));
    }

    // -- one block -----------------------------------------------------------------------------------------------------

    select(n, {focus = false}) {
      if (n < 0 || n >= this.blocks.length) return;
      this.unselect();
      this.at = n;
      const element = this.elements[n];
      const fold = element.closest("details");
      if (fold) fold.open = true;
      element.classList.add("selected");
      element.querySelector(".label").setAttribute("aria-expanded", "true");
      element.append(this.details(this.blocks[n]));
      const clean = this.clean.get(this.blocks[n].id);
      clean?.classList.add("selected");
      held = performance.now() + 200;
      this.reveal(element);
      if (clean) this.reveal(clean);
      if (focus) element.querySelector(".label").focus({preventScroll: true});
    }

    unselect() {
      if (this.at < 0) return;
      const element = this.elements[this.at];
      element.classList.remove("selected");
      element.querySelector(".label").setAttribute("aria-expanded", "false");
      element.querySelector(".details")?.remove();
      this.clean.get(this.blocks[this.at].id)?.classList.remove("selected");
      this.at = -1;
    }

    reveal(element) {
      const pane = element?.closest(".pane");
      if (!pane || !pane.offsetParent) return;
      if (getComputedStyle(pane).overflowY === "visible") return void element.scrollIntoView({block: "center"});
      const box = element.getBoundingClientRect();
      const frame = pane.getBoundingClientRect();
      if (box.top < frame.top + 20 || box.bottom > frame.bottom - 20) pane.scrollTop += box.top - frame.top - Math.min(frame.height / 3, Math.max(20, (frame.height - box.height) / 2));
    }

    details(block) {
      const kind = engross.meta.kinds[block.kind]?.[1] ?? "";
      const sure = isDecided(block) ? "" : block.confidence === undefined ? (WORDLESS.has(block.kind) ? "" : ` Sure: ${LISTED} of 1 or more.`) : ` Sure: ${block.confidence.toFixed(2)} of 1.`;
      const reason = block.reason ? engross.meta.reasons[block.reason] ?? block.reason : "";
      const repairs = (this.record.repairs ?? []).filter((repair) => repair.start < block.end && block.start < Math.max(repair.end, repair.start + 1));
      const part = (name, items) => (items.length ? [el("dt", {}, name), ...items.map((item) => el("dd", {}, item))] : []);
      return el("div", {class: "details", on: {click: (event) => event.stopPropagation()}},
        el("p", {}, el("strong", {}, block.removed ? `Removed as ${block.kind}.` : `Kept as ${block.kind}.`), ` ${kind}${sure}`),
        engross.review?.buttons(this, block),
        el("dl", {},
          ...part("Doubts", block.doubts),
          ...part("Why", reason ? [reason] : []),
          ...part("Evidence that counted most", block.evidence?.length ? block.evidence : this.withoutEvidence(block)),
          ...part("Decided", block.decision ? [`${block.decision.who}, ${block.decision.when}: ${block.decision.after} (${block.decision.scope}); it was ${block.decision.before}`] : []),
          ...part("Stands also as", block.twin ? [block.twin] : []),
          ...part("Read into", block.used ?? []),
          ...part("Metadata", (this.record.metadata ?? []).filter((found) => found.start !== undefined && found.start < block.end && block.start < found.end).map((found) => `${found.field}: ${found.value} (${found.how})`)),
          ...part("Repairs", repairs.map((repair) => this.repair(repair))),
          ...part("Place", [`characters ${block.start} to ${block.end}, ${block.id}`])),
        engross.review ? null : el("p", {class: "hint"}, "To decide on this block, open the archive with: engross review"));
    }

    // The archive keeps the evidence of what was removed and of what hardly stayed.
    withoutEvidence(block) {
      if (engross.review || block.removed || isDecided(block) || WORDLESS.has(block.kind)) return [];
      return ["This block stays beyond doubt, and the archive keeps the evidence of other blocks alone. engross review shows it for every block."];
    }

    repair(repair) {
      const code = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
      const shown = (text) => {
        if (text === "") return el("em", {}, "nothing");
        const start = text.length > 300 ? `${text.slice(0, 300)} …` : text;
        return el("code", {}, /[^\s\p{C}]/u.test(start) ? start : Array.from(start.slice(0, 10), code).join(" "));
      };
      return el("span", {}, `${repair.kind}: `, el("del", {}, shown(repair.before)), " became ", el("ins", {}, shown(repair.after)));
    }

    // -- moving --------------------------------------------------------------------------------------------------------

    step(by) {
      this.select(this.at < 0 ? (by > 0 ? 0 : this.blocks.length - 1) : this.at + by, {focus: true});
    }

    nextDoubt(by) {
      const next = by > 0 ? this.doubtful.find((n) => n > this.at) : [...this.doubtful].reverse().find((n) => this.at < 0 || n < this.at);
      if (next !== undefined) this.select(next, {focus: true});
      else {
        toDoubt = by;
        this.leave(by);
      }
    }

    leave(by) {
      const list = engross.lists.articles;
      const row = list.beside(this.row[C.id], by);
      location.hash = row ? `#${row[C.id]}` : "#articles";
    }

    pairs() {
      const out = [];
      this.blocks.forEach((block, n) => {
        const clean = this.clean.get(block.id);
        if (clean) out.push([this.elements[n], clean]);
      });
      return out;
    }
  }

  // The same article as it is after a decision, at the same place.
  engross.replaceArticle = (old, record, start) => {
    if (view !== old) return;
    new View(old.row, record, placeOf(old, start));
  };

  const placeOf = (old, start) => ({
    id: old.record.id, start, tops: [old.source.scrollTop, old.article.scrollTop], page: window.scrollY, shown: page().querySelector(".panes").dataset.shown,
  });

  // Where the reader is, for after the page is loaded again; null where no block is chosen.
  engross.place = () => (view && view.at >= 0 && document.body.classList.contains("reading") ? placeOf(view, view.blocks[view.at].start) : null);

  engross.articleKey = (key) => {
    if (!view) return false;
    const acts = {
      n: () => view.nextDoubt(1), p: () => view.nextDoubt(-1), ".": () => view.step(1), ",": () => view.step(-1), "]": () => view.leave(1), "[": () => view.leave(-1),
      Escape: () => (view.at >= 0 ? view.unselect() : (location.hash = "#articles")),
    };
    const act = acts[key] ?? engross.review?.keys(view, key);
    act?.();
    return Boolean(act);
  };

  // Two panes that show the same place: between two blocks that both have, the way is divided alike.
  engross.scrollTogether = (left, right, pairs) => {
    let leading = null;
    let waiting = false;
    const top = (pane, element) => element.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
    const follow = (from, to, side) => {
      // The line that is compared wanders from the top of the pane to its bottom, so that both begin and end together.
      const eye = from.scrollTop * from.scrollHeight / Math.max(1, from.scrollHeight - from.clientHeight);
      const marks = [[0, 0], ...pairs().map((pair) => [top(from, pair[side]), top(to, pair[1 - side])]), [from.scrollHeight, to.scrollHeight]];
      let n = 1;
      while (n < marks.length - 1 && marks[n][0] <= eye) n += 1;
      const [a, b] = [marks[n - 1], marks[n]];
      const way = Math.min(1, Math.max(0, (eye - a[0]) / Math.max(1, b[0] - a[0])));
      to.scrollTop = (a[1] + way * (b[1] - a[1])) * (to.scrollHeight - to.clientHeight) / to.scrollHeight;
    };
    [[left, right, 0], [right, left, 1]].forEach(([from, to, side]) => {
      const lead = () => { leading = from; };
      for (const event of ["pointerenter", "wheel", "touchstart", "focusin"]) from.addEventListener(event, lead, {passive: true});
      from.addEventListener("scroll", () => {
        if (leading !== from || waiting || performance.now() < held) return;
        waiting = true;
        requestAnimationFrame(() => {
          waiting = false;
          if (leading === from && to.offsetParent) follow(from, to, side);
        });
      }, {passive: true});
    });
  };
})();
