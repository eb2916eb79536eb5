// Problems that one click takes away.

import type { OpenDocument } from "./document.svelte";
import { PictureView } from "./nodes/picture";
import { spotOf, stepOfNotice } from "./problems";
import { schema } from "./schema";
import { removeStep } from "./steps/commands";
import { flatten, parentOf, levelOf, put, withLevel } from "./steps/flat";
import { positionOf } from "./steps/places";
import type { Notice } from "../backend/types";
import { problems as words } from "../words/editor";

export type Mend = { label: string; run: () => void };

export function mendOf(document: OpenDocument, notice: Notice): Mend | null {
  if (document.readOnly) return null;
  const { state, steps } = document;
  const { subject, instead } = notice;
  const spot = spotOf(state.doc, steps, notice);
  switch (notice.code) {
    case "document.no-alt-text":
      if (spot?.node.type !== schema.nodes.picture) return null;
      return { label: words.describe, run: () => describe(document, spot.position) };
    case "document.missing-picture":
    case "document.dead-link":
      if (!spot || !subject || !instead) return null;
      return { label: words.use(instead), run: () => retarget(document, spot.position, subject, instead) };
  }
  const key = stepOfNotice(notice, steps)?.key;
  const start = key === undefined ? null : positionOf(state.doc, key);
  if (key === undefined || start === null) return null;
  switch (notice.code) {
    case "document.empty-step":
      return { label: words.removeStep, run: () => void document.run(removeStep(key)) };
    case "document.duplicate-step-id":
      return { label: words.newId, run: () => document.dispatch(state.tr.setNodeAttribute(start + 1, "id", null)) };
    case "document.skipped-level":
      return { label: words.level, run: () => level(document, key) };
    default:
      return null;
  }
}

function describe(document: OpenDocument, position: number): void {
  document.select(position);
  const view = document.view?.nodeDOM(position);
  for (const speaker of document.speakers) {
    if (speaker instanceof PictureView && speaker.dom === view) speaker.describe();
  }
}

/** The address of a picture, video or link becomes the one that was meant. */
function retarget(document: OpenDocument, position: number, from: string, to: string): void {
  const { tr } = document.state;
  const node = tr.doc.nodeAt(position);
  if (!node) return;
  if (node.attrs.target === from) {
    document.dispatch(tr.setNodeAttribute(position, "target", to));
    return;
  }
  const mark = schema.marks.link.isInSet(node.marks);
  if (!mark) return;
  const $at = tr.doc.resolve(position);
  // Every piece of the link, however its words are formed.
  $at.parent.forEach((piece, offset) => {
    if (!mark.isInSet(piece.marks)) return;
    const start = $at.start() + offset;
    tr.addMark(start, start + piece.nodeSize, schema.marks.link.create({ ...mark.attrs, target: to }));
  });
  document.dispatch(tr);
}

/** One level below its parent, with everything under it. */
function level(document: OpenDocument, key: number): void {
  const flat = flatten(document.state.doc);
  const at = flat.steps.findIndex((step) => step.key === key);
  if (at < 0) return;
  const parent = parentOf(flat.steps, at);
  const own = levelOf(flat.steps[at]!);
  const by = (parent === null ? 2 : levelOf(flat.steps[parent]!) + 1) - own;
  let next = at;
  do {
    flat.steps[next] = withLevel(flat.steps[next]!, levelOf(flat.steps[next]!) + by);
    next += 1;
  } while (next < flat.steps.length && levelOf(flat.steps[next]!) > own);
  document.dispatch(put(document.state.tr, flat));
}
