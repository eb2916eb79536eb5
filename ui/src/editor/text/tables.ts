// Pipe tables: a header row, cells of one line, and a setting for each column.

import type { Node, ResolvedPos } from "@tiptap/pm/model";
import { TextSelection, type Command, type EditorState } from "@tiptap/pm/state";
import type { ColumnAlignment } from "../../backend/types";
import { schema } from "../schema";

const { table, tableRow, tableCell, tableHeader } = schema.nodes;

type Place = { node: Node; position: number; row: number; column: number };

export function tableAt(at: ResolvedPos): Place | null {
  for (let depth = at.depth; depth > 0; depth -= 1) {
    if (at.node(depth).type !== table) continue;
    return {
      node: at.node(depth),
      position: at.before(depth),
      row: at.index(depth),
      column: depth + 1 <= at.depth ? at.index(depth + 1) : 0,
    };
  }
  return null;
}

export const emptyTable = (rows: number, columns: number): Node => {
  const cells = (type: typeof tableCell) => Array.from({ length: columns }, () => type.create());
  return table.create(null, [
    tableRow.create(null, cells(tableHeader)),
    ...Array.from({ length: rows - 1 }, () => tableRow.create(null, cells(tableCell))),
  ]);
};

type Rows = Node[][];

function onTable(
  edit: (rows: Rows, place: Place) => { rows: Rows; row: number; column: number } | null,
): Command {
  return (state, dispatch) => {
    const place = tableAt(state.selection.$from);
    if (!place) return false;
    const edited = edit(place.node.children.map((row) => [...row.children]), place);
    if (!edited) return false;
    dispatch?.(replaced(state, place, edited));
    return true;
  };
}

function replaced(
  state: EditorState,
  place: Place,
  { rows, row, column }: { rows: Rows; row: number; column: number },
) {
  const { position, node } = place;
  const tr = state.tr;
  if (rows.length === 0 || rows[0]!.length === 0) {
    tr.delete(position, position + node.nodeSize);
    return tr.scrollIntoView();
  }
  // The first row is the header, whichever row was removed or added.
  const made = rows.map((cells, index) => {
    const type = index === 0 ? tableHeader : tableCell;
    const had = node.maybeChild(index);
    if (had && had.childCount === cells.length && cells.every((cell, at) => had.child(at) === cell)) return had;
    return tableRow.create(null, cells.map((cell) => (cell.type === type ? cell : type.create(cell.attrs, cell.content))));
  });
  tr.replaceWith(position + 1, position + node.nodeSize - 1, made);
  let at = position + 1;
  for (let before = 0; before < row; before += 1) at += made[before]!.nodeSize;
  at += 1;
  for (let before = 0; before < column; before += 1) at += made[row]!.child(before).nodeSize;
  return tr.setSelection(TextSelection.near(tr.doc.resolve(at + 1))).scrollIntoView();
}

const blank = (like: Node) => tableCell.create({ align: like.attrs.align });

export const addRow = (after: boolean): Command =>
  onTable((rows, { row, column }) => {
    const place = after ? row + 1 : Math.max(1, row);
    const made = rows[0]!.map(blank);
    return { rows: [...rows.slice(0, place), made, ...rows.slice(place)], row: place, column };
  });

export const addColumn = (after: boolean): Command =>
  onTable((rows, { row, column }) => {
    const place = after ? column + 1 : column;
    return {
      rows: rows.map((cells) => [...cells.slice(0, place), cells[0]!.type.create(), ...cells.slice(place)]),
      row,
      column: place,
    };
  });

export const removeRow: Command = onTable((rows, { row, column }) => {
  const left = rows.filter((_, index) => index !== row);
  return { rows: left, row: Math.min(row, left.length - 1), column };
});

export const removeColumn: Command = onTable((rows, { row, column }) => ({
  rows: rows.map((cells) => cells.filter((_, index) => index !== column)),
  row,
  column: Math.max(0, Math.min(column, rows[0]!.length - 2)),
}));

export const removeTable: Command = onTable(() => ({ rows: [], row: 0, column: 0 }));

export const alignColumn = (align: ColumnAlignment): Command =>
  (state, dispatch) => {
    const place = tableAt(state.selection.$from);
    if (!place) return false;
    if (dispatch) {
      const tr = state.tr;
      place.node.forEach((row, rowOffset) => {
        row.forEach((_, cellOffset, index) => {
          if (index === place.column) {
            tr.setNodeAttribute(place.position + 1 + rowOffset + 1 + cellOffset, "align", align);
          }
        });
      });
      dispatch(tr);
    }
    return true;
  };

/** To the same column one row down; a new row after the last. */
export const cellBelow: Command = (state, dispatch, view) => {
  const place = tableAt(state.selection.$from);
  if (!place) return false;
  if (place.row + 1 >= place.node.childCount) return addRow(true)(state, dispatch, view);
  return onTable((rows) => ({ rows, row: place.row + 1, column: place.column }))(state, dispatch && ((tr) => {
    // Only the cursor goes: nothing is replaced.
    dispatch(state.tr.setSelection(TextSelection.near(state.doc.resolve(tr.selection.from))).scrollIntoView());
  }));
};
