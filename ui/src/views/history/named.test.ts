import { afterEach, expect, it } from "vitest";
import type { VersionListed } from "../../backend";
import { language } from "../../words";
import { lineOf, noteOf, whoOf, whyOf } from "./named";

afterEach(() => (language.current = "nl"));

const version = (more: Partial<VersionListed>): VersionListed => ({
  id: "a", parents: [], author: "Noor", time: "2025-01-02T12:00:00Z", reason: "edited", note: "", release: null,
  head: false, current: false, ...more,
});

it("says why in plain words, also of reasons of a newer app", () => {
  expect(whyOf(version({ reason: "conflict-copy" }))).toContain("synchronisatieprogramma");
  expect(whyOf(version({ reason: "teleported" }))).toBe("Bewaard");
  expect(whyOf(version({ release: { number: 3, status: "pilot", "approved-by": null } }))).toBe("Uitgave 3");
  expect(whoOf(version({ author: "" }))).toBe("Onbekend");
  language.current = "en";
  expect(lineOf(version({}))).toMatch(/^Edited · 2 Jan 2025 at \d\d:00 · Noor$/);
});

it("tells the time of a version that was taken back as here", () => {
  const restored = (note: string) => noteOf(version({ reason: "restored", note }));
  expect(restored("uitgave 2")).toBe("uitgave 2");
  expect(restored("open-postvak, 2025-01-02 12:00:00")).toMatch(/^open-postvak, 2 jan 2025 om \d\d:00$/);
  expect(noteOf(version({ note: "op 2025-01-02 12:00:00" }))).toBe("op 2025-01-02 12:00:00");
});
