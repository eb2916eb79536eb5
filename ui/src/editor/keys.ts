// What the keys do in the text.

import { keydownHandler } from "@tiptap/pm/keymap";
import type { Command } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import { baseKeymap } from "@tiptap/pm/commands";
import { linkAt } from "./text/links";
import type { OpenDocument } from "./document.svelte";
import { backspace, enter, forwardDelete, hardBreak, shiftTab, tab } from "./text/commands";

/** "Mod+Shift+8" as ProseMirror writes it, which knows where the 8 is on other keyboards. */
const keyName = (shortcut: string): string => {
  const parts = shortcut.split("+");
  const key = parts.pop()!;
  return [...parts, key.length === 1 ? key.toLowerCase() : key].join("-");
};

export function keys(document: OpenDocument): (view: EditorView, event: KeyboardEvent) => boolean {
  const bound: Record<string, Command> = {
    ...baseKeymap,
    Enter: enter,
    "Shift-Enter": hardBreak,
    Backspace: backspace,
    "Mod-Backspace": baseKeymap["Mod-Backspace"]!,
    "Shift-Backspace": backspace,
    Delete: forwardDelete,
    Tab: tab,
    "Shift-Tab": shiftTab,
  };
  for (const { id, shortcut, enabled, run } of document.commands) {
    if (!shortcut) continue;
    bound[keyName(shortcut)] = (state) => {
      // Without words or a link it is the palette's, which has the same keys.
      if (id === "link" && state.selection.empty && !linkAt(state)) return false;
      // Where a step cannot go, the keys still do nothing else, such as leave the page.
      if (enabled()) run();
      return true;
    };
  }
  bound["Mod-y"] = bound["Mod-Shift-z"]!;
  return keydownHandler(bound);
}
