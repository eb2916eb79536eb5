import { EditorState, TextSelection, type Command } from "@tiptap/pm/state";
import { describe, expect, test } from "vitest";
import type { Block } from "../../backend/types";
import { frontMatter } from "../mapping/arbitrary";
import { Mapping } from "../mapping";
import { found, finding, replaceAll, setQuery } from "../plugins/find";
import { uniqueKeys } from "../plugins/keys";
import { nesting } from "../plugins/nesting";
import { insertHeadings } from "../steps/commands";
import { schema } from "../schema";
import { backspace, enter, insertBlocks, setCallout, tab } from "./commands";
import { cleanTarget, linkAt, setLink } from "./links";
import { toggleList } from "./lists";
import { addColumn, addRow, alignColumn, removeColumn, removeRow } from "./tables";

const mapping = new Mapping();
const words = (text: string): Block => ({ origin: { start: 1, end: 2 }, type: "paragraph", content: text ? [{ type: "text", text }] : [] });
const start = (...blocks: Block[]) =>
  EditorState.create({
    doc: mapping.document({
      "front-matter": frontMatter, introduction: [],
      steps: [{ heading: { origin: null, level: 2, content: [{ type: "text", text: "Stap" }] }, blocks, steps: [] }],
    }),
    plugins: [uniqueKeys(), nesting(), finding()],
  });
/** The cursor before or after some words. */
const cursor = (state: EditorState, text: string, after = false) => {
  let at = 0;
  state.doc.descendants((node, position) => {
    const index = node.isText ? node.text!.indexOf(text) : -1;
    if (index >= 0) at = position + index + (after ? text.length : 0);
  });
  return state.apply(state.tr.setSelection(TextSelection.create(state.doc, at)));
};
const run = (state: EditorState, ...commands: Command[]) =>
  commands.reduce((now, command) => {
    let next = now;
    expect(command(now, (tr) => (next = now.apply(tr)))).toBe(true);
    next.doc.check();
    return next;
  }, state);
const blocks = (state: EditorState) => mapping.tree(state.doc, frontMatter).steps[0]!.blocks;
const types = (state: EditorState) => blocks(state).map(({ type }) => type);

describe("text", () => {
  test("a paragraph cut in two: only the first half is what was read", () => {
    const state = run(cursor(start(words("een twee")), " twee"), enter);
    expect(blocks(state).map(({ origin }) => origin)).toEqual([{ start: 1, end: 2 }, null]);
  });

  test("Enter in a heading begins its text, and leaves what stood after the cursor there", () => {
    const state = run(cursor(start(words("x")), "ap"), enter);
    expect(mapping.tree(state.doc, frontMatter).steps[0]!.heading.content).toEqual([{ type: "text", text: "St" }]);
    expect(types(state)).toEqual(["paragraph", "paragraph"]);
  });

  test("an empty paragraph is written by nobody", () => {
    expect(types(run(cursor(start(words("x")), "x", true), enter, enter))).toEqual(["paragraph"]);
  });

  test("a list becomes another kind, and text again", () => {
    const check = run(cursor(start(words("x")), "x"), toggleList("check"));
    expect(blocks(check)[0]).toMatchObject({ type: "list", items: [{ checked: false }] });
    const numbered = run(check, toggleList("numbered"));
    expect(blocks(numbered)[0]).toMatchObject({ type: "list", start: 1, items: [{}] });
    expect(types(run(numbered, toggleList("numbered")))).toEqual(["paragraph"]);
  });

  test("Enter makes the next item, twice leaves the list; Tab nests it in a list of its kind", () => {
    const item = run(cursor(start(words("x")), "x", true), toggleList("numbered"), enter);
    const nested = run(item.apply(item.tr.insertText("y")), tab);
    expect(blocks(nested)[0]).toMatchObject({
      start: 1, items: [{ blocks: [{ type: "paragraph" }, { type: "list", start: 1 }] }],
    });
    expect(types(run(item, enter))).toEqual(["list"]);
  });

  test("a callout is made, changed in place, and left by Backspace at its start", () => {
    const made = run(cursor(start(words("x")), "x"), setCallout("warning"), setCallout("tip"));
    expect(blocks(made)[0]).toMatchObject({ type: "callout", kind: "tip" });
    expect(types(run(made, backspace))).toEqual(["paragraph"]);
  });
});

describe("tables", () => {
  const cell = (text: string) => ({ content: [{ type: "text" as const, text }] });
  const table = (): Block => ({
    origin: null, type: "table", columns: ["none", "right"],
    header: [cell("A"), cell("B")], rows: [[cell("1"), cell("2")]],
  });
  const shape = (state: EditorState) => {
    const made = blocks(state)[0];
    if (made?.type !== "table") return made?.type ?? null;
    const row = (cells: { content: { type: string; text?: string }[] }[]) =>
      cells.map(({ content }) => content[0]?.text ?? "").join(",");
    return [made.columns.join(), row(made.header as never), ...made.rows.map((cells) => row(cells as never))].join(" ");
  };
  test.each<[string, string, Command, string | null]>([
    ["a row above the first is no header", "A", addRow(false), "none,right A,B , 1,2"],
    ["a row below", "1", addRow(true), "none,right A,B 1,2 ,"],
    ["a column before", "1", addColumn(false), "none,none,right ,A,B ,1,2"],
    ["a column after", "2", addColumn(true), "none,right,none A,B, 1,2,"],
    ["the header goes: the next row is it", "A", removeRow, "none,right 1,2"],
    ["a column goes", "2", removeColumn, "none A 1"],
    ["a column is set", "1", alignColumn("center"), "center,right A,B 1,2"],
  ])("%s", (_, at, command, expected) => expect(shape(run(cursor(start(table()), at), command))).toBe(expected));

  test("Enter goes down, and adds a row after the last", () => {
    const state = run(cursor(start(table()), "A"), enter);
    expect(state.selection.$from.parent.textContent).toBe("1");
    expect(shape(run(state, enter))).toBe("none,right A,B 1,2 ,");
  });
});

describe("links", () => {
  test("addresses are completed, files and steps are left", () => {
    expect(["www.a.nl", "a.nl/x", "jan@a.nl", "#stap", "../b/instruction.md", "https://a.nl", "{{kasboek}}"].map(cleanTarget)).toEqual([
      "https://www.a.nl", "https://a.nl/x", "mailto:jan@a.nl", "#stap", "../b/instruction.md", "https://a.nl", "{{kasboek}}",
    ]);
  });

  test("the whole link around the cursor is found, however its words are formed", () => {
    const state = start({
      origin: null, type: "paragraph",
      content: [
        { type: "text", text: "zie " },
        { type: "link", target: "#a", content: [{ type: "text", text: "een " }, { type: "strong", content: [{ type: "text", text: "vette" }] }, { type: "text", text: " link" }] },
      ],
    });
    const link = linkAt(cursor(state, "ette"));
    expect(link).toMatchObject({ target: "#a", words: "een vette link" });
    const changed = state.apply(setLink(state, link!, "#b", "een vette link"));
    expect(linkAt(cursor(changed, "ette"))).toMatchObject({ target: "#b", words: "een vette link" });
  });
});

describe("find and replace", () => {
  test("finds without regard to case, and replaces all in one transaction", () => {
    let state = start(words("Factuur en factuur"), words("geen"));
    state = state.apply(setQuery(state, { words: "factuur", matchCase: false }));
    expect(found(state).matches).toHaveLength(2);
    state = state.apply(replaceAll(state, "order")!);
    expect(blocks(state)[0]).toMatchObject({ content: [{ text: "order en order" }] });
    state = state.apply(setQuery(state, { words: "ORDER", matchCase: true }));
    expect(found(state).matches).toHaveLength(0);
  });
});

describe("putting in", () => {
  test("headings that are pasted begin steps; what stood after goes with the last", () => {
    const state = cursor(start(words("voor"), words("na")), "voor", true);
    const tr = insertHeadings(state, [
      schema.nodes.paragraph.create(null, schema.text("intro")),
      schema.nodes.innerHeading.create({ level: 1 }, schema.text("Een")),
      schema.nodes.innerHeading.create({ level: 2 }, schema.text("Twee")),
      schema.nodes.paragraph.create(null, schema.text("in twee")),
    ]);
    const { steps } = mapping.tree(state.apply(tr!).doc, frontMatter);
    expect(steps.map(({ heading, steps: under, blocks: inside }) => [heading.level, inside.length, under.length])).toEqual([
      [2, 2, 0], [2, 0, 1],
    ]);
    expect(steps[1]!.steps[0]).toMatchObject({ heading: { level: 3 }, blocks: [{}, {}] });
  });

  test("a picture takes the place of an empty paragraph, and the cursor goes on after it", () => {
    const empty = run(cursor(start(words("x")), "x", true), enter);
    const tr = insertBlocks(empty, [schema.nodes.picture.create({ target: "media/a.png" })])!;
    const state = empty.apply(tr);
    expect(types(state)).toEqual(["paragraph", "picture"]);
    expect(state.selection.$from.parent.type).toBe(schema.nodes.paragraph);
  });
});
