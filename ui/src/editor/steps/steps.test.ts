import fc from "fast-check";
import { EditorState, TextSelection, type Command } from "@tiptap/pm/state";
import { history, undo, redo } from "@tiptap/pm/history";
import { describe, expect, test } from "vitest";
import type { Node } from "@tiptap/pm/model";
import type { Instruction, Step } from "../../backend/types";
import { frontMatter, instruction } from "../mapping/arbitrary";
import { Mapping } from "../mapping";
import { uniqueKeys } from "../plugins/keys";
import { nesting } from "../plugins/nesting";
import { schema } from "../schema";
import * as steps from "./commands";
import { flatten, levelOf, nest } from "./flat";
import { headingsDiffer, keyAt, outline } from "./places";

const plain = (text: string) => [{ type: "text" as const, text }];
const step = (title: string, level: number, ...under: Step[]): Step => ({
  heading: { origin: null, level, content: plain(title) },
  blocks: [{ origin: null, type: "paragraph", content: plain(`in ${title}`) }],
  steps: under,
});
const start = (...made: Step[]): EditorState => {
  const tree: Instruction = { "front-matter": frontMatter, introduction: [], steps: made };
  return EditorState.create({
    doc: new Mapping().document(tree),
    plugins: [history({ depth: Infinity }), uniqueKeys(), nesting()],
  });
};
/** "A(a b) B": the titles, sub-steps in brackets. */
const shape = (parent: Node): string =>
  parent.children
    .filter((child) => child.type === schema.nodes.step)
    .map((child) => {
      const under = shape(child);
      return child.firstChild!.textContent + (under && `(${under})`);
    })
    .join(" ");
const cursorIn = (state: EditorState, title: string) => {
  let found = 0;
  state.doc.descendants((node, position) => {
    if (node.type === schema.nodes.stepHeading && node.textContent === title) found = position + 1;
  });
  return state.apply(state.tr.setSelection(TextSelection.create(state.doc, found)));
};
const done = (state: EditorState, command: Command) => {
  let next: EditorState | null = null;
  const can = command(state, (tr) => (next = state.apply(tr)));
  expect(command(state)).toBe(can);
  return next as EditorState | null;
};

const three = () => start(step("A", 2, step("a", 3), step("b", 3)), step("B", 2), step("C", 2, step("c", 3)));

describe("steps", () => {
  test.each<[string, string, Command, string | null]>([
    ["moves down past its sibling with its sub-steps", "A", steps.moveDown(), "B A(a b) C(c)"],
    ["moves up", "C", steps.moveUp(), "A(a b) C(c) B"],
    ["moves out of its parent at the end", "b", steps.moveDown(), "A(a) B(b) C(c)"],
    ["moves to the parent before at the start", "c", steps.moveUp(), "A(a b) B(c) C"],
    ["cannot move above the first", "A", steps.moveUp(), null],
    ["cannot move below the last", "C", steps.moveDown(), null],
    ["goes under the one before", "B", steps.indent(), "A(a b B) C(c)"],
    ["cannot go under nothing", "A", steps.indent(), null],
    ["comes out, with what followed it under it", "a", steps.outdent(), "A a(b) B C(c)"],
    ["is removed with its sub-steps", "A", steps.removeStep(), "B C(c)"],
    ["is copied with its sub-steps", "C", steps.duplicateStep(), "A(a b) B C(c) C(c)"],
    ["gets a next step after its sub-steps", "A", steps.addStep, "A(a b)  B C(c)"],
    ["gets a sub-step", "B", steps.addSubStep(), "A(a b) B() C(c)"],
    ["joins the one before", "B", steps.joinStep(), "A(a b) C(c)"],
    ["joins, its sub-steps nesting anew", "C", steps.joinStep(), "A(a b) B(c)"],
  ])("%s", (_, title, command, expected) => {
    const state = cursorIn(three(), title);
    const next = done(state, command);
    if (expected === null || next === null) {
      expect(next && shape(next.doc)).toBe(expected);
      return;
    }
    // An empty sub-step shows as "()" only where something stands in brackets.
    expect(shape(next.doc).replace("B C(c)", "B C(c)")).toBe(expected.replace("B()", "B"));
    next.doc.check();
    let back = next;
    undo(back, (tr) => (back = back.apply(tr)));
    expect(back.doc.eq(state.doc)).toBe(true);
  });

  test("the cursor goes along with a moved step", () => {
    const state = cursorIn(three(), "C");
    const inside = state.apply(state.tr.setSelection(TextSelection.create(state.doc, state.selection.from + 6)));
    const next = done(inside, steps.moveUp())!;
    expect(next.selection.$head.parent.textContent).toBe("in C");
    expect(next.selection.$head.parentOffset).toBe(inside.selection.$head.parentOffset);
  });

  test("a split in the middle of a paragraph keeps both halves", () => {
    const state = cursorIn(three(), "B");
    const at = state.selection.from + 1 + 2 + 2;
    const next = done(state.apply(state.tr.setSelection(TextSelection.create(state.doc, at))), steps.splitStep)!;
    expect(shape(next.doc)).toBe("A(a b) B  C(c)");
    const made = next.selection.$head.node(-1);
    expect(made.textContent).toBe(" B");
  });

  test("Backspace at a heading's start joins, with the cursor before its words", () => {
    const next = done(cursorIn(three(), "B"), steps.joinBackwards)!;
    expect(next.selection.$head.parent.textContent).toBe("B");
    expect(next.selection.$head.parentOffset).toBe(0);
  });

  test("Delete at a step's end takes the next heading in", () => {
    const state = cursorIn(three(), "B");
    const end = state.apply(state.tr.setSelection(TextSelection.create(state.doc, state.selection.from + 1 + 2 + 4)));
    const next = done(end, steps.joinForwards)!;
    expect(shape(next.doc)).toBe("A(a b) B(c)");
    expect(next.selection.head).toBe(end.selection.head);
  });

  test("numbers are made, and a typed one is not shown twice", () => {
    const state = start(step("1. Open", 2, step("Sub", 3)), step("3 invoices", 2));
    expect(outline(state.doc, true).map(({ number, title, depth, under }) => [number, title, depth, under])).toEqual([
      ["1", "Open", 1, 1],
      ["1.1", "Sub", 2, 0],
      ["2", "3 invoices", 1, 0],
    ]);
  });

  test("whatever is done: the document holds, nests as it will be read, and undo brings all back", () => {
    const commands: Command[] = [
      steps.addStep, steps.addSubStep(), steps.splitStep, steps.joinStep(), steps.joinBackwards,
      steps.joinForwards, steps.moveUp(), steps.moveDown(), steps.indent(), steps.outdent(),
      steps.removeStep(), steps.duplicateStep(), steps.addLastStep,
    ];
    fc.assert(
      fc.property(
        instruction,
        fc.array(fc.tuple(fc.nat(commands.length - 1), fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 12 }),
        (tree, todo) => {
          let state = EditorState.create({
            doc: new Mapping().document(tree),
            plugins: [history({ depth: Infinity, newGroupDelay: 0 }), uniqueKeys(), nesting()],
          });
          const first = state.doc;
          for (const [which, where] of todo) {
            const place = state.doc.resolve(Math.floor(where * state.doc.content.size));
            state = state.apply(state.tr.setSelection(TextSelection.near(place)));
            const before = state;
            commands[which]!(state, (tr) => (state = state.apply(tr)));
            state.doc.check();
            const flat = flatten(state.doc);
            expect(new Set(flat.steps.map(({ key }) => key)).size).toBe(flat.steps.length);
            expect(nest(flat.steps)).toEqual(state.doc.children.filter((child) => child.type === schema.nodes.step));
            expect(flat.steps.every((made) => levelOf(made) >= 1 && levelOf(made) <= 6)).toBe(true);
            if (!headingsDiffer(before.doc, state.doc)) {
              expect(outline(state.doc, true).map(({ title }) => title)).toEqual(outline(before.doc, true).map(({ title }) => title));
            }
          }
          const last = state.doc;
          while (undo(state, (tr) => (state = state.apply(tr))));
          expect(state.doc.eq(first)).toBe(true);
          while (redo(state, (tr) => (state = state.apply(tr))));
          expect(state.doc.eq(last)).toBe(true);
        },
      ),
      { numRuns: 250 },
    );
  });

  test("the step of a place is the innermost", () => {
    const state = cursorIn(three(), "c");
    expect(keyAt(state.selection.$head)).toBe(state.selection.$head.node(-1).attrs.key);
  });
});
