// What the backend says of a document, at the step and block that it is about.

import type { Node } from "@tiptap/pm/model";
import type { Notice } from "../backend/types";
import { schema } from "./schema";
import type { OutlineStep } from "./steps/places";

export type Placed = {
  notice: Notice;
  /** What the message names between its words: an address, a variable. */
  about: string | null;
};

export function placeNotices(notices: readonly Notice[], steps: readonly OutlineStep[]): Map<number, Placed[]> {
  const byLabel = new Map(steps.map((step) => [`${step.number} ${step.title}`.trim(), step.key]));
  const byNumber = new Map(steps.map((step) => [step.number, step.key]));
  const placed = new Map<number, Placed[]>();
  for (const notice of notices) {
    if (!notice.step) continue;
    // A title that was changed since the check still has its number.
    const key = byLabel.get(notice.step) ?? byNumber.get(/^[\d.]+(?= )/.exec(notice.step)?.[0] ?? "none");
    if (key === undefined) continue;
    const here = placed.get(key) ?? [];
    here.push({ notice, about: subject(notice) });
    placed.set(key, here);
  }
  return placed;
}

/** A notice has no place within its step; the address that it names tells which picture it is. */
function subject({ code, message }: Notice): string | null {
  if (code === "document.no-alt-text" || code === "document.remote-picture") {
    return /^the picture (.+?) (?:has no alt text|is not in the library)$/.exec(message)?.[1] ?? null;
  }
  if (code === "document.missing-picture") {
    return /^the picture (.+?) (?:is not there|leads out of the library)$/.exec(message)?.[1] ?? null;
  }
  if (code === "document.dead-link") {
    const file = /^the (?:video|linked file) (.+?) (?:is not there|leads out of the library)$/.exec(message);
    const step = /^there is no step (#\S+) in (this instruction|.+)$/.exec(message);
    if (step) return step[2] === "this instruction" ? step[1]! : step[2]! + step[1]!;
    return file?.[1] ?? null;
  }
  return null;
}

/** The one name that a hint offers instead. */
export function offered({ hint }: Notice): string | null {
  const name = /^did you mean (.+)\?$/.exec(hint)?.[1];
  return name && !name.includes(" or ") ? name : null;
}

/** Where in a step the picture, video or link with an address stands. */
export function placeOf(step: Node, start: number, target: string): { position: number; node: Node } | null {
  let found: { position: number; node: Node } | null = null;
  step.descendants((node, position) => {
    if (found || node.type === schema.nodes.step) return false;
    const link = schema.marks.link.isInSet(node.marks);
    if (node.attrs.target === target || link?.attrs.target === target) {
      found = { position: start + 1 + position, node };
    }
    return true;
  });
  return found;
}
