// The versions of an instruction as people look for them: by day, with what was kept by itself
// while somebody was writing folded together, so that releases and what others did stand out.

import type { Timeline, VersionListed } from "../backend";

/** Several automatic versions of one person, made while working on. */
export type Sitting = { kind: "sitting"; key: string; versions: VersionListed[] };
export type Single = {
  kind: "version";
  key: string;
  version: VersionListed;
  /** Shown under its sitting. */
  within: boolean;
};
export type Entry = Sitting | Single;
/** A day, by a moment in it; entries with the newest first. */
export type Day = { key: string; at: number; entries: Entry[] };

/** What is looked at: a version or the text as it is now, and what it is compared with by itself. */
export type Chosen = { id: string; since: string | null; like: "version" | "release" | "sitting" | "now" };

/** The name of the text as it stands now. */
export const now = "now";

/** A longer pause ends a sitting. */
const pause = 60 * 60_000;

export const timeOf = (version: VersionListed): number => Date.parse(version.time) || 0;

/** Kept without anybody asking for it or saying anything. */
function automatic(version: VersionListed): boolean {
  return version.release === null && version.note === "" && ["edited", "closed"].includes(version.reason);
}

function dayOf(milliseconds: number): string {
  const at = new Date(milliseconds);
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** Whether the older of two neighbours was made in the same sitting and led to the newer. */
function together(newer: VersionListed, older: VersionListed): boolean {
  return (
    automatic(newer) && automatic(older) && newer.author === older.author &&
    newer.parents.length === 1 && newer.parents[0] === older.id &&
    timeOf(newer) - timeOf(older) <= pause && dayOf(timeOf(newer)) === dayOf(timeOf(older))
  );
}

/** The entries by day. The sittings named in `unfolded` are told version by version. */
export function daysOf(versions: readonly VersionListed[], unfolded: ReadonlySet<string> = new Set()): Day[] {
  const runs: VersionListed[][] = [];
  for (const version of versions) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && together(last, version)) run.push(version);
    else runs.push([version]);
  }
  const days: Day[] = [];
  for (const run of runs) {
    const newest = run[0] as VersionListed;
    const at = timeOf(newest);
    const key = dayOf(at);
    // Two computers' clocks may disagree: a day is not torn in two by that.
    let day = days.find((one) => one.key === key);
    if (!day) days.push((day = { key, at, entries: [] }));
    const sitting = `${newest.id}+`;
    if (run.length > 1) day.entries.push({ kind: "sitting", key: sitting, versions: run });
    if (run.length === 1 || unfolded.has(sitting)) {
      day.entries.push(...run.map((version): Single => ({ kind: "version", key: version.id, version, within: run.length > 1 })));
    }
  }
  return days;
}

/** The release that was given before a version. */
export function releaseBefore(versions: readonly VersionListed[], id: string): VersionListed | null {
  const at = versions.findIndex((version) => version.id === id);
  return versions.slice(at + 1).find(({ release }) => release !== null) ?? null;
}

export const newestRelease = (versions: readonly VersionListed[]): VersionListed | null =>
  versions.find(({ release }) => release !== null) ?? null;

/** An entry as it is chosen. A release is compared with the release before it: that is what the team has. */
export function chosenOf(entry: Entry, versions: readonly VersionListed[]): Chosen {
  if (entry.kind === "sitting") {
    const [newest, oldest] = [entry.versions[0], entry.versions.at(-1)];
    return { id: newest?.id ?? now, since: oldest?.parents[0] ?? null, like: "sitting" };
  }
  const { version } = entry;
  const before = version.release ? releaseBefore(versions, version.id) : null;
  return before
    ? { id: version.id, since: before.id, like: "release" }
    : { id: version.id, since: version.parents[0] ?? null, like: "version" };
}

/** The text as it stands now, compared with the newest version. */
export function chosenNow({ versions }: Timeline): Chosen {
  return { id: now, since: versions.find(({ head }) => head)?.id ?? versions[0]?.id ?? null, like: "now" };
}

/** What is shown first. */
export function firstChosen(timeline: Timeline): Chosen | null {
  if (timeline.changed) return chosenNow(timeline);
  const entry = daysOf(timeline.versions)[0]?.entries[0];
  return entry ? chosenOf(entry, timeline.versions) : null;
}

/** What is chosen, in a list that is another now; nothing when it is gone. */
export function stillChosen(chosen: Chosen | null, timeline: Timeline): Chosen | null {
  if (!chosen) return null;
  if (chosen.id === now) return timeline.changed ? chosenNow(timeline) : null;
  const known = new Set(timeline.versions.map(({ id }) => id));
  return known.has(chosen.id) && (chosen.since === null || known.has(chosen.since)) ? chosen : null;
}

/**
 * What is compared: the older first. `against` is "before", "now" or the id of a version; nothing
 * where there is nothing to compare with.
 */
export function pairOf(
  versions: readonly VersionListed[], chosen: Chosen, against: string,
): { before: string; after: string } | null {
  const other = against === "before" ? chosen.since : against;
  if (other === null || other === chosen.id) return null;
  const place = (id: string) => versions.findIndex((version) => version.id === id);
  return place(other) > place(chosen.id)
    ? { before: other, after: chosen.id }
    : { before: chosen.id, after: other };
}

/**
 * From where a step is taken back: from the version that is looked at, or, where that does not
 * have the step or is the text of now, from the other one. Nothing when neither would change it.
 */
export function sourceOf(
  step: { old: unknown; new: unknown },
  pair: { before: string; after: string },
  chosen: string,
  current: (id: string) => boolean,
): { id: string; side: "old" | "new" } | null {
  const sides = [{ id: pair.before, side: "old" as const }, { id: pair.after, side: "new" as const }];
  if (pair.after === chosen) sides.reverse();
  return sides.find(({ id, side }) => step[side] !== null && !current(id)) ?? null;
}
