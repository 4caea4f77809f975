"use strict";
// What all pages share: data files, elements, numbers. Text of articles only ever becomes text nodes.

const engross = {meta: null, lists: {}, review: null};

(() => {
  const waiting = new Map();

  // Data files are scripts that call this, since a page that was opened from the disk may not fetch anything.
  engross.take = (name, data) => {
    const wait = waiting.get(name);
    if (wait) wait.resolve(data);
  };

  engross.load = (name) => {
    if (waiting.has(name)) return waiting.get(name).promise;
    const wait = {};
    wait.promise = new Promise((resolve, reject) => { wait.resolve = resolve; wait.reject = reject; });
    waiting.set(name, wait);
    const script = document.createElement("script");
    script.src = `${name}.js`;
    script.onload = () => { script.remove(); wait.reject(new Error(`${name}.js holds no data.`)); };
    script.onerror = () => { script.remove(); waiting.delete(name); wait.reject(new Error(`${name}.js can't be read. Run: engross report`)); };
    document.head.append(script);
    return wait.promise;
  };

  engross.forget = (name) => waiting.delete(name);

  // An element with attributes and children; strings become text.
  engross.el = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
      else if (value === true) made.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined && value !== "") made.setAttribute(name, value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return made;
  };

  engross.count = (number) => number.toLocaleString("en");
  engross.percent = (part, whole) => `${Math.round(100 * part / Math.max(1, whole))}%`;
  engross.plural = (number, one, more) => `${engross.count(number)} ${number === 1 ? one : more}`;

  // Words as the archive counts them: of scripts without spaces, two letters a word, of Thai and its neighbours four.
  const UNPARTED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+/g;
  const EASTERN_MARKS = /[，。、；：！？「」『』（）《》〈〉【】“”‘’…—～·・]/g;
  engross.wordsIn = (text) => {
    const runs = text.match(UNPARTED) ?? [];
    const rest = runs.length ? text.replace(UNPARTED, " ").replace(EASTERN_MARKS, " ") : text;
    return runs.reduce((sum, run) => sum + Math.ceil(run.length / (run[0] <= "\u17ff" ? 4 : 2)), rest.split(/\s+/).filter(Boolean).length);
  };

  // An address that may be opened: http and https alone.
  engross.address = (text) => {
    try {
      const url = new URL(text);
      return url.protocol === "http:" || url.protocol === "https:" ? url.href : "";
    } catch {
      return "";
    }
  };

  engross.typing = (target) => target.closest("input, select, textarea, dialog") !== null;

  engross.after = (milliseconds, act) => {
    let timer = 0;
    return () => { clearTimeout(timer); timer = setTimeout(act, milliseconds); };
  };
})();
