import { beforeEach, expect, it, vi } from "vitest";

// The backend of this test: each call is answered when the test says so.
const { calls, mock } = vi.hoisted(() => {
  const calls: Array<{ name: string; answer: (value: unknown) => void; fail: (thrown: unknown) => void }> = [];
  const mock = new Proxy({}, {
    get: (_, name: string) => () =>
      new Promise((answer, fail) => calls.push({ name, answer, fail })),
  });
  return { calls, mock };
});
vi.mock("../backend", async (original) => ({ ...(await original<object>()), backend: mock }));

const { app } = await import("./app.svelte");
const { toasts } = await import("./toasts.svelte");

const preferences = { language: "en", appearance: "system", destination: null, "destination-name": null, "export-folder": null, "export-formats": [] };
const listed = (folder: string) => ({
  folder, id: null, title: folder, status: null, owner: null, "review-by": null, languages: [], tags: [], steps: 0, changed: null,
  release: null, "changed-since-release": false, "to-join": false,
});
const view = (...folders: string[]) => ({
  path: "/library", name: "L", language: null, read_only: false, instructions: folders.map(listed), snippets: [], variables: [],
  notices: [], preferences, destinations: [], open: null,
});
const settle = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(async () => {
  calls.length = 0;
  toasts.shown = [];
  const opening = app.openExample();
  await settle();
  calls.shift()?.answer(view("a", "b"));
  await opening;
});

it("lists once more for what changed while it listed, and keeps what is selected", async () => {
  app.selected = "b";
  const all = [app.refresh(), app.refresh(), app.refresh()];
  await settle();
  expect(calls).toHaveLength(1);
  calls.shift()?.answer(view("a", "b"));
  await settle();
  expect(calls).toHaveLength(1);
  calls.shift()?.answer(view("a", "b", "c"));
  await Promise.all(all);
  expect(app.library?.instructions).toHaveLength(3);
  expect(app.selected).toBe("b");
});

it("drops the answer about a library that was left", async () => {
  const refreshing = app.refresh();
  await settle();
  calls.shift()?.answer({ ...view(), path: "/other" });
  await refreshing;
  expect(app.library?.instructions).toHaveLength(2);
});

it("tells what failed and stays where it is", async () => {
  const opening = app.openPath("/gone");
  await settle();
  calls.shift()?.fail({ code: "store.missing-root", file: "/gone", line: null, message: "the folder is gone", hint: "connect the drive" });
  expect(await opening).toBe(false);
  expect(app.place).toBe("library");
  expect(toasts.shown.map(({ kind, text, detail }) => [kind, text, detail])).toEqual([
    ["danger", "The folder is gone", "Connect the drive\n/gone"],
  ]);
});

it("shows what the window was started with, or says why not and what else there is", async () => {
  const start = { version: "1", recent: [], preferences, language: "en", first: false, opened: null, crash: null };
  const starts = async (opened: unknown) => {
    app.place = "opening";
    const starting = app.start(Promise.resolve(), Promise.resolve());
    await settle();
    calls.shift()?.answer({ ...start, opened });
    await starting;
    return app.place;
  };
  expect(await starts({ library: view("c") })).toBe("library");
  expect(app.library?.instructions.map(({ folder }) => folder)).toEqual(["c"]);
  const failure = { code: "store.missing-root", file: "/gone", line: null, message: "the folder is gone", hint: "connect the drive" };
  expect(await starts({ failure })).toBe("start");
  expect(toasts.shown.map(({ text }) => text)).toEqual(["The folder is gone"]);
  expect(await starts(null)).toBe("start");
  expect(calls).toEqual([]);
});

it("opens what another start was given after what this one was started with", async () => {
  const starting = app.start(Promise.resolve(), Promise.resolve());
  await settle();
  const next = app.openNext("/next");
  await settle();
  expect(calls.map(({ name }) => name)).toEqual(["start"]);
  calls.shift()?.answer({ version: "1", recent: [], preferences, language: "en", first: false, crash: null, opened: { library: view("a") } });
  await starting;
  await settle();
  expect(calls.map(({ name }) => name)).toEqual(["openLibrary"]);
  calls.shift()?.answer({ ...view("n"), path: "/next" });
  await next;
  expect(app.library?.path).toBe("/next");
});

it("does not complain of what was cancelled", () => {
  app.fail({ code: "cancelled", file: null, line: null, message: "cancelled", hint: "" });
  expect(toasts.shown).toEqual([]);
});

it("brings back what was archived, from the message about it", async () => {
  const archiving = app.archive(listed("a"));
  await settle();
  expect(calls[0]?.name).toBe("archiveInstruction");
  calls.shift()?.answer(undefined);
  await settle();
  calls.shift()?.answer(view("b"));
  await archiving;
  toasts.shown[0]?.actions[0]?.run();
  await settle();
  expect(calls[0]?.name).toBe("restoreInstruction");
});

it("lists the destinations anew after one is named or forgotten, which can be undone", async () => {
  const answer = async (name: string, value: unknown) => {
    await settle();
    expect(calls[0]?.name).toBe(name);
    calls.shift()?.answer(value);
  };
  const noord = { name: "Noord", folder: "/noord" };
  const naming = app.nameDestination("Noord", "/noord");
  await answer("nameDestination", undefined);
  await answer("listLibrary", { ...view("a", "b"), destinations: [noord] });
  expect(await naming).toBe(true);
  expect(app.library?.destinations).toEqual([noord]);
  const forgetting = app.forgetDestination(noord);
  await answer("forgetDestination", undefined);
  await answer("listLibrary", view("a", "b"));
  expect(await forgetting).toBe(true);
  expect(app.library?.destinations).toEqual([]);
  toasts.shown[0]?.actions[0]?.run();
  await answer("nameDestination", undefined);
  await answer("listLibrary", { ...view("a", "b"), destinations: [noord] });
});

it("remembers where the library was published, by its name", async () => {
  const publishing = app.publish("/noord", "Noord", { create: false, dryRun: false, withdraw: false, note: null });
  await settle();
  expect(calls.map(({ name }) => name)).toEqual(["publishLibrary", "setPreferences"]);
  expect(app.preferences).toMatchObject({ "destination": "/noord", "destination-name": "Noord" });
  calls[0]?.answer({ notices: [] });
  await publishing;
});

it("says where the report of a crash is", async () => {
  const starting = app.showStart();
  await settle();
  expect(calls.map(({ name }) => name)).toEqual(["start"]);
  calls.shift()?.answer({ recent: [], crash: "/crashes/crash-1.txt" });
  await starting;
  expect(toasts.shown.map(({ detail, stays }) => [detail, stays])).toEqual([["/crashes/crash-1.txt", null]]);
  toasts.shown[0]?.actions[0]?.run();
  await settle();
  expect(calls.map(({ name }) => name)).toEqual(["showInFolder"]);
});
