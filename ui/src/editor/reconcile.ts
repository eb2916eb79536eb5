// Puts what somebody else changed into the document, replacing no more than what differs: the
// cursor, the scroll position and everything drawn stay where the text is the same.

import { Fragment, Slice, type Node } from "@tiptap/pm/model";
import type { EditorState, Transaction } from "@tiptap/pm/state";
import { ReplaceStep } from "@tiptap/pm/transform";
import type { Block, Heading, Instruction, Step } from "../backend/types";
import { isNothing, typeOf, type Building, type Mapping } from "./mapping";
import { fingerprint } from "./mapping/same";
import { schema } from "./schema";

const types = schema.nodes;

type Item =
  | { kind: "block"; piece: Block }
  | { kind: "title"; piece: Heading | null }
  | { kind: "heading"; piece: Heading }
  | { kind: "step"; piece: Step };

/** Marks the transaction: it is nobody's typing, and undo leaves it alone. */
export const OTHERS = "others";

export function reconcile(state: EditorState, mapping: Mapping, tree: Instruction): Transaction {
  const tr = state.tr.setMeta(OTHERS, true).setMeta("addToHistory", false);
  // What the nodes say now is asked before the sources are others.
  const said = (node: Node): string => fingerprint(pieceOf(mapping, node));
  const texts = new Map<Node, string>();
  state.doc.descendants((node) => {
    const wanted = node.type === types.step || !isInside(node);
    if (wanted) texts.set(node, said(node));
    return node.type === types.step;
  });
  mapping.rebuild((build) => {
    new Reconciling(tr, build, texts).children(state.doc, 0, [
      ...(tree.preamble ?? []).map((piece): Item => ({ kind: "block", piece })),
      { kind: "title", piece: tree.title ?? null },
      ...tree.introduction.map((piece): Item => ({ kind: "block", piece })),
      ...tree.steps.map((piece): Item => ({ kind: "step", piece })),
    ]);
  });
  return tr;
}

const isInside = (node: Node) => node.isText || node.isInline;

function pieceOf(mapping: Mapping, node: Node): object {
  switch (node.type) {
    case types.step:
      return mapping.step(node);
    case types.title:
    case types.stepHeading:
      return mapping.heading(node);
    default:
      return mapping.block(node);
  }
}

class Reconciling {
  constructor(
    readonly tr: Transaction,
    readonly build: Building,
    readonly said: ReadonlyMap<Node, string>,
  ) {}

  /** Works from the end to the start, so that no position before it moves. */
  children(parent: Node, start: number, items: Item[]): void {
    // Places to type in, which no tree has, stay.
    const old = parent.children
      .map((node, index) => ({ node, position: start + offsetOf(parent, index) }))
      .filter(({ node }) => !isNothing(node));
    const pairs = align(
      old.map(({ node }) => node),
      items,
      (node, item) => this.#same(node, item),
    );
    let end = start + parent.content.size;
    let gone: number | null = null;
    let come: Node[] = [];
    // What goes and what comes between two that stay is one replacement: in between, the
    // document would not hold.
    const replace = () => {
      if (gone !== null || come.length > 0) {
        const slice = new Slice(Fragment.from(come), 0, 0);
        this.tr.step(new ReplaceStep(gone ?? end, end, slice));
      }
      gone = null;
      come = [];
    };
    for (const { at, item } of pairs.toReversed()) {
      const place = at === null ? undefined : old[at];
      if (place && item) {
        replace();
        this.#pair(place.node, place.position, item);
        end = place.position;
      } else if (place) gone = place.position;
      else if (item) come.unshift(this.#made(item));
    }
    replace();
  }

  #same(node: Node, item: Item): boolean {
    if (item.kind === "title") return node.type === types.title;
    return nodeTypeOf(item) === node.type && this.said.get(node) === fingerprint(item.piece);
  }

  #made(item: Item, like?: Node): Node {
    switch (item.kind) {
      case "block":
        return this.build.block(item.piece, like);
      case "title":
        return this.build.title(item.piece, like);
      case "heading":
        return this.build.heading(types.stepHeading, item.piece, like);
      case "step":
        return this.build.step(item.piece);
    }
  }

  #pair(node: Node, position: number, item: Item): void {
    if (item.kind === "step") {
      const { heading, blocks, steps } = item.piece;
      this.children(node, position + 1, [
        { kind: "heading", piece: heading },
        ...blocks.map((piece): Item => ({ kind: "block", piece })),
        ...steps.map((piece): Item => ({ kind: "step", piece })),
      ]);
      return;
    }
    const made = this.#made(item, node);
    if (made.eq(node)) return;
    if (node.isLeaf || made.type !== node.type) {
      this.tr.replaceWith(position, position + node.nodeSize, made);
      return;
    }
    const first = node.content.findDiffStart(made.content);
    if (first !== null) {
      let { a, b } = node.content.findDiffEnd(made.content)!;
      // In "aa" become "aaa" the ends overlap.
      const over = first - Math.min(a, b);
      if (over > 0) [a, b] = [a + over, b + over];
      const step = new ReplaceStep(position + 1 + first, position + 1 + a, made.slice(first, b));
      const { doc } = step.apply(this.tr.doc);
      if (!doc?.nodeAt(position)?.content.eq(made.content)) {
        // The ends that are the same lie at different depths.
        this.tr.replaceWith(position, position + node.nodeSize, made);
        return;
      }
      this.tr.step(step);
    }
    for (const [name, value] of Object.entries(made.attrs)) {
      if (value !== node.attrs[name]) this.tr.setNodeAttribute(position, name, value);
    }
  }
}

function nodeTypeOf(item: Item) {
  switch (item.kind) {
    case "block":
      return typeOf(item.piece);
    case "title":
      return types.title;
    case "heading":
      return types.stepHeading;
    case "step":
      return types.step;
  }
}

function offsetOf(parent: Node, index: number): number {
  let offset = 0;
  for (let before = 0; before < index; before += 1) offset += parent.child(before).nodeSize;
  return offset;
}

type Pair = { at: number | null; item: Item | null };

/**
 * Which child becomes which item: the same ones first, in order, then between those any that are
 * of one kind; a step is known by its id or title before its place.
 */
function align(old: Node[], items: Item[], same: (node: Node, item: Item) => boolean): Pair[] {
  let first = 0;
  while (first < old.length && first < items.length && same(old[first]!, items[first]!)) first += 1;
  let last = 0;
  while (
    last < old.length - first &&
    last < items.length - first &&
    same(old[old.length - 1 - last]!, items[items.length - 1 - last]!)
  ) {
    last += 1;
  }
  const pairs: Pair[] = [];
  for (let index = 0; index < first; index += 1) pairs.push({ at: index, item: items[index]! });
  pairs.push(
    ...middle(
      old.slice(first, old.length - last),
      items.slice(first, items.length - last),
      same,
    ).map(({ at, item }) => ({ at: at === null ? null : at + first, item })),
  );
  for (let back = last; back > 0; back -= 1) {
    pairs.push({ at: old.length - back, item: items[items.length - back]! });
  }
  return pairs;
}

function middle(old: Node[], items: Item[], same: (node: Node, item: Item) => boolean): Pair[] {
  const rows = old.length;
  const columns = items.length;
  // The longest common run of what is the same; then of what is about the same thing.
  // Nothing passes from one side of the title to the other.
  const worth = (a: number, b: number) =>
    old[a]!.type === types.title && items[b]!.kind === "title" ? 1_000_000 :
    same(old[a]!, items[b]!) ? 4 : alike(old[a]!, items[b]!) ? 2 : nodeTypeOf(items[b]!) === old[a]!.type ? 1 : 0;
  if (rows * columns > 250_000) {
    return [
      ...old.map((_, at): Pair => ({ at, item: null })),
      ...items.map((item): Pair => ({ at: null, item })),
    ];
  }
  const best = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
  for (let a = rows - 1; a >= 0; a -= 1) {
    for (let b = columns - 1; b >= 0; b -= 1) {
      const here = worth(a, b);
      best[a]![b] = Math.max(
        best[a + 1]![b]!,
        best[a]![b + 1]!,
        here > 0 ? here + best[a + 1]![b + 1]! : 0,
      );
    }
  }
  const pairs: Pair[] = [];
  let [a, b] = [0, 0];
  while (a < rows || b < columns) {
    const here = a < rows && b < columns ? worth(a, b) : 0;
    if (here > 0 && best[a]![b] === here + best[a + 1]![b + 1]!) {
      pairs.push({ at: a, item: items[b]! });
      [a, b] = [a + 1, b + 1];
    } else if (a < rows && (b >= columns || best[a]![b] === best[a + 1]![b]!)) {
      pairs.push({ at: a, item: null });
      a += 1;
    } else {
      pairs.push({ at: null, item: items[b]! });
      b += 1;
    }
  }
  return pairs;
}

function alike(node: Node, item: Item): boolean {
  if (node.type !== nodeTypeOf(item)) return false;
  if (item.kind !== "step") return item.kind !== "block";
  const heading = node.firstChild!;
  const { id } = item.piece.heading;
  if (id || heading.attrs.id) return id === heading.attrs.id;
  return heading.textContent !== "" && heading.textContent === titleOf(item.piece);
}

const titleOf = (step: Step): string =>
  step.heading.content.map((inline) => ("text" in inline ? inline.text : "")).join("");
