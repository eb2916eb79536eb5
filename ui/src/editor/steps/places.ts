// Where steps stand in the document, and what the outline says of them.

import type { Node, ResolvedPos } from "@tiptap/pm/model";
import { schema } from "../schema";

export type OutlineStep = {
  key: number;
  /** "2.1"; empty when the instruction is not numbered. */
  number: string;
  title: string;
  level: number;
  /** 1 for a step, 2 for a sub-step … */
  depth: number;
  hasProblem: boolean;
  /** How many steps stand in it, at any depth. */
  under: number;
};

/** The words of a heading as one line. */
export const wordsOf = (heading: Node, valueOf: Values = () => null): string =>
  heading.textBetween(0, heading.content.size, " ", (leaf) => {
    if (leaf.type === schema.nodes.hardBreak) return " ";
    const value = leaf.type === schema.nodes.variable ? valueOf(String(leaf.attrs.name)) : null;
    return value ?? leaf.type.spec.leafText?.(leaf) ?? "";
  });

/** What a variable stands for; null for one without a value. */
type Values = (variable: string) => string | null;

/** The number that somebody typed before the words: it is not shown twice. */
const typed = /^(?:(?:stap|step)\s+\d+\s*[:.)–—-]|\d+(?:\.\d+)*[.)]|\d+(?:\.\d+)+)\s+(?=\S)/i;

export function outline(document: Node, numbered: boolean, valueOf?: Values): OutlineStep[] {
  const made: OutlineStep[] = [];
  const walk = (parent: Node, prefix: string, depth: number) => {
    let count = 0;
    parent.forEach((child) => {
      if (child.type !== schema.nodes.step) return;
      count += 1;
      const number = `${prefix}${count}`;
      const heading = child.firstChild!;
      const title = wordsOf(heading, valueOf);
      const index = made.length;
      made.push({
        key: Number(child.attrs.key),
        number: numbered ? number : "",
        title: numbered ? title.replace(typed, "") : title,
        level: Number(heading.attrs.level),
        depth,
        hasProblem: false,
        under: 0,
      });
      walk(child, `${number}.`, depth + 1);
      made[index]!.under = made.length - index - 1;
    });
  };
  walk(document, "", 1);
  return made;
}

/** The new steps; one that is as it was stays the same object, so that it is not drawn again. */
export function keptSteps(before: readonly OutlineStep[], now: OutlineStep[]): OutlineStep[] {
  const known = new Map(before.map((step) => [step.key, step]));
  return now.map((step) => {
    const old = known.get(step.key);
    return old && Object.entries(step).every(([name, value]) => old[name as keyof OutlineStep] === value) ? old : step;
  });
}

/** Whether the steps or their order are others, or only the words of their headings. Looks only into what differs. */
export function headingsDiffer(before: Node, now: Node): "steps" | "words" | null {
  if (before === now) return null;
  const heading = now.type === schema.nodes.step ? now.firstChild! : null;
  const old = heading && before.firstChild!;
  if (heading && old && heading !== old && heading.attrs.level !== old.attrs.level) return "steps";
  let differ: "words" | null = heading === old ? null : "words";
  const a = before.children.filter((child) => child.type === schema.nodes.step);
  const b = now.children.filter((child) => child.type === schema.nodes.step);
  if (a.length !== b.length) return "steps";
  for (const [index, child] of b.entries()) {
    if (child.attrs.key !== a[index]!.attrs.key) return "steps";
    const within = headingsDiffer(a[index]!, child);
    if (within === "steps") return within;
    differ ??= within;
  }
  return differ;
}

/** How deep the innermost step around a position lies in its ancestors; null outside all steps. */
export function stepDepth(at: ResolvedPos): number | null {
  for (let depth = at.depth; depth > 0; depth -= 1) {
    if (at.node(depth).type === schema.nodes.step) return depth;
  }
  return null;
}

export function keyAt(at: ResolvedPos): number | null {
  const depth = stepDepth(at);
  return depth === null ? null : Number(at.node(depth).attrs.key);
}

/** Where the node of a step begins. */
export function positionOf(document: Node, key: number): number | null {
  let found: number | null = null;
  document.descendants((node, position) => {
    if (found !== null || node.type !== schema.nodes.step) return false;
    if (node.attrs.key === key) found = position;
    return true;
  });
  return found;
}
