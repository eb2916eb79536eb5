// How far into which step a place of the text is, as it is drawn: a picture is as long as it is high.

import type { EditorView } from "@tiptap/pm/view";
import { schema } from "./schema";

const types = schema.nodes;

/** How far into a step, from 0 to 1, a place is; -1 stands for what is before the first step. */
export type TextPlace = { step: number; part: number };

/** The drawn steps in the order of the text. */
const drawn = (view: EditorView): HTMLElement[] => [...view.dom.querySelectorAll<HTMLElement>("[data-step]")];

function bounds(view: EditorView, steps: readonly HTMLElement[], step: number): { top: number; bottom: number } {
  const whole = view.dom.getBoundingClientRect();
  const edge = (index: number) => steps[index]?.getBoundingClientRect().top;
  return { top: step < 0 ? whole.top : edge(step)!, bottom: edge(step + 1) ?? whole.bottom };
}

/** What is drawn at a height of the window. */
export function placeAt(view: EditorView, y: number): TextPlace {
  const steps = drawn(view);
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]!.getBoundingClientRect().top <= y) low = middle + 1;
    else high = middle;
  }
  const step = low - 1;
  const { top, bottom } = bounds(view, steps, step);
  return { step, part: bottom > top ? Math.min(1, Math.max(0, (y - top) / (bottom - top))) : 0 };
}

/** The beginning of the block that is drawn so far into a step. */
export function positionAt(view: EditorView, { step, part }: TextPlace): number | null {
  const steps = drawn(view);
  if (step >= steps.length) return null;
  const { top, bottom } = bounds(view, steps, step);
  const wanted = top + (bottom - top) * part;
  let start = 0;
  let index = -1;
  let parent = view.state.doc;
  view.state.doc.descendants((node, position) => {
    if (node.type !== types.step || index >= step) return false;
    index += 1;
    if (index === step) [parent, start] = [node, position + 1];
    return true;
  });
  let found: number | null = null;
  parent.forEach((node, offset) => {
    if (node.type === types.step) return;
    const element = view.nodeDOM(start + offset);
    const above = element instanceof HTMLElement && element.getBoundingClientRect().top <= wanted + 1;
    if (found === null || above) found = start + offset;
  });
  return found;
}
