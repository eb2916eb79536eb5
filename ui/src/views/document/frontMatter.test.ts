import { expect, it } from "vitest";
import { agreement, isDate, otherAgreements, withAgreement, withTag } from "./frontMatter";

const agreements: Array<[string, string]> = [["speed", "40"], ["privacy", "none"]];

it("changes an agreement in its place, adds at the end, takes out what is empty", () => {
  expect(withAgreement(agreements, "speed", "50")).toEqual([["speed", "50"], ["privacy", "none"]]);
  expect(withAgreement(agreements, "quality", "2")).toEqual([...agreements, ["quality", "2"]]);
  expect(withAgreement(agreements, "speed", "")).toEqual([["privacy", "none"]]);
  expect(agreement(agreements, "delivery")).toBe("");
  expect(otherAgreements(agreements)).toEqual(["privacy"]);
});

it("adds tags once each", () => {
  expect(withTag(["a"], " #b, a ,, c ")).toEqual(["a", "b", "c"]);
});

it("knows a day that exists", () => {
  expect(isDate("2028-02-29")).toBe(true);
  expect(isDate("2027-02-29")).toBe(false);
  expect(isDate("2027-2-1")).toBe(false);
});
