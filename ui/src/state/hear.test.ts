import { readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { backend, type Dropped } from "../backend";
import { command, type CommandId } from "../commands";
import { app } from "./app.svelte";
import { hear } from "./hear";

/** What the menu of the shell can choose, as its source has it. */
const chosen = [...readFileSync("../src-tauri/src/menu.rs", "utf8").matchAll(/\(\s*"([a-z-]+)",\s*"[^"]+",\s*"[^"]+",\s*(?:None|Some)/g)]
  .map(([, id]) => id as CommandId);

it("runs what is chosen in the menu, and refreshes, opens and ends when it is told to", async () => {
  const told = {
    menu: (_: string) => {}, open: (_: string) => {}, library: () => {}, closing: () => {},
    dropped: (_: Dropped) => {},
  };
  vi.spyOn(backend, "onMenu").mockImplementation(async (listen) => ((told.menu = listen), () => {}));
  vi.spyOn(backend, "onOpen").mockImplementation(async (listen) => ((told.open = listen), () => {}));
  vi.spyOn(backend, "onDropped").mockImplementation(async (listen) => ((told.dropped = listen), () => {}));
  vi.spyOn(backend, "onLibrary").mockImplementation(async (listen) => ((told.library = listen), () => {}));
  vi.spyOn(backend, "onClosing").mockImplementation(async (listen) => ((told.closing = listen), () => {}));
  await hear();

  expect(chosen.length).toBeGreaterThan(20);
  for (const id of chosen) {
    const wanted = command(id);
    const enabled = vi.spyOn(wanted, "enabled").mockReturnValue(true);
    const run = vi.spyOn(wanted, "run").mockReturnValue();
    told.menu(id);
    expect(run, id).toHaveBeenCalledOnce();
    enabled.mockReturnValue(false);
    told.menu(id);
    expect(run, id).toHaveBeenCalledOnce();
  }
  told.menu("no such command");

  const opened = vi.spyOn(app, "openNext").mockResolvedValue();
  const refreshed = vi.spyOn(app, "refresh").mockResolvedValue();
  const ended = vi.spyOn(app, "end").mockResolvedValue();
  told.open("/library");
  told.library();
  told.closing();
  expect([opened.mock.calls, refreshed.mock.calls.length, ended.mock.calls.length]).toEqual([[["/library"]], 1, 1]);
});
