import { describe, expect, test } from "vitest";
import type { OutlineStep } from "../steps/places";
import { landing } from "./landing";

const row = (key: number, depth: number, level = depth + 1): OutlineStep => ({
  key, depth, level, number: "", title: "", hasProblem: false, under: 0,
});
// A (a b) B C, rows of 20 high from 0.
const shown = [row(1, 1), row(2, 2), row(3, 2), row(4, 1), row(5, 1)];
const rows = shown.map((_, at) => ({ top: at * 20, bottom: at * 20 + 20 }));
const at = (step: number, aside: number, y: number) => {
  const found = landing(shown, rows, shown[step]!, aside, y);
  return found && [found.before, found.depth, found.level];
};

describe("where a dragged step lands", () => {
  test("between two rows, as deep as it was or as the pointer says", () => {
    expect(at(4, 0, 62)).toEqual([4, 1, 2]);
    expect(at(4, 16, 62)).toEqual([4, 2, 3]);
    expect(at(2, 0, 82)).toEqual([5, 2, 3]);
    expect(at(2, -16, 82)).toEqual([5, 1, 2]);
  });
  test("never deeper than one under the row above, never shallower than what follows", () => {
    expect(at(4, 500, 2)).toEqual([1, 1, 2]);
    expect(at(4, -100, 45)).toEqual([3, 2, 3]);
  });
  test("at the end", () => expect(at(0, 0, 500)).toEqual([null, 1, 2]));
  test("not into itself", () => expect(at(0, 40, 30)).toEqual([4, 1, 2]));
  test("not below the sixth level", () => {
    const deep = [row(1, 1, 5), row(2, 1, 5), row(3, 2, 6)];
    expect(landing(deep, rows, deep[1]!, 40, 25)).toBeNull();
  });
});
