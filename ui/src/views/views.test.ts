import { expect, it, vi } from "vitest";
import type { Found } from "../backend";
import { pieces } from "./library/Excerpt.svelte";
import { TextSearch } from "./library/textSearch.svelte";
import { changesOf } from "./publish/changes";
import { joined } from "./start/path";

it("marks in an excerpt what was found", () => {
  expect(pieces("een \uE000fac\uE001tuur")).toEqual([
    { text: "een ", found: false }, { text: "fac", found: true }, { text: "tuur", found: false },
  ]);
  // Cut off in the middle of a mark.
  expect(pieces("x \uE000fac")).toEqual([{ text: "x ", found: false }, { text: "fac", found: true }]);
});

it("makes a folder's name that every system can keep", () => {
  expect(joined("C:\\Users\\Noor", "A/B: c?")).toBe("C:\\Users\\Noor\\A B c");
  expect(joined("/home/noor/", "Jansen B.V.")).toBe("/home/noor/Jansen B.V");
});

it("lists what a publication changes, what readers notice first", () => {
  const changes = changesOf({
    "dry-run": true, added: ["a"], changed: ["b"], unchanged: 1, removed: ["c"], archived: [["d", "e"]],
    start: "", notices: [],
  });
  expect(changes.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["added a", "changed b", "removed c", "archived d → e"]);
});

const none: Found = {
  kind: "title", folder: "", title: "", language: "nl", step: null, "step-id": null, version: null, excerpt: "",
};

it("forgets answers that come after newer words", async () => {
  vi.useFakeTimers();
  const answers = new Map<string, (titles: string) => void>();
  const search = new TextSearch(
    (words) => new Promise((resolve) => answers.set(words, (title) => resolve([{ ...none, title }]))),
    () => undefined,
  );
  search.for("fact");
  await vi.advanceTimersByTimeAsync(200);
  search.for("factuur");
  await vi.advanceTimersByTimeAsync(200);
  answers.get("factuur")?.("new");
  await vi.advanceTimersByTimeAsync(0);
  answers.get("fact")?.("old");
  await vi.advanceTimersByTimeAsync(0);
  expect(search.found.map(({ title }) => title)).toEqual(["new"]);
  search.for("f");
  expect([search.found.length, search.busy]).toEqual([0, false]);
  vi.useRealTimers();
});
