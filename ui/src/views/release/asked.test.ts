import { expect, it } from "vitest";
import type { ReleaseListed, Timeline, VersionListed } from "../../backend";
import { asked, begun, needsName } from "./asked";

const version = (release: ReleaseListed | null): VersionListed => ({
  id: "", parents: [], author: "Noor", time: "", reason: "released", note: "", release, head: false, current: false,
});
const timeline = (...releases: Array<ReleaseListed | null>): Timeline => ({
  versions: releases.map(version), changed: false, "to-join": false, behind: false, "next-release": 3, notices: [],
});
const pilot = { number: 2, status: "pilot", "approved-by": null };
const approved = { number: 1, status: "approved", "approved-by": "Karin" };

it("begins with what is likely", () => {
  expect(begun(timeline(null, pilot, approved), null, "Noor")).toEqual({ note: "", status: "pilot", approvedBy: "Karin" });
  expect(begun(timeline(approved), "pilot", "Noor").status).toBe("pilot");
  expect(begun(timeline(), "draft", "Noor")).toEqual({ note: "", status: "pilot", approvedBy: "Noor" });
  expect(begun(null, "approved", null)).toEqual({ note: "", status: "approved", approvedBy: "" });
});

it("asks who approved it only where somebody did", () => {
  const form = { note: " Nieuw \n", status: "approved" as const, approvedBy: " " };
  expect(needsName(form)).toBe(true);
  expect(needsName({ ...form, status: "pilot" })).toBe(false);
  expect(asked({ ...form, approvedBy: " Karin " })).toEqual({ note: "Nieuw", status: "approved", "approved-by": "Karin" });
  expect(asked({ ...form, status: "pilot", approvedBy: "Karin" })["approved-by"]).toBeNull();
});
