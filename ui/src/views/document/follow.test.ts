import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inPages, inText } from "./follow";

const pages = [{ height: 800 }, { height: 800 }, { height: 800 }];
const places = [{ page: 0, y: 400 }, { page: 0, y: 600 }, null, { page: 2, y: 100 }];

describe("the place in the pages", () => {
  test("is exact where a step begins, and between two as far as in the text", () => {
    expect(inPages(pages, places, { step: 1, part: 0 })).toEqual({ page: 0, y: 600 });
    expect(inPages(pages, places, { step: 0, part: 0.5 })).toEqual({ page: 0, y: 500 });
    expect(inPages(pages, places, { step: 1, part: 0.5 })).toEqual({ page: 1, y: 350 });
    expect(inPages(pages, places, { step: -1, part: 0.25 })).toEqual({ page: 0, y: 100 });
    expect(inPages(pages, places, { step: 3, part: 1 })).toEqual({ page: 2, y: 800 });
  });

  test("is none before the pages are laid out, or for a step without one", () => {
    expect(inPages([], [], { step: -1, part: 0 })).toBeNull();
    expect(inPages(pages, places, { step: 2, part: 0 })).toBeNull();
    expect(inPages(pages, places, { step: 9, part: 0 })).toBeNull();
  });

  test("leads to the step that is pointed at", () => {
    expect(inText(pages, places, { page: 0, y: 592 })).toEqual({ step: 1, part: 0 });
    expect(inText(pages, places, { page: 0, y: 500 }).step).toBe(0);
    expect(inText(pages, places, { page: 1, y: 10 }).step).toBe(1);
    expect(inText(pages, places, { page: 0, y: 40 })).toEqual({ step: -1, part: 0.1 });
    expect(inText([], [], { page: 0, y: 0 })).toEqual({ step: -1, part: 0 });
  });

  test("leads there and back", () => {
    const place = fc.record({ step: fc.constantFrom(-1, 0, 1, 3), part: fc.double({ min: 0, max: 0.9, noNaN: true }) });
    fc.assert(
      fc.property(place, (given) => {
        const back = inText(pages, places, inPages(pages, places, given)!);
        const near = inPages(pages, places, back)!;
        const there = inPages(pages, places, given)!;
        expect(near.page * 800 + near.y).toBeCloseTo(there.page * 800 + there.y, 3);
      }),
    );
  });
});
