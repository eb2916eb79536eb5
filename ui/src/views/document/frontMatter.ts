// Changes to the front matter that keep the order of what stands there.

export const knownAgreements = ["quality", "speed", "delivery"] as const;

type Agreements = Array<[string, string]>;

export function agreement(agreements: Agreements, name: string): string {
  return agreements.find(([other]) => other === name)?.[1] ?? "";
}

/** Sets one agreement in its place; an empty one is taken out. */
export function withAgreement(agreements: Agreements, name: string, value: string): Agreements {
  if (value === "") return agreements.filter(([other]) => other !== name);
  return agreements.some(([other]) => other === name)
    ? agreements.map(([other, said]) => (other === name ? [other, value] : [other, said]))
    : [...agreements, [name, value]];
}

export function otherAgreements(agreements: Agreements): string[] {
  const known: readonly string[] = knownAgreements;
  return agreements.map(([name]) => name).filter((name) => !known.includes(name));
}

/** A tag, or several with commas, once each. */
export function withTag(tags: string[], typed: string): string[] {
  const added = typed.split(",").map((tag) => tag.trim().replace(/^#/, "")).filter(Boolean);
  return [...new Set([...tags, ...added])];
}

/** Whether it is a day that exists, as "2027-03-01". */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
