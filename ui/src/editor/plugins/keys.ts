// A node that is cut in two leaves both halves with its key; only the first is what was read from
// the file. New steps get a key by which the outline knows them.

import { Plugin, type Transaction } from "@tiptap/pm/state";
import type { Node } from "@tiptap/pm/model";
import { freshKey, schema } from "../schema";
import { OTHERS } from "../reconcile";

export const uniqueKeys = () =>
  new Plugin({
    appendTransaction(transactions, _, state) {
      if (!transactions.some((tr) => tr.docChanged && !tr.getMeta(OTHERS))) return null;
      const range = changed(transactions, state.doc);
      if (!range) return null;
      const seen = new Set<number>();
      const tr = state.tr;
      const look = (node: Node, position: number) => {
        if (node.isInline) return false;
        const key = node.attrs.key as number | null | undefined;
        if (key === undefined || key === null) return true;
        if (node.type === schema.nodes.step && (key === 0 || seen.has(key))) {
          tr.setNodeAttribute(position, "key", freshKey());
        } else if (seen.has(key)) {
          tr.setNodeAttribute(position, "key", null);
        }
        seen.add(key);
        return true;
      };
      state.doc.nodesBetween(range.from, range.to, look);
      return tr.docChanged ? tr : null;
    },
  });

/** What was touched, with the nodes right before and after it. */
function changed(transactions: readonly Transaction[], document: Node) {
  let from = -1;
  let to = -1;
  for (const tr of transactions) {
    for (const map of tr.mapping.maps) {
      if (from >= 0) [from, to] = [map.map(from, -1), map.map(to, 1)];
      map.forEach((_oldStart, _oldEnd, start, end) => {
        from = from < 0 ? start : Math.min(from, start);
        to = Math.max(to, end);
      });
    }
  }
  if (to < 0) return null;
  const size = document.content.size;
  // A split in a list item ends two nodes above the text.
  return { from: Math.max(0, from - 4), to: Math.min(size, to + 4) };
}
