import { backend, type Choice, type Decided, type Failure, type Unjoined } from "../backend";
import { asFailure } from "./jobs.svelte";
import { handOver, join } from "./versions";
import type { Versioned } from "./app.svelte";

/** Where it comes from and goes to: the backend, or a test. */
export type Joining = {
  unjoined: (folder: string) => Promise<Unjoined | null>;
  join: (of: Versioned, decided: Decided) => Promise<void>;
};

const withBackend: Joining = {
  unjoined: async (folder) => {
    await handOver(folder);
    return backend.unjoinedVersions(folder);
  },
  join,
};

/** Two versions of an instruction that are to be joined, and what is decided of them so far. */
export class Merging {
  unjoined = $state.raw<Unjoined | null>(null);
  choices = $state.raw<Array<Choice | null>>([]);
  loading = $state(true);
  joining = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** What was decided was about other versions: it is asked anew. */
  anew = $state(false);

  readonly left = $derived(this.choices.filter((choice) => choice === null).length);
  /** What is sent; nothing as long as a place is undecided. */
  readonly decided = $derived.by((): Decided | null => {
    const { unjoined } = this;
    const choices = this.choices.filter((choice) => choice !== null);
    return unjoined && choices.length === unjoined.questions.length
      ? { ours: unjoined.ours.id, theirs: unjoined.theirs.id, choices }
      : null;
  });
  #asked = 0;

  constructor(
    readonly of: Versioned,
    private readonly work: Joining = withBackend,
  ) {}

  /** Looks what is to be joined, and keeps what was decided when it is still asked. */
  async load(): Promise<void> {
    const asked = ++this.#asked;
    this.loading = true;
    try {
      const unjoined = await this.work.unjoined(this.of.folder);
      if (asked !== this.#asked) return;
      this.#take(unjoined);
      this.failure = null;
    } catch (thrown) {
      if (asked === this.#asked) this.failure = asFailure(thrown);
    } finally {
      if (asked === this.#asked) this.loading = false;
    }
  }

  #take(unjoined: Unjoined | null): void {
    const before = this.unjoined;
    const same =
      before !== null && unjoined !== null && JSON.stringify(before.questions) === JSON.stringify(unjoined.questions);
    if (!same) {
      this.anew = unjoined !== null && this.choices.some((choice) => choice !== null);
      this.choices = (unjoined?.questions ?? []).map(() => null);
    }
    this.unjoined = unjoined;
  }

  choose(question: number, choice: Choice): void {
    this.choices = this.choices.map((before, index) => (index === question ? choice : before));
  }

  /** Joins as decided. Gives whether all is joined; with a third version there is more to do. */
  async join(): Promise<boolean> {
    const { decided } = this;
    if (!decided || this.joining) return false;
    this.joining = true;
    try {
      await this.work.join(this.of, decided);
      this.choices = [];
      this.unjoined = null;
      this.anew = false;
      await this.load();
      return this.unjoined === null && this.failure === null;
    } catch (thrown) {
      const failure = asFailure(thrown);
      // Somebody wrote meanwhile: what is asked now is shown at once.
      if (failure.code === "history.changed-meanwhile") {
        await this.load();
        this.anew = this.unjoined !== null;
      } else this.failure = failure;
      return false;
    } finally {
      this.joining = false;
    }
  }
}
