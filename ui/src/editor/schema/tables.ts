import type { Attrs, NodeSpec } from "@tiptap/pm/model";

// The cells of a pipe table never span others; prosemirror-tables wants to be told so.
const cellAttributes = {
  colspan: { default: 1 },
  rowspan: { default: 1 },
  colwidth: { default: null },
  align: { default: "none" },
};

const fromCell = (element: HTMLElement): Attrs => {
  const said = element.getAttribute("data-align") ?? element.style.textAlign;
  return { align: ["left", "center", "right"].includes(said) ? said : "none" };
};

const cell = (tag: "td" | "th", role: string): NodeSpec => ({
  content: "inline*",
  tableRole: role,
  isolating: true,
  attrs: cellAttributes,
  parseDOM: [{ tag, getAttrs: fromCell }],
  toDOM: (node) => [tag, { "data-align": node.attrs.align }, 0],
});

/** The first row is the header; its cells say how the columns are set. */
export const tables = {
  table: {
    group: "block",
    content: "tableRow+",
    tableRole: "table",
    isolating: true,
    attrs: { key: { default: null } },
    parseDOM: [{ tag: "table" }],
    toDOM: () => ["div", { class: "table" }, ["table", ["tbody", 0]]],
  },
  tableRow: {
    content: "(tableCell | tableHeader)+",
    tableRole: "row",
    parseDOM: [{ tag: "tr" }],
    toDOM: () => ["tr", 0],
  },
  tableHeader: cell("th", "header_cell"),
  tableCell: cell("td", "cell"),
} satisfies Record<string, NodeSpec>;
