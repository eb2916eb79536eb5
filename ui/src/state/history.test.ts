import { describe, expect, it, vi } from "vitest";
import type { Comparison, Failure, Timeline, Unjoined, VersionListed } from "../backend";
import { History } from "./history.svelte";
import { Merging } from "./merging.svelte";

const version = (id: string, parents: string[] = [], more: Partial<VersionListed> = {}): VersionListed => ({
  id, parents, author: "Noor", time: "2026-11-24T09:00:00Z", reason: "restored", note: "", release: null,
  head: false, current: false, ...more,
});
const timeline = (more: Partial<Timeline> = {}): Timeline => ({
  versions: [version("c", ["b"], { head: true, current: true }), version("b", ["a"]), version("a")],
  changed: false, "to-join": false, behind: false, "next-release": 1, notices: [], ...more,
});
const compared = (before: string, after: string) => ({ before: { id: before }, after: { id: after } }) as unknown as Comparison;
const failure = (code: string): Failure => ({ code, file: null, line: null, message: "m", hint: "h" });

function opened(list = vi.fn(async () => timeline())) {
  const compare = vi.fn(async (_: string, before: string, after: string) => compared(before, after));
  return { history: new History("i", { list, compare }), list, compare };
}

describe("the history of an instruction", () => {
  it("begins with the newest version and the one before it", async () => {
    const { history, compare } = opened();
    expect(history.loading).toBe(true);
    await history.load();
    expect([history.loading, history.chosen?.id]).toEqual([false, "c"]);
    expect(compare).toHaveBeenCalledExactlyOnceWith("i", "b", "c", null);
  });

  it("compares any two, in another language too", async () => {
    const { history, compare } = opened();
    await history.load();
    await history.compareWith("a");
    await history.speak("en");
    expect(compare.mock.lastCall).toEqual(["i", "a", "c", "en"]);
    await history.choose({ id: "a", since: null, like: "version" });
    expect([history.pair, history.comparison]).toEqual([null, null]);
    await history.compareWith("now");
    expect(compare.mock.lastCall).toEqual(["i", "a", "now", "en"]);
  });

  it("forgets an answer that comes after a newer one", async () => {
    const answers: Array<(comparison: Comparison) => void> = [];
    const history = new History("i", {
      list: async () => timeline(), compare: () => new Promise((answer) => answers.push(answer)),
    });
    const loading = history.load();
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    const second = history.compareWith("a");
    answers[1]?.(compared("a", "c"));
    answers[0]?.(compared("b", "c"));
    await Promise.all([loading, second]);
    expect([history.comparison?.before?.id, history.comparing]).toEqual(["a", false]);
  });

  it("keeps what is chosen when the list is read again, and says what failed", async () => {
    const { history, list } = opened();
    await history.load();
    await history.choose({ id: "b", since: "a", like: "version" });
    list.mockResolvedValueOnce(timeline({ changed: true }));
    await history.load();
    expect(history.chosen?.id).toBe("b");
    list.mockRejectedValueOnce(failure("store.disk-full"));
    await history.load();
    expect([history.failure?.code, history.timeline?.versions.length]).toEqual(["store.disk-full", 3]);
    await history.loadNewest();
    expect([history.failure, history.chosen?.id]).toEqual([null, "c"]);
  });

  it("has nothing to show of an instruction without versions", async () => {
    const { history, compare } = opened(vi.fn(async () => timeline({ versions: [] })));
    await history.load();
    expect([history.days, history.chosen, history.pair]).toEqual([[], null, null]);
    expect(compare).not.toHaveBeenCalled();
  });
});

const unjoined = (ours: string, ...steps: string[]): Unjoined => ({
  ours: version(ours), theirs: version("t"), base: null, behind: false, translations: [], media: [],
  questions: steps.map((step) => ({ file: "instruction.md", step, whole: false, base: "x", ours: "y", theirs: "z" })),
  difference: { "front-matter": [], title: [], introduction: [], pictures: [], steps: [] },
});

describe("joining two versions", () => {
  const of = { folder: "i", title: "I" };

  it("sends what was decided, in the order of the questions, once all is", async () => {
    const answers = [unjoined("o", "1", "2"), null];
    const join = vi.fn(async () => undefined);
    const merging = new Merging(of, { unjoined: async () => answers.shift() ?? null, join });
    await merging.load();
    merging.choose(1, "both");
    expect([merging.left, merging.decided]).toEqual([1, null]);
    expect(await merging.join()).toBe(false);
    merging.choose(0, "theirs");
    expect(merging.left).toBe(0);
    expect(await merging.join()).toBe(true);
    expect(join).toHaveBeenCalledExactlyOnceWith(of, { ours: "o", theirs: "t", choices: ["theirs", "both"] });
  });

  it("needs no decision where nothing is asked", async () => {
    const merging = new Merging(of, { unjoined: async () => unjoined("o"), join: async () => undefined });
    await merging.load();
    expect(merging.decided).toEqual({ ours: "o", theirs: "t", choices: [] });
  });

  it("goes on with a third version", async () => {
    const answers = [unjoined("o"), unjoined("joined", "1")];
    const merging = new Merging(of, { unjoined: async () => answers.shift() ?? null, join: async () => undefined });
    await merging.load();
    expect(await merging.join()).toBe(false);
    expect([merging.left, merging.anew, merging.unjoined?.ours.id]).toEqual([1, false, "joined"]);
  });

  it("keeps decisions as long as the same is asked, and asks anew when not", async () => {
    const answers = [unjoined("o", "1"), unjoined("newer", "1"), unjoined("newest", "1", "2")];
    const merging = new Merging(of, { unjoined: async () => answers.shift() ?? null, join: async () => undefined });
    await merging.load();
    merging.choose(0, "ours");
    await merging.load();
    expect([merging.decided?.ours, merging.choices, merging.anew]).toEqual(["newer", ["ours"], false]);
    await merging.load();
    expect([merging.choices, merging.anew]).toEqual([[null, null], true]);
  });

  it("looks again when somebody wrote meanwhile, and tells what else failed", async () => {
    const join = vi.fn().mockRejectedValueOnce(failure("history.changed-meanwhile")).mockRejectedValueOnce(failure("store.disk-full"));
    const merging = new Merging(of, { unjoined: async () => unjoined("o"), join });
    await merging.load();
    expect(await merging.join()).toBe(false);
    expect([merging.anew, merging.failure]).toEqual([true, null]);
    expect(await merging.join()).toBe(false);
    expect(merging.failure?.code).toBe("store.disk-full");
  });
});
