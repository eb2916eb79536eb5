import type { Published } from "../../backend";

export type Change = { kind: "added" | "changed" | "removed" | "archived"; name: string };

/** What a publication does, one line a file; what readers notice first comes first. */
export function changesOf(published: Published): Change[] {
  const one = (kind: Change["kind"]) => (name: string): Change => ({ kind, name });
  return [
    ...published.added.map(one("added")),
    ...published.changed.map(one("changed")),
    ...published.removed.map(one("removed")),
    ...published.archived.map(([from, to]): Change => ({ kind: "archived", name: `${from} → ${to}` })),
  ];
}
