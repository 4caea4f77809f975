"use strict";
// What the review adds to the pages: buttons and keys to decide on a block. Each decision is sent at once, and the article is shown as it will be.

(() => {
  const {el, plural} = engross;
  const GROUPS = [["article", "Stays in the text"], ["metadata", "Read into the metadata"], ["removed", "Removed"]];
  const SCOPES = [["block", "in this article"], ["site", "on this site"], ["everywhere", "everywhere"]];
  const stored = (name, value) => {
    try {
      if (value === undefined) return JSON.parse(sessionStorage.getItem(`engross-${name}`));
      sessionStorage.setItem(`engross-${name}`, JSON.stringify(value));
    } catch { /* a browser that stores nothing: undo ends with the page */ }
    return null;
  };
  const done = stored("done") ?? [];  // what undo takes back, the last one first
  let scope = "block";
  let about = null;
  let busy = false;

  const ask = async (address, body) => {
    const sent = body === undefined ? {} : {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)};
    let answer;
    try {
      answer = await fetch(address, {...sent, referrerPolicy: "no-referrer"});
    } catch {
      throw new Error("The review does not answer. Is engross review still running?");
    }
    const found = await answer.json();
    if (!answer.ok) throw new Error(found.error);
    return found;
  };

  const bar = el("p", {class: "review-bar", role: "status"});
  const apply = el("button", {type: "button", id: "reapply", title: "Make the articles of the archive again for which other decisions hold, as engross archive --reapply does"}, "Reapply");
  const say = (text) => { bar.textContent = text; };

  const inWords = (answer) => `${answer.after} ${SCOPES.find(([name]) => name === answer.scope)[1]}`;

  const send = async (view, decision, told) => {
    if (busy) return;
    busy = true;
    try {
      const found = await ask("decisions", decision);
      about.noted = found.noted;
      say(`${told} Noted in ${about.file}, ${plural(found.noted, "decision", "decisions")} so far. Reapply applies them to the archive.`);
      if (view && view.record.id === decision.id) engross.replaceArticle(view, found.record, decision.start);
      return true;
    } catch (error) {
      say(error.message);
      return false;
    } finally {
      busy = false;
    }
  };

  const decide = async (view, after) => {
    const block = view.blocks[view.at];
    if (!block) return say("Choose a block first.");
    if (!block.page) return say("There are no words in this block to decide on.");
    const decision = {id: view.record.id, start: block.page.start, block: block.page.block, after, scope};
    if (await send(view, decision, `Decided: ${inWords(decision)}.`)) remember(() => done.push(decision));
  };

  const remember = (change) => {
    change();
    stored("done", done);
  };

  const undo = async (view) => {
    const last = done.pop();
    if (last) {
      if (!await send(view, {...last, after: "undo"}, `Undone: ${inWords(last)}.`)) done.push(last);
      stored("done", done);
      return;
    }
    const own = view.blocks[view.at]?.page;
    if (!own?.answer) return say("There is nothing to undo.");
    await send(view, {id: view.record.id, start: own.start, block: own.block, after: "undo", scope: own.answer.scope}, `Undone: ${inWords(own.answer)}.`);
  };

  const takeBack = (view, page) => async () => {
    const at = done.findIndex((one) => one.id === view.record.id && one.block === page.block && one.scope === page.answer.scope && one.after === page.answer.after);
    if (at >= 0) remember(() => done.splice(at, 1));
    await send(view, {id: view.record.id, start: page.start, block: page.block, after: "undo", scope: page.answer.scope}, `Undone: ${inWords(page.answer)}.`);
  };

  const labels = (block) => el("select", {"aria-label": "Label", class: "labels"}, ...GROUPS.map(([group, told]) => el("optgroup", {label: told},
    ...Object.keys(engross.meta.kinds).filter((kind) => engross.meta.kinds[kind][0] === group && kind !== "image" && kind !== "milestone")
      .map((kind) => el("option", {value: kind, selected: kind === block.kind}, kind)))));

  const buttons = (view, block) => {
    if (!block.page) return el("p", {class: "hint"}, "There are no words in this block to decide on.");
    const choice = labels(block);
    const where = el("select", {on: {change: (event) => { scope = event.target.value; }}}, ...SCOPES.map(([name, told]) => el("option", {value: name, selected: name === scope}, told)));
    const button = (told, key, act) => el("button", {type: "button", on: {click: act}}, `${told} `, el("kbd", {}, key));
    return el("div", {class: "decide", role: "group", "aria-label": "Decide"},
      el("label", {}, "Holds ", where),
      button("Keep", "k", () => decide(view, "keep")), button("Remove", "r", () => decide(view, "remove")),
      el("span", {class: "label-choice"}, choice, button("Set label", "l", () => decide(view, choice.value))),
      block.page.answer ? el("button", {type: "button", on: {click: takeBack(view, block.page)}}, "Undo this decision") : null,
      block.page.answer ? el("p", {}, `${block.page.answer.who} decided: ${inWords(block.page.answer)} (${block.page.answer.when}); it was ${block.page.answer.before}.`) : null);
  };

  // Applies the decisions to the archive; the pages are loaded again when that is done, since the report is another one then.
  const reapply = async () => {
    apply.disabled = true;
    try {
      await ask("reapply", {});
      await follow();
    } catch (error) {
      say(error.message);
      apply.disabled = false;
    }
  };

  const follow = async () => {
    apply.disabled = true;
    let found = await ask("reapply");
    while (found.at_work) {
      say(found.total ? `Reapply: ${found.done} of ${plural(found.total, "article", "articles")} made again …` : "Reapply: finding out which articles are concerned …");
      await new Promise((resolve) => setTimeout(resolve, 300));
      found = await ask("reapply");
    }
    if (found.failed) throw new Error(found.told);
    stored("reapplied", found.told);
    stored("place", engross.place());
    location.reload();
  };

  const openReview = async () => {
    about = await ask("review.json");
    document.querySelector(".brand").firstChild.textContent = "Review ";
    document.querySelector("body > header").after(el("div", {class: "review-head"}, bar, apply));
    apply.addEventListener("click", reapply);
    say(stored("reapplied") ?? `${about.who} decides. Decisions are noted in ${about.file}.`);
    stored("reapplied", null);
    if (about.at_work) follow().catch((error) => { say(error.message); apply.disabled = false; });
    const more = [["k", "keep the block"], ["r", "remove the block"], ["l", "choose a label; Tab and Enter set it"], ["u", "undo the last decision"]];
    engross.keys.splice(3, 0, ...more);
    engross.review = {
      record: (id) => ask(`record/${id}`),
      again: (id) => {
        const place = stored("place");
        stored("place", null);
        return place?.id === id ? place : null;
      },
      decided: (block) => (block.page?.answer ? `decided: ${inWords(block.page.answer)}` : null),
      buttons,
      keys: (view, key) => ({
        k: () => decide(view, "keep"), r: () => decide(view, "remove"), u: () => undo(view),
        l: () => document.querySelector(".details .labels")?.focus(),
      }[key]),
    };
  };

  engross.openReview = openReview;
})();
