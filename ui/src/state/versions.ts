// What is done with the versions of an instruction. Each is told by a message that can take it back.

import { backend, type Decided, type ReleaseAsked, type VersionListed } from "../backend";
import { when } from "../words";
import { parts } from "../words/parts";
import { joining, releasing, restoring } from "../words/versions";
import { app, type Versioned } from "./app.svelte";
import { toasts } from "./toasts.svelte";

/** Hands over what was typed in this instruction, so that its versions are those of what is seen. */
export async function handOver(folder: string): Promise<void> {
  if (app.document?.folder === folder) await app.document.flush();
}

/** "release 3", "the version of today at 14:05" */
export function nameOf(version: VersionListed): string {
  return version.release
    ? restoring.releaseNamed(version.release.number)
    : restoring.versionOf(when(Date.parse(version.time)));
}

async function taken(folder: string): Promise<void> {
  if (app.document?.folder === folder) app.document.filesReplaced();
  await app.refresh();
}

/** Goes back to what stood there before `made`, which is kept as its parent. */
function undoing(of: Versioned, made: VersionListed) {
  const before = made.parents[0];
  if (!before) return [];
  return [{
    label: parts.undo,
    run: () => void app.attempt(async () => {
      await handOver(of.folder);
      await backend.restoreVersion(of.folder, before);
      await taken(of.folder);
      toasts.show(restoring.undone, { kind: "good" });
    }),
  }];
}

/** Tells whether something is another now. */
async function restored(of: Versioned, work: () => Promise<VersionListed | null>, told: string): Promise<boolean> {
  const done = await app.attempt(async () => {
    await handOver(of.folder);
    const made = await work();
    if (!made) {
      toasts.show(restoring.nothing);
      return false;
    }
    await taken(of.folder);
    toasts.show(told, { kind: "good", actions: undoing(of, made) });
    return true;
  });
  return done ?? false;
}

export const restoreVersion = (of: Versioned, version: VersionListed): Promise<boolean> =>
  restored(of, () => backend.restoreVersion(of.folder, version.id), restoring.done(nameOf(version)));

export const restoreStep = (
  of: Versioned, version: VersionListed, step: { id: string; title: string }, language: string | null,
): Promise<boolean> =>
  restored(
    of, () => backend.restoreStep(of.folder, version.id, step.id, language),
    restoring.stepDone(step.title, nameOf(version)),
  );

/** Throws what hinders it: the form tells it where it was asked. */
export async function release(of: Versioned, asked: ReleaseAsked): Promise<void> {
  await handOver(of.folder);
  const made = await backend.releaseInstruction(of.folder, asked);
  await app.refresh();
  toasts.show(releasing.done(made.release?.number ?? 0), {
    kind: "good",
    actions: [{ label: releasing.publishNow, run: () => (app.dialog = "publish") }],
  });
}

/** Throws what hinders it: the view looks again. */
export async function join(of: Versioned, decided: Decided): Promise<void> {
  await handOver(of.folder);
  const made = await backend.joinVersions(of.folder, decided);
  await taken(of.folder);
  // Where nothing was to be joined the files were only brought up to the newest version.
  toasts.show(made ? joining.done : joining.cameUp, { kind: "good" });
}
