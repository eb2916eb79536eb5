// Where a step that is dragged over the outline would come to stand.

import type { OutlineStep } from "../steps/places";

export type Landing = {
  /** Before which row it is shown. */
  index: number;
  /** Before which step it comes; null for the end. */
  before: number | null;
  depth: number;
  level: number;
};

type Row = { top: number; bottom: number };

/**
 * The pointer's height says between which rows; how far it went aside says how much deeper. Where
 * in its title the step was taken hold of says nothing.
 */
export function landing(
  shown: readonly OutlineStep[],
  rows: readonly Row[],
  step: OutlineStep,
  aside: number,
  y: number,
  indent = 16,
): Landing | null {
  let index = rows.findIndex(({ top, bottom }) => y < (top + bottom) / 2);
  if (index < 0) index = shown.length;
  const own = shown.findIndex(({ key }) => key === step.key);
  if (own < 0) return null;
  const next = shown.findIndex(({ depth }, at) => at > own && depth <= step.depth);
  const end = next < 0 ? shown.length : next;
  // Into itself it cannot go; right before or after itself it can only change its depth.
  if (index > own && index < end) index = end;
  const rest = [...shown.slice(0, own), ...shown.slice(end)];
  const at = index <= own ? index : index - (end - own);
  const above = rest[at - 1];
  const below = rest[at];
  // As deep as under the one above, no shallower than the one below, which would go under it.
  const deepest = above ? above.depth + 1 : 1;
  const shallowest = below?.depth ?? 1;
  const depth = Math.max(shallowest, Math.min(deepest, step.depth + Math.round(aside / indent)));
  const level = levelAt(rest, at, depth);
  if (level + deepestUnder(shown, own, end) > 6) return null;
  return { index, before: below?.key ?? null, depth, level };
}

/** The level of a heading that stands there at that depth: that of its sibling or under its parent. */
function levelAt(rest: readonly OutlineStep[], at: number, depth: number): number {
  for (let before = at - 1; before >= 0; before -= 1) {
    const step = rest[before]!;
    if (step.depth === depth) return step.level;
    if (step.depth < depth) return step.level + 1;
  }
  return rest[at]?.level ?? 2;
}

const deepestUnder = (shown: readonly OutlineStep[], own: number, end: number): number =>
  Math.max(...shown.slice(own, end).map(({ level }) => level)) - shown[own]!.level;
