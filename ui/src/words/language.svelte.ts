/** The languages of the window. */
export type Language = "nl" | "en";

/** A text in every language of the window, so that none can be missing in one. */
export type Pair = Record<Language, string>;

let chosen = $state<Language>("nl");

export const language = {
  get current(): Language {
    return chosen;
  },
  set current(value: Language) {
    chosen = value;
    document.documentElement.lang = value;
  },
};

/** The nearest language of the window to one like "nl-BE" or "de". */
export function nearest(tag: string | null | undefined): Language {
  return tag?.toLowerCase().split(/[-_]/)[0] === "nl" ? "nl" : "en";
}

/** A text in the current language; read in markup or an effect, it follows the language. */
export function t(pair: Pair): string {
  return pair[chosen];
}

type Entry = Pair | ((...values: never[]) => Pair);
type Spoken<E> = E extends (...values: infer V) => Pair ? (...values: V) => string : string;

/**
 * Texts of one area, each written once as a pair or as a function that gives a pair. What comes
 * back reads in the current language: `words.open`, `words.steps(3)`.
 */
export function bilingual<T extends Record<string, Entry>>(
  entries: T,
): { readonly [K in keyof T]: Spoken<T[K]> } {
  const spoken = {} as { [K in keyof T]: Spoken<T[K]> };
  for (const [name, entry] of Object.entries(entries)) {
    Object.defineProperty(spoken, name, {
      enumerable: true,
      get: () =>
        typeof entry === "function"
          ? (...values: never[]) => t(entry(...values))
          : t(entry),
    });
  }
  return spoken;
}
