// What the backend tells the window unasked.

import { backend } from "../backend";
import { runFromMenu } from "../commands";
import { app } from "./app.svelte";

/** Listens as long as the window lives. */
export async function hear(): Promise<void> {
  await Promise.all([
    backend.onMenu(runFromMenu),
    backend.onOpen((path) => void app.openNext(path)),
    backend.onDropped((dropped) => void app.dropFiles(dropped)),
    backend.onLibrary(() => void app.refresh()),
    backend.onClosing(() => void app.end()),
  ]);
}
