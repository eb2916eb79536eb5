import { describe, expect, it } from "vitest";
import type { Timeline, VersionListed } from "../backend";
import { chosenNow, chosenOf, daysOf, firstChosen, now, pairOf, releaseBefore, sourceOf, stillChosen, type Entry } from "./timeline";

/** Versions, the oldest first: each made from the one before it; minutes since the day began. */
function made(...all: Array<[string, number, Partial<VersionListed>?]>): VersionListed[] {
  const day = new Date(2026, 10, 24).getTime();
  return all
    .map(([id, minutes, more], index): VersionListed => ({
      id, parents: index > 0 ? [all[index - 1]![0]] : [], author: "Noor",
      time: new Date(day + minutes * 60_000).toISOString(), reason: "edited", note: "", release: null,
      head: index === all.length - 1, current: index === all.length - 1, ...more,
    }))
    .reverse();
}
const release = (number: number): Partial<VersionListed> => ({
  reason: "released", note: "New", release: { number, status: "approved", "approved-by": "Noor" },
});
const timeline = (versions: VersionListed[], more: Partial<Timeline> = {}): Timeline => ({
  versions, changed: false, "to-join": false, behind: false, "next-release": 2, notices: [], ...more,
});
const shape = (entries: Entry[]) =>
  entries.map((entry) => (entry.kind === "sitting" ? entry.versions.map(({ id }) => id) : entry.version.id));
const all = (versions: VersionListed[], unfolded?: Set<string>) =>
  daysOf(versions, unfolded).map(({ entries }) => shape(entries));

describe("the timeline", () => {
  it("folds what one person wrote without a long pause, and nothing else", () => {
    const versions = made(
      ["a", 540], ["b", 560], ["c", 600, { reason: "closed" }],
      ["d", 700], // After a long pause.
      ["e", 710, { author: "Sanne" }],
      ["f", 720, { note: "Checked" }],
      ["g", 730, release(1)], ["h", 740, { reason: "restored" }], ["i", 745], ["j", 750],
    );
    expect(all(versions)).toEqual([[["j", "i"], "h", "g", "f", "e", "d", ["c", "b", "a"]]]);
    expect(all(versions, new Set(["c+"]))).toEqual([[["j", "i"], "h", "g", "f", "e", "d", ["c", "b", "a"], "c", "b", "a"]]);
  });

  it("puts each day under its own name, and does not fold over midnight", () => {
    expect(all(made(["a", -20], ["b", -5], ["c", 10]))).toEqual([["c"], [["b", "a"]]]);
  });

  it("does not fold what was written side by side", () => {
    const versions = made(["a", 0], ["b", 10], ["c", 20, { parents: ["a"], head: true }]);
    expect(all(versions)).toEqual([["c", ["b", "a"]]]);
  });

  it("does not lose a version whose time cannot be read", () => {
    expect(all(made(["a", 0], ["b", 5, { time: "soon" }])).flat(2).sort()).toEqual(["a", "b"]);
  });

  it("folds 10,000 versions at once", () => {
    const versions = made(...Array.from({ length: 10_000 }, (_, index): [string, number] => [`v${index}`, index * 7]));
    const began = performance.now();
    expect(daysOf(versions).length).toBeGreaterThan(40);
    expect(performance.now() - began).toBeLessThan(500);
  });
});

describe("what is compared", () => {
  const versions = made(["a", 0], ["b", 60, release(1)], ["c", 200], ["d", 210], ["e", 220, release(2)]);
  const entry = (id: string): Entry => ({ kind: "version", key: id, version: versions.find((one) => one.id === id)!, within: false });

  it("is a version with the one before it, a release with the release before it", () => {
    expect(chosenOf(entry("c"), versions)).toEqual({ id: "c", since: "b", like: "version" });
    expect(chosenOf(entry("e"), versions)).toEqual({ id: "e", since: "b", like: "release" });
    expect(chosenOf(entry("b"), versions)).toEqual({ id: "b", since: "a", like: "version" });
    expect(releaseBefore(versions, "b")).toBeNull();
    const sitting = daysOf(versions)[0]!.entries.find(({ kind }) => kind === "sitting")!;
    expect(chosenOf(sitting, versions)).toEqual({ id: "d", since: "b", like: "sitting" });
  });

  it("has the older first, whatever was chosen first", () => {
    const chosen = chosenOf(entry("c"), versions);
    expect(pairOf(versions, chosen, "before")).toEqual({ before: "b", after: "c" });
    expect(pairOf(versions, chosen, now)).toEqual({ before: "c", after: now });
    expect(pairOf(versions, chosen, "e")).toEqual({ before: "c", after: "e" });
    expect(pairOf(versions, chosen, "a")).toEqual({ before: "a", after: "c" });
    expect(pairOf(versions, chosen, "c")).toBeNull();
    expect(pairOf(versions, chosenOf(entry("a"), versions), "before")).toBeNull();
    expect(pairOf(versions, chosenNow(timeline(versions)), "before")).toEqual({ before: "e", after: now });
  });

  it("begins with the text as it is now when that is in no version", () => {
    expect(firstChosen(timeline(versions, { changed: true }))?.id).toBe(now);
    expect(firstChosen(timeline(versions))).toEqual({ id: "e", since: "b", like: "release" });
    expect(firstChosen(timeline([]))).toBeNull();
    expect(firstChosen(timeline([], { changed: true }))).toEqual({ id: now, since: null, like: "now" });
  });

  it("stays chosen when newer versions come, and not when it is gone", () => {
    const chosen = chosenOf(entry("c"), versions);
    expect(stillChosen(chosen, timeline(versions))).toBe(chosen);
    expect(stillChosen(chosen, timeline(versions.slice(3)))).toBeNull();
    expect(stillChosen(chosenNow(timeline(versions)), timeline(versions))).toBeNull();
  });
});

describe("a step is taken back", () => {
  const both = { old: {}, new: {} };
  const pair = { before: "a", after: "b" };
  const current = (id: string) => id === now;

  it("from the version that is looked at", () => {
    expect(sourceOf(both, pair, "b", current)).toEqual({ id: "b", side: "new" });
    expect(sourceOf(both, { before: "b", after: now }, "b", current)).toEqual({ id: "b", side: "old" });
  });

  it("from the other one where it was removed, or where now is looked at", () => {
    expect(sourceOf({ old: {}, new: null }, pair, "b", current)).toEqual({ id: "a", side: "old" });
    expect(sourceOf(both, { before: "b", after: now }, now, current)).toEqual({ id: "b", side: "old" });
  });

  it("from nowhere when it was added only now", () => {
    expect(sourceOf({ old: null, new: {} }, { before: "b", after: now }, now, current)).toBeNull();
  });
});
