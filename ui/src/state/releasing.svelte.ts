import { backend, type Comparison, type Failure, type Timeline } from "../backend";
import { asFailure } from "./jobs.svelte";
import { newestRelease, now } from "./timeline";
import { handOver } from "./versions";

/** What a release will be, and what changed since the last one. */
export class Releasing {
  timeline = $state.raw<Timeline | null>(null);
  /** With the last release; nothing for the first. */
  comparison = $state.raw<Comparison | null>(null);
  looking = $state(true);
  failure = $state.raw<Failure | null>(null);

  readonly last = $derived(this.timeline ? newestRelease(this.timeline.versions) : null);

  async look(folder: string): Promise<void> {
    try {
      await handOver(folder);
      this.timeline = await backend.listVersions(folder);
      if (this.last) this.comparison = await backend.compareVersions(folder, this.last.id, now, null);
    } catch (thrown) {
      this.failure = asFailure(thrown);
    } finally {
      this.looking = false;
    }
  }
}
