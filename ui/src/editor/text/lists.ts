// Lists: bulleted, numbered and to tick off are one kind of node with other attributes.

import { Fragment, Slice, type Node, type ResolvedPos } from "@tiptap/pm/model";
import { liftListItem, splitListItem, wrapInList } from "@tiptap/pm/schema-list";
import type { Command, EditorState, Transaction } from "@tiptap/pm/state";
import { ReplaceAroundStep } from "@tiptap/pm/transform";
import { schema } from "../schema";

export type ListKind = "bulleted" | "numbered" | "check";

const { list, listItem } = schema.nodes;

function listDepth(at: ResolvedPos): number | null {
  for (let depth = at.depth; depth > 0; depth -= 1) {
    if (at.node(depth).type === list) return depth;
  }
  return null;
}

export function listKind(state: EditorState): ListKind | null {
  const { $from } = state.selection;
  const depth = listDepth($from);
  if (depth === null) return null;
  if ($from.node(depth).attrs.start !== null) return "numbered";
  return $from.node(depth + 1).attrs.checked === null ? "bulleted" : "check";
}

/** Makes a list of the selection, another kind of the list it is in, or takes it out of the list. */
export const toggleList =
  (kind: ListKind): Command =>
  (state, dispatch) => {
    const { $from } = state.selection;
    const depth = listDepth($from);
    if (depth !== null && listKind(state) === kind) return liftListItem(listItem)(state, dispatch);
    const start = kind === "numbered" ? 1 : null;
    if (depth !== null) {
      dispatch?.(setKind(state.tr, $from.before(depth), kind));
      return true;
    }
    return wrapInList(list, { start })(state, (tr) => {
      if (kind === "check") {
        const at = listDepth(tr.doc.resolve(tr.selection.from));
        if (at !== null) setKind(tr, tr.doc.resolve(tr.selection.from).before(at), kind);
      }
      dispatch?.(tr);
    });
  };

export function setKind(tr: Transaction, position: number, kind: ListKind): Transaction {
  const node = tr.doc.nodeAt(position)!;
  const start = kind === "numbered" ? ((node.attrs.start as number | null) ?? 1) : null;
  tr.setNodeAttribute(position, "start", start);
  node.forEach((item, offset) => {
    const checked = kind === "check" ? ((item.attrs.checked as boolean | null) ?? false) : null;
    if (checked !== item.attrs.checked) tr.setNodeAttribute(position + 1 + offset, "checked", checked);
  });
  return tr;
}

/** The next item has a box when this one has, never a ticked one. */
export const splitItem: Command = (state, dispatch) => {
  const item = state.selection.$from.node(-1);
  const checked = item?.type === listItem && item.attrs.checked !== null ? false : null;
  return splitListItem(listItem, { checked })(state, dispatch);
};

/** An item becomes a sub-item of the one before it, in a list of the same kind. */
export const sinkItem: Command = (state, dispatch) => {
  const { $from, $to } = state.selection;
  const range = $from.blockRange($to, (node) => node.childCount > 0 && node.firstChild!.type === listItem);
  if (!range || range.startIndex === 0) return false;
  const parent = range.parent;
  const before = parent.child(range.startIndex - 1);
  if (before.type !== listItem) return false;
  if (dispatch) {
    const nested = before.lastChild?.type === list;
    const inner = Fragment.from(nested ? listItem.create(before.attrs) : null);
    const attrs = { tight: parent.attrs.tight, start: parent.attrs.start === null ? null : 1 };
    const slice = new Slice(
      Fragment.from(listItem.create(before.attrs, Fragment.from(list.create(attrs, inner)))),
      nested ? 3 : 1,
      0,
    );
    dispatch(
      state.tr
        .step(
          new ReplaceAroundStep(range.start - (nested ? 3 : 1), range.end, range.start, range.end, slice, 1, true),
        )
        .scrollIntoView(),
    );
  }
  return true;
};

export const liftItem: Command = liftListItem(listItem);

/** At the very start of an item: it leaves the list. */
export const leaveItem: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset > 0 || $from.depth < 2) return false;
  if ($from.node(-1).type !== listItem || $from.index(-1) > 0) return false;
  return liftItem(state, dispatch);
};

/** Ticks or clears the box of the item around a position. */
export function tick(tr: Transaction, position: number): Transaction {
  const item: Node | null = tr.doc.nodeAt(position);
  return item?.type === listItem
    ? tr.setNodeAttribute(position, "checked", item.attrs.checked !== true)
    : tr;
}

export const tickHere: Command = (state, dispatch) => {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth);
    if (node.type === listItem && node.attrs.checked !== null) {
      dispatch?.(tick(state.tr, $from.before(depth)));
      return true;
    }
  }
  return false;
};
