// What can be done with the document, once: for the bars, the menus, the palette and the keys.

import {
  AlignCenter, AlignLeft, AlignRight, ArrowDown, ArrowUp, BetweenHorizontalEnd, BetweenHorizontalStart,
  BetweenVerticalEnd, BetweenVerticalStart, Bold, Code, CopyPlus, Film, Image, Info, Italic, Lightbulb, Link, List, ListChecks,
  ListIndentDecrease, ListIndentIncrease, ListOrdered, ListPlus, ListTree, MessageSquareWarning, Minus, OctagonAlert, Quote, Redo2,
  Replace, Search, Scissors, SquareCheck, SquareCode, Strikethrough, Table, TableColumnsSplit, TableRowsSplit, Trash2,
  TriangleAlert, Undo2, Merge,
} from "@lucide/svelte";
import type { Component } from "svelte";
import { toggleMark } from "@tiptap/pm/commands";
import { redo, redoDepth, undo, undoDepth } from "@tiptap/pm/history";
import { TextSelection, type Command } from "@tiptap/pm/state";
import type { CalloutKind } from "../backend/types";
import type { Pair } from "../words";
import { callouts, commands as words } from "../words/editor";
import type { OpenDocument } from "./document.svelte";
import { chooseFiles } from "./insert";
import { schema } from "./schema";
import {
  addStep, addSubStep, duplicateStep, indent, joinStep, moveDown, moveUp, outdent, removeStep, splitStep,
} from "./steps/commands";
import { canInsertBlock, insertBlock, isIn, isMarked, setCallout, toggleCode, toggleWrap } from "./text/commands";
import { linkAt } from "./text/links";
import { listKind, tickHere, toggleList, type ListKind } from "./text/lists";
import {
  addColumn, addRow, alignColumn, emptyTable, removeColumn, removeRow, removeTable, tableAt,
} from "./text/tables";

export type CommandGroup = "edit" | "text" | "list" | "insert" | "callout" | "step" | "table";

export type CommandDescription = {
  id: string;
  label: Pair;
  group: CommandGroup;
  shortcut?: string;
  icon?: Component;
  run: () => void;
  enabled: () => boolean;
  active?: () => boolean;
};

const { nodes, marks } = schema;

export const calloutIcons: Record<CalloutKind, Component> = {
  note: Info,
  tip: Lightbulb,
  important: MessageSquareWarning,
  warning: TriangleAlert,
  caution: OctagonAlert,
};

export function describe(document: OpenDocument): CommandDescription[] {
  const command = (
    group: CommandGroup,
    id: keyof typeof words,
    icon: Component,
    does: Command,
    more: Partial<Pick<CommandDescription, "shortcut" | "active" | "enabled" | "run">> = {},
  ): CommandDescription => ({
    id,
    label: words[id],
    group,
    icon,
    run: () => void document.run(does),
    enabled: () => document.can(does),
    ...more,
  });
  const marked = (id: keyof typeof words, icon: Component, type: (typeof marks)[keyof typeof marks], shortcut: string) =>
    command("text", id, icon, toggleMark(type), { shortcut, active: () => isMarked(document.state, type) });
  const listed = (id: keyof typeof words, icon: Component, kind: ListKind, shortcut: string) =>
    command("list", id, icon, toggleList(kind), { shortcut, active: () => listKind(document.state) === kind });
  const inTable = { enabled: () => tableAt(document.state.selection.$from) !== null };
  const aligned = (id: "alignLeft" | "alignCenter" | "alignRight", icon: Component, align: "left" | "center" | "right") =>
    command("table", id, icon, alignColumn(align), {
      active: () => {
        const place = tableAt(document.state.selection.$from);
        return place?.node.firstChild?.maybeChild(place.column)?.attrs.align === align;
      },
    });

  const all = [
    command("edit", "undo", Undo2, undo, { shortcut: "Mod+Z", enabled: () => undoDepth(document.state) > 0 }),
    command("edit", "redo", Redo2, redo, { shortcut: "Mod+Shift+Z", enabled: () => redoDepth(document.state) > 0 }),
    command("edit", "find", Search, () => true, { shortcut: "Mod+F", run: () => openFind(document, "find") }),
    command("edit", "replace", Replace, () => true, { shortcut: "Mod+H", run: () => openFind(document, "replace") }),

    marked("bold", Bold, marks.strong, "Mod+B"),
    marked("italic", Italic, marks.emphasis, "Mod+I"),
    marked("strikethrough", Strikethrough, marks.strikethrough, "Mod+Shift+X"),
    marked("code", Code, marks.code, "Mod+Shift+C"),
    command("text", "link", Link, () => document.state.selection.$from.parent.inlineContent, {
      shortcut: "Mod+K",
      run: () => openLink(document),
      active: () => linkAt(document.state) !== null,
    }),

    listed("bulleted", List, "bulleted", "Mod+Shift+8"),
    listed("numbered", ListOrdered, "numbered", "Mod+Shift+7"),
    listed("checklist", ListChecks, "check", "Mod+Shift+9"),
    command("list", "tick", SquareCheck, tickHere, { shortcut: "Mod+Shift+Enter" }),

    command("insert", "picture", Image, canInsert, { run: () => void chooseFiles(document, "picture") }),
    command("insert", "video", Film, canInsert, { run: () => void chooseFiles(document, "video") }),
    command("insert", "table", Table, insertBlock(() => emptyTable(3, 3)), {
      enabled: () => canInsertBlock(document.state) && !tableAt(document.state.selection.$from),
    }),
    command("insert", "codeBlock", SquareCode, toggleCode, { active: () => isIn(document.state, nodes.codeBlock) }),
    command("insert", "quote", Quote, toggleWrap(nodes.quote), { active: () => isIn(document.state, nodes.quote) }),
    command("insert", "rule", Minus, insertBlock(() => nodes.rule.create())),
    ...(["note", "tip", "important", "warning", "caution"] as const).map((kind): CommandDescription => ({
      id: kind,
      label: callouts[kind],
      group: "callout",
      icon: calloutIcons[kind],
      run: () => void document.run(setCallout(kind)),
      enabled: () => document.can(setCallout(kind)),
      active: () => calloutKind(document) === kind,
    })),
    command("callout", "noCallout", Trash2, toggleWrap(nodes.callout), {
      enabled: () => isIn(document.state, nodes.callout),
    }),

    command("step", "addStep", ListPlus, addStep, { shortcut: "Mod+Enter" }),
    command("step", "addSubStep", ListTree, addSubStep(), { shortcut: "Mod+Alt+Enter" }),
    command("step", "splitStep", Scissors, splitStep),
    command("step", "joinStep", Merge, joinStep()),
    command("step", "moveUp", ArrowUp, moveUp(), { shortcut: "Alt+ArrowUp" }),
    command("step", "moveDown", ArrowDown, moveDown(), { shortcut: "Alt+ArrowDown" }),
    command("step", "indent", ListIndentIncrease, indent(), { shortcut: "Alt+ArrowRight" }),
    command("step", "outdent", ListIndentDecrease, outdent(), { shortcut: "Alt+ArrowLeft" }),
    command("step", "duplicateStep", CopyPlus, duplicateStep(), { shortcut: "Mod+Shift+D" }),
    command("step", "removeStep", Trash2, removeStep(), { shortcut: "Mod+Shift+Backspace" }),

    command("table", "rowAbove", BetweenHorizontalStart, addRow(false), inTable),
    command("table", "rowBelow", BetweenHorizontalEnd, addRow(true), inTable),
    command("table", "columnBefore", BetweenVerticalStart, addColumn(false), inTable),
    command("table", "columnAfter", BetweenVerticalEnd, addColumn(true), inTable),
    aligned("alignLeft", AlignLeft, "left"),
    aligned("alignCenter", AlignCenter, "center"),
    aligned("alignRight", AlignRight, "right"),
    command("table", "removeRow", TableRowsSplit, removeRow, inTable),
    command("table", "removeColumn", TableColumnsSplit, removeColumn, inTable),
    command("table", "removeTable", Trash2, removeTable, inTable),
  ];
  if (!document.readOnly) return all;
  return all.map((one) => ({ ...one, enabled: () => one.id === "find" }));
}

const canInsert: Command = (state) => canInsertBlock(state);

export function calloutKind(document: OpenDocument): CalloutKind | null {
  const { $from } = document.state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth);
    if (node.type === nodes.callout) return node.attrs.kind as CalloutKind;
  }
  return null;
}

function openFind(document: OpenDocument, kind: "find" | "replace"): void {
  document.panels.find = kind;
  document.panels.findAsked += 1;
}

/** For the link around the cursor, the selected words, or words to come. */
function openLink(document: OpenDocument): void {
  const { state } = document;
  const link = linkAt(state);
  const { from, to, $from, $to } = state.selection;
  if (link) {
    document.dispatch(state.tr.setSelection(TextSelection.create(state.doc, link.from, link.to)));
    document.panels.link = link;
  } else if ($from.sameParent($to) && $from.parent.inlineContent) {
    document.panels.link = { from, to, target: "", words: state.doc.textBetween(from, to, " ") };
  }
}

