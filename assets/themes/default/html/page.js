(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("scripted");
  // Without storage (a private window, some file: pages) everything works, but is not kept.
  const load = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const save = (key, value) => {
    try { value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value); } catch {}
  };

  const scheme = load("werkwijzer-scheme");
  if (scheme) root.dataset.scheme = scheme;
  document.querySelector(".scheme").addEventListener("click", () => {
    const dark = root.dataset.scheme
      ? root.dataset.scheme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.scheme = dark ? "light" : "dark";
    save("werkwijzer-scheme", root.dataset.scheme);
  });

  const contents = document.querySelector(".contents details");
  if (contents) {
    const wide = matchMedia("(min-width: 68rem)");
    const fit = () => { contents.open = wide.matches; };
    fit();
    wide.addEventListener("change", fit);
    const links = new Map([...contents.querySelectorAll("a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
    const headings = [...document.querySelectorAll(".step > :is(h2,h3,h4,h5,h6)")];
    let current = null;
    const mark = () => {
      let now = null;
      for (const heading of headings) {
        if (heading.getBoundingClientRect().top > 140) break;
        now = heading;
      }
      const link = now && links.get(now.id);
      if (link === current) return;
      current?.removeAttribute("aria-current");
      link?.setAttribute("aria-current", "step");
      current = link;
    };
    new IntersectionObserver(mark, { rootMargin: "-130px 0px -60% 0px" }).observe(document.querySelector("main"));
    const observer = new IntersectionObserver(mark, { rootMargin: "-130px 0px -60% 0px" });
    for (const heading of headings) observer.observe(heading);
    mark();
  }

  const boxes = [...document.querySelectorAll("input[data-key]")];
  const untick = document.querySelector(".untick");
  const keyOf = (box) => `werkwijzer-tick:${document.body.dataset.key}:${box.dataset.key}`;
  const show = () => { untick.hidden = !boxes.some((box) => box.checked); };
  for (const box of boxes) {
    const kept = load(keyOf(box));
    if (kept !== null) box.checked = kept === "1";
    box.addEventListener("change", () => {
      save(keyOf(box), box.checked ? "1" : "0");
      show();
    });
  }
  show();
  untick.querySelector("button").addEventListener("click", () => {
    for (const box of boxes) { box.checked = false; save(keyOf(box), "0"); }
    show();
    boxes[0]?.focus();
  });

  for (const card of document.querySelectorAll(".video[data-embed]")) {
    card.querySelector(".play").addEventListener("click", () => {
      const frame = document.createElement("iframe");
      frame.src = card.dataset.embed;
      frame.title = card.dataset.title;
      frame.allow = "fullscreen; picture-in-picture";
      frame.allowFullscreen = true;
      frame.referrerPolicy = "strict-origin-when-cross-origin";
      card.classList.add("playing");
      card.replaceChildren(frame);
      frame.focus();
    });
  }

  const viewer = document.querySelector(".viewer");
  const stage = viewer.querySelector(".viewer-stage");
  const caption = viewer.querySelector(".viewer-caption");
  const pictures = [...document.querySelectorAll("a.zoom")];
  let at = 0;
  const turn = (to) => {
    at = (to + pictures.length) % pictures.length;
    const small = pictures[at].querySelector("img");
    const large = new Image();
    large.src = pictures[at].getAttribute("href");
    large.alt = small.alt;
    stage.classList.remove("actual");
    stage.replaceChildren(large);
    const text = pictures[at].closest("figure").querySelector("figcaption");
    caption.textContent = text ? text.textContent : small.alt;
  };
  pictures.forEach((link, index) => link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    turn(index);
    viewer.showModal();
  }));
  for (const button of viewer.querySelectorAll(".viewer-previous, .viewer-next")) {
    button.hidden = pictures.length < 2;
  }
  viewer.querySelector(".viewer-previous").addEventListener("click", () => turn(at - 1));
  viewer.querySelector(".viewer-next").addEventListener("click", () => turn(at + 1));
  viewer.querySelector(".viewer-close").addEventListener("click", () => viewer.close());
  viewer.querySelector(".viewer-zoom").addEventListener("click", () => stage.classList.toggle("actual"));
  viewer.addEventListener("keydown", (event) => {
    if (stage.classList.contains("actual")) return;
    if (event.key === "ArrowLeft") turn(at - 1);
    if (event.key === "ArrowRight") turn(at + 1);
  });
  viewer.addEventListener("close", () => pictures[at]?.focus());
})();
