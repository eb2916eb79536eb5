import fc from "fast-check";
import { expect, it } from "vitest";
import type { Run } from "../../backend";
import { runsOf } from "./runs";

const shown = (runs: Run[]) =>
  runs.map(({ kind, content }) => {
    const text = content.map((piece) => ("text" in piece ? piece.text : "")).join("");
    return kind === "inserted" ? `[+${text}]` : kind === "deleted" ? `[-${text}]` : text;
  }).join("");

it("marks the words that differ", () => {
  expect(shown(runsOf("Klik op **Boeken**.", "Klik op **Opslaan**."))).toBe("Klik op **[-Boeken][+Opslaan]**.");
  expect(shown(runsOf("vóór 17.00 uur", "vóór 16.30 uur"))).toBe("vóór [-17][+16].[-00][+30] uur");
  expect(shown(runsOf("klik hier nu", "druk daar nu"))).toBe("[-klik hier][+druk daar] nu");
  expect(shown(runsOf("", "nieuw"))).toBe("[+nieuw]");
  expect(shown(runsOf("weg", ""))).toBe("[-weg]");
  expect(runsOf("", "")).toEqual([]);
});

it("gives both texts back, whatever they are", () => {
  fc.assert(fc.property(fc.string(), fc.string(), (before, after) => {
    const side = (other: Run["kind"]) =>
      runsOf(before, after).filter(({ kind }) => kind !== other)
        .flatMap(({ content }) => content.map((piece) => ("text" in piece ? piece.text : ""))).join("");
    expect([side("inserted"), side("deleted")]).toEqual([before, after]);
  }));
});

it("does not count words for ever", () => {
  const long = Array.from({ length: 5000 }, (_, index) => `w${index}`).join(" ");
  const began = performance.now();
  expect(shown(runsOf(long, `${long} x`))).toBe(`${long} x`);
  runsOf(long.slice(0, 4000), long.slice(2000, 6000));
  expect(performance.now() - began).toBeLessThan(500);
});
