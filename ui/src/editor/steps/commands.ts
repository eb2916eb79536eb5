// What is done to steps. Each is a command as ProseMirror has them: it says whether it can be
// done, and does it when it is given a dispatch.

import { Fragment, type Node, type ResolvedPos } from "@tiptap/pm/model";
import { TextSelection, type Command, type EditorState, type Transaction } from "@tiptap/pm/state";
import { schema } from "../schema";
import {
  DEEPEST, endOf, flatten, levelOf, nest, newStep, parentOf, put, siblingAfter, siblingBefore, withLevel,
  type Flat, type FlatStep,
} from "./flat";
import { keyAt, positionOf, stepDepth } from "./places";

/** Which step is meant: by its key, or that of the cursor. */
type Which = number | undefined;

type Edit = (flat: Flat, at: number, state: EditorState) => Edited | null;
type Edited = { steps: FlatStep[]; before?: Node[]; cursor?: Cursor };
/** In the heading of a step, or at the place in it where the cursor was. */
type Cursor = { key: number; offset: number | "kept" };

function onStep(edit: Edit, which: Which): Command {
  return (state, dispatch) => {
    const key = which ?? keyAt(state.selection.$head);
    if (key === null) return false;
    const flat = flatten(state.doc);
    const at = flat.steps.findIndex((step) => step.key === key);
    if (at < 0) return false;
    const edited = edit(flat, at, state);
    if (!edited) return false;
    if (dispatch) dispatch(apply(state, flat, edited));
    return true;
  };
}

function apply(state: EditorState, flat: Flat, edited: Edited): Transaction {
  // A moved step is a new range to the transaction: the cursor goes with it by hand.
  const { $anchor, $head } = state.selection;
  const places = [$anchor, $head].map(placeIn);
  const tr = put(state.tr, { before: edited.before ?? flat.before, steps: edited.steps });
  const { cursor } = edited;
  if (cursor && cursor.offset !== "kept") {
    const step = positionOf(tr.doc, cursor.key);
    if (step !== null) tr.setSelection(TextSelection.near(tr.doc.resolve(step + 2 + cursor.offset)));
  } else {
    const [anchor, head] = places.map((place) => place && positionIn(tr.doc, place));
    if (anchor && head) tr.setSelection(TextSelection.between(tr.doc.resolve(anchor), tr.doc.resolve(head)));
  }
  return tr.scrollIntoView();
}

/** Nests the steps anew where they do not stand as their levels say. */
export function renest(state: EditorState): Transaction | null {
  const flat = flatten(state.doc);
  const all = [...flat.before, ...nest(flat.steps)];
  if (all.length === state.doc.childCount && all.every((node, index) => node === state.doc.child(index))) return null;
  return apply(state, flat, { steps: flat.steps });
}

const placeIn = (at: ResolvedPos) => {
  const depth = stepDepth(at);
  return depth === null ? null : { key: Number(at.node(depth).attrs.key), offset: at.pos - at.before(depth) };
};

function positionIn(document: Node, place: { key: number; offset: number }): number | null {
  const step = positionOf(document, place.key);
  return step === null ? null : Math.min(step + place.offset, document.content.size);
}

const shifted = (steps: readonly FlatStep[], by: number): FlatStep[] | null =>
  steps.some((step) => levelOf(step) + by > DEEPEST)
    ? null
    : steps.map((step) => withLevel(step, Math.max(1, levelOf(step) + by)));

const spliced = (steps: readonly FlatStep[], from: number, to: number, ...by: FlatStep[]) => [
  ...steps.slice(0, from),
  ...by,
  ...steps.slice(to),
];

/** An empty step after this one and its sub-steps; before the first when the cursor is in none. */
export const addStep: Command = (state, dispatch) => {
  const flat = flatten(state.doc);
  const key = keyAt(state.selection.$head);
  const at = flat.steps.findIndex((step) => step.key === key);
  const place = at < 0 ? 0 : endOf(flat.steps, at);
  const level = at < 0 ? (flat.steps[0] ? levelOf(flat.steps[0]) : 2) : levelOf(flat.steps[at]!);
  const made = newStep(level);
  dispatch?.(
    apply(state, flat, {
      steps: spliced(flat.steps, place, place, made),
      cursor: { key: made.key, offset: 0 },
    }),
  );
  return true;
};

/** An empty step at the end of the document. */
export const addLastStep: Command = (state, dispatch) => {
  const flat = flatten(state.doc);
  const made = newStep(flat.steps[0] ? Math.min(...flat.steps.map(levelOf)) : 2);
  dispatch?.(
    apply(state, flat, { steps: [...flat.steps, made], cursor: { key: made.key, offset: 0 } }),
  );
  return true;
};

export const addSubStep = (which?: Which): Command =>
  onStep((flat, at) => {
    const { steps } = flat;
    const end = endOf(steps, at);
    const level = end > at + 1 ? levelOf(steps[at + 1]!) : levelOf(steps[at]!) + 1;
    if (level > DEEPEST) return null;
    const made = newStep(level);
    return { steps: spliced(steps, end, end, made), cursor: { key: made.key, offset: 0 } };
  }, which);

/** The text from the cursor on becomes a step of its own. */
export const splitStep: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  const depth = stepDepth($from);
  if (!empty || depth === null || $from.depth <= depth) return false;
  if ($from.node(depth + 1).type === schema.nodes.stepHeading) {
    return onStep((flat, at) => {
      const step = flat.steps[at]!;
      const { content } = step.heading;
      const made = newStep(levelOf(step), content.cut($from.parentOffset), step.blocks);
      const kept = { ...step, heading: step.heading.copy(content.cut(0, $from.parentOffset)), blocks: [] };
      return {
        steps: spliced(flat.steps, at, at + 1, kept, made),
        cursor: { key: made.key, offset: 0 },
      };
    }, undefined)(state, dispatch);
  }
  // The first half of a block that is cut stays, the second begins the new step.
  const index = $from.index(depth) - 1;
  const block = $from.node(depth + 1);
  const start = $from.pos - $from.before(depth + 1);
  const whole = start <= 1 + ($from.depth - depth - 1);
  const atEnd = start >= block.nodeSize - 1 - ($from.depth - depth - 1);
  return onStep((flat, at) => {
    const step = flat.steps[at]!;
    const { blocks } = step;
    let first = blocks.slice(0, index);
    let second = blocks.slice(index + 1);
    if (whole) second = [block, ...second];
    else if (atEnd) first = [...first, block];
    else {
      const cut = block.content.size === 0 ? null : halves(block, start - 1);
      if (!cut) return null;
      first = [...first, cut[0]];
      second = [cut[1], ...second];
    }
    const made = newStep(levelOf(step), Fragment.empty, second);
    return {
      steps: spliced(flat.steps, at, at + 1, { ...step, blocks: first }, made),
      cursor: { key: made.key, offset: 0 },
    };
  }, undefined)(state, dispatch);
};

function halves(block: Node, at: number): [Node, Node] | null {
  const before = block.cut(0, at);
  const after = block.cut(at);
  try {
    before.check();
    after.check();
  } catch {
    return null;
  }
  return "key" in after.attrs
    ? [before, after.type.create({ ...after.attrs, key: null }, after.content)]
    : [before, after];
}

/** The heading becomes text of the step before it, or of the introduction. */
export const joinStep = (which?: Which): Command =>
  onStep((flat, at) => {
    const step = flat.steps[at]!;
    const words = step.heading.content.size > 0
      ? [schema.nodes.paragraph.create(null, step.heading.content)]
      : [];
    const blocks = [...words, ...step.blocks];
    const before = flat.steps[at - 1];
    if (!before) {
      return { before: [...flat.before, ...blocks], steps: flat.steps.slice(1) };
    }
    return {
      steps: spliced(flat.steps, at - 1, at + 1, { ...before, blocks: [...before.blocks, ...blocks] }),
    };
  }, which);

/** Joins with the step before, the cursor where the heading's words have gone. */
export const joinBackwards: Command = (state, dispatch) => {
  const { $head, empty } = state.selection;
  if (!empty || $head.parent.type !== schema.nodes.stepHeading || $head.parentOffset > 0) return false;
  const start = $head.before(stepDepth($head)!);
  if (!joinStep()(state)) return false;
  if (dispatch) {
    const blank = $head.parent.content.size === 0;
    joinStep()(state, (tr) => {
      // Everything before the step stays where it is; its words now begin one node earlier.
      const before = endOfText(tr.doc, start);
      const text = blank ? before : nextText(tr.doc, before);
      dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(text), blank ? -1 : 1)));
    });
  }
  return true;
};

/** The end of the last text before what was at a position. */
function endOfText(document: Node, position: number): number {
  let end = 0;
  document.nodesBetween(0, Math.min(position, document.content.size), (node, at) => {
    if (node.isTextblock && at + node.nodeSize <= position) end = at + node.nodeSize - 1;
    return !node.isTextblock;
  });
  return end;
}

function nextText(document: Node, position: number): number {
  let next = position;
  document.nodesBetween(position + 1, document.content.size, (node, at) => {
    if (next === position && node.isTextblock && at >= position) next = at + 1;
    return next === position;
  });
  return next;
}

/** Joins the next step to this one, when the cursor is at the very end of this one's text. */
export const joinForwards: Command = (state, dispatch) => {
  const { $head, empty } = state.selection;
  if (!empty || !$head.parent.isTextblock || $head.parentOffset < $head.parent.content.size) return false;
  const after = $head.pos + 1;
  let next: number | null = null;
  for (let at = after, $at = state.doc.resolve(at); ; ) {
    if ($at.nodeAfter) {
      if ($at.nodeAfter.type === schema.nodes.step) next = Number($at.nodeAfter.attrs.key);
      break;
    }
    if ($at.depth === 0) break;
    at = $at.after();
    $at = state.doc.resolve(at);
  }
  if (next === null) return false;
  const { head } = state.selection;
  return joinStep(next)(
    state,
    dispatch && ((tr) => dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(head))))),
  );
};

export const moveUp = (which?: Which): Command =>
  onStep(({ steps }, at) => {
    const end = endOf(steps, at);
    const moved = steps.slice(at, end);
    const before = siblingBefore(steps, at);
    if (before !== null) {
      // Equal levels, or what came first would be nested in what came after.
      const level = levelOf(steps[before]!);
      const first = shifted(moved, level - levelOf(steps[at]!));
      return (
        first && {
          steps: [...steps.slice(0, before), ...first, ...steps.slice(before, at), ...steps.slice(end)],
          cursor: { key: steps[at]!.key, offset: "kept" },
        }
      );
    }
    const parent = parentOf(steps, at);
    if (parent === null || siblingBefore(steps, parent) === null) return null;
    return {
      steps: [...steps.slice(0, parent), ...moved, ...steps.slice(parent, at), ...steps.slice(end)],
      cursor: { key: steps[at]!.key, offset: "kept" },
    };
  }, which);

export const moveDown = (which?: Which): Command =>
  onStep(({ steps }, at) => {
    const end = endOf(steps, at);
    const moved = steps.slice(at, end);
    const cursor: Cursor = { key: steps[at]!.key, offset: "kept" };
    const after = siblingAfter(steps, at);
    if (after !== null) {
      const past = endOf(steps, after);
      const same = shifted(moved, levelOf(steps[after]!) - levelOf(steps[at]!));
      return (
        same && {
          steps: [...steps.slice(0, at), ...steps.slice(end, past), ...same, ...steps.slice(past)],
          cursor,
        }
      );
    }
    const parent = parentOf(steps, at);
    const next = parent === null ? null : siblingAfter(steps, parent);
    if (next === null) return null;
    // The first sub-step of the parent's next step, not deeper than those it has.
    const level = Math.max(
      levelOf(steps[next]!) + 1,
      endOf(steps, next) > next + 1 ? levelOf(steps[next + 1]!) : levelOf(steps[at]!),
    );
    const fitting = shifted(moved, level - levelOf(steps[at]!));
    return (
      fitting && {
        steps: [...steps.slice(0, at), ...steps.slice(end, next + 1), ...fitting, ...steps.slice(next + 1)],
        cursor,
      }
    );
  }, which);

/** Becomes the last sub-step of the step before it. */
export const indent = (which?: Which): Command =>
  onStep(({ steps }, at) => {
    const before = siblingBefore(steps, at);
    if (before === null) return null;
    // Like its new siblings, if there are any.
    let level = levelOf(steps[before]!) + 1;
    for (let next = before + 1; next < at; next = endOf(steps, next)) level = levelOf(steps[next]!);
    const end = endOf(steps, at);
    const moved = shifted(steps.slice(at, end), level - levelOf(steps[at]!));
    return (
      moved && {
        steps: spliced(steps, at, end, ...moved),
        cursor: { key: steps[at]!.key, offset: "kept" },
      }
    );
  }, which);

/** Stands beside its parent; what followed it there becomes its sub-steps, the text stays. */
export const outdent = (which?: Which): Command =>
  onStep(({ steps }, at) => {
    const parent = parentOf(steps, at);
    if (parent === null) return null;
    const end = endOf(steps, at);
    const moved = shifted(steps.slice(at, end), levelOf(steps[parent]!) - levelOf(steps[at]!));
    return (
      moved && {
        steps: spliced(steps, at, end, ...moved),
        cursor: { key: steps[at]!.key, offset: "kept" },
      }
    );
  }, which);

export const removeStep = (which?: Which): Command =>
  onStep(({ steps }, at) => {
    const end = endOf(steps, at);
    const left = spliced(steps, at, end);
    const next = left[at] ?? left[at - 1];
    return { steps: left, ...(next ? { cursor: { key: next.key, offset: 0 } } : {}) };
  }, which);

/** A copy right after it. Ids and origins stay with the first. */
export const duplicateStep = (which?: Which): Command =>
  onStep(({ steps }, at) => {
    const end = endOf(steps, at);
    const copies = steps.slice(at, end).map((step) => ({
      ...newStep(levelOf(step), step.heading.content, step.blocks.map(unbound)),
    }));
    return {
      steps: spliced(steps, end, end, ...copies),
      cursor: { key: copies[0]!.key, offset: 0 },
    };
  }, which);

/** Puts a step and its sub-steps before another one, or at the end, at a level. */
export const placeStep = (key: number, before: number | null, level: number): Command =>
  onStep(({ steps }, at) => {
    const end = endOf(steps, at);
    const moved = steps.slice(at, end);
    if (before !== null && moved.some((step) => step.key === before)) return null;
    const fitting = shifted(moved, level - levelOf(steps[at]!));
    if (!fitting) return null;
    const rest = spliced(steps, at, end);
    const place = before === null ? rest.length : rest.findIndex((step) => step.key === before);
    return { steps: spliced(rest, place, place, ...fitting), cursor: { key, offset: "kept" } };
  }, key);

/** Puts a heading and blocks where the cursor is: its step ends there. */
export function insertHeadings(state: EditorState, pieces: readonly Node[]): Transaction | null {
  const { $from } = state.selection;
  const flat = flatten(state.doc);
  const at = flat.steps.findIndex((step) => step.key === keyAt($from));
  const depth = stepDepth($from) ?? 0;
  const inside = $from.depth > depth ? $from.node(depth + 1) : null;
  const here = at < 0 ? flat.before : flat.steps[at]!.blocks;
  // A block of the step that the cursor is in stays before what comes, unless it is empty.
  let index = $from.index(depth) - (at < 0 ? 0 : 1);
  const blank = inside?.type === schema.nodes.paragraph && inside.childCount === 0;
  if (at < 0) {
    const title = flat.before.findIndex((node) => node.type === schema.nodes.title);
    index = Math.max(index, title);
  }
  const first = here.slice(0, blank ? index : index + 1);
  const rest = here.slice(index + 1);
  const level = at < 0 ? 2 : levelOf(flat.steps[at]!);
  const levels = pieces.filter(isHeading).map((piece) => Number(piece.attrs.level));
  const by = level - Math.min(...levels);
  const made: FlatStep[] = [];
  for (const piece of pieces) {
    const last = made.at(-1);
    if (isHeading(piece)) {
      made.push(newStep(Math.min(DEEPEST, Number(piece.attrs.level) + by), piece.content));
    } else if (last) last.blocks.push(unbound(piece));
    else first.push(unbound(piece));
  }
  const last = made.at(-1);
  if (!last) return null;
  last.blocks.push(...rest);
  const cursor: Cursor = { key: last.key, offset: last.heading.content.size };
  return at < 0
    ? apply(state, flat, { before: first, steps: [...made, ...flat.steps], cursor })
    : apply(state, flat, {
        steps: spliced(flat.steps, at, at + 1, { ...flat.steps[at]!, blocks: first }, ...made),
        cursor,
      });
}

const isHeading = (node: Node) =>
  node.type === schema.nodes.innerHeading || node.type === schema.nodes.stepHeading;

/** A paragraph becomes the heading of a step of this level: what follows goes with it. */
export function headingHere(state: EditorState, level: number): Transaction | null {
  const { $from } = state.selection;
  const depth = stepDepth($from) ?? 0;
  if ($from.depth !== depth + 1 || $from.parent.type !== schema.nodes.paragraph) return null;
  const flat = flatten(state.doc);
  const at = flat.steps.findIndex((step) => step.key === keyAt($from));
  const here = at < 0 ? flat.before : flat.steps[at]!.blocks;
  const index = $from.index(depth) - (at < 0 ? 0 : 1);
  if (at < 0 && !here.slice(0, index).some((node) => node.type === schema.nodes.title)) return null;
  const made = newStep(level, $from.parent.content, here.slice(index + 1));
  const first = here.slice(0, index);
  const cursor: Cursor = { key: made.key, offset: $from.parentOffset };
  return at < 0
    ? apply(state, flat, { before: first, steps: [made, ...flat.steps], cursor })
    : apply(state, flat, {
        steps: spliced(flat.steps, at, at + 1, { ...flat.steps[at]!, blocks: first }, made),
        cursor,
      });
}

/** A copy that nothing in the file stands behind. */
export function unbound(node: Node): Node {
  if (node.isText) return node;
  const content = Fragment.from(node.children.map(unbound));
  const { key } = node.attrs;
  return node.type.create(key === undefined ? node.attrs : { ...node.attrs, key: null }, content, node.marks);
}
