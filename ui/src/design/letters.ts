// The first words wait for their own letters, which the program brings. To draw them in others for
// a moment takes longer: the web view asks the system for each size and weight, of each name in the
// list, among all fonts of the computer.

/** Resolves when the letters are there, or will not come. */
export async function lettersLoaded(): Promise<void> {
  const style = getComputedStyle(document.documentElement);
  const weights = ["--weight-normal", "--weight-strong"].map((name) => style.getPropertyValue(name).trim());
  const load = (weight: string) => document.fonts.load(`${weight} 1rem "Source Sans 3"`);
  await Promise.allSettled(weights.map(load));
}
