// Whether two pieces of the tree say the same, as Rust compares them: where a node was read from
// is not part of it, and what is absent is the same as its default.

const known = new WeakMap<object, string>();

/** A text that is equal for pieces that say the same. */
export function fingerprint(piece: object): string {
  const before = known.get(piece);
  if (before !== undefined) return before;
  const made = JSON.stringify(piece, (name, value: unknown) => {
    if (name === "origin" || value === null || value === "") return undefined;
    if (Array.isArray(value)) return value.length === 0 ? undefined : value;
    return typeof value === "object" && value !== null ? sorted(value) : value;
  });
  known.set(piece, made);
  return made;
}

const sorted = (value: object) =>
  Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

export const same = (a: object, b: object): boolean => a === b || fingerprint(a) === fingerprint(b);
