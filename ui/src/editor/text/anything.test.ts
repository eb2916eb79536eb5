// Whatever is pressed wherever, in whatever document: it holds, and undo brings it back.

import { AllSelection, EditorState, NodeSelection, Selection, TextSelection, type Command } from "@tiptap/pm/state";
import { history, redo, undo } from "@tiptap/pm/history";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Instruction } from "../../backend/types";
import { frontMatter, instruction } from "../mapping/arbitrary";
import { Mapping } from "../mapping";
import { uniqueKeys } from "../plugins/keys";
import { nesting } from "../plugins/nesting";
import { schema } from "../schema";
import { flatten, nest } from "../steps/flat";
import {
  backspace, enter, forwardDelete, hardBreak, insertBlock, setCallout, shiftTab, tab, toggleCode, toggleWrap,
} from "./commands";
import { tickHere, toggleList } from "./lists";
import { addColumn, addRow, alignColumn, emptyTable, removeColumn, removeRow } from "./tables";

const write = (text: string): Command => (state, dispatch) => {
  if (!state.selection.$from.parent.inlineContent) return false;
  dispatch?.(state.tr.insertText(text));
  return true;
};

const keys: Command[] = [
  enter, backspace, forwardDelete, tab, shiftTab, hardBreak, write("x"), write("woord "), toggleCode,
  toggleList("bulleted"), toggleList("numbered"), toggleList("check"), tickHere, setCallout("tip"),
  toggleWrap(schema.nodes.quote), toggleWrap(schema.nodes.callout), addRow(true), addRow(false), addColumn(true),
  removeRow, removeColumn, alignColumn("right"), insertBlock(() => emptyTable(2, 2)),
  insertBlock(() => schema.nodes.picture.create({ target: "a.png" })), insertBlock(() => schema.nodes.rule.create()),
];

const share = fc.double({ min: 0, max: 1, noNaN: true });

function select(state: EditorState, from: number, to: number, kind: number): Selection {
  const size = state.doc.content.size;
  const [a, b] = [Math.floor(from * size), Math.floor(to * size)];
  if (kind === 0) return new AllSelection(state.doc);
  const near = Selection.near(state.doc.resolve(a));
  if (kind < 4) return near;
  const node = state.doc.resolve(a).nodeAfter;
  if (kind === 4 && node && !node.isText && NodeSelection.isSelectable(node)) return NodeSelection.create(state.doc, a);
  return TextSelection.between(state.doc.resolve(Math.min(a, b)), state.doc.resolve(Math.max(a, b)));
}

const nested: Instruction = {
  "front-matter": frontMatter,
  introduction: [],
  steps: [
    {
      heading: { origin: null, level: 1, content: [] },
      blocks: [],
      steps: [{ heading: { origin: null, level: 2, content: [] }, blocks: [], steps: [] }],
    },
  ],
};

test("anything that is pressed leaves a document that holds, and undo brings it back", () => {
  fc.assert(
    fc.property(
      instruction,
      fc.array(fc.tuple(fc.nat(keys.length - 1), share, share, fc.nat(9)), { minLength: 1, maxLength: 14 }),
      (tree, presses) => {
        const mapping = new Mapping();
        let state = EditorState.create({
          doc: mapping.document(tree),
          plugins: [history({ depth: Infinity, newGroupDelay: 0 }), uniqueKeys(), nesting()],
        });
        const first = state.doc;
        for (const [which, from, to, kind] of presses) {
          state = state.apply(state.tr.setSelection(select(state, from, to, kind)));
          keys[which]!(state, (tr) => (state = state.apply(tr)));
          state.doc.check();
          // Nesting is what the levels of the headings say.
          const { steps } = flatten(state.doc);
          expect(nest(steps).map((node) => node.nodeSize)).toEqual(
            state.doc.children.filter((node) => node.type === schema.nodes.step).map((node) => node.nodeSize),
          );
          expect(new Set(steps.map(({ key }) => key)).size).toBe(steps.length);
          // No origin goes back twice.
          const origins: object[] = [];
          JSON.stringify(mapping.tree(state.doc, frontMatter), (name, value: unknown) => {
            if (name === "origin" && value !== null) origins.push(value as object);
            return value;
          });
          expect(new Set(origins).size).toBe(origins.length);
        }
        const last = state.doc;
        while (undo(state, (tr) => (state = state.apply(tr))));
        expect(state.doc.eq(first)).toBe(true);
        while (redo(state, (tr) => (state = state.apply(tr))));
        expect(state.doc.eq(last)).toBe(true);
      },
    ),
    // Deleted over the edge of a step, the one in it nests anew.
    { numRuns: 300, examples: [[nested, [[0, 0, 0.7, 5]]]] },
  );
});
