// The steps as the file has them: one after the other, nested only by the level of their
// headings. What is done to steps is done to this list, so that the document always nests as it
// will be read again.

import { Fragment, Slice, type Node } from "@tiptap/pm/model";
import type { Transaction } from "@tiptap/pm/state";
import { ReplaceStep } from "@tiptap/pm/transform";
import { freshKey, schema } from "../schema";
import { rearranged } from "./rearrange";

export type FlatStep = { key: number; heading: Node; blocks: Node[]; node: Node | null };
export type Flat = {
  /** What stands before the first step: preamble, title, introduction. */
  before: Node[];
  steps: FlatStep[];
};

/** Markdown has six levels of headings. */
export const DEEPEST = 6;

export const levelOf = (step: FlatStep): number => Number(step.heading.attrs.level);

export function withLevel(step: FlatStep, level: number): FlatStep {
  if (levelOf(step) === level) return step;
  const { heading } = step;
  return { ...step, heading: heading.type.create({ ...heading.attrs, level }, heading.content) };
}

export function newStep(level: number, words: Fragment = Fragment.empty, blocks: Node[] = []): FlatStep {
  return {
    key: freshKey(),
    heading: schema.nodes.stepHeading.create({ level }, words),
    blocks,
    node: null,
  };
}

export function flatten(document: Node): Flat {
  const flat: Flat = { before: [], steps: [] };
  document.forEach((child) => {
    if (child.type === schema.nodes.step) flattenStep(child, flat.steps);
    else flat.before.push(child);
  });
  return flat;
}

export function flattenStep(node: Node, out: FlatStep[] = []): FlatStep[] {
  const step: FlatStep = { key: Number(node.attrs.key), heading: node.firstChild!, blocks: [], node };
  out.push(step);
  node.forEach((child, _, index) => {
    if (index === 0) return;
    if (child.type === schema.nodes.step) flattenStep(child, out);
    else step.blocks.push(child);
  });
  return out;
}

/** One past the last sub-step of a step. */
export function endOf(steps: readonly FlatStep[], at: number): number {
  const level = levelOf(steps[at]!);
  let end = at + 1;
  while (end < steps.length && levelOf(steps[end]!) > level) end += 1;
  return end;
}

export function parentOf(steps: readonly FlatStep[], at: number): number | null {
  const level = levelOf(steps[at]!);
  for (let before = at - 1; before >= 0; before -= 1) {
    if (levelOf(steps[before]!) < level) return before;
  }
  return null;
}

/** The step before it under the same parent. */
export function siblingBefore(steps: readonly FlatStep[], at: number): number | null {
  const parent = parentOf(steps, at);
  let before: number | null = null;
  for (let next = parent === null ? 0 : parent + 1; next < at; next = endOf(steps, next)) before = next;
  return before;
}

/** The step after it under the same parent. */
export function siblingAfter(steps: readonly FlatStep[], at: number): number | null {
  const next = endOf(steps, at);
  return next < steps.length && parentOf(steps, next) === parentOf(steps, at) ? next : null;
}

export function nest(steps: readonly FlatStep[]): Node[] {
  let at = 0;
  const siblings = (above: number): Node[] => {
    const made: Node[] = [];
    while (at < steps.length && levelOf(steps[at]!) > above) {
      const step = steps[at]!;
      at += 1;
      made.push(stepNode(step, siblings(levelOf(step))));
    }
    return made;
  };
  return siblings(-1);
}

/** The node that the step had, if nothing in it is another: then it is not drawn anew. */
function stepNode(step: FlatStep, under: Node[]): Node {
  const children = [step.heading, ...step.blocks, ...under];
  const had = step.node;
  if (had && had.childCount === children.length && children.every((child, index) => had.child(index) === child)) {
    return had;
  }
  return schema.nodes.step.create({ key: step.key }, children);
}

/** Puts steps into a document, replacing no more than what differs. */
export function put(tr: Transaction, flat: Flat): Transaction {
  const moved = rearranged(tr.doc, flat.before, flat.steps);
  if (moved) return tr.step(moved);
  return replaceChildren(tr, tr.doc, 0, [...flat.before, ...nest(flat.steps)]);
}

function replaceChildren(tr: Transaction, parent: Node, start: number, children: readonly Node[]): Transaction {
  const old = parent.children;
  let first = 0;
  while (first < old.length && first < children.length && old[first] === children[first]) first += 1;
  let last = 0;
  while (
    last < old.length - first &&
    last < children.length - first &&
    old[old.length - 1 - last] === children[children.length - 1 - last]
  ) {
    last += 1;
  }
  const gone = old.slice(first, old.length - last);
  const come = children.slice(first, children.length - last);
  if (gone.length === 0 && come.length === 0) return tr;
  const from = start + size(old.slice(0, first));
  const [was, is] = [gone[0], come[0]];
  if (gone.length === 1 && come.length === 1 && was!.type === schema.nodes.step && was!.sameMarkup(is!)) {
    return replaceChildren(tr, was!, from + 1, is!.children);
  }
  // Not `tr.replace`, which would look for a place where the nodes fit: these fit.
  return tr.step(new ReplaceStep(from, from + size(gone), new Slice(Fragment.fromArray(come), 0, 0)));
}

const size = (nodes: readonly Node[]) => nodes.reduce((sum, node) => sum + node.nodeSize, 0);
