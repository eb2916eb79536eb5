import { TextSelection, type NodeSelection } from "@tiptap/pm/state";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { backend, type DocumentEvent, type Instruction, type Opened, type Step } from "../backend";
import { OpenDocument } from "./document.svelte";
import { mendOf } from "./mend";
import { frontMatter } from "./mapping/arbitrary";
import { plainText } from "./mapping/inlines";

let say: (event: DocumentEvent) => void;

const at = (start: number) => ({ start, end: start + 1 });
const step = (title: string, words: string, from: number): Step => ({
  heading: { origin: at(from), level: 2, id: title.toLowerCase(), content: [{ type: "text", text: title }] },
  blocks: [{ origin: at(from + 2), type: "paragraph", content: [{ type: "text", text: words }] }],
  steps: [],
});
const tree = (...steps: Step[]): Instruction => ({
  "front-matter": frontMatter,
  title: { origin: at(0), level: 1, content: [{ type: "text", text: "Titel" }] },
  introduction: [],
  steps,
});
const opened = (made: Instruction): Opened => ({
  document: 7, folder: "instructions/a", file: "a.md", language: "nl", languages: ["nl"], tree: made,
  generation: 3, notices: [], recovered: false, fresh: false, "read-only": false,
});

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(backend, "editDocument").mockResolvedValue();
  vi.spyOn(backend, "saveDocument").mockResolvedValue();
  vi.spyOn(backend, "closeDocument").mockResolvedValue();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function open(made: Instruction, more: Partial<Opened> = {}): Promise<OpenDocument> {
  vi.spyOn(backend, "openDocument").mockImplementation((_folder, _language, hear) => {
    say = hear;
    return Promise.resolve({ ...opened(made), ...more });
  });
  return OpenDocument.open("instructions/a", null);
}

const place = (document: OpenDocument, words: string): number => {
  let found = -1;
  document.state.doc.descendants((node, position) => {
    const index = node.isText ? node.text!.indexOf(words) : -1;
    if (index >= 0 && found < 0) found = position + index;
  });
  return found;
};
const type = (document: OpenDocument, before: string, text: string) =>
  document.dispatch(document.state.tr.insertText(text, place(document, before)));
const sent = () => vi.mocked(backend.editDocument).mock.calls;
const words = (step: Step | undefined) => {
  const block = step?.blocks[0];
  return block?.type === "paragraph" ? plainText(block.content) : null;
};

describe("an open document", () => {
  test("hands over what is typed, with what was not edited as it came", async () => {
    const made = tree(step("Een", "eerste", 10), step("Twee", "tweede", 20));
    const document = await open(made);
    type(document, "eerste", "aller");
    await vi.advanceTimersByTimeAsync(200);
    const [number, edited, edit, generation] = sent()[0]!;
    expect([number, edit, generation]).toEqual([7, 1, 3]);
    expect(words(edited.steps[0])).toBe("allereerste");
    expect(edited.steps[0]!.blocks[0]!.origin).toEqual(at(12));
    expect(edited.steps[0]!.heading).toBe(made.steps[0]!.heading);
    expect(edited.steps[1]!.blocks[0]).toBe(made.steps[1]!.blocks[0]);
  });

  test("draws only those steps of the outline anew that are others", async () => {
    const document = await open(tree(step("Een", "eerste", 10), step("Twee", "tweede", 20), step("Drie", "derde", 30)));
    const before = document.steps;
    type(document, "Twee", "x");
    await vi.advanceTimersByTimeAsync(200);
    const same = document.steps.map((one, index) => one === before[index]);
    expect(same).toEqual([true, false, true]);
    expect(document.steps[1]!.title).toBe("xTwee");
  });

  test("of a newer library is shown, follows the disk, and is not edited", async () => {
    const made = tree(step("Een", "eerste", 10));
    const document = await open(made, { "read-only": true });
    const before = document.state.doc;
    type(document, "eerste", "x");
    document.setFrontMatter({ ...document.frontMatter, status: "approved" });
    expect(document.state.doc).toBe(before);
    expect(document.frontMatter.status).toBe(made["front-matter"].status);
    const enabled = document.commands.filter((command) => command.enabled()).map(({ id }) => id);
    expect(enabled).toEqual(["find"]);
    say({ event: "changed", tree: tree(step("Een", "tweede", 10)), generation: 4, edit: 0, conflicts: [] });
    expect(document.state.doc.textContent).toContain("tweede");
    await vi.advanceTimersByTimeAsync(2000);
    await document.flush();
    await document.close();
    expect(sent()).toEqual([]);
    expect(backend.saveDocument).not.toHaveBeenCalled();
    expect(backend.closeDocument).toHaveBeenCalledOnce();
  });

  test("says what is typed, saved, and not saved", async () => {
    const document = await open(tree(step("Een", "eerste", 10)));
    expect(document.saving).toBe("saved");
    type(document, "eerste", "x");
    document.catchUp();
    expect(document.saving).toBe("typing");
    await vi.advanceTimersByTimeAsync(200);
    say({ event: "saved", at: 5, edit: 0, notices: [] });
    expect(document.saving).toBe("typing");
    say({ event: "saved", at: 6, edit: 1, notices: [] });
    expect([document.saving, document.savedAt]).toEqual(["saved", 6]);
    const error = { code: "store.disk-full", file: null, line: null, message: "full", hint: "" };
    say({ event: "unsaved", error });
    expect([document.saving, document.failure]).toEqual(["unsaved", error]);
  });

  test("does not say that something is being saved when it was or could not be, before the bar is drawn", async () => {
    const document = await open(tree(step("Een", "eerste", 10)));
    const typeInSight = () => {
      // In a window the bar waits for the frame.
      document.attach({ updateState: () => undefined } as never);
      type(document, "eerste", "x");
      document.attach(null);
    };
    typeInSight();
    await document.flush();
    say({ event: "saved", at: 6, edit: 1, notices: [] });
    document.catchUp();
    expect(document.saving).toBe("saved");
    typeInSight();
    say({ event: "unsaved", error: { code: "store.disk-full", file: null, line: null, message: "full", hint: "" } });
    document.catchUp();
    expect(document.saving).toBe("unsaved");
  });

  test("keeps pictures waiting until the next key is not in their way, and not for ever", async () => {
    const document = await open(tree(step("Een", "eerste", 10)));
    const drawn: number[] = [];
    const draw = () => void document.betweenKeys().then(() => drawn.push(performance.now() - begin));
    let begin = performance.now();
    draw();
    await vi.advanceTimersByTimeAsync(1);
    expect(drawn).toEqual([0]);
    type(document, "eerste", "x");
    begin = performance.now();
    draw();
    await vi.advanceTimersByTimeAsync(100);
    expect(drawn).toEqual([0, 40]);
    begin = performance.now();
    for (let key = 0; key < 40; key++) {
      type(document, "eerste", "x");
      if (key === 0) draw();
      await vi.advanceTimersByTimeAsync(30);
    }
    expect(drawn).toEqual([0, 40, 500]);
  });

  test("tells when there is a place to go to: once it is drawn", async () => {
    const document = await open(tree(step("Een", "eerste", 10)));
    let inSight = false;
    void document.inSight().then(() => (inSight = true));
    await vi.advanceTimersByTimeAsync(1000);
    expect(inSight).toBe(false);
    document.attach({} as never);
    await vi.advanceTimersByTimeAsync(100);
    expect(inSight).toBe(true);
  });

  test("leaves the cursor in place while another step is replaced", async () => {
    const document = await open(tree(step("Een", "eerste", 10), step("Twee", "tweede woorden", 20)));
    document.dispatch(document.state.tr.setSelection(TextSelection.create(document.state.doc, place(document, "woorden"))));
    say({
      event: "changed", generation: 4, edit: 0, conflicts: [],
      tree: tree(step("Nul", "nieuw", 5), step("Een", "heel anders", 15), step("Twee", "tweede woorden", 30)),
    });
    expect(document.steps.map(({ title }) => title)).toEqual(["Nul", "Een", "Twee"]);
    expect(document.state.selection.from).toBe(place(document, "woorden"));
    type(document, "tweede", "z");
    await vi.advanceTimersByTimeAsync(200);
    const [, edited, , generation] = sent()[0]!;
    expect(generation).toBe(4);
    expect(edited.steps[2]!.blocks[0]!.origin).toEqual(at(32));
  });

  test("never loses what is typed while somebody else saves", async () => {
    const document = await open(tree(step("Een", "eerste", 10)));
    type(document, "eerste", "mijn ");
    say({ event: "changed", generation: 4, edit: 0, conflicts: [], tree: tree(step("Een", "eerste van hen", 10)) });
    expect(place(document, "mijn eerste")).toBeGreaterThan(0);
    await vi.advanceTimersByTimeAsync(0);
    expect(sent()[0]![3]).toBe(3);
    say({
      event: "changed", generation: 5, edit: 1, conflicts: [{ step: "1 Een", base: "", ours: "", theirs: "" }],
      tree: tree(step("Een", "mijn eerste van hen", 10)),
    });
    expect(place(document, "mijn eerste van hen")).toBeGreaterThan(0);
    expect(document.conflicts).toHaveLength(1);
  });

  test("undoes back to when it was opened, and redoes", async () => {
    const document = await open(tree(step("Een", "eerste", 10), step("Twee", "tweede", 20)));
    const first = document.state.doc;
    const run = (id: string) => document.commands.find((command) => command.id === id)!.run();
    for (let round = 0; round < 150; round += 1) {
      type(document, "tweede", "x");
      document.endRun();
    }
    document.goTo({ step: "2 Twee" });
    run("moveUp");
    const last = document.state.doc;
    for (let round = 0; round < 160; round += 1) run("undo");
    expect(document.state.doc.eq(first)).toBe(true);
    for (let round = 0; round < 160; round += 1) run("redo");
    expect(document.state.doc.eq(last)).toBe(true);
  });

  test("follows headings and the cursor in its outline", async () => {
    const document = await open(tree(step("Een", "eerste", 10), step("Twee", "tweede", 20)));
    expect(document.title).toBe("Titel");
    type(document, "Twee", "Stap ");
    await vi.advanceTimersByTimeAsync(200);
    expect(document.steps[1]).toMatchObject({ number: "2", title: "Stap Twee" });
    document.goTo({ step: "twee" });
    await vi.advanceTimersByTimeAsync(0);
    expect(document.currentStep).toBe(1);
  });

  test("puts each problem at its step, and keeps it there when the step moves", async () => {
    const document = await open(tree(step("Een", "eerste", 10), step("Twee", "tweede", 20)));
    const notice = { code: "document.empty-step", severity: "warning" as const, file: "a.md", step: "2 Twee", message: "", hint: "" };
    say({ event: "saved", at: 1, edit: 0, notices: [notice] });
    const { key } = document.steps[1]!;
    expect([...document.problems.keys()]).toEqual([key]);
    document.goTo({ step: "2" });
    document.commands.find(({ id }) => id === "moveUp")!.run();
    expect(document.steps[0]!.key).toBe(key);
    expect(document.problems.has(document.steps[0]!.key)).toBe(true);
  });

  test("leads from a notice to what it is about, by its place and not by its words", async () => {
    const first = step("Een", "eerste", 10);
    const second = step("Een", "tweede", 20);
    second.heading.id = "twee";
    const picture = (target: string) => ({ origin: at(30), type: "picture" as const, target, alt: "" });
    second.blocks.push(picture("media/a.png"), picture("media/b.png"));
    const document = await open(tree(first, second));
    const notice = {
      code: "document.no-alt-text", severity: "warning" as const, file: "a.md", step: "2 Een",
      place: { step: 1, block: 2 }, subject: "media/b.png", message: "in any language", hint: "",
    };
    say({ event: "saved", at: 1, edit: 0, notices: [notice] });
    expect([...document.problems.keys()]).toEqual([document.steps[1]!.key]);
    // Both steps have one title, and something was typed before them since.
    type(document, "eerste", "aller");
    expect(document.goToNotice(notice)).toBe(true);
    expect((document.state.selection as NodeSelection).node.attrs.target).toBe("media/b.png");
    const whole = { ...notice, code: "document.review-overdue", step: undefined, place: { step: null, block: null }, subject: undefined };
    expect(document.goToNotice(whole)).toBe(false);
    expect(document.goToNotice({ ...whole, code: "document.no-title" })).toBe(true);
    expect(document.state.selection.$head.parent.textContent).toBe("Titel");
  });

  test("offers what was meant, and puts it there", async () => {
    const made = step("Een", "eerste", 10);
    made.blocks.push({ origin: at(30), type: "picture", target: "media/A.png", alt: "x" });
    const document = await open(tree(made));
    const notice = {
      code: "document.missing-picture", severity: "error" as const, file: "a.md", step: "1 Een",
      place: { step: 0, block: 1 }, subject: "media/A.png", instead: "media/a.png", message: "", hint: "",
    };
    mendOf(document, notice)!.run();
    await document.flush();
    expect(sent().at(-1)![1].steps[0]!.blocks[1]).toMatchObject({ target: "media/a.png", alt: "x" });
    expect(mendOf(document, { ...notice, instead: undefined })).toBeNull();
  });

  test("crops a picture, and undo and redo do too, in their turn", async () => {
    const framePicture = vi.spyOn(backend, "framePicture").mockResolvedValue();
    const document = await open(tree(step("Een", "eerste", 10)));
    const [before, after] = [{ crop: null, width: null }, { crop: null, width: 0.5 }];
    type(document, "eerste", "x");
    document.frame("media/a.png", before, after);
    document.frame("media/a.png", after, after);
    type(document, "eerste", "y");
    const run = (id: string) => document.commands.find((command) => command.id === id)!.run();
    run("undo");
    expect(document.state.doc.textContent).toContain("xeerste");
    run("undo");
    run("redo");
    await vi.advanceTimersByTimeAsync(10);
    expect(framePicture.mock.calls).toEqual([[7, "media/a.png", after], [7, "media/a.png", before], [7, "media/a.png", after]]);
    expect(document.state.doc.textContent).toContain("xeerste");
    framePicture.mockRejectedValueOnce({ code: "picture.markup", message: "broken", hint: "" });
    run("undo");
    await vi.advanceTimersByTimeAsync(10);
    expect(document.panels.trouble).not.toBeNull();
  });

  test("knows a step by its address from before, until others gave it a new one", async () => {
    const made = step("Een", "eerste", 10);
    delete made.heading.id;
    const document = await open(tree(made));
    type(document, "Een", "Nummer ");
    expect(document.anchors().map(({ anchor }) => anchor)).toEqual(["een"]);
    const theirs = structuredClone(made);
    theirs.heading.content = [{ type: "text", text: "Heel anders" }];
    await document.flush();
    say({ event: "changed", generation: 4, edit: 1, conflicts: [], tree: tree(theirs) });
    expect(document.anchors().map(({ anchor }) => anchor)).toEqual(["heel-anders"]);
  });

  test("hands everything over before it closes", async () => {
    const document = await open(tree(step("Een", "eerste", 10)));
    type(document, "eerste", "laatste ");
    await document.close();
    expect(words(sent()[0]![1].steps[0])).toBe("laatste eerste");
    expect(backend.saveDocument).toHaveBeenCalledWith(7);
    expect(backend.closeDocument).toHaveBeenCalledWith(7);
  });
});
