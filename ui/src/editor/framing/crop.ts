// The rectangle that is kept of a picture, drawn with the mouse or the arrow keys. All lengths are
// pixels of the picture.

import type { Area } from "../../backend/types";

export type Size = { width: number; height: number };
/** An edge, a corner, or the whole rectangle. */
export type Handle = "n" | "e" | "s" | "w" | "ne" | "se" | "sw" | "nw" | "whole";

export const handles: readonly Handle[] = ["nw", "n", "ne", "e", "se", "s", "sw", "w"];

/** Less than this nobody can read, nor take hold of. */
export const least = 16;

const between = (value: number, low: number, high: number) => Math.min(Math.max(value, low), Math.max(low, high));

export const whole = ({ width, height }: Size): Area => ({ x: 0, y: 0, width, height });

export const isWhole = (area: Area, size: Size): boolean =>
  area.x <= 0 && area.y <= 0 && area.width >= size.width && area.height >= size.height;

/** The rectangle with a handle pulled so far: within the picture, and never too small. */
export function pulled(area: Area, handle: Handle, right: number, down: number, size: Size): Area {
  const [wide, high] = [Math.min(least, size.width), Math.min(least, size.height)];
  let { x, y } = area;
  if (handle === "whole") {
    x = between(Math.round(x + right), 0, size.width - area.width);
    y = between(Math.round(y + down), 0, size.height - area.height);
    return { ...area, x, y };
  }
  let [end, bottom] = [x + area.width, y + area.height];
  if (handle.includes("w")) x = between(Math.round(x + right), 0, end - wide);
  if (handle.includes("e")) end = between(Math.round(end + right), x + wide, size.width);
  if (handle.includes("n")) y = between(Math.round(y + down), 0, bottom - high);
  if (handle.includes("s")) bottom = between(Math.round(bottom + down), y + high, size.height);
  return { x, y, width: end - x, height: bottom - y };
}

/** What an arrow key does: one pixel of the picture as it is shown, or ten with Shift. */
export function nudge(key: string, far: boolean, unit: number): [right: number, down: number] | null {
  const by = Math.max(1, Math.round(unit * (far ? 10 : 1)));
  switch (key) {
    case "ArrowLeft":
      return [-by, 0];
    case "ArrowRight":
      return [by, 0];
    case "ArrowUp":
      return [0, -by];
    case "ArrowDown":
      return [0, by];
    default:
      return null;
  }
}
