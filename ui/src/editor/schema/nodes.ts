import type { Attrs, NodeSpec } from "@tiptap/pm/model";
import { tables } from "./tables";

/** The node of the tree that a node was mapped from; see `mapping.ts`. */
const key = { key: { default: null } };
const headingAttributes = {
  ...key,
  level: { default: 2 },
  id: { default: null },
  classes: { default: [] },
  attributes: { default: [] },
};
const pictureAttributes = { target: { default: "" }, alt: { default: "" }, title: { default: "" } };

const fromPicture = (element: HTMLElement): Attrs | false => {
  const target = element.getAttribute("data-target");
  return target === null
    ? false
    : { target, alt: element.getAttribute("alt") ?? "", title: element.getAttribute("title") ?? "" };
};

/** A block that shows its source: HTML, link definitions, what the model does not know. */
const source = (kind: string): NodeSpec => ({
  group: "block",
  content: "text*",
  marks: "",
  code: true,
  defining: true,
  attrs: key,
  parseDOM: [{ tag: `pre[data-source="${kind}"]`, preserveWhitespace: "full", priority: 60 }],
  toDOM: () => ["pre", { "data-source": kind, spellcheck: "false" }, ["code", 0]],
});

export const nodes = {
  /** Blocks before the title are the preamble, those after it the introduction. */
  doc: { content: "block* title block* step*" },
  title: {
    content: "inline*",
    defining: true,
    // A document without a title shows an empty one to write in.
    attrs: { ...headingAttributes, level: { default: 1 }, absent: { default: false } },
    parseDOM: [{ tag: "h1[data-title]", priority: 60 }],
    toDOM: () => ["h1", { "data-title": "", class: "title" }, 0],
  },
  step: {
    content: "stepHeading block* step*",
    defining: true,
    attrs: { key: { default: 0 } },
    parseDOM: [{ tag: "section[data-step]" }],
    toDOM: () => ["section", { "data-step": "" }, 0],
  },
  stepHeading: {
    content: "inline*",
    defining: true,
    attrs: headingAttributes,
    parseDOM: [
      {
        tag: "h2[data-heading]",
        priority: 60,
        getAttrs: (element) => ({ level: Number(element.getAttribute("data-heading")) || 2 }),
      },
    ],
    toDOM: (node) => ["h2", { "data-heading": String(node.attrs.level), class: "heading" }, 0],
  },

  paragraph: {
    group: "block",
    content: "inline*",
    // `filler` stands for no block at all, so that there is a place to type in.
    attrs: { ...key, filler: { default: false } },
    parseDOM: [{ tag: "p" }],
    toDOM: () => ["p", 0],
  },
  picture: {
    group: "block",
    attrs: { ...key, ...pictureAttributes },
    draggable: true,
    parseDOM: [{ tag: "img[data-block]", priority: 60, getAttrs: fromPicture }],
    toDOM: (node) => [
      "img",
      { "data-block": "", "data-target": node.attrs.target, alt: node.attrs.alt, title: node.attrs.title || null },
    ],
  },
  video: {
    group: "block",
    attrs: { ...key, target: { default: "" }, content: { default: [] }, title: { default: "" } },
    draggable: true,
    parseDOM: [
      {
        tag: "a[data-video]",
        priority: 60,
        getAttrs: (element) => ({
          target: element.getAttribute("href") ?? "",
          title: element.getAttribute("title") ?? "",
          content: element.textContent ? [{ type: "text", text: element.textContent }] : [],
        }),
      },
    ],
    toDOM: (node) => [
      "a",
      { "data-video": "", href: node.attrs.target, title: node.attrs.title || null },
      plainText(node.attrs.content),
    ],
  },
  callout: {
    group: "block",
    content: "(block | innerHeading)+",
    defining: true,
    attrs: { ...key, kind: { default: "note" } },
    parseDOM: [
      {
        tag: "[data-callout]",
        getAttrs: (element) => ({ kind: element.getAttribute("data-callout") }),
      },
    ],
    toDOM: (node) => ["div", { "data-callout": node.attrs.kind, class: "callout", role: "note" }, 0],
  },
  quote: {
    group: "block",
    content: "(block | innerHeading)+",
    defining: true,
    attrs: key,
    parseDOM: [{ tag: "blockquote" }],
    toDOM: () => ["blockquote", 0],
  },
  /** Bulleted without a start, else numbered. */
  list: {
    group: "block",
    content: "listItem+",
    attrs: { ...key, start: { default: null }, tight: { default: true } },
    parseDOM: [
      { tag: "ul" },
      {
        tag: "ol",
        getAttrs: (element) => ({ start: Number(element.getAttribute("start") ?? 1) || 0 }),
      },
    ],
    toDOM: (node) =>
      node.attrs.start === null
        ? ["ul", { class: node.attrs.tight ? "tight" : "loose" }, 0]
        : [
            "ol",
            { class: node.attrs.tight ? "tight" : "loose", start: node.attrs.start === 1 ? null : String(node.attrs.start) },
            0,
          ],
  },
  listItem: {
    content: "(block | innerHeading)+",
    defining: true,
    attrs: { checked: { default: null } },
    parseDOM: [
      {
        tag: "li",
        getAttrs: (element) => {
          const said = element.getAttribute("data-checked");
          const box = element.querySelector<HTMLInputElement>(":scope > input[type=checkbox], :scope > p > input[type=checkbox]");
          return { checked: said !== null ? said === "true" : box ? box.checked : null };
        },
      },
    ],
    toDOM: (node) => [
      "li",
      { "data-checked": node.attrs.checked === null ? null : String(node.attrs.checked) },
      0,
    ],
  },
  codeBlock: {
    group: "block",
    content: "text*",
    marks: "",
    code: true,
    defining: true,
    attrs: { ...key, info: { default: "" } },
    parseDOM: [
      {
        tag: "pre",
        preserveWhitespace: "full",
        getAttrs: (element) => ({ info: element.getAttribute("data-info") ?? "" }),
      },
    ],
    toDOM: (node) => ["pre", { "data-info": node.attrs.info || null, spellcheck: "false" }, ["code", 0]],
  },
  ...tables,
  /** A heading in a quote, callout or list: no step. */
  innerHeading: {
    content: "inline*",
    defining: true,
    attrs: headingAttributes,
    parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level } })),
    toDOM: (node) => [`h${Math.min(6, Math.max(1, Number(node.attrs.level)))}`, { class: "inner-heading" }, 0],
  },
  snippet: {
    group: "block",
    attrs: { ...key, name: { default: "" } },
    draggable: true,
    parseDOM: [
      { tag: "div[data-snippet]", getAttrs: (element) => ({ name: element.getAttribute("data-snippet") }) },
    ],
    toDOM: (node) => ["div", { "data-snippet": node.attrs.name }, `{{> ${node.attrs.name}}}`],
  },
  rule: {
    group: "block",
    attrs: key,
    parseDOM: [{ tag: "hr" }],
    toDOM: () => ["hr"],
  },
  html: source("html"),
  definitions: source("definitions"),
  raw: source("raw"),

  text: { group: "inline" },
  hardBreak: {
    group: "inline",
    inline: true,
    selectable: false,
    linebreakReplacement: true,
    parseDOM: [{ tag: "br" }],
    toDOM: () => ["br"],
    leafText: () => "\n",
  },
  inlinePicture: {
    group: "inline",
    inline: true,
    attrs: pictureAttributes,
    draggable: true,
    parseDOM: [{ tag: "img[data-inline]", priority: 60, getAttrs: fromPicture }],
    toDOM: (node) => [
      "img",
      { "data-inline": "", "data-target": node.attrs.target, alt: node.attrs.alt, title: node.attrs.title || null },
    ],
    leafText: (node) => String(node.attrs.alt),
  },
  variable: {
    group: "inline",
    inline: true,
    attrs: { name: { default: "" } },
    parseDOM: [
      { tag: "span[data-variable]", getAttrs: (element) => ({ name: element.getAttribute("data-variable") }) },
    ],
    toDOM: (node) => ["span", { "data-variable": node.attrs.name }, `{{${node.attrs.name}}}`],
    leafText: (node) => `{{${node.attrs.name}}}`,
  },
  /** The root of an editor of a snippet. */
  fragment: { content: "block+" },
} satisfies Record<string, NodeSpec>;

function plainText(content: unknown): string {
  if (!Array.isArray(content)) return "";
  return content
    .map((inline: { text?: string; content?: unknown }) => inline.text ?? plainText(inline.content))
    .join("");
}
