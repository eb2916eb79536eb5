import { describe, expect, it } from "vitest";
import { ranked, score } from "./ranking";

const best = (typed: string, ...names: string[]) => ranked(typed, names, (name) => name, 10);

describe("the ranking of the palette", () => {
  it("puts a whole word before the beginning of one before the inside of one", () => {
    expect(best("factuur", "Inkoopfactuur", "De facturen", "De factuurmap", "De factuur")).toEqual(
      ["De factuur", "De factuurmap", "Inkoopfactuur"],
    );
    expect(score("boek", "Boek een factuur")).toBeGreaterThan(score("boek", "Een boek") ?? 0);
  });

  it("finds letters in order, but not anywhere", () => {
    expect(best("bki", "Boek een inkoopfactuur")).toEqual(["Boek een inkoopfactuur"]);
    expect(best("xyz", "Boek een inkoopfactuur")).toEqual([]);
    expect(best("bf", "Boek een inkoopfactuur")).toEqual([]);
  });

  it("wants every word", () => {
    expect(best("boek klant", "Boek een inkoopfactuur", "Boek voor de klant")).toEqual(["Boek voor de klant"]);
  });

  it("does not mind accents and case", () => {
    expect(best("export", "Exporteren…")).toEqual(["Exporteren…"]);
    expect(best("prive", "Privé")).toEqual(["Privé"]);
  });

  it("keeps the order of what fits equally, and no more than asked", () => {
    expect(ranked("", ["c", "a", "b"], (name) => name, 2)).toEqual(["c", "a"]);
  });
});
