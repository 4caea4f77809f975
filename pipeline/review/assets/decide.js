"use strict";
// What the review adds to the pages: buttons and keys to decide on a block. Each decision is sent at once, and the article is shown as it will be.

(() => {
  const {el, plural} = engross;
  const GROUPS = [["article", "Stays in the text"], ["metadata", "Read into the metadata"], ["removed", "Removed"]];
  const SCOPES = [["block", "in this article"], ["site", "on this site"], ["everywhere", "everywhere"]];
  const done = [];
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
  const say = (text) => { bar.textContent = text; };

  const inWords = (answer) => `${answer.after} ${SCOPES.find(([name]) => name === answer.scope)[1]}`;

  const show = (view, record, start) => {
    engross.replaceArticle(view, record, start);
  };

  const send = async (view, decision, told) => {
    if (busy) return;
    busy = true;
    try {
      const found = await ask("decisions", decision);
      about.noted = found.noted;
      say(`${told} Noted in ${about.file}, ${plural(found.noted, "decision", "decisions")} so far. To apply: engross archive --reapply -o ${about.archive}`);
      if (view && view.record.id === decision.id) show(view, found.record, decision.start);
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
    if (await send(view, decision, `Decided: ${inWords(decision)}.`)) done.push(decision);
  };

  const undo = async (view) => {
    const last = done.pop();
    if (last) {
      if (!await send(view, {...last, after: "undo"}, `Undone: ${inWords(last)}.`)) done.push(last);
      return;
    }
    const own = view.blocks[view.at]?.page;
    if (!own?.answer) return say("There is nothing to undo.");
    await send(view, {id: view.record.id, start: own.start, block: own.block, after: "undo", scope: own.answer.scope}, `Undone: ${inWords(own.answer)}.`);
  };

  const takeBack = (view, page) => async () => {
    const at = done.findIndex((one) => one.id === view.record.id && one.block === page.block && one.scope === page.answer.scope && one.after === page.answer.after);
    if (at >= 0) done.splice(at, 1);
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

  const openReview = async () => {
    about = await ask("review.json");
    document.querySelector(".brand").firstChild.textContent = "Review ";
    document.querySelector("body > header").after(bar);
    say(`${about.who} decides. Decisions are noted in ${about.file}.`);
    const more = [["k", "keep the block"], ["r", "remove the block"], ["l", "choose a label; Tab and Enter set it"], ["u", "undo the last decision"]];
    engross.keys.splice(3, 0, ...more);
    engross.review = {
      record: (id) => ask(`record/${id}`),
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
