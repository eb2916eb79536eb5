import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Area } from "../../backend/types";
import { handles, isWhole, least, nudge, pulled, whole, type Handle } from "./crop";

const size = fc.record({ width: fc.integer({ min: 1, max: 4000 }), height: fc.integer({ min: 1, max: 4000 }) });
const handle = fc.constantFrom<Handle>(...handles, "whole");
const by = fc.double({ min: -5000, max: 5000, noNaN: true });

describe("what is kept of a picture", () => {
  test("stays within it and is never too small, however it is pulled", () => {
    fc.assert(
      fc.property(size, fc.array(fc.tuple(handle, by, by), { maxLength: 20 }), (given, pulls) => {
        let area: Area = whole(given);
        for (const [which, right, down] of pulls) area = pulled(area, which, right, down, given);
        expect(area.x).toBeGreaterThanOrEqual(0);
        expect(area.y).toBeGreaterThanOrEqual(0);
        expect(area.x + area.width).toBeLessThanOrEqual(given.width);
        expect(area.y + area.height).toBeLessThanOrEqual(given.height);
        expect(area.width).toBeGreaterThanOrEqual(Math.min(least, given.width));
        expect(area.height).toBeGreaterThanOrEqual(Math.min(least, given.height));
        expect(Object.values(area).every(Number.isInteger)).toBe(true);
      }),
    );
  });

  test("moves only the edges that are pulled", () => {
    const given = { width: 400, height: 300 };
    const area = { x: 50, y: 40, width: 200, height: 100 };
    expect(pulled(area, "e", 30, 99, given)).toEqual({ ...area, width: 230 });
    expect(pulled(area, "nw", -10, 10, given)).toEqual({ x: 40, y: 50, width: 210, height: 90 });
    expect(pulled(area, "whole", 1000, -1000, given)).toEqual({ ...area, x: 200, y: 0 });
    expect(pulled(area, "w", 1000, 0, given)).toEqual({ ...area, x: 234, width: 16 });
    expect(isWhole(pulled(area, "whole", 0, 0, given), given)).toBe(false);
    expect(isWhole(whole(given), given)).toBe(true);
  });

  test("goes by arrow keys as far as can be seen", () => {
    expect(nudge("ArrowLeft", false, 2.4)).toEqual([-2, 0]);
    expect(nudge("ArrowDown", true, 0.3)).toEqual([0, 3]);
    expect(nudge("Enter", false, 1)).toBeNull();
  });
});
