import { TextSelection } from "@tiptap/pm/state";
import { EditorView } from "@tiptap/pm/view";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { backend, type Opened } from "../../backend";
import { OpenDocument } from "../document.svelte";
import { eachItsStep } from "../insert";
import { frontMatter } from "../mapping/arbitrary";
import { clipboard, localPaths } from ".";

const opened: Opened = {
  document: 7, folder: "instructions/a", file: "a.md", language: "nl", languages: ["nl"], generation: 0, notices: [],
  recovered: false, fresh: false, "read-only": false,
  tree: {
    "front-matter": frontMatter, introduction: [],
    steps: [{
      heading: { origin: null, level: 2, content: [{ type: "text", text: "Een" }] },
      blocks: [{ origin: null, type: "paragraph", content: [{ type: "text", text: "eerste" }] }],
      steps: [],
    }],
  },
};

let document: OpenDocument;
let view: EditorView;

beforeEach(async () => {
  vi.spyOn(backend, "editDocument").mockResolvedValue();
  vi.spyOn(backend, "openDocument").mockResolvedValue(opened);
  vi.spyOn(backend, "addPicture").mockImplementation((_document, _bytes, name) =>
    Promise.resolve({ target: `media/${name}`, kind: name.endsWith(".mp4") ? "video" : "picture" }),
  );
  document = await OpenDocument.open("instructions/a", null);
  view = new EditorView(globalThis.document.createElement("div"), {
    state: document.state,
    dispatchTransaction: document.dispatch,
    ...clipboard(document),
  });
  document.attach(view);
  Element.prototype.scrollIntoView = () => undefined;
  // jsdom lays nothing out: the files are dropped at the end of the step.
  view.posAtCoords = () => ({ pos: document.state.doc.content.size - 2, inside: -1 });
});
afterEach(() => {
  document.attach(null);
  view.destroy();
  vi.restoreAllMocks();
});

const drop = async (...files: File[]) => {
  const event = { dataTransfer: { files }, clientX: 0, clientY: 0 } as unknown as DragEvent;
  const handled = view.someProp("handleDrop", (handle) => handle(view, event, null as never, false));
  await vi.waitFor(() => expect(vi.mocked(backend.addPicture).mock.calls.length).toBeLessThanOrEqual(files.length));
  await new Promise((resolve) => setTimeout(resolve));
  return handled;
};
const file = (name: string, type: string) => new File(["x"], name, { type });
const blocks = () =>
  document.mapping.tree(document.state.doc, frontMatter).steps.map(({ blocks: all }) =>
    all.map((block) => ("target" in block ? block.target : block.type)),
  );

test("a dropped picture stands where it was dropped", async () => {
  expect(await drop(file("scherm.png", "image/png"))).toBe(true);
  expect(blocks()[0]!.slice(0, 2)).toEqual(["paragraph", "media/scherm.png"]);
  expect(document.panels.several).toBeNull();
});

test("several pictures stand there in their order, and each becomes a step if wanted", async () => {
  await drop(file("a.png", "image/png"), file("b.jpg", ""), file("c.webp", "image/webp"));
  expect(blocks()[0]!.filter((name) => name !== "paragraph")).toEqual(["media/a.png", "media/b.jpg", "media/c.webp"]);
  eachItsStep(document, document.panels.several!.keys);
  expect(blocks().map((all) => all.filter((name) => name !== "paragraph"))).toEqual([[], ["media/a.png"], ["media/b.jpg"], ["media/c.webp"]]);
});

test("a video is taken in too, and of what is neither it is said so", async () => {
  await drop(file("uitleg.mp4", "video/mp4"), file("brief.docx", "application/vnd.openxmlformats"));
  expect(blocks()[0]).toContain("media/uitleg.mp4");
  expect(document.panels.trouble).not.toBeNull();
  expect(await drop(file("brief.docx", ""))).toBe(true);
  expect(backend.addPicture).toHaveBeenCalledTimes(1);
});

test("dropped files that the shell names are taken in by their paths, where they were dropped", async () => {
  vi.spyOn(backend, "addFile").mockResolvedValue({ target: "media/shot.png", kind: "picture" });
  await document.dropFiles(["/home/noor/shot.png"], { left: 0, top: 0 });
  expect(backend.addFile).toHaveBeenCalledExactlyOnceWith(7, "/home/noor/shot.png");
  expect(blocks()[0]!.slice(0, 2)).toEqual(["paragraph", "media/shot.png"]);
  // Beside the text.
  view.posAtCoords = () => null;
  await document.dropFiles(["/home/noor/other.png"], { left: 0, top: 0 });
  expect(backend.addFile).toHaveBeenCalledOnce();
});

/** Pastes as WebKitGTK does: with a clipboard that says something only when it is asked. */
async function paste(told: { types?: string[]; text?: string }, kept: Record<string, string>) {
  const read = async () => [{
    types: Object.keys(kept),
    getType: async (type: string) => new Blob([kept[type] ?? ""], { type }),
  }];
  vi.stubGlobal("navigator", { clipboard: { read } });
  const getData = (type: string) => (type === "text/plain" ? (told.text ?? "") : "");
  const event = { clipboardData: { files: [], types: told.types ?? [], getData } } as unknown as ClipboardEvent;
  const handled = view.someProp("handlePaste", (handle) => handle(view, event, null as never));
  await new Promise((resolve) => setTimeout(resolve, 5));
  vi.unstubAllGlobals();
  return handled;
}

test("a picture that the clipboard keeps to itself is asked for", async () => {
  expect(await paste({}, { "image/png": "x" })).toBe(true);
  expect(vi.mocked(backend.addPicture)).toHaveBeenCalledOnce();
  expect(JSON.stringify(document.state.doc.toJSON())).toContain("media/");
  await paste({}, {});
  expect(document.panels.trouble).not.toBeNull();
});

test("files copied in a file manager are taken in, and their names are not typed", async () => {
  vi.spyOn(backend, "addFile").mockResolvedValue({ target: "media/shot.png", kind: "picture" });
  const list = "file:///home/noor/my%20shot.png\r\n";
  await paste({ types: ["text/uri-list"], text: "/home/noor/my shot.png" }, { "text/uri-list": list });
  expect(backend.addFile).toHaveBeenCalledExactlyOnceWith(7, "/home/noor/my shot.png");
  expect(document.state.doc.textContent).not.toContain("noor");
  expect(localPaths("# a\nhttps://example.com/a.png\nfile:///a%2\nfile://server/a.png\nfile:///a.png")).toEqual(["/a.png"]);
});

test("what is moved is what was taken hold of, although the web view went on selecting", async () => {
  const { doc } = document.state;
  const end = doc.content.size - 2;
  const select = (from: number, to: number) => TextSelection.create(document.state.doc, from, to);
  document.dispatch(document.state.tr.setSelection(select(end - 6, end)));
  view.someProp("handleDOMEvents", (events) => events.dragstart?.call(undefined as never, view, {} as DragEvent) || undefined);
  document.dispatch(document.state.tr.setSelection(select(end - 3, end - 2)));
  const event = { dataTransfer: { files: [] }, clientX: 0, clientY: 0 } as unknown as DragEvent;
  const slice = doc.slice(end - 6, end);
  expect(view.someProp("handleDrop", (handle) => handle(view, event, slice, true) || undefined)).toBeUndefined();
  expect([document.state.selection.from, document.state.selection.to]).toEqual([end - 6, end]);
});
