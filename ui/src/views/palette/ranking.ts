// How well what was typed fits a name: a whole word before a part of one, an early place before a
// late one, and letters in order when nothing else fits.

import { folded } from "../library/listing";

/** Higher is better; null when it does not fit. */
export function score(typed: string, name: string): number | null {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  const text = folded(name);
  if (words.length === 0) return 0;
  let sum = text.startsWith(words.join(" ")) ? 50 : 0;
  for (const word of words) {
    const one = scoreWord(word, text);
    if (one === null) return null;
    sum += one;
  }
  // Of two names that fit equally well, the shorter is meant more often.
  return sum - Math.min(text.length, 200) / 100;
}

function scoreWord(word: string, text: string): number | null {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? "")) {
      const end = text[at + word.length];
      return (end === undefined || /[^\p{L}\p{N}]/u.test(end) ? 40 : 30) - Math.min(at, 50) / 10;
    }
  }
  const inside = text.indexOf(word);
  if (inside >= 0) return 20 - Math.min(inside, 50) / 10;
  // Letters in order: "bki" for "Boek een inkoopfactuur". From three on, or all would fit.
  if (word.length < 3) return null;
  let at = -1;
  let gaps = 0;
  for (const letter of word) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return null;
    if (at >= 0) gaps += next - at - 1;
    at = next;
  }
  return gaps <= word.length * 6 ? 10 - Math.min(gaps, 90) / 10 : null;
}

/** The best that fit, best first; equals in the order they came. */
export function ranked<T>(typed: string, items: readonly T[], name: (item: T) => string, most: number): T[] {
  return items
    .map((item, index) => ({ item, index, score: score(typed, name(item)) }))
    .filter((one): one is { item: T; index: number; score: number } => one.score !== null)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, most)
    .map(({ item }) => item);
}
