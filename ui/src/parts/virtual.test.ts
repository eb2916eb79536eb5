import { expect, it } from "vitest";
import { drawn, inSight } from "./virtual";

it("draws what is in sight and a few rows around it", () => {
  expect(drawn(0, 600, 60, 10_000, 2)).toEqual({ first: 0, last: 12 });
  expect(drawn(300_000, 600, 60, 10_000, 2)).toEqual({ first: 4998, last: 5012 });
  expect(drawn(599_400, 600, 60, 10_000, 2)).toEqual({ first: 9988, last: 10_000 });
  // The list became shorter than where it was scrolled to.
  expect(drawn(300_000, 600, 60, 3, 2)).toEqual({ first: 3, last: 3 });
});

it("scrolls no further than needed", () => {
  expect(inSight(5, 0, 600, 60)).toBe(0);
  expect(inSight(10, 0, 600, 60)).toBe(60);
  expect(inSight(2, 300, 600, 60)).toBe(120);
});
