import { readdirSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { commands } from "../commands";
import { dutch, told } from "./failures";
import { day, daysFromToday, languageName, moment, when } from "./format";
import { language, nearest } from "./language.svelte";

afterEach(() => (language.current = "nl"));

const files = import.meta.glob<Record<string, unknown>>("./*.ts", { eager: true });

type Area = Record<string, string | ((...values: never[]) => string)>;

/** Every text of an area as it reads now; functions with a count or a name. */
function read(area: Area): Array<[string, string]> {
  return Object.entries(area).map(([name, text]) => [
    name,
    typeof text === "function" ? (text as (...values: unknown[]) => string)(2, 3) : text,
  ]);
}

describe("the words", () => {
  // What `bilingual` makes reads by getters.
  const areas = Object.entries(files).flatMap(([file, exported]) =>
    Object.entries(exported)
      .filter(([, area]) =>
        typeof area === "object" && area !== null &&
        Object.values(Object.getOwnPropertyDescriptors(area)).some(({ get, enumerable }) => get && enumerable))
      .filter(([name]) => name !== "language")
      .map(([name, area]) => [`${file} ${name}`, area as Area] as const));

  it.each(areas)("of %s say something in both languages", (_, area) => {
    for (const tongue of ["nl", "en"] as const) {
      language.current = tongue;
      for (const [name, text] of read(area)) expect(text.trim(), `${name} in ${tongue}`).not.toBe("");
    }
  });

  it("of commands say something in both languages, each its own", () => {
    for (const tongue of ["nl", "en"] as const) {
      const labels = commands.map(({ label }) => label[tongue]);
      expect(new Set(labels).size).toBe(labels.length);
    }
  });

  it("exist in Dutch for every code of the backend", () => {
    const source = (path: string) => readFileSync(`../src-tauri/crates/${path}`, "utf8");
    const problems = source("instruction/src/problem.rs").match(/pub enum Code \{([^}]*)\}/)?.[1] ?? "";
    const kebab = (name: string) => name.replace(/(?<=.)([A-Z\d])/g, "-$1").toLowerCase();
    const codes = [...problems.matchAll(/^ {4}(\w+),$/gm)].map(([, name]) => `document.${kebab(name ?? "")}`);
    const kinds = [...source("app/src/error.rs").matchAll(/Kind::\w+ => "([\w-]+)"/g)].map(([, kind]) => `store.${kind}`);
    expect(codes.length).toBeGreaterThan(15);
    expect(kinds.length).toBeGreaterThan(10);
    // "not-utf8" is one word to Rust.
    const missing = [...codes.map((code) => code.replace("utf-8", "utf8")), ...kinds].filter((code) => !(code in dutch));
    expect(missing).toEqual([]);
    expect("index.unusable" in dutch).toBe(true);
  });

  it("exist in Dutch for every code that a use case names", () => {
    const app = "../src-tauri/crates/app/src";
    const sources = readdirSync(app, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".rs"));
    const made = /(?:Error::new|Self::new|Notice::\w+)\(\s*"(\w+\.[\w-]+)"/g;
    const codes = new Set(sources.flatMap((path) =>
      [...readFileSync(`${app}/${path}`, "utf8").matchAll(made)].map(([, code]) => code ?? "")));
    expect(codes.size).toBeGreaterThan(20);
    expect([...codes].filter((code) => !(code in dutch))).toEqual([]);
  });

  it("of a failure are a sentence, in English those of the backend", () => {
    const failure = { code: "store.disk-full", message: "cannot write: no space is left", hint: "free some space" };
    expect(told(failure).message).toBe("De schijf is vol");
    language.current = "en";
    expect(told(failure)).toEqual({ message: "Cannot write: no space is left", hint: "Free some space" });
  });
});

describe("dates and languages", () => {
  it("count days, not hours", () => {
    const late = new Date(2026, 10, 24, 23, 59);
    expect(daysFromToday("2026-11-24", late)).toBe(0);
    expect(daysFromToday("2026-11-25", late)).toBe(1);
    expect(daysFromToday("someday", late)).toBeNull();
  });

  it("say when, as one would", () => {
    const now = new Date(2026, 10, 24, 12, 0);
    expect(moment(new Date(2026, 10, 24, 9, 5).getTime(), now)).toBe("09:05");
    expect(moment(new Date(2026, 10, 23, 23, 0).getTime(), now)).toBe("gisteren");
    expect(moment(new Date(2025, 0, 2).getTime(), now)).toContain("2025");
    expect(day(new Date(2026, 10, 24, 0, 1).getTime(), now)).toBe("vandaag");
    expect(day(new Date(2026, 10, 20, 23, 0).getTime(), now)).toBe("vrijdag 20 november");
    expect(day(new Date(2025, 0, 2).getTime(), now)).toBe("donderdag 2 januari 2025");
    expect(when(new Date(2026, 10, 23, 23, 0).getTime(), now)).toBe("gisteren om 23:00");
    language.current = "en";
    expect(when(new Date(2026, 10, 20, 9, 5).getTime(), now)).toBe("20 Nov 2026 at 09:05");
  });

  it("take the nearest language", () => {
    expect(nearest("nl-BE")).toBe("nl");
    expect(nearest("de")).toBe("en");
    expect(nearest(null)).toBe("en");
    expect(languageName("nl")).toBe("Nederlands");
    expect(languageName("not a tag")).toBe("not a tag");
  });
});
