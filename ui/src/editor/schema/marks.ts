import type { MarkSpec } from "@tiptap/pm/model";

/** Inline HTML and what the model does not know are kept as text that shows as source. */
const source = (name: string): MarkSpec => ({
  inclusive: false,
  excludes: "",
  parseDOM: [{ tag: `span[data-inline="${name}"]` }],
  toDOM: () => ["span", { "data-inline": name, class: "inline-source", spellcheck: "false" }, 0],
});

/** The first is the outermost in the page. */
export const marks = {
  link: {
    attrs: { target: {}, title: { default: "" } },
    inclusive: false,
    parseDOM: [
      {
        tag: "a[href]",
        getAttrs: (element) => {
          const target = element.getAttribute("data-target") ?? element.getAttribute("href") ?? "";
          return /^(javascript|data|vbscript|file):/i.test(target.trim())
            ? false
            : { target, title: element.getAttribute("title") ?? "" };
        },
      },
    ],
    // No href while editing: a click places the cursor and never leaves the window.
    toDOM: (mark) => [
      "a",
      { "data-target": String(mark.attrs.target), href: String(mark.attrs.target), title: mark.attrs.title || null },
      0,
    ],
  },
  strong: {
    parseDOM: [
      { tag: "strong" },
      // Google Docs wraps everything it copies in a <b> of normal weight.
      { tag: "b", getAttrs: (element) => element.style.fontWeight !== "normal" && null },
      { style: "font-weight=400", clearMark: (mark) => mark.type.name === "strong" },
      {
        style: "font-weight",
        getAttrs: (value) => /^(bold(er)?|[6-9]\d{2})$/.test(value) && null,
      },
    ],
    toDOM: () => ["strong", 0],
  },
  emphasis: {
    parseDOM: [
      { tag: "em" },
      { tag: "i" },
      { style: "font-style=italic" },
      { style: "font-style=normal", clearMark: (mark) => mark.type.name === "emphasis" },
    ],
    toDOM: () => ["em", 0],
  },
  strikethrough: {
    parseDOM: [{ tag: "s" }, { tag: "del" }, { tag: "strike" }, { style: "text-decoration=line-through" }],
    toDOM: () => ["s", 0],
  },
  code: {
    code: true,
    parseDOM: [{ tag: "code" }, { tag: "tt" }, { tag: "samp" }],
    toDOM: () => ["code", { spellcheck: "false" }, 0],
  },
  /**
   * A line end in the source that shows as a space: a space with this mark, so that words around
   * it are typed, searched and spelled as in any other place.
   */
  softBreak: {
    inclusive: false,
    excludes: "",
    parseDOM: [{ tag: "span[data-inline=soft-break]" }],
    toDOM: () => ["span", { "data-inline": "soft-break" }, 0],
  },
  inlineHtml: source("html"),
  inlineRaw: source("raw"),
} satisfies Record<string, MarkSpec>;
