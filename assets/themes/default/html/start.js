(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("scripted");
  try {
    const scheme = localStorage.getItem("werkwijzer-scheme");
    if (scheme) root.dataset.scheme = scheme;
  } catch {}
  const search = document.getElementById("search");
  if (!search) return;
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const cards = [...document.querySelectorAll(".card")];
  const index = JSON.parse(document.getElementById("index").textContent).map(([text, steps], at) => {
    const link = cards[at].querySelector(".card-link");
    return { card: cards[at], link, title: fold(link.textContent), text: fold(text), steps: steps.map(([title, href]) => ({ title, href, folded: fold(title) })) };
  });
  const found = document.getElementById("found");
  const nothing = document.getElementById("nothing");
  const news = document.querySelector(".whats-new");
  const list = document.querySelector(".cards");
  const filters = ["language", "tag", "status"].map((id) => document.getElementById(id)).filter(Boolean);

  // The words of a text with those that were searched for marked.
  const marked = (text, words) => {
    const out = document.createDocumentFragment();
    const folded = [...text].map((c) => fold(c) || c);
    const plain = folded.join("");
    const at = [];
    folded.forEach((c, i) => { for (let k = 0; k < c.length; k++) at.push(i); });
    const hit = new Array([...text].length).fill(false);
    for (const word of words) {
      for (let from = plain.indexOf(word); from >= 0; from = plain.indexOf(word, from + word.length)) {
        for (let k = from; k < from + word.length; k++) hit[at[k]] = true;
      }
    }
    [...text].forEach((c, i) => {
      if (!hit[i]) return out.append(c);
      const last = out.lastChild;
      if (i > 0 && hit[i - 1] && last?.nodeName === "MARK") last.append(c);
      else out.append(Object.assign(document.createElement("mark"), { textContent: c }));
    });
    return out;
  };

  const apply = () => {
    const words = fold(search.value).split(/\s+/).filter(Boolean);
    const chosen = Object.fromEntries(filters.map((filter) => [filter.id, filter.value]));
    const active = words.length > 0 || filters.some((filter) => filter.value);
    const hits = [];
    for (const entry of index) {
      const { card } = entry;
      const fits = (!chosen.language || card.dataset.language === chosen.language)
        && (!chosen.status || card.dataset.status === chosen.status)
        && (!chosen.tag || card.dataset.tags.split("\n").includes(chosen.tag));
      const says = words.every((word) => entry.text.includes(word) || entry.title.includes(word));
      card.hidden = !(fits && says);
      if (card.hidden) continue;
      const title = words.filter((word) => entry.title.includes(word)).length;
      const steps = words.length ? entry.steps.filter((step) => words.some((word) => step.folded.includes(word))) : [];
      hits.push([title * 10 + Math.min(steps.length, 5), entry]);
      const label = entry.link.querySelector(".card-title");
      label.replaceChildren(marked(label.textContent, words));
      const place = card.querySelector(".card-hits");
      place.hidden = steps.length === 0;
      place.replaceChildren(...steps.slice(0, 4).map((step) => {
        const link = document.createElement("a");
        link.href = entry.link.getAttribute("href") + step.href;
        link.append(marked(step.title, words));
        const item = document.createElement("li");
        item.append(link);
        return item;
      }));
    }
    hits.sort((a, b) => b[0] - a[0] || cards.indexOf(a[1].card) - cards.indexOf(b[1].card));
    list.append(...(words.length ? hits.map(([, entry]) => entry.card) : cards));
    if (news) news.hidden = active;
    nothing.hidden = hits.length > 0;
    found.textContent = !active ? "" : hits.length === 0 ? found.dataset.none
      : hits.length === 1 ? found.dataset.one : found.dataset.many.replace("{count}", hits.length);
  };
  search.addEventListener("input", apply);
  for (const filter of filters) filter.addEventListener("change", apply);
  if (search.value) apply();

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = document.activeElement === search;
    if (event.key === "/" && !typing && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName)) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "Escape" && typing && search.value) {
      event.preventDefault();
      search.value = "";
      apply();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const links = [...document.querySelectorAll(".card:not([hidden]) .card-link")];
      const here = links.indexOf(document.activeElement);
      if (!typing && here < 0) return;
      event.preventDefault();
      const to = event.key === "ArrowDown" ? here + 1 : here - 1;
      (to < 0 ? search : links[Math.min(to, links.length - 1)] ?? search).focus();
    }
  });
})();
