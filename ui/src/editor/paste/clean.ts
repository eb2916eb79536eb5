// What other programs put on the clipboard, made into what this document can hold.

/** HTML of Word, Google Docs, Excel and web pages with only what the schema understands left. */
export function cleanHtml(html: string): string {
  const page = new DOMParser().parseFromString(html, "text/html");
  const { body } = page;
  for (const gone of body.querySelectorAll("script, style, meta, link, title, iframe, object, embed, svg, math, template, noscript, form, button, select, textarea, colgroup, caption")) {
    gone.remove();
  }
  // Word's own elements (<o:p>) say nothing; their text may.
  for (const element of [...body.querySelectorAll("*")]) {
    if (element.localName.includes(":")) element.replaceWith(...element.childNodes);
  }
  const walker = page.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const comments: Node[] = [];
  while (walker.nextNode()) comments.push(walker.currentNode);
  for (const comment of comments) comment.parentNode?.removeChild(comment);
  wordLists(page);
  for (const picture of [...body.querySelectorAll("img")]) {
    // Pictures come as files of their own, or not at all: nothing is fetched from the network.
    if (!picture.hasAttribute("data-target")) picture.remove();
  }
  // A table of one column and row is a frame around text, as in mails.
  for (const table of [...body.querySelectorAll("table")]) {
    const cells = [...table.querySelectorAll("td, th")].filter((cell) => cell.closest("table") === table);
    if (cells.length === 1) table.replaceWith(...cells[0]!.childNodes);
  }
  for (const cell of body.querySelectorAll("td, th")) lines(cell, page);
  for (const input of [...body.querySelectorAll("input")]) if (input.type !== "checkbox") input.remove();
  return body.innerHTML;
}

/** Word writes list items as paragraphs with their marker as text. */
function wordLists(page: Document): void {
  let open: { list: HTMLElement; level: number }[] = [];
  for (const paragraph of [...page.querySelectorAll<HTMLElement>("p")]) {
    const style = paragraph.getAttribute("style") ?? "";
    const said = /mso-list:\s*l\d+\s+level(\d+)/i.exec(style);
    const named = /MsoListParagraph/i.test(paragraph.className);
    if (!said && !named) {
      open = [];
      continue;
    }
    const level = Number(said?.[1] ?? 1);
    const marker = paragraph.querySelector<HTMLElement>("span[style*='mso-list:Ignore'], span[style*='mso-list: Ignore']");
    const sign = (marker?.textContent ?? "").replace(/\u00a0/g, " ").trim();
    marker?.remove();
    if (!said && sign === "" && open.length === 0) continue;
    const kind = /^(\(?[0-9]+|\(?[a-z]{1,3}|\(?[ivxlc]+)[.)]/i.test(sign) ? "ol" : "ul";
    open = open.filter((one) => one.level <= level);
    let last = open.at(-1);
    // A list that was left by other text begins anew.
    if (last && last.level === level && (last.list.nextSibling !== paragraph && !touches(last.list, paragraph))) {
      open = [];
      last = undefined;
    }
    if (!last || last.level < level) {
      const list = page.createElement(kind);
      if (last?.list.lastElementChild) last.list.lastElementChild.append(list);
      else paragraph.before(list);
      last = { list, level };
      open.push(last);
    }
    const item = page.createElement("li");
    const inner = page.createElement("p");
    inner.append(...paragraph.childNodes);
    item.append(inner);
    last.list.append(item);
    paragraph.remove();
  }
}

/** Whether only white space stands between the outermost list around `list` and `paragraph`. */
function touches(list: HTMLElement, paragraph: HTMLElement): boolean {
  let outer: Element = list;
  while (outer.parentElement?.closest("ul, ol")) outer = outer.parentElement.closest("ul, ol")!;
  let next = outer.nextSibling;
  while (next && next !== paragraph && (next.textContent ?? "").trim() === "" && next.nodeType === 3) next = next.nextSibling;
  return next === paragraph;
}

/** A cell holds one line: the paragraphs in it become lines. */
function lines(cell: Element, page: Document): void {
  const blocks = [...cell.querySelectorAll("p, div, li, h1, h2, h3, h4, h5, h6")];
  for (const [index, block] of blocks.entries()) {
    if (index > 0 && (block.textContent ?? "").trim() !== "") block.before(page.createElement("br"));
    block.replaceWith(...block.childNodes);
  }
  for (const list of [...cell.querySelectorAll("ul, ol")]) list.replaceWith(...list.childNodes);
}

/** Whether plain text was written as Markdown: signs that nobody types by chance. */
export function looksLikeMarkdown(text: string): boolean {
  const lines = text.split(/\r?\n/);
  const strong = [
    /^#{1,6}\s+\S/, /^\s*[-*+]\s+\[[ xX]\]\s/, /^```/, /^>\s?\[!\w+\]/, /^\|.*\|\s*$/, /!\[[^\]]*\]\([^)]+\)/,
    /\[[^\]]+\]\((https?:|#|\.{0,2}\/|mailto:)[^)]*\)/, /(^|\s)\*\*\S[^*]*\S\*\*(\s|[.,;:!?]|$)/,
  ];
  if (lines.some((line) => strong.some((sign) => sign.test(line)))) return true;
  const items = lines.filter((line) => /^\s*([-*+]|\d{1,3}[.)])\s+\S/.test(line)).length;
  return items >= 2 && items >= lines.filter((line) => line.trim() !== "").length / 2;
}

/** The one address that a text is. */
export function address(text: string): string | null {
  const trimmed = text.trim();
  return /^(https?:\/\/|mailto:)[^\s<>"]+$/i.test(trimmed) ? trimmed : null;
}
