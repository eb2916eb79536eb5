// One open document: its text and history, what the backend says of it, and what the window shows.

import { closeHistory, history } from "@tiptap/pm/history";
import { dropCursor } from "@tiptap/pm/dropcursor";
import { gapCursor } from "@tiptap/pm/gapcursor";
import type { Node } from "@tiptap/pm/model";
import { NodeSelection, Plugin, Selection, TextSelection, EditorState, type Command, type Transaction } from "@tiptap/pm/state";
import { tableEditing } from "@tiptap/pm/tables";
import type { EditorView } from "@tiptap/pm/view";
import { tick } from "svelte";
import {
  backend, isFailure, type Contradiction, type DocumentEvent, type Failure, type Framing, type FrontMatter, type Notice,
  type Opened, type PreviewPage, type StepPlace,
} from "../backend";
import { drawn } from "../frame";
import { placeholder } from "../words/editor";
import { told } from "../words/failures";
import { describe, type CommandDescription } from "./commands";
import { Exchange, type Change } from "./exchange";
import { FramePicture } from "./framing/step";
import { keys } from "./keys";
import { Mapping } from "./mapping";
import { addPaths } from "./insert";
import { Media } from "./media";
import { Panels } from "./panels.svelte";
import { finding } from "./plugins/find";
import { uniqueKeys } from "./plugins/keys";
import { nesting } from "./plugins/nesting";
import { placeholders } from "./plugins/placeholders";
import { suggesting } from "./plugins/suggest";
import { placeNotices, spotOf } from "./problems";
import { OTHERS, reconcile } from "./reconcile";
import { schema } from "./schema";
import { placeAt, positionAt, type TextPlace } from "./sight";
import { addressesOf, anchors, type Addresses, type Anchor } from "./steps/anchors";
import { headingsDiffer, keptSteps, keyAt, outline, positionOf, wordsOf, type OutlineStep } from "./steps/places";
import { markdownRules } from "./text/rules";

/** Milliseconds without a key after which, and with keys at the latest, the outline has the words of a heading. */
const [rest, longest] = [160, 1000];
/** Milliseconds after a key in which the next may come, and for how long keys may keep a picture waiting. */
const [between, patience] = [40, 500];

type Saving = "saved" | "unsaved" | "typing";

/** A part of the window that says words and is drawn without Svelte. */
export type Speaker = { speak(): void; readAgain?(snippet: string): void; framed?(picture: string): void; replaced?(): void };

export class OpenDocument {
  readonly number: number;
  readonly folder: string;
  readonly file: string;
  readonly languages: string[];
  readonly language: string;
  readonly recovered: boolean;
  /** It is shown and not edited: the library is of a newer format. */
  readonly readOnly: boolean;
  readonly media: Media;
  readonly panels = new Panels();

  title = $state("");
  steps = $state.raw<OutlineStep[]>([]);
  currentStep = $state<number | null>(null);
  notices = $state.raw<Notice[]>([]);
  saving = $state<Saving>("saved");
  savedAt = $state<number | null>(null);
  failure = $state.raw<Failure | null>(null);
  conflicts = $state.raw<Contradiction[]>([]);
  removed = $state(false);
  pages = $state.raw<PreviewPage[]>([]);
  /** Where each step begins in the pages. */
  stepPlaces = $state.raw<readonly (StepPlace | null)[]>([]);
  previewVersion = $state(0);
  /** What was last written at or scrolled to, for the preview beside it. */
  sight = $state.raw<{ place: TextPlace; by: "cursor" | "scrolling" } | null>(null);
  previewFailure = $state.raw<Failure | null>(null);
  frontMatter = $state.raw() as FrontMatter;
  /** Goes up, at most once a frame, when the text or the selection is another. */
  turn = $state(0);

  readonly speakers = new Set<Speaker>();
  readonly stepViews = new Map<number, Speaker>();
  /** The values of the library's variables; the document's own come first. */
  variables = $state.raw<[string, string][]>([]);
  /** What the backend says of each step, by its key: placed once, when it is said. */
  problems = $state.raw<ReadonlyMap<number, Notice[]>>(new Map());

  #state: EditorState;
  #view: EditorView | null = null;
  readonly #awaitingView: (() => void)[] = [];
  readonly #mapping = new Mapping();
  readonly #exchange: Exchange;
  #turning = false;
  /** Something was typed, and the bar does not say so yet. */
  #sayTyping = false;
  #lastTyped = -Infinity;
  #commands: CommandDescription[] | null = null;
  #closed = false;
  #places = new Map<number, number>();
  #addresses: Addresses = new Map();
  readonly #fresh: boolean;

  static async open(folder: string, language: string | null): Promise<OpenDocument> {
    // The backend may speak before the answer is here.
    const early: DocumentEvent[] = [];
    let hear = (event: DocumentEvent): void => {
      early.push(event);
    };
    const opened = await backend.openDocument(folder, language, (event) => hear(event));
    const document = new OpenDocument(opened);
    hear = (event) => document.#hear(event);
    early.forEach(hear);
    return document;
  }

  constructor(opened: Opened) {
    this.number = opened.document;
    this.folder = opened.folder;
    this.file = opened.file;
    this.language = opened.language;
    this.languages = opened.languages;
    this.recovered = opened.recovered;
    this.readOnly = opened["read-only"];
    this.notices = opened.notices;
    this.frontMatter = opened.tree["front-matter"];
    this.media = new Media(opened.document);
    this.#state = EditorState.create({
      doc: this.#mapping.document(opened.tree),
      plugins: [
        // Whatever asks for it, only what others wrote changes the text then.
        new Plugin({ filterTransaction: (tr) => !this.readOnly || !tr.docChanged || tr.getMeta(OTHERS) === true }),
        suggesting((event) => this.panels.suggestions?.press(event) ?? false),
        markdownRules(),
        uniqueKeys(),
        nesting(),
        finding(),
        placeholders(() => placeholder),
        tableEditing(),
        dropCursor({ class: "drop-cursor", width: 2, color: false }),
        gapCursor(),
        // Undo goes back to when the document was opened.
        history({ depth: Infinity }),
        // After the others: a list that is open and selected cells take their keys first.
        new Plugin({ props: { handleKeyDown: keys(this) } }),
      ],
    });
    this.#exchange = new Exchange(opened.generation, {
      tree: () => this.#mapping.tree(this.#state.doc, this.frontMatter),
      send: (tree, edit, generation) => backend.editDocument(this.number, tree, edit, generation),
      take: (change) => this.#take(change),
      drawn,
      composing: () => this.#view?.composing ?? false,
      failed: (thrown) => this.#failed(thrown),
    });
    // To the steps of a template nobody has made a link.
    this.#fresh = opened.fresh;
    if (!this.#fresh) this.#addresses = addressesOf(this.#state.doc);
    this.#outline();
    this.#placeNotices();
    this.title = this.#titleWords();
  }

  // — Text —

  get state(): EditorState {
    return this.#state;
  }

  get view(): EditorView | null {
    return this.#view;
  }

  get mapping(): Mapping {
    return this.#mapping;
  }

  attach(view: EditorView | null): void {
    this.#view = view;
    if (view) for (const resolve of this.#awaitingView.splice(0)) resolve();
  }

  /** Resolves when the text is drawn: before that there is no place of it to go to. */
  async inSight(): Promise<void> {
    if (!this.#view) await new Promise<void>((resolve) => this.#awaitingView.push(resolve));
    await drawn();
  }

  dispatch = (tr: Transaction): void => {
    const before = this.#state;
    const { state, transactions } = before.applyTransaction(tr);
    this.#state = state;
    this.#view?.updateState(state);
    for (const step of transactions.flatMap((one) => one.steps)) {
      if (step instanceof FramePicture) void this.#framed(step);
    }
    if (state.doc !== before.doc) {
      this.#drawnAnew(before.doc, state.doc);
      if (transactions.some((one) => one.docChanged && !one.getMeta(OTHERS))) this.#typed();
    }
    this.#turn();
  };

  /** Shows another part of a picture, or at another width; undo takes it back. */
  frame(target: string, from: Framing, to: Framing): void {
    if (this.readOnly || JSON.stringify(from) === JSON.stringify(to)) return;
    this.endRun();
    this.dispatch(this.#state.tr.step(new FramePicture(target, from, to)));
  }

  async #framed({ target, to }: FramePicture): Promise<void> {
    try {
      await this.media.frame(target, to);
    } catch (thrown) {
      this.tellTrouble(thrown);
    }
    for (const speaker of this.speakers) speaker.framed?.(target);
  }

  /** Says under the bar what went wrong with a picture or video. */
  tellTrouble(thrown: unknown): void {
    const { message, hint } = told(asFailure(thrown));
    this.panels.trouble = [message, hint].filter(Boolean).join(". ");
  }

  /** Runs a command where the cursor is. */
  run(command: Command): boolean {
    const done = command(this.#state, this.dispatch, this.#view ?? undefined);
    this.#view?.focus();
    return done;
  }

  can(command: Command): boolean {
    return !this.readOnly && command(this.#state, undefined, this.#view ?? undefined);
  }

  get commands(): CommandDescription[] {
    return (this.#commands ??= describe(this));
  }

  /** Ends the run of typing that one undo takes back. */
  endRun(): void {
    this.dispatch(closeHistory(this.#state.tr));
  }

  setFrontMatter(frontMatter: FrontMatter): void {
    if (this.readOnly) return;
    const numbered = frontMatter.numbering !== this.frontMatter.numbering;
    this.frontMatter = frontMatter;
    if (numbered) this.#outline();
    this.#typed();
  }

  // — Places —

  goTo(place: { step?: string; line?: number } | OutlineStep): void {
    const step = "key" in place ? place : this.#stepNamed(place.step);
    if (step) this.goToStep(step.key);
    else if ("key" in place || !place.step) this.#show(0);
  }

  /** To what a notice is about; false for one that is about the instruction as a whole. */
  goToNotice(notice: Notice): boolean {
    const spot = spotOf(this.#state.doc, this.steps, notice);
    if (!spot) return false;
    const { position, node } = spot;
    if (node.isAtom && node.isBlock) {
      this.select(position);
      this.reveal(position);
    } else this.#show(node.isInline ? position : position + 1 + (node.isTextblock ? node.content.size : 0));
    return true;
  }

  /** To the step that a link of this document leads to. */
  goToAnchor(anchor: string): void {
    const index = this.anchors().findIndex((one) => one.anchor === anchor);
    if (this.steps[index]) this.goToStep(this.steps[index].key);
  }

  /** The addresses of the steps. */
  anchors(): Anchor[] {
    return anchors(this.#state.doc, this.steps, this.#addresses);
  }

  /** Takes in files of the computer, by their paths, where the cursor is. */
  async addFiles(paths: readonly string[]): Promise<void> {
    if (!this.readOnly) await addPaths(this, paths);
  }

  /** Takes in files of the computer that were dropped at a place of the window, if it is in the text. */
  async dropFiles(paths: readonly string[], place: { left: number; top: number }): Promise<void> {
    const at = this.#view?.posAtCoords(place);
    if (!at || this.readOnly) return;
    this.dispatch(this.#state.tr.setSelection(Selection.near(this.#state.doc.resolve(at.pos))));
    await this.addFiles(paths);
  }

  goToStep(key: number): void {
    const position = positionOf(this.#state.doc, key);
    if (position === null) return;
    const heading = this.#state.doc.nodeAt(position)!.firstChild!;
    this.#show(position + 2 + heading.content.size);
  }

  /** Puts the cursor somewhere and brings it into sight, near the top. */
  #show(position: number): void {
    const { doc } = this.#state;
    const at = doc.resolve(Math.min(position, doc.content.size));
    this.dispatch(this.#state.tr.setSelection(TextSelection.near(at)));
    this.#view?.focus();
    this.reveal(this.#state.selection.from);
  }

  reveal(position: number): void {
    const view = this.#view;
    if (!view) return;
    const { node } = view.domAtPos(position);
    const element = node instanceof Element ? node : node.parentElement;
    // What was never drawn has no height yet: the second time it has.
    element?.scrollIntoView({ block: "start" });
    requestAnimationFrame(() => element?.scrollIntoView({ block: "start" }));
  }

  /** Puts the cursor at the end, in an empty paragraph if the last block is none. */
  toEnd(): void {
    const { tr, doc } = this.#state;
    let parent: Node = doc;
    let end = doc.content.size;
    while (parent.lastChild?.type === schema.nodes.step) {
      parent = parent.lastChild;
      end -= 1;
    }
    const last = parent.lastChild;
    if (!last?.isTextblock || last.type.spec.code) tr.insert(end, schema.nodes.paragraph.create());
    else end -= 2;
    this.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(end + 1))));
    this.#view?.focus();
  }

  /** Selects a block by its place in the document. */
  select(position: number): void {
    if (!this.#state.doc.nodeAt(position)) return;
    this.dispatch(this.#state.tr.setSelection(NodeSelection.create(this.#state.doc, position)).scrollIntoView());
    this.#view?.focus();
  }

  /** The step that a notice or a search names: "2.1 Open the inbox", "2.1", an id or a title. */
  #stepNamed(name: string | undefined): OutlineStep | null {
    if (!name) return null;
    const { steps } = this;
    const wanted = name.trim();
    return (
      steps.find(({ number, title }) => `${number} ${title}`.trim() === wanted) ??
      steps.find(({ key }) => this.#idOf(key) === wanted.replace(/^#/, "")) ??
      steps.find(({ title }) => title === wanted) ??
      // The title was changed since; the number still leads to it.
      steps.find(({ number }) => number !== "" && (wanted === number || wanted.startsWith(`${number} `))) ??
      null
    );
  }

  #idOf(key: number): string | null {
    const position = positionOf(this.#state.doc, key);
    return position === null ? null : (this.#state.doc.nodeAt(position)!.firstChild!.attrs.id as string | null);
  }

  // — What blocks show —

  stepOf(key: number): OutlineStep | undefined {
    return this.steps[this.#places.get(key) ?? -1];
  }

  valueOf(variable: string): string | null {
    const named = ([name]: [string, string]) => name === variable;
    const value = this.frontMatter.variables.find(named) ?? this.variables.find(named);
    return value ? value[1] : null;
  }

  setVariables(variables: [string, string][]): void {
    if (variables === this.variables) return;
    this.variables = variables;
    this.#outline();
  }

  /** A snippet was edited in one place: the others show its new text. */
  snippetSaved(name: string, by: Speaker): void {
    for (const other of this.speakers) if (other !== by) other.readAgain?.(name);
  }

  /** An older version was taken back or another one joined: the text is told, the pictures are not. */
  filesReplaced(): void {
    this.media.forgetFiles();
    for (const speaker of this.speakers) speaker.replaced?.();
  }

  // — What follows from the text —

  #drawnAnew(before: Node, now: Node): void {
    const differ = headingsDiffer(before, now);
    if (differ === "steps") this.#outline();
    else if (differ === "words") this.#outlineSoon();
    const title = (document: Node) => document.children.find((node) => node.type === schema.nodes.title);
    if (title(before) !== title(now)) this.title = this.#titleWords();
  }

  #outline(): void {
    clearTimeout(this.#outlining?.timer);
    this.#outlining = null;
    const numbered = this.frontMatter.numbering === "steps";
    this.steps = this.#marked(outline(this.#state.doc, numbered, (name) => this.valueOf(name)));
    this.#places = new Map(this.steps.map(({ key }, index) => [key, index]));
  }

  #outlining: { timer: ReturnType<typeof setTimeout>; since: number } | null = null;

  /** The words of a heading follow when its writer rests: drawn with every key, both would be late. */
  #outlineSoon(): void {
    const since = this.#outlining?.since ?? performance.now();
    const wait = Math.min(rest, Math.max(0, since + longest - performance.now()));
    clearTimeout(this.#outlining?.timer);
    const follow = () => this.#outlining && this.#outline();
    this.#outlining = { timer: setTimeout(() => void drawn().then(follow), wait), since };
  }

  #placeNotices(): void {
    this.problems = placeNotices(this.notices, this.steps);
    this.steps = this.#marked(this.steps);
  }

  #marked(steps: OutlineStep[]): OutlineStep[] {
    const marked = steps.map((step) => ({ ...step, hasProblem: this.problems.has(step.key) }));
    return keptSteps(this.steps, marked);
  }

  #titleWords(): string {
    const title = this.#state.doc.children.find((node) => node.type === schema.nodes.title);
    return title ? wordsOf(title) : "";
  }

  /** The toolbar and the outline follow once a frame, after the text is drawn. */
  #turn(): void {
    if (this.#turning) return;
    this.#turning = true;
    if (this.#view) void drawn().then(() => this.catchUp());
    else queueMicrotask(() => this.catchUp());
  }

  /** Who types faster than frames come still chooses from the list of what is typed now. */
  catchUp(): void {
    if (!this.#turning) return;
    this.#turning = false;
    this.turn += 1;
    if (this.#sayTyping) this.saving = "typing";
    this.#sayTyping = false;
    const key = keyAt(this.#state.selection.$head);
    this.currentStep = key === null ? null : (this.#places.get(key) ?? null);
    this.#see();
  }

  #seen: number | null = null;

  /** The pages follow the cursor when it goes somewhere. */
  #see(): void {
    const { head } = this.#state.selection;
    const view = this.#view;
    if (!view || head === this.#seen) return;
    this.#seen = head;
    this.sight = { place: placeAt(view, view.coordsAtPos(head).top), by: "cursor" };
  }

  /** The text was scrolled: this is what stands at a height of the window now. */
  scrolled(y: number): void {
    if (this.#view) this.sight = { place: placeAt(this.#view, y), by: "scrolling" };
  }

  /** Puts the cursor where somebody pointed in the pages. */
  goToPlace(place: TextPlace): void {
    const position = this.#view && positionAt(this.#view, place);
    if (position !== null) this.#show(position + 1);
  }

  // — The backend —

  #typed(): void {
    this.#lastTyped = performance.now();
    this.#sayTyping = true;
    this.#exchange.typed();
    this.#turn();
  }

  #failed(thrown: unknown): void {
    this.#sayTyping = false;
    this.saving = "unsaved";
    this.failure = asFailure(thrown);
  }

  #take(change: Change): void {
    this.conflicts = change.conflicts;
    this.frontMatter = change.tree["front-matter"];
    this.media.forget();
    this.dispatch(reconcile(this.#state, this.#mapping, change.tree));
    if (!this.#fresh) this.#addresses = addressesOf(this.#state.doc);
  }

  #hear(event: DocumentEvent): void {
    if (this.#closed) return;
    switch (event.event) {
      case "saved":
        this.savedAt = event.at;
        this.notices = event.notices;
        this.#placeNotices();
        this.failure = null;
        this.removed = false;
        this.saving = this.#exchange.isSent && event.edit >= this.#exchange.edit ? "saved" : "typing";
        this.#sayTyping = false;
        break;
      case "unsaved":
        this.#sayTyping = false;
        this.saving = "unsaved";
        this.failure = event.error;
        break;
      case "changed":
        this.#exchange.changed(event);
        break;
      case "removed":
        this.removed = true;
        break;
      case "preview":
        this.previewVersion = event.version;
        this.pages = event.pages;
        this.stepPlaces = event.steps;
        this.previewFailure = null;
        break;
      case "preview-failed":
        this.previewFailure = event.error;
        break;
    }
  }

  /** Resolves between two keys, for what would keep the next one waiting while it is drawn. */
  async betweenKeys(): Promise<void> {
    const latest = performance.now() + patience;
    for (;;) {
      const wait = Math.min(latest, this.#lastTyped + between) - performance.now();
      if (wait <= 0) return;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  /** Hands over what was typed, and answers when it is on the disk. */
  async flush(): Promise<void> {
    if (this.readOnly) return;
    // What is typed in a field beside the text is taken over when it is left.
    await tick();
    await this.#exchange.flush();
    await backend.saveDocument(this.number);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    try {
      await this.flush();
    } finally {
      this.#closed = true;
      this.#exchange.close();
      await backend.closeDocument(this.number);
    }
  }
}

export const asFailure = (thrown: unknown): Failure =>
  isFailure(thrown)
    ? thrown
    : { code: "window", file: null, line: null, message: String(thrown), hint: "" };
