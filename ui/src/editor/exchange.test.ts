import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Instruction } from "../backend/types";
import { Exchange, type Change } from "./exchange";
import { frontMatter } from "./mapping/arbitrary";

const words = (text: string): Instruction => ({
  "front-matter": frontMatter,
  introduction: [{ origin: null, type: "paragraph", content: [{ type: "text", text }] }],
  steps: [],
});
const change = (text: string, generation: number, edit: number): Change => ({
  event: "changed", tree: words(text), generation, edit, conflicts: [],
});
const said = (tree: Instruction) => JSON.stringify(tree.introduction).match(/"text":"([^"]*)"/)?.[1];

/** Milliseconds until what was typed is drawn. */
const frame = 10;

function between() {
  const sent: string[] = [];
  const shown = { text: "", composing: false };
  let fail = false;
  let answer: (() => void) | null = null;
  const ends = {
    tree: () => words(shown.text),
    send: vi.fn(async (tree: Instruction, edit: number, generation: number) => {
      if (fail) throw new Error("away");
      sent.push(`${said(tree)} ${edit} ${generation}`);
      if (waits.on) await new Promise<void>((resolve) => (answer = resolve));
    }),
    take: vi.fn((made: Change) => (shown.text = said(made.tree) ?? "")),
    composing: () => shown.composing,
    drawn: () => new Promise<void>((resolve) => setTimeout(resolve, frame)),
    failed: vi.fn(),
  };
  const waits = { on: false };
  return {
    sent, shown, ends, waits,
    exchange: new Exchange(0, ends),
    answer: () => answer?.(),
    failing: (now: boolean) => (fail = now),
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const type = (at: ReturnType<typeof between>, text: string) => {
  at.shown.text = text;
  at.exchange.typed();
};

describe("the exchange with the backend", () => {
  test("sends the first key at once, then the last state every 120 ms", async () => {
    const at = between();
    for (const text of ["a", "ab", "abc", "abcd"]) {
      type(at, text);
      await vi.advanceTimersByTimeAsync(30);
    }
    expect(at.sent).toEqual(["a 1 0"]);
    await vi.advanceTimersByTimeAsync(30);
    expect(at.sent).toEqual(["a 1 0", "abcd 2 0"]);
    expect(at.exchange.isSent).toBe(true);
  });

  test("makes a tree of what was typed after it is drawn, unless somebody waits for it", async () => {
    const at = between();
    type(at, "a");
    await vi.advanceTimersByTimeAsync(frame - 1);
    expect(at.sent).toEqual([]);
    type(at, "ab");
    await at.exchange.flush();
    expect(at.sent).toEqual(["ab 1 0"]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(at.sent).toEqual(["ab 1 0"]);
  });

  test("takes over what others changed when nothing is on its way", async () => {
    const at = between();
    at.exchange.changed(change("theirs", 1, 0));
    expect(at.shown.text).toBe("theirs");
    type(at, "theirs!");
    await vi.advanceTimersByTimeAsync(200);
    expect(at.sent).toEqual(["theirs! 1 1"]);
  });

  test("never loses unsent typing: it goes out with the old generation, the merge is awaited", async () => {
    const at = between();
    type(at, "mine");
    at.exchange.changed(change("theirs", 1, 0));
    await vi.advanceTimersByTimeAsync(0);
    expect(at.sent).toEqual(["mine 1 0"]);
    expect(at.shown.text).toBe("mine");
    at.exchange.changed(change("theirs and mine", 2, 1));
    expect(at.shown.text).toBe("theirs and mine");
    type(at, "more");
    await vi.advanceTimersByTimeAsync(200);
    expect(at.sent.at(-1)).toBe("more 2 2");
  });

  test("leaves a change that was made before the last edit arrived", async () => {
    const at = between();
    type(at, "mine");
    await vi.advanceTimersByTimeAsync(200);
    at.exchange.changed(change("theirs", 1, 0));
    expect(at.ends.take).not.toHaveBeenCalled();
    at.exchange.changed(change("both", 2, 1));
    expect(at.shown.text).toBe("both");
  });

  test("sends one after the other", async () => {
    const at = between();
    at.waits.on = true;
    type(at, "one");
    await vi.advanceTimersByTimeAsync(200);
    type(at, "two");
    await vi.advanceTimersByTimeAsync(400);
    expect(at.sent).toEqual(["one 1 0"]);
    at.answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(at.sent).toEqual(["one 1 0", "two 2 0"]);
  });

  test("goes on after typing that went right after an edit on its way", async () => {
    const at = between();
    at.waits.on = true;
    type(at, "one");
    await vi.advanceTimersByTimeAsync(200);
    type(at, "two");
    at.waits.on = false;
    at.answer();
    await vi.advanceTimersByTimeAsync(400);
    expect(at.exchange.isSent).toBe(true);
    type(at, "three");
    await vi.advanceTimersByTimeAsync(200);
    expect(at.sent.at(-1)).toBe("three 3 0");
  });

  test("flushes at once, and waits until it has arrived", async () => {
    const at = between();
    at.waits.on = true;
    type(at, "last");
    let done = false;
    const flushed = at.exchange.flush().then(() => (done = true));
    await vi.advanceTimersByTimeAsync(0);
    expect(at.sent).toEqual(["last 1 0"]);
    expect(done).toBe(false);
    at.answer();
    await flushed;
    expect(done).toBe(true);
  });

  test("tries again what failed, and takes changes over after that", async () => {
    const at = between();
    at.failing(true);
    type(at, "mine");
    await vi.advanceTimersByTimeAsync(200);
    expect(at.ends.failed).toHaveBeenCalledTimes(1);
    expect(at.exchange.isSent).toBe(false);
    at.failing(false);
    await vi.advanceTimersByTimeAsync(1100);
    expect(at.sent).toEqual(["mine 2 0"]);
  });

  test("waits for an input method", async () => {
    const at = between();
    at.shown.composing = true;
    at.exchange.changed(change("theirs", 1, 0));
    expect(at.ends.take).not.toHaveBeenCalled();
    at.shown.composing = false;
    await vi.advanceTimersByTimeAsync(150);
    expect(at.shown.text).toBe("theirs");
  });
});
