import {
  backend, isFailure, type ExportFormat, type Exported, type Failure, type HowToPublish,
  type Progress, type Published,
} from "../backend";

export type JobState = "running" | "done" | "failed" | "cancelled";

/** Something long that the backend does, which goes on when its dialog is closed. */
export class Job<T> {
  readonly number: number;
  state = $state<JobState>("running");
  progress = $state.raw<Progress | null>(null);
  result = $state.raw<T | null>(null);
  failure = $state.raw<Failure | null>(null);
  cancelling = $state(false);
  /** Settles when the job has ended, however it ended. */
  readonly ended: Promise<void>;
  readonly #stop: (job: number) => Promise<void>;

  constructor(
    run: (job: number, hear: (progress: Progress) => void) => Promise<T>,
    stop: (job: number) => Promise<void> = backend.cancel,
  ) {
    this.number = next++;
    this.#stop = stop;
    this.ended = run(this.number, (progress) => {
      if (this.state === "running") this.progress = progress;
    }).then(
      (result) => {
        this.result = result;
        this.state = "done";
      },
      (thrown: unknown) => {
        this.failure = asFailure(thrown);
        this.state = this.failure.code === "cancelled" ? "cancelled" : "failed";
      },
    );
  }

  /** Between 0 and 1; null while it is not known. */
  get share(): number | null {
    return this.progress && this.progress.total > 0
      ? Math.min(1, this.progress.done / this.progress.total)
      : null;
  }

  async cancel(): Promise<void> {
    if (this.state !== "running" || this.cancelling) return;
    this.cancelling = true;
    try {
      await this.#stop(this.number);
    } catch {
      // It ended by itself in this very moment.
    }
  }
}

// The backend knows a job by this number, also across windows that were loaded anew.
let next = Date.now() % 1_000_000_000;

/** Whatever was thrown, as something that can be shown. */
export function asFailure(thrown: unknown): Failure {
  if (isFailure(thrown)) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "window", file: null, line: null, message, hint: "" };
}

export const startExport = (
  folder: string, language: string | null, formats: ExportFormat[], out: string,
): Job<Exported> =>
  new Job((job, hear) => backend.exportInstruction(job, folder, language, formats, out, hear));

export const startPublishing = (
  to: string, how: HowToPublish,
): Job<Published> =>
  new Job((job, hear) => backend.publishLibrary(job, to, how, hear));
