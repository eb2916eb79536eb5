import { afterEach, describe, expect, it } from "vitest";
import type { BlockChange, Difference, MediaChange, StepChange } from "../../backend";
import { language } from "../../words";
import { isEmpty, partsOf, picturesLeft, summary, unshown, valueName, valueText } from "./changes";
import { addressOf, fileOf, mediaOf } from "./sides";

afterEach(() => (language.current = "nl"));

const step = (title: string, kinds: StepChange["kinds"] = [], more: Partial<StepChange> = {}): StepChange => {
  const compared = { number: "1", id: title, title, depth: 1 };
  return { kinds, old: compared, new: compared, title: [], blocks: [], pictures: [], ...more };
};
const nothing: Difference = { "front-matter": [], title: [], introduction: [], pictures: [], steps: [] };
const media = (path: string, more: Partial<MediaChange> = {}): MediaChange => ({
  path, before: true, after: true, markup: false, areas: [], ...more,
});
const picture = (target: string) => ({ target, alt: "" });

describe("what a difference comes to", () => {
  it("keeps steps together that did not change", () => {
    const parts = partsOf([step("a"), step("b"), step("c", ["changed"]), step("d", ["added"]), step("e")]);
    expect(parts.map((part) => (part.kind === "same" ? part.steps.length : part.step.kinds[0]))).toEqual([2, "changed", "added", 1]);
  });

  it("is empty when only steps are in it that did not change", () => {
    expect(isEmpty({ ...nothing, steps: [step("a")] })).toBe(true);
    expect(isEmpty({ ...nothing, steps: [step("a", ["moved"])] })).toBe(false);
    expect(isEmpty(nothing, [media("media/a.png")])).toBe(false);
  });

  it("is summed up in a line each, in the words of the window", () => {
    const difference: Difference = {
      ...nothing, title: [{ kind: "inserted", content: [] }],
      "front-matter": [{ key: "agreements", name: "speed", old: "1", new: "2" }],
      steps: [step("Open het postvak", ["moved", "changed"]), step("x")],
    };
    expect(summary(difference).map(({ text }) => text)).toEqual(["Titel", "1 Open het postvak", "Afspraak: Snelheid"]);
    const status = { key: "status", old: "pilot", new: "approved" };
    expect(valueText(status, status.new)).toBe("Goedgekeurd");
    language.current = "en";
    expect(valueName({ key: "review-by", old: null, new: "2027-01-01" })).toBe("Review by");
    expect(valueName({ key: "agreements", name: "hours", old: null, new: "9–5" })).toBe("Agreement: hours");
    expect(valueName({ key: "theme", old: null, new: "x" })).toBe("theme");
  });

  it("shows each picture once", () => {
    const change = (target: string) => ({ old: picture(target), new: picture(target), file: true, markup: false });
    const block = { origin: null, type: "picture" as const, ...picture("b.png") };
    const blocks: BlockChange[] = [
      { change: "added", block },
      { change: "list", old: null, new: null, items: [
        { change: "changed", old: null, new: null, blocks: [{ change: "picture", ...change("a.png") }] },
      ] },
    ];
    expect(picturesLeft(blocks, [change("a.png"), change("b.png"), change("c.png")]).map(({ old }) => old?.target)).toEqual(["c.png"]);
  });

  it("tells of files that no step shows", () => {
    const change = { old: picture("media/a.png"), new: picture("media/a.png"), file: true, markup: false };
    const difference = { ...nothing, steps: [step("a", ["changed"], { pictures: [change] })] };
    const all = [media("media/a.png"), media("media/a.en.png"), media("media/b.mp4")];
    expect(unshown(difference, all, "nl").map(({ path }) => path)).toEqual(["media/a.en.png", "media/b.mp4"]);
    const added: BlockChange = {
      change: "added",
      block: { origin: null, type: "callout", kind: "tip", blocks: [{ origin: null, type: "picture", ...picture("media/b.mp4") }] },
    };
    const also = { ...difference, steps: [...difference.steps, step("b", ["added"], { old: null, blocks: [added] })] };
    expect(unshown(also, all, "nl").map(({ path }) => path)).toEqual(["media/a.en.png"]);
    expect(unshown(difference, all, "en").map(({ path }) => path)).toEqual(["media/a.png", "media/b.mp4"]);
  });
});

describe("the pictures of two versions", () => {
  it("are those of the language that is compared", () => {
    const all = [media("media/a.png"), media("media/a.en.png")];
    expect(mediaOf("media/a.png", { media: all, language: "en" })?.path).toBe("media/a.en.png");
    expect(mediaOf("./media/a.png", { media: all, language: "de" })?.path).toBe("media/a.png");
    expect(mediaOf("media/c.png", { media: all, language: "nl" })).toBeNull();
  });

  it("have an address that names folder, version and file, each as one part", () => {
    const sides = { folder: "instructions/a b", before: "f00d", after: "now", language: "nl", media: [], turn: 3 };
    expect(fileOf("media/een%20scherm.png")).toBe("media/een scherm.png");
    expect(fileOf("media/100%.png")).toBe("media/100%.png");
    expect(addressOf("old", "media/een%20scherm.png", sides, 640)).toMatch(
      /version\/instructions%2Fa%20b\/f00d\/media%2Feen%20scherm\.png\?width=640&version=3$/,
    );
    expect(addressOf("new", "media/x.png", sides, 640)).toContain("/now/");
  });
});
