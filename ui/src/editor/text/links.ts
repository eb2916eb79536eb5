// Links: found around the cursor, made, changed and taken away.

import type { EditorState, Transaction } from "@tiptap/pm/state";
import { schema } from "../schema";

export type LinkRange = { from: number; to: number; target: string; title: string; words: string };

/** The whole link around the cursor. */
export function linkAt(state: EditorState): LinkRange | null {
  const { $from, from, to, empty } = state.selection;
  const type = schema.marks.link;
  const parent = $from.parent;
  if (!parent.inlineContent) return null;
  let start = $from.start();
  let range: LinkRange | null = null;
  let open: LinkRange | null = null;
  parent.forEach((node) => {
    const mark = type.isInSet(node.marks);
    const end = start + node.nodeSize;
    if (mark) {
      const { target, title } = mark.attrs as { target: string; title: string };
      if (open && open.to === start && open.target === target && open.title === title) open.to = end;
      else open = { from: start, to: end, target, title, words: "" };
      // At the edge of a link, typing is outside of it; the cursor still shows it.
      if (open.from <= from && (empty ? from <= open.to : to <= open.to)) range = open;
      else if (range === open) range = null;
    } else {
      open = null;
    }
    start = end;
  });
  const found = range as LinkRange | null;
  return found && { ...found, words: state.doc.textBetween(found.from, found.to, " ") };
}

/** Only addresses that are published: the others would be a trap for the reader. */
export function cleanTarget(typed: string): string {
  const target = typed.trim();
  if (target === "" || /^(https?:|mailto:|tel:|#|\.{0,2}\/)/i.test(target) || target.startsWith("{{")) return target;
  if (/^[^\s@/]+@[^\s@/]+\.[a-z]{2,}$/i.test(target)) return `mailto:${target}`;
  if (/^(www\.|[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(\/|$))/i.test(target) && !/\.(md|pdf|docx?|xlsx?|png|jpe?g)$/i.test(target)) {
    return `https://${target}`;
  }
  return target;
}

export function setLink(
  state: EditorState,
  range: { from: number; to: number },
  target: string,
  words: string,
): Transaction {
  const tr = state.tr;
  const { link } = schema.marks;
  const mark = link.create({ target });
  const said = state.doc.textBetween(range.from, range.to, " ");
  if (range.from === range.to || (words !== "" && words !== said)) {
    const around = state.doc.resolve(range.from).marks().filter((other) => other.type !== link);
    tr.replaceWith(range.from, range.to, schema.text(words || target, mark.addToSet(around)));
  } else {
    tr.removeMark(range.from, range.to, link).addMark(range.from, range.to, mark);
  }
  return tr.scrollIntoView();
}

export const removeLink = (state: EditorState, range: { from: number; to: number }): Transaction =>
  state.tr.removeMark(range.from, range.to, schema.marks.link);
