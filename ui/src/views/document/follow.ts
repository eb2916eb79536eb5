// Between a place in the text and its place in the pages. Where each step begins is known exactly;
// what lies between two is taken to be as far along in the one as in the other.

import type { PreviewPage, StepPlace } from "../../backend";
import type { TextPlace } from "../../editor";

type Places = readonly (StepPlace | null)[];
type Pages = readonly Pick<PreviewPage, "height">[];

/** Points from the top of the first page, as if the pages stood one under the other. */
const absolute = (pages: Pages, { page, y }: StepPlace): number =>
  pages.slice(0, page).reduce((sum, { height }) => sum + height, y);

function within(pages: Pages, at: number): StepPlace | null {
  let rest = at;
  for (const [page, { height }] of pages.entries()) {
    if (rest < height || page === pages.length - 1) return { page, y: Math.min(Math.max(rest, 0), height) };
    rest -= height;
  }
  return null;
}

/** Where a step begins and ends; a step that the theme does not show lies where the one before ends. */
function span(pages: Pages, places: Places, step: number): [from: number, to: number] | null {
  const from = step < 0 ? { page: 0, y: 0 } : (places[step] ?? null);
  if (!from || pages.length === 0) return null;
  const next = places.slice(step + 1).find((place) => place !== null);
  const end = next ? absolute(pages, next) : pages.reduce((sum, { height }) => sum + height, 0);
  const start = absolute(pages, from);
  return [start, Math.max(start, end)];
}

export function inPages(pages: Pages, places: Places, { step, part }: TextPlace): StepPlace | null {
  const found = span(pages, places, step);
  return found && within(pages, found[0] + (found[1] - found[0]) * part);
}

/** What is written at a place of a page. */
export function inText(pages: Pages, places: Places, at: StepPlace): TextPlace {
  const wanted = absolute(pages, at);
  // Who points at the upper half of a heading means it.
  const slack = 10;
  const step = places.findLastIndex((place) => place !== null && absolute(pages, place) <= wanted + slack);
  const found = span(pages, places, step);
  if (!found || found[1] === found[0]) return { step, part: 0 };
  return { step, part: Math.min(1, Math.max(0, (wanted - found[0]) / (found[1] - found[0]))) };
}
