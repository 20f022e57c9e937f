// Aids only: every page works without this file.
"use strict";
(() => {
  const narrow = matchMedia("(max-width: 62rem)");
  const all = (chosen) => document.querySelectorAll(chosen);
  const fold = () => all("details.drawer").forEach((drawer) => { drawer.open = !narrow.matches; drawer.classList.add("ready"); });
  narrow.addEventListener("change", fold);

  // A menu closes when something else is chosen, or by Escape.
  const menus = () => all(".menu details");
  document.addEventListener("click", (event) => menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => { if (menu.open) { menu.open = false; menu.querySelector("summary").focus(); } });
  });

  // What scrolls sideways can be reached by keyboard.
  const reach = () => all(".law .table, .law .style, .law .format, .law .note, .scroll").forEach((box) => {
    if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
  });

  // Also when a comparison took the place of another without a page of its own.
  const begin = () => { fold(); reach(); };
  begin();
  document.addEventListener("htmx:afterSettle", begin);

  // The links on what a long text cites come a little after it. What stands in the page stays; only what is other is changed.
  const page = document.querySelector(".page[data-linked]");
  const adopt = (here, there) => {
    if (here.isEqualNode(there)) return;
    const alike = here.nodeName === there.nodeName && here.childNodes.length === there.childNodes.length
      && [...here.childNodes].every((node, n) => node.nodeName === there.childNodes[n].nodeName && (node.firstChild || node.isEqualNode(there.childNodes[n])));
    if (alike) [...here.childNodes].forEach((node, n) => adopt(node, there.childNodes[n]));
    else here.replaceChildren(...there.childNodes);
  };
  if (page) {
    fetch(page.dataset.linked, { headers: { "HX-Request": "true" } })
      .then((answer) => answer.ok ? answer.text() : "")
      .then((text) => {
        const made = new DOMParser().parseFromString(text, "text/html").querySelector(".page");
        if (made && made.textContent.trim() === page.textContent.trim()) adopt(page.firstElementChild, made.firstElementChild);
        page.removeAttribute("data-linked");
      }, () => {});
  }

  // The line of the contents that is being read.
  const contents = document.querySelector(".contents nav");
  if (contents && "IntersectionObserver" in window) {
    const lines = new Map();
    contents.querySelectorAll("a[href^='#']").forEach((line) => lines.set(decodeURIComponent(line.hash.slice(1)), line));
    let shown = null;
    const watch = new IntersectionObserver((seen) => {
      for (const each of seen) {
        const line = each.isIntersecting && lines.get(each.target.id);
        if (!line || line === shown) continue;
        if (shown) shown.classList.remove("at");
        shown = line;
        shown.classList.add("at");
      }
    }, { rootMargin: "0px 0px -75% 0px" });
    lines.forEach((_, id) => { const place = document.getElementById(id); if (place) watch.observe(place); });
  }

  // The key / goes to the search field.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (event.key === "/") {
      const field = document.querySelector(".find input[type=search]");
      if (!field) return;
      event.preventDefault();
      field.focus();
    }
  });
})();
