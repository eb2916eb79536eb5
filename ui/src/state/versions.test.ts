import { beforeEach, expect, it, vi } from "vitest";
import type { VersionListed } from "../backend";

const { mock } = vi.hoisted(() => ({
  mock: {
    listLibrary: vi.fn(async () => null), restoreVersion: vi.fn(), restoreStep: vi.fn(), releaseInstruction: vi.fn(),
    joinVersions: vi.fn(),
  },
}));
vi.mock("../backend", async (original) => ({ ...(await original<object>()), backend: mock }));

const { app } = await import("./app.svelte");
const { toasts } = await import("./toasts.svelte");
const { join, release, restoreStep, restoreVersion } = await import("./versions");

const version = (id: string, more: Partial<VersionListed> = {}): VersionListed => ({
  id, parents: [], author: "Noor", time: "2025-01-02T12:00:00Z", reason: "edited", note: "", release: null,
  head: false, current: false, ...more,
});
const of = { folder: "instructions/a", title: "A" };
const pilot = { number: 2, status: "pilot", "approved-by": null };
const document = { folder: of.folder, flush: vi.fn(async () => undefined), filesReplaced: vi.fn() };

beforeEach(() => {
  vi.clearAllMocks();
  toasts.shown = [];
  app.document = document as never;
  app.dialog = null;
});

it("takes a version back after handing over what was typed, and can be undone", async () => {
  mock.restoreVersion.mockResolvedValue(version("new", { parents: ["before"] }));
  expect(await restoreVersion(of, version("old", { release: pilot }))).toBe(true);
  expect(document.flush).toHaveBeenCalledBefore(mock.restoreVersion);
  expect(document.filesReplaced).toHaveBeenCalledOnce();
  expect(toasts.shown.map(({ text }) => text)).toEqual(["Teruggezet: uitgave 2. Dit is nu de nieuwste versie."]);
  toasts.shown[0]?.actions[0]?.run();
  await vi.waitFor(() => expect(toasts.shown).toHaveLength(2));
  expect(mock.restoreVersion.mock.lastCall).toEqual([of.folder, "before"]);
});

it("says so when there was nothing to take back, and what failed", async () => {
  mock.restoreVersion.mockResolvedValueOnce(null);
  expect(await restoreVersion(of, version("old"))).toBe(false);
  expect(toasts.shown.at(-1)?.text).toBe("Dit staat er al zo.");
  mock.restoreStep.mockRejectedValueOnce({ code: "store.disk-full", file: null, line: null, message: "", hint: "" });
  expect(await restoreStep(of, version("old"), { id: "s", title: "S" }, "en")).toBe(false);
  expect(mock.restoreStep).toHaveBeenCalledWith(of.folder, "old", "s", "en");
  expect([toasts.shown.at(-1)?.kind, document.filesReplaced.mock.calls.length]).toEqual(["danger", 0]);
});

it("offers to publish what was released, and leaves its failure to the form", async () => {
  const asked = { note: "", status: "pilot" as const, "approved-by": null };
  mock.releaseInstruction.mockResolvedValueOnce(version("r", { release: pilot }));
  await release(of, asked);
  expect(toasts.shown[0]?.text).toBe("Uitgave 2 is gemaakt");
  toasts.shown[0]?.actions[0]?.run();
  expect(app.dialog).toBe("publish");
  mock.releaseInstruction.mockRejectedValueOnce({ code: "history.to-join" });
  await expect(release(of, asked)).rejects.toEqual({ code: "history.to-join" });
});

it("shows the pictures of what was joined", async () => {
  await join(of, { ours: "o", theirs: "t", choices: [] });
  expect(document.filesReplaced).toHaveBeenCalledOnce();
  // Nothing was joined: there was only a newer version.
  expect(toasts.shown.at(-1)?.text).toBe("Bijgewerkt. Hier staat nu de nieuwste versie.");
  // Another document has other pictures.
  mock.joinVersions.mockResolvedValueOnce(version("m"));
  await join({ ...of, folder: "instructions/b" }, { ours: "o", theirs: "t", choices: [] });
  expect(toasts.shown.at(-1)?.text).toBe("Samengevoegd. De tekst van beiden staat in het document.");
  expect(document.filesReplaced).toHaveBeenCalledOnce();
});

it("goes back to where the versions were opened from", async () => {
  app.place = "document";
  app.showVersions("history", of);
  expect([app.place, app.document !== null]).toEqual(["history", true]);
  await app.leaveVersions();
  expect(app.place).toBe("document");
  app.document = null;
  app.library = { path: "/" } as never;
  app.showVersions("merge", of);
  await app.leaveVersions();
  expect(app.place).toBe("library");
});
