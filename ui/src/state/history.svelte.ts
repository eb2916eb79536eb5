import { backend, type Comparison, type Failure, type Timeline, type VersionListed } from "../backend";
import { daysOf, firstChosen, now, pairOf, stillChosen, type Chosen, type Day } from "./timeline";
import { asFailure } from "./jobs.svelte";
import { handOver } from "./versions";

/** Where the versions come from: the backend, or a test. */
export type Source = {
  list: (folder: string) => Promise<Timeline>;
  compare: (folder: string, before: string, after: string, language: string | null) => Promise<Comparison>;
};

const fromBackend: Source = {
  list: async (folder) => {
    await handOver(folder);
    return backend.listVersions(folder);
  },
  compare: (folder, before, after, language) => backend.compareVersions(folder, before, after, language),
};

/** The versions of one instruction, and the two of them that are compared. */
export class History {
  timeline = $state.raw<Timeline | null>(null);
  loading = $state(true);
  failure = $state.raw<Failure | null>(null);
  chosen = $state.raw<Chosen | null>(null);
  /** "before", "now" or the id of a version. */
  against = $state("before");
  language = $state<string | null>(null);
  comparison = $state.raw<Comparison | null>(null);
  comparing = $state(false);
  compareFailure = $state.raw<Failure | null>(null);
  unfolded = $state.raw<ReadonlySet<string>>(new Set());
  /** Goes up with every comparison: the text as it is now has other pictures then. */
  turn = $state(0);

  readonly days = $derived<Day[]>(daysOf(this.timeline?.versions ?? [], this.unfolded));
  readonly pair = $derived(
    this.timeline && this.chosen ? pairOf(this.timeline.versions, this.chosen, this.against) : null,
  );
  #asked = 0;
  #listed = 0;

  constructor(
    readonly folder: string,
    private readonly source: Source = fromBackend,
  ) {}

  /** Lists the versions anew, and keeps what is chosen. */
  async load(): Promise<void> {
    const listed = ++this.#listed;
    this.loading = true;
    try {
      const timeline = await this.source.list(this.folder);
      if (listed !== this.#listed) return;
      this.timeline = timeline;
      this.failure = null;
      const still = stillChosen(this.chosen, timeline);
      if (!still) this.against = "before";
      this.chosen = still ?? firstChosen(timeline);
      await this.compare();
    } catch (thrown) {
      if (listed === this.#listed) this.failure = asFailure(thrown);
    } finally {
      if (listed === this.#listed) this.loading = false;
    }
  }

  /** Shows the newest as if the view was just opened: something was taken back. */
  async loadNewest(): Promise<void> {
    this.chosen = null;
    await this.load();
  }

  choose(chosen: Chosen): Promise<void> {
    this.chosen = chosen;
    this.against = "before";
    return this.compare();
  }

  compareWith(against: string): Promise<void> {
    this.against = against;
    return this.compare();
  }

  speak(language: string): Promise<void> {
    this.language = language;
    return this.compare();
  }

  toggle(sitting: string): void {
    const unfolded = new Set(this.unfolded);
    if (!unfolded.delete(sitting)) unfolded.add(sitting);
    this.unfolded = unfolded;
  }

  version(id: string): VersionListed | null {
    return this.timeline?.versions.find((version) => version.id === id) ?? null;
  }

  /** Whether the text of now is that of a version. */
  isCurrent(id: string): boolean {
    return id === now || (this.version(id)?.current ?? false);
  }

  async compare(): Promise<void> {
    const asked = ++this.#asked;
    const { pair } = this;
    this.compareFailure = null;
    if (!pair) {
      this.comparison = null;
      this.comparing = false;
      return;
    }
    this.comparing = true;
    try {
      const comparison = await this.source.compare(this.folder, pair.before, pair.after, this.language);
      if (asked !== this.#asked) return;
      this.turn += 1;
      this.comparison = comparison;
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.comparison = null;
      this.compareFailure = asFailure(thrown);
    } finally {
      if (asked === this.#asked) this.comparing = false;
    }
  }
}
