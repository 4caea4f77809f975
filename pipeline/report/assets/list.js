"use strict";
// A list that is searched, sorted and turned page by page. Its rows come in data files; the first is shown while the others are loaded.

(() => {
  const {el, count, percent} = engross;
  const NONE = {articles: "This archive holds no article.", failed: "No source failed."};
  const SHOWN = 50;

  class List {
    constructor(name, columns, search) {
      Object.assign(this, {name, columns, search, rows: [], found: [], shown: [], page: 0, sort: null, down: false, files: 0, error: ""});
      const root = document.getElementById(`page-${name}`);
      this.form = root.querySelector("form");
      this.status = root.querySelector(".status");
      this.head = root.querySelector("thead");
      this.body = root.querySelector("tbody");
      this.turn = root.querySelector(".turn");
      this.form.addEventListener("submit", (event) => event.preventDefault());
      this.form.addEventListener("input", engross.after(120, () => this.refresh()));
      this.drawHead();
    }

    // Loads all rows, once.
    fill() {
      this.filled ??= this.loadAll();
      return this.filled;
    }

    async loadAll() {
      const files = engross.meta.pages[this.name];
      this.draw();
      for (; this.files < files; this.files += 1) {
        try {
          this.add(await engross.load(`list/${this.name}-${String(this.files).padStart(4, "0")}`));
        } catch (error) {
          this.error = error.message;
          break;
        }
        if (this.files === 0 || this.files % 10 === 9) this.refresh(this.page);
      }
      this.complete = true;
      this.refresh(this.page);
      this.whenComplete?.();
    }

    add(rows) {
      for (const row of rows) this.rows.push(row);
    }

    refresh(page = 0) {
      const values = Object.fromEntries(new FormData(this.form));
      const words = values.words.toLowerCase().split(/\s+/).filter(Boolean);
      this.found = this.rows.filter((row) => this.passes(row, values) && (!words.length || this.contains(row, words)));
      if (this.sort !== null) this.order();
      this.page = Math.min(page, Math.max(0, Math.ceil(this.found.length / SHOWN) - 1));
      this.draw();
    }

    contains(row, words) {
      const text = this.search(row).toLowerCase();
      return words.every((word) => text.includes(word));
    }

    passes() {
      return true;
    }

    order() {
      const key = this.columns[this.sort].key;
      const turned = this.down ? -1 : 1;
      const sorted = this.found.map((row, at) => [key(row), at, row]);
      sorted.sort((a, b) => (a[0] < b[0] ? -turned : a[0] > b[0] ? turned : a[1] - b[1]));
      this.found = sorted.map((entry) => entry[2]);
    }

    sortBy(column) {
      const first = Boolean(this.columns[column].down);
      if (this.sort === column && this.down !== first) this.sort = null;
      else if (this.sort === column) this.down = !this.down;
      else [this.sort, this.down] = [column, first];
      this.drawHead();
      this.head.querySelectorAll("button")[column].focus();
      this.refresh();
    }

    drawHead() {
      this.head.replaceChildren(el("tr", {}, ...this.columns.map((column, at) => {
        const state = this.sort === at ? (this.down ? "descending" : "ascending") : null;
        const mark = el("span", {"aria-hidden": "true"}, state ? (this.down ? " ↓" : " ↑") : "");
        return el("th", {scope: "col", class: column.class, "aria-sort": state}, el("button", {type: "button", on: {click: () => this.sortBy(at)}}, column.name, mark));
      })));
    }

    draw() {
      const from = this.page * SHOWN;
      const shown = this.found.slice(from, from + SHOWN);
      // Rows that stay are not made anew: a click that is being made on one of them would be lost.
      if (shown.length !== this.shown.length || shown.some((row, at) => row !== this.shown[at])) this.body.replaceChildren(...shown.map((row) => el("tr", {}, ...this.columns.map((column) => el("td", {class: column.class, "data-name": column.name}, ...[column.cell(row)].flat())))));
      this.shown = shown;
      const total = engross.meta.counts[this.name];
      const told = this.found.length ? `${count(from + 1)} to ${count(from + shown.length)} of ${count(this.found.length)}` : "No row fits the search and the filters";
      const whole = this.complete ? "" : `, ${count(this.rows.length)} of ${count(total)} loaded`;
      this.status.textContent = this.error || (total || this.rows.length ? told + whole : NONE[this.name]);
      this.drawTurn();
    }

    drawTurn() {
      const last = Math.ceil(this.found.length / SHOWN) - 1;
      const button = (name, page) => el("button", {type: "button", disabled: page < 0 || page > last || page === this.page, on: {click: () => this.go(page)}}, name);
      this.turn.replaceChildren(...(last < 1 ? [] : [
        button("First", 0), button("Previous", this.page - 1), el("span", {}, `Page ${count(this.page + 1)} of ${count(last + 1)}`), button("Next", this.page + 1), button("Last", last),
      ]));
    }

    go(page) {
      this.page = page;
      this.draw();
      this.status.scrollIntoView({block: "nearest"});
    }
  }

  const C = {id: 0, version: 1, batch: 2, shard: 3, title: 4, site: 5, place: 6, published: 7, language: 8, words: 9, removed: 10, repairs: 11, sure: 12, doubts: 13, copy: 14};
  engross.columns = C;
  const site = (row) => engross.meta.sites[row[C.site]];
  const share = (row) => row[C.removed] / Math.max(1, row[C.words] + row[C.removed]);

  const articleColumns = [
    {name: "Article", class: "wide", key: (row) => row[C.title].toLowerCase(), cell: (row) => [
      el("a", {href: `#${row[C.id]}`, dir: "auto"}, row[C.title] || "(no title)"), el("span", {class: "place"}, row[C.place]),
    ]},
    {name: "Doubts", key: (row) => row[C.doubts].join(" ") || "~", cell: (row) => row[C.doubts].map((code) => el("span", {class: "tag", title: engross.meta.reasons[code]}, code))},
    {name: "Sure", class: "n", key: (row) => row[C.sure], cell: (row) => row[C.sure].toFixed(2)},
    {name: "Site", key: (row) => site(row), cell: (row) => site(row)},
    {name: "Date", class: "date", key: (row) => row[C.published], down: true, cell: (row) => row[C.published]},
    {name: "Language", key: (row) => row[C.language], cell: (row) => row[C.language]},
    {name: "Words", class: "n", key: (row) => row[C.words], down: true, cell: (row) => count(row[C.words])},
    {name: "Removed", class: "n", key: share, down: true, cell: (row) => percent(row[C.removed], row[C.words] + row[C.removed])},
    {name: "Repairs", class: "n", key: (row) => row[C.repairs], down: true, cell: (row) => count(row[C.repairs])},
  ];

  class Articles extends List {
    passes(row, values) {
      return (!values.show || (values.show === "doubts" ? row[C.doubts].length > 0 : row[C.copy] !== "")) && (!values.doubt || row[C.doubts].includes(values.doubt))
        && (!values.site || String(row[C.site]) === values.site) && (!values.language || row[C.language] === values.language);
    }

    add(rows) {
      super.add(rows);
      for (const row of rows) {
        this.languages.add(row[C.language]);
        for (const code of row[C.doubts]) this.codes.add(code);
      }
    }

    whenComplete() {
      const options = (name, values) => this.form.elements[name].append(...values.map(([value, text]) => el("option", {value}, text)));
      options("language", [...this.languages].sort().map((tag) => [tag, tag]));
      options("doubt", [...this.codes].sort().map((code) => [code, code]));
      const sites = engross.meta.sites.map((name, at) => [String(at), name]).sort((a, b) => (a[1] < b[1] ? -1 : 1));
      options("site", sites.slice(0, 1000));
    }

    at(id) {
      return this.rows.find((row) => row[C.id] === id);
    }

    // The article after this one in the list as it stands, or before it.
    beside(id, step) {
      const rows = this.found;
      const at = rows.findIndex((row) => row[C.id] === id);
      return at < 0 ? null : rows[at + step] ?? null;
    }
  }

  engross.openLists = () => {
    const articles = new Articles("articles", articleColumns, (row) => `${row[C.title]} ${site(row)} ${row[C.place]} ${row[C.id]} ${row[C.doubts].join(" ")}`);
    articles.languages = new Set();
    articles.codes = new Set();
    engross.lists.articles = articles;
    engross.lists.failed = new List("failed", [
      {name: "Source", class: "wide", key: (row) => row[0].toLowerCase(), cell: (row) => row[0]},
      {name: "Reason", key: (row) => row[1], cell: (row) => el("span", {class: "tag"}, row[1])},
      {name: "What happened", class: "wide", key: (row) => row[2], cell: (row) => row[2]},
      {name: "Batch", class: "n", key: (row) => row[3], cell: (row) => String(row[3])},
    ], (row) => row.slice(0, 3).join(" "));
  };
})();
