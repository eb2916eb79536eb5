// What the versions are called.

import type { VersionListed } from "../../backend";
import { timeOf } from "../../state/timeline";
import { when } from "../../words";
import { history, reasons } from "../../words/versions";

const known = {
  edited: "edited", closed: "closed", published: "published", released: "released", restored: "restored",
  merged: "merged", "conflict-copy": "conflictCopy", imported: "imported",
} as const;

/** Why it was made, in plain words. */
export const whyOf = ({ reason, release }: VersionListed): string =>
  release
    ? history.release(release.number)
    : reasons[reason in known ? known[reason as keyof typeof known] : "other"];

/** The note. That of a version that was taken back names its time in UTC: people read their own. */
export function noteOf({ note, reason }: VersionListed): string {
  if (reason !== "restored") return note;
  return note.replace(/(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/, (whole, day: string, time: string) => {
    const at = Date.parse(`${day}T${time}Z`);
    return Number.isNaN(at) ? whole : when(at);
  });
}

export const whoOf = ({ author }: VersionListed): string => author || history.somebody;

/** In a list of versions to choose from: "Release 3 · 24 Nov 2026 at 14:05 · Noor". */
export const lineOf = (version: VersionListed): string =>
  [whyOf(version), when(timeOf(version)), version.author].filter(Boolean).join(" · ");
