// Hands what is typed to the backend, and takes in what others changed, so that neither is lost.
//
// The backend knows for which tree an edit was made by its generation. A change of somebody else
// that comes while something typed is on its way is not taken over: what was typed goes out with
// the old generation, the backend merges, and says so in another change.

import type { DocumentEvent, Instruction } from "../backend/types";

export type Ends = {
  /** The tree as it is typed now. */
  tree: () => Instruction;
  send: (tree: Instruction, edit: number, generation: number) => Promise<void>;
  /** Puts a merged tree in the place of what is shown. */
  take: (change: Change) => void;
  /** Resolves when what was typed is drawn: to make a tree of it first would keep the keys waiting. */
  drawn: () => Promise<void>;
  /** Whether the document must not be touched: an input method is composing. */
  composing: () => boolean;
  /** It could not be handed over; it is tried again. */
  failed: (thrown: unknown) => void;
};
export type Change = Extract<DocumentEvent, { event: "changed" }>;

/** From one edit to the next: often enough for the preview to follow, seldom enough to type on. */
const pause = 120;
const again = 1000;

export class Exchange {
  #edit = 0;
  #sent = -Infinity;
  #generation: number;
  #unsent = false;
  #running: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #held: Change | null = null;
  #closed = false;
  readonly #ends: Ends;

  constructor(generation: number, ends: Ends) {
    this.#generation = generation;
    this.#ends = ends;
  }

  /** Whether everything that was typed is with the backend. */
  get isSent(): boolean {
    return !this.#unsent && this.#running === null;
  }

  /** The number of the last edit that was handed over. */
  get edit(): number {
    return this.#edit;
  }

  typed(): void {
    this.#unsent = true;
    this.#later(Math.max(0, this.#sent + pause - performance.now()));
  }

  /** Hands over what is typed now. */
  async flush(): Promise<void> {
    this.#stopTimer();
    while (this.#unsent || this.#running) {
      this.#running ??= this.#send();
      await this.#running;
    }
  }

  changed(change: Change): void {
    this.#held = change;
    this.#settle();
  }

  close(): void {
    this.#closed = true;
    this.#stopTimer();
  }

  #settle(): void {
    const change = this.#held;
    if (!change || this.#closed) return;
    if (this.#unsent) {
      this.#stopTimer();
      this.#start();
      return;
    }
    // Made before our last edit was known there: another change follows.
    if (this.#running || change.edit < this.#edit) return;
    if (this.#ends.composing()) {
      setTimeout(() => this.#settle(), 100);
      return;
    }
    this.#held = null;
    this.#generation = change.generation;
    this.#ends.take(change);
  }

  #later(milliseconds: number): void {
    this.#timer ??= setTimeout(async () => {
      await this.#ends.drawn();
      this.#timer = null;
      this.#start();
    }, milliseconds);
  }

  #stopTimer(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #start(): void {
    // What was typed while an edit was on its way may have gone right after it.
    if (this.#closed || this.#running || !this.#unsent) return;
    // A failure was told and is tried again; only who flushes waits for it.
    (this.#running = this.#send()).catch(() => undefined);
  }

  /** One after the other: two at once could arrive in either order. */
  async #send(): Promise<void> {
    try {
      while (this.#unsent) {
        this.#unsent = false;
        this.#edit += 1;
        this.#sent = performance.now();
        await this.#ends.send(this.#ends.tree(), this.#edit, this.#generation);
      }
      this.#running = null;
      this.#settle();
    } catch (thrown) {
      this.#running = null;
      this.#unsent = true;
      this.#ends.failed(thrown);
      if (!this.#closed) this.#later(again);
      throw thrown;
    }
  }
}
