import { describe, expect, it } from "vitest";
import type { Listed } from "../../backend";
import { countOf, filtered, folded, isNarrowed, isOverdue, noFilter, sorted, tagsOf } from "./listing";

const now = new Date(2026, 10, 24);

function listed(title: string, more: Partial<Listed> = {}): Listed {
  return {
    folder: `instructions/${title}`, id: null, title, status: "approved", owner: null, "review-by": null,
    languages: ["nl"], tags: [], steps: 3, changed: 0, release: null, "changed-since-release": false, "to-join": false,
    ...more,
  };
}

const titles = (list: Listed[]) => list.map(({ title }) => title);

describe("the list of a library", () => {
  it("finds words in any order, without case and accents, in title, tags and owner", () => {
    const list = [
      listed("Boek een ínkoopfactuur", { tags: ["Café"] }), listed("Bel de klant", { owner: "noor@x" }),
    ];
    const find = (words: string) => titles(filtered(list, { ...noFilter, words }, now));
    expect(find("INKOOP boek")).toEqual(["Boek een ínkoopfactuur"]);
    expect(find("cafe")).toEqual(["Boek een ínkoopfactuur"]);
    expect(find("Noor")).toEqual(["Bel de klant"]);
    expect(find("  ")).toHaveLength(2);
    expect(find("boek klant")).toEqual([]);
  });

  it("joins statuses with or, tags with and", () => {
    const list = [
      listed("a", { status: "draft", tags: ["x", "y"] }), listed("b", { status: "pilot", tags: ["x"] }),
      listed("c", { status: null }),
    ];
    expect(titles(filtered(list, { ...noFilter, statuses: ["draft", "pilot"] }, now))).toEqual(["a", "b"]);
    expect(titles(filtered(list, { ...noFilter, tags: ["x", "y"] }, now))).toEqual(["a"]);
  });

  it("calls a review overdue from the day after, and never for what is retired", () => {
    expect(isOverdue(listed("a", { "review-by": "2026-11-24" }), now)).toBe(false);
    expect(isOverdue(listed("a", { "review-by": "2026-11-23" }), now)).toBe(true);
    expect(isOverdue(listed("a", { "review-by": "2026-11-23", status: "retired" }), now)).toBe(false);
    expect(isOverdue(listed("a", { "review-by": "soon" }), now)).toBe(false);
  });

  it("keeps what has no value last in both directions", () => {
    const list = [listed("a"), listed("b", { owner: "z" }), listed("c", { owner: "m" })];
    expect(titles(sorted(list, { column: "owner", down: false }, "nl"))).toEqual(["c", "b", "a"]);
    expect(titles(sorted(list, { column: "owner", down: true }, "nl"))).toEqual(["b", "c", "a"]);
  });

  it("sorts numbers in titles as numbers and statuses as they follow each other", () => {
    const list = [listed("Stap 10", { status: "retired" }), listed("Stap 9", { status: "draft" })];
    expect(titles(sorted(list, { column: "title", down: false }, "nl"))).toEqual(["Stap 9", "Stap 10"]);
    expect(titles(sorted(list, { column: "status", down: true }, "nl"))).toEqual(["Stap 10", "Stap 9"]);
  });

  it("finds what changed since its release and what is to be joined", () => {
    const release = (number: number) => ({ number, status: "pilot", "approved-by": null });
    const list = [
      listed("never"), listed("new", { "changed-since-release": true }),
      listed("second", { release: release(2), "changed-since-release": true }),
      listed("as released", { release: release(2) }), listed("first", { release: release(1), "to-join": true }),
    ];
    expect(titles(filtered(list, { ...noFilter, changedSince: true }, now))).toEqual(["second"]);
    expect(titles(filtered(list, { ...noFilter, toJoin: true }, now))).toEqual(["first"]);
    expect(titles(sorted(list, { column: "release", down: false }, "nl"))).toEqual(["first", "second", "as released", "never", "new"]);
    expect(titles(sorted(list, { column: "release", down: true }, "nl"))).toEqual(["second", "as released", "first", "never", "new"]);
    expect([isNarrowed(noFilter), isNarrowed({ ...noFilter, toJoin: true }), isNarrowed({ ...noFilter, words: " " })]).toEqual([false, true, false]);
    expect(countOf({ ...noFilter, statuses: ["draft"], changedSince: true })).toBe(2);
  });

  it("sorts and filters 10,000 within a frame or a few", () => {
    const list = Array.from({ length: 10_000 }, (_, index) => listed(`Boek ${index % 997} factuur ${index}`));
    const inOrder = sorted(list, { column: "title", down: false }, "nl");
    filtered(inOrder, { ...noFilter, words: "warm" }, now);
    const began = performance.now();
    expect(filtered(inOrder, { ...noFilter, words: "factuur 99" }, now).length).toBeGreaterThan(100);
    expect(performance.now() - began).toBeLessThan(100);
  });

  it("counts tags, the most used first", () => {
    const list = [listed("a", { tags: ["z", "a"] }), listed("b", { tags: ["z"] })];
    expect(tagsOf(list, "nl")).toEqual([{ tag: "z", count: 2 }, { tag: "a", count: 1 }]);
  });

  it("folds case and accents", () => expect(folded("ÉÉN Überweisung")).toBe("een uberweisung"));
});
