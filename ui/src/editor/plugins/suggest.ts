// What is offered while typing: `/` for blocks, `{{` for variables, `{{>` for snippets.

import { Plugin, PluginKey, type EditorState } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import { schema } from "../schema";

export type Asking = {
  kind: "block" | "variable" | "snippet";
  /** What was typed after the sign. */
  words: string;
  from: number;
  to: number;
};

const triggers: [Asking["kind"], RegExp][] = [
  ["snippet", /\{\{>\s*([\w-]{0,60})$/],
  ["variable", /\{\{\s*([\w. -]{0,60})$/],
  ["block", /(?:^|\s)\/([\p{L}\d-]{0,24}(?: [\p{L}\d-]{0,24})?)$/u],
];

const key = new PluginKey<{ asking: Asking | null; refused: number | null }>("suggest");

export const asking = (state: EditorState): Asking | null => key.getState(state)?.asking ?? null;

function ask(state: EditorState): Asking | null {
  const { $from, empty } = state.selection;
  const { parent } = $from;
  if (!empty || !parent.isTextblock || parent.type.spec.code) return null;
  if ($from.marks().some((mark) => mark.type === schema.marks.code)) return null;
  const begin = Math.max(0, $from.parentOffset - 70);
  const text = parent.textBetween(begin, $from.parentOffset, "\uFFFC", "\uFFFC");
  for (const [kind, pattern] of triggers) {
    const match = pattern.exec(text);
    if (!match) continue;
    const sign = kind === "block" ? match[1]!.length + 1 : match[0].length;
    // Blocks cannot stand in a heading or cell, so nothing is offered there.
    if (kind !== "variable" && parent.type !== schema.nodes.paragraph) return null;
    return { kind, words: match[1]!, from: $from.pos - sign, to: $from.pos };
  }
  return null;
}

export const refuse = (view: EditorView): void =>
  view.dispatch(view.state.tr.setMeta(key, "refuse").setMeta("addToHistory", false));

/** `press` answers whether the list took the key. */
export const suggesting = (press: (event: KeyboardEvent) => boolean) =>
  new Plugin<{ asking: Asking | null; refused: number | null }>({
    key,
    state: {
      init: () => ({ asking: null, refused: null }),
      apply(tr, before, _old, state) {
        if (tr.getMeta(key) === "refuse") return { asking: null, refused: before.asking?.from ?? null };
        if (!tr.docChanged && !tr.selectionSet) return before;
        // A click into old text that looks like a question asks nothing: only typing does.
        const now = ask(state);
        const going = before.asking !== null && before.asking.from === now?.from;
        const refused = before.refused === null ? null : tr.mapping.map(before.refused);
        if (!now || (!tr.docChanged && !going)) return { asking: null, refused: null };
        return refused === now.from ? { asking: null, refused } : { asking: now, refused: null };
      },
    },
    props: {
      handleKeyDown: (view, event) => asking(view.state) !== null && press(event),
    },
  });
