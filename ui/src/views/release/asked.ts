// What a release begins with, and what is still wrong with it.

import type { ReleaseAsked, Timeline } from "../../backend";
import { newestRelease } from "../../state/timeline";

export type ReleaseStatus = "pilot" | "approved";
export type Form = { note: string; status: ReleaseStatus; approvedBy: string };

/** The status that the instruction or its last release has; approved by who did so last, else by the author. */
export function begun(timeline: Timeline | null, status: string | null, author: string | null): Form {
  const releases = (timeline?.versions ?? []).filter(({ release }) => release !== null);
  const last = timeline && newestRelease(timeline.versions);
  const known = [status, last?.release?.status].find((one) => one === "pilot" || one === "approved");
  const approver = releases.find(({ release }) => release?.["approved-by"])?.release?.["approved-by"];
  return { note: "", status: known === "approved" ? "approved" : "pilot", approvedBy: approver ?? author ?? "" };
}

export const needsName = ({ status, approvedBy }: Form): boolean => status === "approved" && approvedBy.trim() === "";

/** A pilot is tried out: nobody approved it yet. */
export const asked = ({ note, status, approvedBy }: Form): ReleaseAsked => ({
  note: note.trim(),
  status,
  "approved-by": status === "approved" ? approvedBy.trim() || null : null,
});
