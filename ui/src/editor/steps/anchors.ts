// The addresses of steps, as the published page has them: the id, or the slug of the title.

import type { Node } from "@tiptap/pm/model";
import { schema } from "../schema";
import type { OutlineStep } from "./places";

export type Anchor = {
  number: string;
  title: string;
  anchor: string;
  /** Where its heading begins. */
  heading: number;
};

/** The addresses that steps had when they were read, by the keys of their headings. */
export type Addresses = ReadonlyMap<number, string>;

/** Lower case, spaces as hyphens, punctuation left out: what Rust's `number::slug` makes. */
export function slug(title: string): string {
  let made = "";
  for (const sign of Array.from(title.trim()).slice(0, 200)) {
    if (/[\p{Alphabetic}\p{N}_-]/u.test(sign)) made += sign.toLowerCase();
    else if (/\s/u.test(sign)) made += "-";
  }
  return made;
}

/** A step whose title was changed since it was read is still known by its address from before. */
export function anchors(document: Node, steps: readonly OutlineStep[], known: Addresses = new Map()): Anchor[] {
  const headings: Node[] = [];
  const positions: number[] = [];
  document.descendants((node, position) => {
    if (node.type !== schema.nodes.step) return false;
    headings.push(node.firstChild!);
    positions.push(position + 1);
    return true;
  });
  const authored = headings.map((heading) => heading.attrs.id as string | null);
  const taken = new Set(authored.filter((id) => id !== null));
  const unique = (wanted: string) => {
    const base = wanted || "step";
    let made = base;
    for (let count = 1; taken.has(made); count += 1) made = `${base}-${count}`;
    taken.add(made);
    return made;
  };
  const first = new Set<string>();
  return headings.map((heading, index) => {
    const id = authored[index] ?? null;
    const before = known.get(Number(heading.attrs.key));
    const anchor = id !== null && !first.has(id) ? id : unique(id ?? before ?? slug(heading.textContent));
    if (id !== null) first.add(id);
    return { number: steps[index]?.number ?? "", title: steps[index]?.title ?? heading.textContent, anchor, heading: positions[index]! };
  });
}

/** What to remember of a document that was just read. */
export function addressesOf(document: Node): Addresses {
  const found = new Map<number, string>();
  for (const { anchor, heading } of anchors(document, [])) {
    const { id, key } = document.nodeAt(heading)!.attrs;
    // An empty heading has no address that says anything.
    if (id === null && key !== null && document.nodeAt(heading)!.textContent.trim() !== "") found.set(Number(key), anchor);
  }
  return found;
}
