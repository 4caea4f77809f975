"use strict";
// The clean article as elements: sections, lists, tables, quotations, notes, formulas, gaps.

(() => {
  const {el} = engross;
  const TAGS = {italic: "i", bold: "b", underline: "u", strike: "s", sup: "sup", sub: "sub", mono: "code", smallcaps: "span", lang: "span", link: "span", noteref: "sup", formula: "code"};
  const WRAPPED = {quotation: "blockquote", "pull-quote": "blockquote", epigraph: "blockquote", preformatted: "pre"};
  const NAMED = new Set(["caption", "credit", "note", "author-note", "editor-note", "correction", "standfirst", "kicker", "byline", "dateline", "masthead", "issue", "section-name", "series"]);
  const ROWS = {"list-item": "ul", slogan: "ul", reference: "ul", "table-row": "table", verse: "div", "definition-term": "dl", definition: "dl"};

  // Places count characters of Unicode; JavaScript counts some of them twice.
  const slicer = (text) => {
    if (!/[\ud800-\udfff]/.test(text)) return (start, end) => text.slice(start, end);
    const characters = Array.from(text);
    return (start, end) => characters.slice(start, end).join("");
  };

  const wrap = (node, inline) => {
    if (inline.kind === "break") return node;
    if (inline.kind === "ruby") return el("ruby", {}, node, el("rt", {}, inline.value ?? ""));
    const told = inline.kind === "link" ? `Link to ${inline.value ?? ""}` : inline.kind === "formula" ? "Formula, in TeX" : null;
    return el(TAGS[inline.kind] ?? "span", {class: inline.kind, title: told, lang: inline.kind === "lang" ? inline.value : null}, node);
  };

  // The text of a block with what stands inside it, and a sign wherever words are missing.
  const inside = (block, gaps) => {
    const cut = slicer(block.text);
    const inlines = block.inlines ?? [];
    const length = Array.from(block.text).length;
    const edges = new Set([0, length]);
    for (const inline of inlines) edges.add(inline.start).add(inline.end);
    for (const gap of gaps) edges.add(Math.min(gap.at, length));
    const places = [...edges].sort((a, b) => a - b);
    const starts = [...inlines].sort((a, b) => a.start - b.start || b.end - a.end);
    let open = [];
    let next = 0;
    const out = [];
    places.forEach((place, n) => {
      for (const gap of gaps) if (Math.min(gap.at, length) === place) out.push(el("mark", {class: "gap", title: gap.explanation}, "[words missing]"));
      while (next < starts.length && starts[next].start <= place) open.push(starts[next++]);
      open = open.filter((inline) => inline.end > place);
      if (n + 1 === places.length) return;
      let node = document.createTextNode(cut(place, places[n + 1]));
      for (const inline of [...open].reverse()) node = wrap(node, inline);
      out.push(node);
    });
    return out;
  };

  const row = (block) => el("tr", {}, ...(block.cells ?? [{text: block.text}]).map((cell) => el(cell.header ? "th" : "td", {rowspan: cell.rows, colspan: cell.cols}, cell.text)));

  const one = (block, gaps) => {
    const children = inside(block, gaps);
    const printed = block.n && !block.text.startsWith(block.n) ? `${block.n} ` : "";
    switch (block.kind) {
      case "title": return el("h2", {class: "title"}, ...children);
      case "subtitle": return el("p", {class: "subtitle"}, ...children);
      case "heading": return el("h3", {}, ...children);
      case "table-row": return row(block);
      case "list-item": case "slogan": return el("li", {class: block.rend, "data-level": Math.min(block.level || 1, 6)}, printed, ...children);
      case "reference": return el("li", {class: "small reference", lang: block.lang}, printed, ...children);
      case "definition-term": return el("dt", {}, ...children);
      case "definition": return el("dd", {}, ...children);
      case "image": return el("p", {class: "image"}, block.text ? `Picture: ${block.text}` : "Picture");
      case "milestone": return el("p", {class: "milestone"}, block.text || "* * *");
      case "verse": return el("p", {class: "verse"}, ...children);
      default: return el(WRAPPED[block.kind] ?? "p", {class: NAMED.has(block.kind) ? `small ${block.kind}` : null, lang: block.lang, title: NAMED.has(block.kind) ? block.kind : null}, printed, ...children);
    }
  };

  const HOLDERS = {verse: "verses", reference: "references"};

  const holderFor = (block) => {
    const holder = el(ROWS[block.kind], {class: HOLDERS[block.kind]});
    if (block.kind !== "table-row") return [holder, holder];
    const body = el("tbody");
    holder.append(body);
    return [el("div", {class: "table"}, holder), body];
  };

  // All blocks of the article as elements; `made` learns which element belongs to which block.
  engross.cleanArticle = (record, made) => {
    const gaps = new Map();
    for (const gap of record.gaps ?? []) gaps.set(gap.block, [...(gaps.get(gap.block) ?? []), gap]);
    const out = [];
    let holder = null;
    let last = "";
    const add = (block) => {
      const node = one(block, gaps.get(block.id) ?? []);
      node.dataset.block = block.id;
      made.set(block.id, node);
      const together = ROWS[block.kind] ? `${ROWS[block.kind]} ${HOLDERS[block.kind] ?? ""} ${block.group ?? 0}` : "";
      if (together && together !== last) {
        const [outer, inner] = holderFor(block);
        holder = inner;
        out.push(outer);
      }
      last = together;
      (together ? holder : out)[together ? "append" : "push"](node);
    };
    for (const block of record.front ?? []) add(block);
    for (const section of record.sections ?? []) {
      last = "";
      if (section.head) add(section.head);
      for (const block of section.blocks) add(block);
    }
    return out;
  };

  // What is told of ranges of the source, in its order, goes to the blocks that stand there.
  const addRanges = (blocks, ranges, add) => {
    let n = 0;
    for (const block of blocks) {
      while (n < ranges.length && ranges[n].end <= block.start) n += 1;
      if (n < ranges.length && ranges[n].start < Math.max(block.end, block.start + 1)) add(block, ranges[n]);
    }
  };

  // Every block of the source in its order: kept ones and removed ones.
  engross.sourceBlocks = (record) => {
    const kept = [...(record.front ?? [])];
    for (const section of record.sections ?? []) kept.push(...(section.head ? [section.head] : []), ...section.blocks);
    const blocks = kept.map((block) => ({...block, removed: false, came: record.came?.[block.id] ?? block.text}));
    for (const removal of record.removed ?? []) blocks.push({...removal, removed: true, came: removal.text});
    blocks.sort((a, b) => a.start - b.start || a.end - b.end);
    addRanges(blocks, record.unsure ?? [], (block, found) => {
      block.confidence ??= found.confidence;
      block.evidence ??= found.evidence;
    });
    addRanges(blocks, record.decisions ?? [], (block, found) => { block.decision = found; });
    addRanges(blocks, record.page ?? [], (block, found) => {
      block.page = found;
      block.confidence ??= found.sure;
      block.reason ??= found.reason;
      block.evidence ??= found.evidence;
    });
    return blocks;
  };
})();
