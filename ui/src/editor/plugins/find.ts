// Find and replace: the matches are drawn as decorations, counted, and replaced in one undo.

import type { Node } from "@tiptap/pm/model";
import { Plugin, PluginKey, TextSelection, type EditorState, type Transaction } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";

export type Query = { words: string; matchCase: boolean };
export type Match = { from: number; to: number };
type Found = { query: Query | null; matches: Match[]; current: number; shown: DecorationSet };

const key = new PluginKey<Found>("find");
const none: Found = { query: null, matches: [], current: -1, shown: DecorationSet.empty };

/** Of each text its matches; a text that was not edited is not searched again. */
type Known = WeakMap<Node, Match[]>;

export const found = (state: EditorState): Found => key.getState(state) ?? none;

export const finding = () => {
  let known: Known = new WeakMap();
  let of = "";
  const search = (document: Node, query: Query | null): Match[] => {
    if (!query || query.words === "") return [];
    const name = JSON.stringify(query);
    if (name !== of) [known, of] = [new WeakMap(), name];
    const matches: Match[] = [];
    document.descendants((node, position) => {
      if (!node.isTextblock) return true;
      let here = known.get(node);
      if (!here) known.set(node, (here = inText(node, query)));
      for (const { from, to } of here) matches.push({ from: position + 1 + from, to: position + 1 + to });
      return false;
    });
    return matches;
  };
  return new Plugin<Found>({
    key,
    state: {
      init: () => none,
      apply(tr, before, _old, state) {
        const asked = tr.getMeta(key) as { query?: Query | null; current?: number } | undefined;
        if (!asked && !(tr.docChanged && before.query)) return before;
        const query = asked?.query !== undefined ? asked.query : before.query;
        const matches = search(state.doc, query);
        let current = asked?.current ?? tr.mapping.map(before.matches[before.current]?.from ?? 0);
        if (asked?.current === undefined) {
          const from = asked ? state.selection.from : current;
          current = matches.findIndex((match) => match.from >= from);
          if (current < 0) current = matches.length > 0 ? 0 : -1;
        }
        return { query, matches, current, shown: draw(state.doc, matches, current) };
      },
    },
    props: { decorations: (state) => found(state).shown },
  });
};

/** More than a reader looks at, less than slows the window down. */
const drawn = 2000;

const draw = (document: Node, matches: Match[], current: number) =>
  DecorationSet.create(
    document,
    matches
      .map(({ from, to }, index) =>
        Decoration.inline(from, to, { class: index === current ? "found current" : "found" }),
      )
      .slice(Math.max(0, current - drawn), Math.max(0, current) + drawn),
  );

function inText(node: Node, { words, matchCase }: Query): Match[] {
  // Every leaf is one sign, so that places in the text are places in the node.
  const text = node.textBetween(0, node.content.size, "\uFFFC", "\uFFFC");
  // A fold that changes the length would shift the places; such text is searched as it stands.
  const fold = (value: string) => {
    const lower = value.toLowerCase();
    return matchCase || lower.length !== value.length ? value : lower;
  };
  const [hay, needle] = [fold(text), fold(words)];
  const matches: Match[] = [];
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + needle.length)) {
    matches.push({ from: at, to: at + needle.length });
  }
  return matches;
}

export const setQuery = (state: EditorState, query: Query | null): Transaction =>
  state.tr.setMeta(key, { query }).setMeta("addToHistory", false);

/** Goes to the next match, round at the end. */
export function step(state: EditorState, by: 1 | -1): Transaction | null {
  const { matches, current } = found(state);
  if (matches.length === 0) return null;
  const next = (current + by + matches.length) % matches.length;
  return show(state, next);
}

export function show(state: EditorState, index: number): Transaction | null {
  const match = found(state).matches[index];
  return match
    ? state.tr
        .setSelection(TextSelection.create(state.doc, match.from, match.to))
        .setMeta(key, { current: index })
        .scrollIntoView()
    : null;
}

export function replaceOne(state: EditorState, by: string): Transaction | null {
  const { matches, current } = found(state);
  const match = matches[current];
  if (!match) return null;
  const tr = insert(state.tr, match, by);
  return tr.setSelection(TextSelection.create(tr.doc, match.from + by.length)).scrollIntoView();
}

/** One transaction, so one undo. */
export function replaceAll(state: EditorState, by: string): Transaction | null {
  const { matches } = found(state);
  if (matches.length === 0) return null;
  return matches.toReversed().reduce((tr, match) => insert(tr, match, by), state.tr);
}

/** In the form that the match begins with. */
function insert(tr: Transaction, { from, to }: Match, by: string): Transaction {
  if (by === "") return tr.delete(from, to);
  const marks = tr.doc.resolve(from + 1).marks();
  return tr.replaceWith(from, to, tr.doc.type.schema.text(by, marks));
}
