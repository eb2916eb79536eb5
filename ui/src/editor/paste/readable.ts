// Copied text for programs that know no form: as a person would type it.

import type { Fragment, Node, Slice } from "@tiptap/pm/model";
import { schema } from "../schema";

const types = schema.nodes;

export const readable = (slice: Slice): string => blocks(slice.content, "").replace(/\n{3,}/g, "\n\n").trim();

function blocks(content: Fragment, indent: string): string {
  const made: string[] = [];
  content.forEach((node) => made.push(block(node, indent)));
  return made.join(content.firstChild?.isInline ? "" : "\n\n");
}

function block(node: Node, indent: string): string {
  switch (node.type) {
    case types.step:
    case types.callout:
    case types.quote:
      return blocks(node.content, indent);
    case types.list: {
      const start = node.attrs.start as number | null;
      return node.children
        .map((item, index) => {
          const sign = start === null ? "-" : `${start + index}.`;
          const box = item.attrs.checked === null ? "" : item.attrs.checked ? "[x] " : "[ ] ";
          const inside = blocks(item.content, `${indent}  `).replace(/\n\n(?=\s*([-\d]))/g, "\n");
          return `${indent}${sign} ${box}${inside.trimStart()}`;
        })
        .join("\n");
    }
    case types.listItem:
      return blocks(node.content, indent);
    case types.table:
      return node.children.map((row) => block(row, indent)).join("\n");
    case types.tableRow:
      return node.children.map((cell) => inline(cell)).join("\t");
    case types.picture:
      return node.attrs.alt ? `[${node.attrs.alt}]` : "";
    case types.video:
      return String(node.attrs.target);
    case types.rule:
      return "———";
    case types.snippet:
      return `{{> ${node.attrs.name}}}`;
    default:
      return node.isInline ? inlineOne(node) : indent + inline(node);
  }
}

const inline = (node: Node): string => node.children.map(inlineOne).join("");

const inlineOne = (node: Node): string =>
  node.isText ? node.text! : (node.type.spec.leafText?.(node) ?? "");
