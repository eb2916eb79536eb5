import type { Found } from "../../backend";

/** Searches the text a moment after the last key, and forgets answers that came too late. */
export class TextSearch {
  found = $state.raw<Found[]>([]);
  busy = $state(false);
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly search: (words: string) => Promise<Found[]>,
    private readonly fail: (thrown: unknown) => void,
    private readonly pause = 180,
  ) {}

  for(words: string): void {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    const wanted = words.trim();
    // One letter is in everything.
    if (wanted.length < 2) {
      this.found = [];
      this.busy = false;
      return;
    }
    this.busy = true;
    this.#timer = setTimeout(() => void this.#ask(wanted, asked), this.pause);
  }

  async #ask(words: string, asked: number): Promise<void> {
    try {
      const found = await this.search(words);
      if (asked === this.#asked) this.found = found;
    } catch (thrown) {
      if (asked === this.#asked) this.fail(thrown);
    } finally {
      if (asked === this.#asked) this.busy = false;
    }
  }
}
