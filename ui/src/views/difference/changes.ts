// What a difference comes to: for a summary, and to draw the steps.

import type { Block, BlockChange, Difference, MediaChange, PictureChange, StepChange, ValueChange } from "../../backend";
import { date } from "../../words";
import { comparing } from "../../words/versions";
import { details, statuses } from "../../words/views";
import { fileOf, mediaOf } from "./sides";

/** Steps that did not change stand together, so that what did stands out. */
export type Part = { kind: "step"; key: string; step: StepChange } | { kind: "same"; key: string; steps: StepChange[] };

export function partsOf(steps: readonly StepChange[]): Part[] {
  const parts: Part[] = [];
  steps.forEach((step, index) => {
    const last = parts.at(-1);
    if (step.kinds.length > 0) parts.push({ kind: "step", key: String(index), step });
    else if (last?.kind === "same") last.steps.push(step);
    else parts.push({ kind: "same", key: String(index), steps: [step] });
  });
  return parts;
}

export const changedSteps = (difference: Difference): StepChange[] =>
  difference.steps.filter(({ kinds }) => kinds.length > 0);

export const titleOf = (step: StepChange): string => (step.new ?? step.old)?.title || comparing.untitled;

/** The number that it has, or had when it was removed. */
export const numberOf = (step: StepChange): string => (step.new ?? step.old)?.number ?? "";

/** Pictures and films that changed and are shown in no step: of another language, or no longer used. */
export function unshown(difference: Difference, media: readonly MediaChange[], language: string): MediaChange[] {
  const changes = [...difference.pictures, ...difference.steps.flatMap(({ pictures }) => pictures)];
  const all = [
    ...targets([...difference.introduction, ...difference.steps.flatMap(({ blocks }) => blocks)]),
    ...changes.flatMap(({ old, new: now }) => [old?.target, now?.target]),
  ].filter((target) => target !== undefined);
  const shown = new Set(all.map((target) => mediaOf(target, { media, language })?.path ?? fileOf(target)));
  return media.filter(({ path }) => !shown.has(path));
}

/** The addresses of the pictures of blocks that are shown whole. */
function inWhole(blocks: readonly Block[], found: Set<string>): void {
  for (const block of blocks) {
    if (block.type === "picture") found.add(block.target);
    else if (block.type === "callout" || block.type === "quote") inWhole(block.blocks, found);
    else if (block.type === "list") for (const item of block.items) inWhole(item.blocks, found);
  }
}

/** The addresses of the pictures that changes show. */
function targets(changes: readonly BlockChange[], found = new Set<string>()): Set<string> {
  for (const change of changes) {
    if (change.change === "picture") {
      for (const picture of [change.old, change.new]) if (picture) found.add(picture.target);
    } else if (change.change === "added" || change.change === "removed") inWhole([change.block], found);
    else if (change.change === "quote") targets(change.blocks, found);
    else if (change.change === "list") {
      for (const item of change.items) {
        if (item.change === "changed") targets(item.blocks, found);
        else if (item.change !== "unchanged") inWhole(item.item.blocks, found);
      }
    }
  }
  return found;
}

/** The changed pictures that no changed block shows: in a line of text, or with only another file. */
export function picturesLeft(blocks: readonly BlockChange[], pictures: readonly PictureChange[]): PictureChange[] {
  const shown = targets(blocks);
  return pictures.filter((picture) => ![picture.old, picture.new].some((side) => side && shown.has(side.target)));
}

export const isEmpty = (difference: Difference, media: readonly MediaChange[] = []): boolean =>
  difference["front-matter"].length === 0 && difference.title.length === 0 &&
  difference.introduction.length === 0 && difference.pictures.length === 0 &&
  changedSteps(difference).length === 0 && media.length === 0;

/** What a value of the front matter is called in the window. */
export function valueName({ key, name }: ValueChange): string {
  const own: Record<string, string> = {
    quality: details.quality, speed: details.speed, delivery: details.delivery,
  };
  const keys: Record<string, string> = {
    status: details.status, owner: details.owner, "review-by": details.review, tags: details.tags,
    language: details.language, numbering: details.numbering,
  };
  if (name && key === "agreements") return comparing.agreement(own[name] ?? name);
  if (name && key === "variables") return comparing.variable(name);
  return keys[key] ?? (name ? `${key}: ${name}` : key);
}

/** The value as the window says it. */
export function valueText({ key }: ValueChange, value: string | null): string | null {
  if (value === null) return null;
  if (key === "status" && value in statuses) return statuses[value as "draft"];
  return key === "review-by" ? date(value) : value;
}

/** Lines for a summary: what changed, without how. */
export type Line = { key: string; kinds: StepChange["kinds"]; text: string };

export function summary(difference: Difference, media: readonly MediaChange[] = []): Line[] {
  const lines: Line[] = [];
  const changed: StepChange["kinds"] = ["changed"];
  if (difference.title.length > 0) lines.push({ key: "title", kinds: changed, text: comparing.title });
  if (difference.introduction.length + difference.pictures.length > 0) {
    lines.push({ key: "introduction", kinds: changed, text: comparing.introduction });
  }
  changedSteps(difference).forEach((step, index) =>
    lines.push({ key: `step ${index}`, kinds: step.kinds, text: `${numberOf(step)} ${titleOf(step)}`.trim() }));
  difference["front-matter"].forEach((value, index) =>
    lines.push({ key: `value ${index}`, kinds: changed, text: valueName(value) }));
  // Steps tell of their pictures themselves.
  if (lines.length === 0) {
    for (const { path, before, after } of media) {
      lines.push({ key: path, kinds: [before ? (after ? "changed" : "removed") : "added"], text: path });
    }
  }
  return lines;
}
