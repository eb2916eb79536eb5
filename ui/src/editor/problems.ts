// What the backend says of a document, at the step and block that it is about.

import type { Node } from "@tiptap/pm/model";
import type { Notice } from "../backend/types";
import { isNothing } from "./mapping";
import { schema } from "./schema";
import { positionOf, type OutlineStep } from "./steps/places";

const types = schema.nodes;

/** The step that a notice is about. What was typed since may have moved it: its name tells too. */
export function stepOfNotice(notice: Notice, steps: readonly OutlineStep[]): OutlineStep | null {
  const named = (step: OutlineStep) => `${step.number} ${step.title}`.trim() === notice.step;
  const index = notice.place?.step ?? null;
  const there = index === null ? undefined : steps[index];
  if (there && (!notice.step || named(there))) return there;
  if (!notice.step) return null;
  // A title that was changed since the check still has its number.
  const number = /^[\d.]+(?= )/.exec(notice.step)?.[0];
  return steps.find(named) ?? there ?? steps.find((step) => number !== undefined && step.number === number) ?? null;
}

/** The notices of each step, by its key. */
export function placeNotices(notices: readonly Notice[], steps: readonly OutlineStep[]): Map<number, Notice[]> {
  const placed = new Map<number, Notice[]>();
  for (const notice of notices) {
    const step = stepOfNotice(notice, steps);
    if (step) placed.set(step.key, [...(placed.get(step.key) ?? []), notice]);
  }
  return placed;
}

export type Spotted = { position: number; node: Node };

/**
 * Where a notice is: what its address or name stands in, else its block, else the heading; null
 * for what is said of the whole instruction.
 */
export function spotOf(document: Node, steps: readonly OutlineStep[], notice: Notice): Spotted | null {
  const step = stepOfNotice(notice, steps);
  const at = step && positionOf(document, step.key);
  const parent = at === null ? document : document.nodeAt(at)!;
  const start = at === null ? 0 : at + 1;
  const block = notice.place?.block ?? null;
  const inBlock = block === null ? null : blockIn(parent, start, block);
  const { subject } = notice;
  const named = subject && ((inBlock && about(inBlock, subject)) ?? about({ position: start - 1, node: parent }, subject));
  if (named || inBlock) return named || inBlock;
  // What else is said of no step and no block is set among the details.
  if (at === null && !ofTitle.includes(notice.code)) return null;
  const heading = parent.children.findIndex((child) => child.type === types.stepHeading || child.type === types.title);
  if (heading < 0) return null;
  const before = parent.children.slice(0, heading).reduce((sum, child) => sum + child.nodeSize, 0);
  return { position: start + before, node: parent.child(heading) };
}

const ofTitle = ["document.no-title", "document.empty-heading"];

/** A block counted as in the tree, which knows no places to type in. */
function blockIn(parent: Node, start: number, index: number): Spotted | null {
  let count = 0;
  let found: Spotted | null = null;
  parent.forEach((node, offset) => {
    const counts = node.type !== types.step && node.type !== types.stepHeading && node.type !== types.title && !isNothing(node);
    if (counts && count++ === index) found = { position: start + offset, node };
  });
  return found;
}

/** The picture, video, link, variable or snippet with an address or name. */
function about({ position, node: whole }: Spotted, subject: string): Spotted | null {
  const is = (node: Node) =>
    node.attrs.target === subject || node.attrs.name === subject ||
    schema.marks.link.isInSet(node.marks)?.attrs.target === subject;
  if (is(whole)) return { position, node: whole };
  let found: Spotted | null = null;
  whole.descendants((node, offset) => {
    if (found || node.type === types.step) return false;
    if (is(node)) found = { position: position + 1 + offset, node };
    return true;
  });
  return found;
}
