// The addresses of steps, as the published page has them: the id, or the slug of the title.

import type { Node } from "@tiptap/pm/model";
import { schema } from "../schema";
import type { OutlineStep } from "./places";

export type Anchor = { number: string; title: string; anchor: string };

/** Lower case, spaces as hyphens, punctuation left out: what Rust's `number::slug` makes. */
export function slug(title: string): string {
  let made = "";
  for (const sign of Array.from(title.trim()).slice(0, 200)) {
    if (/[\p{Alphabetic}\p{N}_-]/u.test(sign)) made += sign.toLowerCase();
    else if (/\s/u.test(sign)) made += "-";
  }
  return made;
}

export function anchors(document: Node, steps: readonly OutlineStep[]): Anchor[] {
  const headings: Node[] = [];
  const walk = (parent: Node) =>
    parent.forEach((child) => {
      if (child.type !== schema.nodes.step) return;
      headings.push(child.firstChild!);
      walk(child);
    });
  walk(document);
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
    const anchor = id !== null && !first.has(id) ? id : unique(id ?? slug(heading.textContent));
    if (id !== null) first.add(id);
    return { number: steps[index]?.number ?? "", title: steps[index]?.title ?? heading.textContent, anchor };
  });
}
