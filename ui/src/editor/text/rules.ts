// Markdown as it is typed.

import { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from "@tiptap/pm/inputrules";
import type { Attrs, MarkType } from "@tiptap/pm/model";
import { TextSelection, type EditorState, type Transaction } from "@tiptap/pm/state";
import { schema } from "../schema";
import { headingHere } from "../steps/commands";
import type { ListKind } from "./lists";
import { cleanTarget } from "./links";

const { marks, nodes } = schema;

/** `**words**`: the signs go, the words get their form. */
function marking(signs: RegExp, type: MarkType): InputRule {
  return new InputRule(signs, (state, match, start, end) => {
    const before = match[1]!;
    const words = match[2]!;
    const begin = start + before.length;
    const from = begin + (match[0].length - before.length - words.length) / 2;
    const tr = state.tr;
    tr.delete(from + words.length, end);
    tr.delete(begin, from);
    tr.addMark(begin, begin + words.length, type.create());
    return tr.removeStoredMark(type);
  });
}

function listing(signs: RegExp, kind: ListKind, attrs: (match: RegExpMatchArray) => Attrs): InputRule {
  const wrap = wrappingInputRule(
    signs,
    nodes.list,
    attrs,
    (_match, before) => kind !== "check" && before.attrs.start === null && kind === "bulleted" && before.lastChild?.attrs.checked === null,
  );
  if (kind !== "check") return wrap;
  return new InputRule(signs, (state, match, start, end) => {
    const ticked = /x/i.test(match[0]);
    const $start = state.doc.resolve(start);
    // In an item of a list the box is put before its words.
    if ($start.depth > 1 && $start.node(-1).type === nodes.listItem && $start.index(-1) === 0) {
      return state.tr.delete(start, end).setNodeAttribute($start.before(-1), "checked", ticked);
    }
    const tr = state.tr.delete(start, end);
    const range = tr.doc.resolve(start).blockRange();
    if (!range) return null;
    tr.wrap(range, [{ type: nodes.list }, { type: nodes.listItem, attrs: { checked: ticked } }]);
    return tr;
  });
}

const heading = new InputRule(/^(#{1,6})\s$/, (state, match, start, end) => {
  const cleared = state.apply(state.tr.delete(start, end));
  const made = headingHere(cleared, Math.max(2, match[1]!.length));
  return made && onTop(state, state.tr.delete(start, end), made);
});

/** The steps of a transaction that was made after another one. */
function onTop(_state: EditorState, first: Transaction, second: Transaction): Transaction {
  for (const step of second.steps) first.step(step);
  return first.setSelection(TextSelection.create(first.doc, second.selection.from));
}

const rule = new InputRule(/^(?:---|\*\*\*|___)$/, (state, _match, start) => {
  const $start = state.doc.resolve(start);
  if ($start.parent.type !== nodes.paragraph) return null;
  const tr = state.tr.replaceWith($start.before(), $start.after(), [nodes.rule.create(), nodes.paragraph.create()]);
  return tr.setSelection(TextSelection.near(tr.doc.resolve($start.before() + 2)));
});

const variable = new InputRule(/\{\{\s*([^{}>\s][^{}]*?)\s*\}\}$/, (state, match, start, end) =>
  state.tr.replaceWith(start, end, nodes.variable.create({ name: match[1] })),
);

const link = new InputRule(/\[([^[\]]+)\]\(([^()\s]+)\)$/, (state, match, start, end) => {
  const mark = marks.link.create({ target: cleanTarget(match[2]!) });
  return state.tr
    .replaceWith(start, end, schema.text(match[1]!, [mark]))
    .removeStoredMark(marks.link);
});

export const markdownRules = () =>
  inputRules({
    rules: [
      heading,
      listing(/^\s*[-*+]\s$/, "bulleted", () => ({ start: null })),
      listing(/^\s*(\d{1,9})[.)]\s$/, "numbered", (match) => ({ start: Number(match[1]) })),
      listing(/^\s*\[([ xX]?)\]\s$/, "check", () => ({ start: null })),
      wrappingInputRule(/^\s*>\s$/, nodes.quote),
      textblockTypeInputRule(/^```([\w-]*)\s$/, nodes.codeBlock, (match) => ({ info: match[1] })),
      rule,
      variable,
      link,
      marking(/(^|[^*\w])\*\*([^*\s](?:[^*]*[^*\s])?)\*\*$/, marks.strong),
      marking(/(^|[^_\w])__([^_\s](?:[^_]*[^_\s])?)__$/, marks.strong),
      marking(/(^|[^*\w])\*([^*\s](?:[^*]*[^*\s])?)\*$/, marks.emphasis),
      marking(/(^|[^_\w])_([^_\s](?:[^_]*[^_\s])?)_$/, marks.emphasis),
      marking(/(^|[^~])~~([^~\s](?:[^~]*[^~\s])?)~~$/, marks.strikethrough),
      marking(/(^|[^`])`([^`]+)`$/, marks.code),
    ],
  });

