// Steps nest by the level of their headings, for so the file is read. What is deleted or pasted
// across steps can leave a heading under one of its own level: it is put where it belongs.

import { Plugin } from "@tiptap/pm/state";
import { OTHERS } from "../reconcile";
import { renest } from "../steps/commands";
import { headingsDiffer } from "../steps/places";

export const nesting = () =>
  new Plugin({
    appendTransaction: (transactions, before, state) =>
      transactions.some((tr) => tr.docChanged && !tr.getMeta(OTHERS)) && headingsDiffer(before.doc, state.doc)
        ? renest(state)
        : null,
  });
