// What the list of a library shows, as pure functions: 10,000 instructions at every key.

import type { Listed } from "../../backend";
import { daysFromToday } from "../../words/format";

export type Column = "title" | "status" | "release" | "owner" | "review-by" | "changed" | "languages";
export type Sort = { column: Column; down: boolean };
export type Filter = {
  words: string;
  statuses: string[];
  tags: string[];
  overdue: boolean;
  changedSince: boolean;
  toJoin: boolean;
};

export const statusOrder = ["draft", "pilot", "approved", "retired"];
export const noFilter: Filter = {
  words: "", statuses: [], tags: [], overdue: false, changedSince: false, toJoin: false,
};

export const isNarrowed = (filter: Filter): boolean =>
  filter.words.trim() !== "" || filter.tags.length > 0 || countOf(filter) > 0;

/** How many filters are chosen, words and tags aside. */
export const countOf = ({ statuses, overdue, changedSince, toJoin }: Filter): number =>
  statuses.length + Number(overdue) + Number(changedSince) + Number(toJoin);

/** Whether the team has another text than the author. */
export const isChangedSince = (listed: Listed): boolean => listed.release !== null && listed["changed-since-release"];

/** Without case and accents, so that "cafe" finds "Café". */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

export function isOverdue(listed: Listed, now = new Date()): boolean {
  if (!listed["review-by"] || listed.status === "retired") return false;
  const days = daysFromToday(listed["review-by"], now);
  return days !== null && days < 0;
}

function statusRank(status: string | null): number {
  const rank = statusOrder.indexOf(status ?? "");
  return rank < 0 ? statusOrder.length : rank;
}

/** What is missing comes last, in either direction. */
function missingLast(a: unknown, b: unknown): number {
  return Number(a === null || a === "") - Number(b === null || b === "");
}

export function sorted(instructions: Listed[], { column, down }: Sort, language: string): Listed[] {
  const collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  const turn = down ? -1 : 1;
  const byTitle = (a: Listed, b: Listed) => collator.compare(a.title, b.title);
  const compare: Record<Column, (a: Listed, b: Listed) => number> = {
    title: (a, b) => turn * byTitle(a, b),
    status: (a, b) => turn * (statusRank(a.status) - statusRank(b.status)),
    // Of the same number, what the team does not have yet comes first.
    release: (a, b) =>
      missingLast(a.release, b.release) ||
      turn * ((a.release?.number ?? 0) - (b.release?.number ?? 0)) ||
      Number(isChangedSince(b)) - Number(isChangedSince(a)),
    owner: (a, b) =>
      missingLast(a.owner, b.owner) || turn * collator.compare(a.owner ?? "", b.owner ?? ""),
    "review-by": (a, b) =>
      missingLast(a["review-by"], b["review-by"]) ||
      turn * (a["review-by"] ?? "").localeCompare(b["review-by"] ?? ""),
    changed: (a, b) => missingLast(a.changed, b.changed) || turn * ((a.changed ?? 0) - (b.changed ?? 0)),
    languages: (a, b) => turn * a.languages.join().localeCompare(b.languages.join()),
  };
  return [...instructions].sort((a, b) => compare[column](a, b) || byTitle(a, b));
}

const foldedText = new WeakMap<Listed, string>();

function textOf(listed: Listed): string {
  const known = foldedText.get(listed);
  if (known !== undefined) return known;
  const text = folded([listed.title, ...listed.tags, listed.owner ?? ""].join("\n"));
  foldedText.set(listed, text);
  return text;
}

export function filtered(instructions: Listed[], filter: Filter, now = new Date()): Listed[] {
  const words = folded(filter.words).split(/\s+/).filter(Boolean);
  return instructions.filter(
    (listed) =>
      (filter.statuses.length === 0 || filter.statuses.includes(listed.status ?? "")) &&
      filter.tags.every((tag) => listed.tags.includes(tag)) &&
      (!filter.overdue || isOverdue(listed, now)) &&
      (!filter.changedSince || isChangedSince(listed)) &&
      (!filter.toJoin || listed["to-join"]) &&
      words.every((word) => textOf(listed).includes(word)),
  );
}

/** All tags with how often they are used, the most used first. */
export function tagsOf(instructions: Listed[], language: string): Array<{ tag: string; count: number }> {
  const counts = new Map<string, number>();
  for (const { tags } of instructions) {
    for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  const collator = new Intl.Collator(language, { sensitivity: "base" });
  return [...counts]
    .map(([tag, count]) => ({ tag, count }))
    .sort((a, b) => b.count - a.count || collator.compare(a.tag, b.tag));
}
