// What is done to text and blocks with the keyboard and from menus.

import {
  baseKeymap, chainCommands, createParagraphNear, deleteSelection, exitCode, joinBackward,
  joinForward, lift, liftEmptyBlock, newlineInCode, selectNodeBackward, selectNodeForward, setBlockType,
  splitBlockAs, wrapIn,
} from "@tiptap/pm/commands";
import { undoInputRule } from "@tiptap/pm/inputrules";
import type { Fragment, MarkType, Node, NodeType } from "@tiptap/pm/model";
import { NodeSelection, Selection, TextSelection, type Command, type EditorState, type Transaction } from "@tiptap/pm/state";
import { canSplit } from "@tiptap/pm/transform";
import { goToNextCell } from "@tiptap/pm/tables";
import type { CalloutKind } from "../../backend/types";
import { schema } from "../schema";
import { indent, joinBackwards, joinForwards, outdent } from "../steps/commands";
import { leaveItem, liftItem, sinkItem, splitItem } from "./lists";
import { cellBelow, tableAt } from "./tables";

const types = schema.nodes;

const inType = (state: EditorState, type: NodeType) => state.selection.$from.parent.type === type;

/** What stands after the cursor in a title or heading becomes text below it. */
const leaveHeading: Command = (state, dispatch) => {
  const { $from, $to } = state.selection;
  const { type } = $from.parent;
  if (type !== types.title && type !== types.stepHeading && type !== types.innerHeading) return false;
  if (!$from.sameParent($to)) return false;
  if (dispatch) {
    const tr = state.tr.deleteSelection();
    const made = [{ type: types.paragraph }];
    if (!canSplit(tr.doc, tr.selection.from, 1, made)) return false;
    dispatch(tr.split(tr.selection.from, 1, made).scrollIntoView());
  }
  return true;
};

const inCell: Command = (state, dispatch, view) =>
  tableAt(state.selection.$from) ? cellBelow(state, dispatch, view) : false;

/** An empty paragraph at the end of a callout or quote leaves it. */
const leaveEmpty: Command = (state, dispatch, view) => {
  const { $from } = state.selection;
  const around = $from.depth > 0 ? $from.node(-1).type : null;
  return around === types.callout || around === types.quote || around === types.listItem
    ? liftEmptyBlock(state, dispatch, view)
    : false;
};

/** Two line ends at the end of code leave it. */
const leaveCode: Command = (state, dispatch, view) => {
  const { $from, empty } = state.selection;
  if (!empty || !$from.parent.type.spec.code) return false;
  const text = $from.parent.textContent;
  if ($from.parentOffset < text.length || !text.endsWith("\n")) return false;
  return exitCode(state, dispatch && ((tr) => dispatch(tr.delete($from.pos - 1, $from.pos))), view);
};

const splitText = splitBlockAs(() => ({ type: types.paragraph }));

export const enter: Command = chainCommands(
  leaveHeading, leaveCode, newlineInCode, inCell, splitItem, leaveEmpty, createParagraphNear, splitText,
);

export const hardBreak: Command = (state, dispatch, view) => {
  const { parent } = state.selection.$from;
  if (parent.type.spec.code) return newlineInCode(state, dispatch, view);
  if (parent.type !== types.paragraph) return enter(state, dispatch, view);
  dispatch?.(state.tr.replaceSelectionWith(types.hardBreak.create()).scrollIntoView());
  return true;
};

/** At the start of the first block of a callout or quote: it leaves. */
const leaveContainer: Command = (state, dispatch, view) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset > 0 || $from.depth < 2 || $from.index(-1) > 0) return false;
  const { type } = $from.node(-1);
  return type === types.callout || type === types.quote ? lift(state, dispatch, view) : false;
};

/** Code that is empty becomes text again. */
const clearCode: Command = (state, dispatch, view) => {
  const { $from, empty } = state.selection;
  return empty && $from.parent.type.spec.code && $from.parent.content.size === 0
    ? setBlockType(types.paragraph)(state, dispatch, view)
    : false;
};

export const backspace: Command = chainCommands(
  undoInputRule, deleteSelection, clearCode, joinBackwards, leaveItem, leaveContainer, joinBackward,
  selectNodeBackward,
);

export const forwardDelete: Command = chainCommands(
  deleteSelection, joinForwards, joinForward, selectNodeForward,
);

const inHeading = (command: Command): Command => (state, dispatch, view) =>
  inType(state, types.stepHeading) ? command(state, dispatch, view) || true : false;

const spaces: Command = (state, dispatch) => {
  if (!state.selection.$from.parent.type.spec.code) return false;
  dispatch?.(state.tr.insertText("  ").scrollIntoView());
  return true;
};

const nextCell: Command = (state, dispatch, view) =>
  goToNextCell(1)(state, dispatch) || (tableAt(state.selection.$from) ? cellBelow(state, dispatch, view) : false);

/** From a selected picture or video to the fields of it. */
const intoFields: Command = (state, _dispatch, view) => {
  if (!(state.selection instanceof NodeSelection) || !view) return false;
  const dom = view.nodeDOM(state.selection.from);
  const fields = dom instanceof HTMLElement ? [...dom.querySelectorAll<HTMLElement>(".field, button")] : [];
  const first = fields.find((field) => field.offsetParent !== null);
  first?.focus();
  return first !== undefined;
};

/** Where none of these holds, the key goes on to the next part of the window. */
export const tab: Command = chainCommands(intoFields, inHeading(indent()), nextCell, sinkItem, spaces);
export const shiftTab: Command = chainCommands(inHeading(outdent()), goToNextCell(-1), liftItem);

export const selectAll: Command = baseKeymap["Mod-a"]!;

// — Form —

export function isMarked(state: EditorState, type: MarkType): boolean {
  const { from, $from, to, empty } = state.selection;
  return empty
    ? Boolean(type.isInSet(state.storedMarks ?? $from.marks()))
    : state.doc.rangeHasMark(from, to, type);
}

export function isIn(state: EditorState, type: NodeType): boolean {
  const { $from } = state.selection;
  if (state.selection instanceof NodeSelection && state.selection.node.type === type) return true;
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type === type) return true;
  return false;
}

/** Wraps the selection, or takes it out again. */
export const toggleWrap =
  (type: NodeType, attrs?: Record<string, unknown>): Command =>
  (state, dispatch, view) => {
    const around = enclosing(state, type);
    if (!around) return wrapIn(type, attrs)(state, dispatch, view);
    dispatch?.(
      state.tr.replaceWith(around.position, around.position + around.node.nodeSize, outer(around.node.content)),
    );
    return true;
  };

/** Headings of a callout are text where a heading would be a step. */
const outer = (content: Fragment): Node[] =>
  content.content.map((node) =>
    node.type === types.innerHeading ? types.paragraph.create(null, node.content) : node,
  );

export function enclosing(state: EditorState, type: NodeType): { node: Node; position: number } | null {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if ($from.node(depth).type === type) return { node: $from.node(depth), position: $from.before(depth) };
  }
  return null;
}

/** A callout of a kind, or the callout around the cursor made of that kind. */
export const setCallout =
  (kind: CalloutKind): Command =>
  (state, dispatch, view) => {
    const around = enclosing(state, types.callout);
    if (!around) return wrapIn(types.callout, { kind })(state, dispatch, view);
    dispatch?.(state.tr.setNodeAttribute(around.position, "kind", kind));
    return true;
  };

export const toggleCode: Command = (state, dispatch, view) =>
  inType(state, types.codeBlock)
    ? setBlockType(types.paragraph)(state, dispatch, view)
    : setBlockType(types.codeBlock)(state, dispatch, view);

// — Putting blocks in —

/** Whether blocks can stand where the cursor is, or right after what it is in. */
export const canInsertBlock = (state: EditorState): boolean => blockPlace(state) !== null;

/** Where a block goes: in the place of an empty paragraph, else after the block of the cursor. */
function blockPlace(state: EditorState): { from: number; to: number } | null {
  const { $to } = state.selection;
  if (state.selection instanceof NodeSelection && state.selection.node.isBlock) {
    return { from: $to.pos, to: $to.pos };
  }
  for (let depth = $to.depth; depth > 0; depth -= 1) {
    const node = $to.node(depth);
    const parent = $to.node(depth - 1);
    if (node.type === types.paragraph && node.childCount === 0 && depth === $to.depth) {
      return { from: $to.before(depth), to: $to.after(depth) };
    }
    const index = $to.indexAfter(depth - 1);
    if (parent.canReplaceWith(index, index, types.paragraph) && parent.type !== types.listItem) {
      return { from: $to.after(depth), to: $to.after(depth) };
    }
  }
  return null;
}

/** Puts blocks in, with the cursor in the last one or in a paragraph after it. */
export function insertBlocks(state: EditorState, blocks: readonly Node[]): Transaction | null {
  const place = blockPlace(state);
  if (!place || blocks.length === 0) return null;
  const tr = state.tr.replaceWith(place.from, place.to, blocks);
  const end = place.from + blocks.reduce((sum, node) => sum + node.nodeSize, 0);
  const last = blocks.at(-1)!;
  if (last.isAtom) {
    const $end = tr.doc.resolve(end);
    const next = $end.nodeAfter;
    if (next?.type !== types.paragraph) {
      tr.insert(end, types.paragraph.create());
    }
    tr.setSelection(TextSelection.near(tr.doc.resolve(end + 1)));
  } else {
    tr.setSelection(Selection.near(tr.doc.resolve(end), -1));
  }
  return tr.scrollIntoView();
}

export const insertBlock =
  (make: () => Node): Command =>
  (state, dispatch) => {
    if (!canInsertBlock(state)) return false;
    if (!dispatch) return true;
    const made = make();
    const tr = insertBlocks(state, [made]);
    if (!tr) return false;
    // What has a place to type in is typed in at its beginning.
    if (!made.isAtom) {
      const at = tr.selection.$from;
      const table = tableAt(at);
      if (table) tr.setSelection(TextSelection.near(tr.doc.resolve(table.position + 1)));
    }
    dispatch(tr);
    return true;
  };

export const insertInline =
  (make: () => Node): Command =>
  (state, dispatch) => {
    if (!state.selection.$from.parent.inlineContent || state.selection.$from.parent.type.spec.code) return false;
    dispatch?.(state.tr.replaceSelectionWith(make(), true).scrollIntoView());
    return true;
  };
