"use strict";
// Which page is shown: the part of the address behind "#" says it.

(() => {
  const {el} = engross;
  const pages = ["overview", "articles", "failed", "article"];
  const keys = [["/", "search"], ["n, p", "next and previous doubt"], [". and ,", "next and previous block"], ["] and [", "next and previous article"], ["Esc", "close, or back to the list"], ["?", "these keys"]];
  engross.keys = keys;

  const show = async () => {
    const wanted = decodeURIComponent(location.hash.slice(1)) || "overview";
    const isArticle = /^a[0-9a-f]{12}$/.test(wanted);
    if (!isArticle && !pages.includes(wanted)) return;  // a place on the page, such as #main
    const page = isArticle ? "article" : wanted;
    for (const name of pages) document.getElementById(`page-${name}`).hidden = name !== page;
    document.body.classList.toggle("reading", isArticle);
    document.querySelectorAll("header nav a").forEach((link) => {
      if (link.hash === `#${page}` || (isArticle && link.hash === "#articles")) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    if (!isArticle) document.title = `${document.querySelector(`#page-${page} h1`).textContent} · Archive report`;
    if (isArticle) await engross.showArticle(wanted);
    else if (page !== "overview") engross.lists[page].fill();
    if (!isArticle) window.scrollTo(0, 0);
  };

  const search = () => {
    const page = location.hash === "#failed" ? "failed" : "articles";
    if (location.hash !== `#${page}`) location.hash = `#${page}`;
    setTimeout(() => engross.lists[page].form.elements.words.focus(), 0);
  };

  const openKeys = () => {
    const dialog = document.getElementById("keys");
    dialog.querySelector("dl").replaceChildren(...keys.flatMap(([key, told]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, told)]));
    dialog.showModal();
  };

  // Whoever speaks to the browser, or hits keys by chance, can do without them.
  const switchKeys = () => {
    const box = document.getElementById("keys-on");
    try {
      box.checked = localStorage.getItem("engross-keys") !== "off";
      box.addEventListener("change", () => localStorage.setItem("engross-keys", box.checked ? "on" : "off"));
    } catch { /* a browser that stores nothing: the box holds for this page */ }
    return box;
  };

  const keysOn = switchKeys();
  document.getElementById("keys-button").addEventListener("click", openKeys);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || engross.typing(event.target) || !keysOn.checked) return;
    if (event.key === "/") search();
    else if (event.key === "?") openKeys();
    else if (!document.body.classList.contains("reading") || !engross.articleKey(event.key)) return;
    event.preventDefault();
  });

  engross.load("meta").then(async (meta) => {
    engross.meta = meta;
    engross.openLists();
    await engross.openReview?.();
    window.addEventListener("hashchange", show);
    show();
  }).catch((error) => document.getElementById("main").prepend(el("p", {class: "status", role: "alert"}, error.message)));
})();
