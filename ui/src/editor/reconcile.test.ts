import fc from "fast-check";
import { EditorState, TextSelection } from "@tiptap/pm/state";
import { history, undo, undoDepth } from "@tiptap/pm/history";
import { describe, expect, test } from "vitest";
import type { Instruction, Step } from "../backend/types";
import { frontMatter, instruction } from "./mapping/arbitrary";
import { Mapping } from "./mapping";
import { same } from "./mapping/same";
import { reconcile } from "./reconcile";

const complete = (tree: Instruction) => ({ ...tree, preamble: tree.preamble ?? [], title: tree.title ?? null });

const at = (start: number) => ({ start, end: start + 1 });
const step = (title: string, words: string, from: number): Step => ({
  heading: { origin: at(from), level: 2, content: [{ type: "text", text: title }] },
  blocks: [{ origin: at(from + 2), type: "paragraph", content: [{ type: "text", text: words }] }],
  steps: [],
});
const tree = (...steps: Step[]): Instruction => ({
  "front-matter": frontMatter,
  title: { origin: at(0), level: 1, content: [{ type: "text", text: "T" }] },
  introduction: [],
  steps,
});
const opened = (made: Instruction) => {
  const mapping = new Mapping();
  const state = EditorState.create({ doc: mapping.document(made), plugins: [history()] });
  return { mapping, state };
};
const find = (state: EditorState, words: string) => {
  let found = -1;
  state.doc.descendants((node, position) => {
    const index = node.isText ? node.text!.indexOf(words) : -1;
    if (index >= 0) found = position + index;
  });
  return found;
};

describe("what somebody else changed", () => {
  test("ends in exactly their tree with their origins, whatever stood here", () => {
    fc.assert(
      fc.property(instruction, instruction, (ours, theirs) => {
        const { mapping, state } = opened(ours);
        const next = state.apply(reconcile(state, mapping, theirs));
        next.doc.check();
        const back = mapping.tree(next.doc, frontMatter);
        expect(same(complete(back), complete(theirs))).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test("of nothing is no change, and still takes the new origins", () => {
    fc.assert(
      fc.property(instruction, (ours) => {
        const { mapping, state } = opened(ours);
        const moved = JSON.parse(
          JSON.stringify(ours, (name, value) =>
            name === "origin" && value ? { start: value.start + 7, end: value.end + 7 } : value,
          ),
        ) as Instruction;
        const tr = reconcile(state, mapping, moved);
        expect(tr.steps).toHaveLength(0);
        expect(complete(mapping.tree(tr.doc, frontMatter))).toEqual(complete(moved));
      }),
      { numRuns: 200 },
    );
  });

  test("leaves the cursor where it is while other steps are replaced, added and removed", () => {
    const { mapping, state } = opened(
      tree(step("One", "first", 10), step("Two", "second words", 20), step("Three", "third", 30)),
    );
    const here = state.apply(
      state.tr.setSelection(TextSelection.create(state.doc, find(state, "words"))),
    );
    const tr = reconcile(
      here,
      mapping,
      tree(step("Zero", "new", 5), step("One", "first, but longer", 15), step("Two", "second words", 40)),
    );
    const next = here.apply(tr);
    expect(next.selection.from).toBe(find(next, "words"));
    expect(tr.steps.length).toBe(3);
  });

  test("keeps the cursor in a paragraph whose other words changed", () => {
    const { mapping, state } = opened(tree(step("One", "aap noot mies", 10)));
    const here = state.apply(state.tr.setSelection(TextSelection.create(state.doc, find(state, "mies"))));
    const next = here.apply(reconcile(here, mapping, tree(step("One", "aap en noot mies", 10))));
    expect(next.selection.from).toBe(find(next, "mies"));
  });

  test("is no step of undo, and undo leaves it alone", () => {
    const { mapping, state } = opened(tree(step("One", "first", 10), step("Two", "second", 20)));
    let next = state.apply(state.tr.insertText("!", find(state, "first") + 5));
    next = next.apply(reconcile(next, mapping, tree(step("One", "first!", 10), step("Two", "second, theirs", 20))));
    expect(undoDepth(next)).toBe(1);
    undo(next, (tr) => (next = next.apply(tr)));
    expect(find(next, "first!")).toBe(-1);
    expect(find(next, "second, theirs")).toBeGreaterThan(0);
  });
});
