// Pasted pieces that are more than text: headings become steps, cells get their header row.

import { Fragment, Slice, type Node } from "@tiptap/pm/model";
import { schema } from "../schema";
import { unbound } from "../steps/commands";

const types = schema.nodes;

/** Nothing pasted is what was read from the file. */
export const fresh = (slice: Slice): Slice =>
  new Slice(Fragment.from(slice.content.content.map((node) => headed(unbound(node)))), slice.openStart, slice.openEnd);

/** The first row of a table is its header, and every row is as wide. */
function headed(node: Node): Node {
  if (node.type !== types.table) {
    return node.isLeaf || node.isTextblock ? node : node.copy(Fragment.from(node.children.map(headed)));
  }
  const wide = Math.max(...node.children.map((row) => row.childCount));
  return node.copy(
    Fragment.from(
      node.children.map((row, index) => {
        const type = index === 0 ? types.tableHeader : types.tableCell;
        const cells = row.children.map((cell, column) =>
          type.create({ align: node.firstChild!.maybeChild(column)?.attrs.align ?? "none" }, cell.content),
        );
        while (cells.length < wide) cells.push(type.create());
        return row.copy(Fragment.from(cells));
      }),
    ),
  );
}

/**
 * The headings and blocks of a slice one after the other, if it holds headings that begin steps;
 * null for text that can simply be put in.
 */
export function withHeadings(slice: Slice): Node[] | null {
  const pieces: Node[] = [];
  let headings = 0;
  const add = (node: Node) => {
    if (node.type === types.step) node.forEach((child) => add(child));
    else if (node.type === types.innerHeading || node.type === types.stepHeading) {
      headings += 1;
      pieces.push(node);
    } else if (node.type === types.title) {
      headings += 1;
      pieces.push(types.innerHeading.create({ level: 1 }, node.content));
    } else pieces.push(node);
  };
  slice.content.forEach(add);
  // A piece of one heading is only its words.
  if (headings === 0 || (pieces.length === 1 && slice.openStart > 0)) return null;
  return pieces.some((piece) => !piece.isBlock) ? null : pieces;
}
