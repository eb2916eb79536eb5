// What the window shows, and what may be done to it. Views read it; they do not call the backend.

import {
  backend, type DestinationListed, type Dropped, type ExportFormat, type Exported, type Found, type HowToPublish, type LibraryView, type Listed,
  type Preferences, type Published, type Recent, type Template,
} from "../backend";
import type { OpenDocument } from "../editor";
import { language, languageName, nearest } from "../words";
import { told } from "../words/failures";
import { common, editing, library as words, publishing, translating, trouble } from "../words/views";
import { asFailure, startExport, startPublishing, type Job } from "./jobs.svelte";
import { layout } from "./layout.svelte";
import { toasts } from "./toasts.svelte";

export type Place = "opening" | "start" | "library" | "document" | "history" | "merge";
export type DialogName =
  | "create-library" | "create-instruction" | "rename" | "export" | "publish" | "settings"
  | "shortcuts" | "about" | "notices" | "translate" | "release";

/** What is archived is listed by backends that can tell it. */
export type LibraryWithArchive = LibraryView & { archived?: Listed[] };

export type PublishJob = { kind: "publish"; job: Job<Published>; to: string };
export type ExportJob = { kind: "export"; job: Job<Exported>; out: string; title: string };
/** The instruction of which the versions are shown, released or joined. */
export type Versioned = { folder: string; title: string };
/** What the dialog for exporting is about. */
export type ToExport = { folder: string; title: string; languages: string[]; language: string | null };

const nothingPreferred: Preferences = {
  language: null,
  appearance: "system",
  author: null,
  destination: null,
  "destination-name": null,
  "export-folder": null,
  "export-formats": [],
};

/** Taken away with the focus in it, the editor would be told so in the middle of being taken down. */
function blur(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

class App {
  place = $state<Place>("opening");
  dialog = $state<DialogName | null>(null);
  palette = $state(false);
  welcome = $state(false);
  version = $state("");
  recent = $state.raw<Recent[]>([]);
  preferences = $state.raw<Preferences>(nothingPreferred);
  library = $state.raw<LibraryWithArchive | null>(null);
  document = $state.raw<OpenDocument | null>(null);
  /** The folder of the instruction that is selected in the list. */
  selected = $state<string | null>(null);
  /** What the dialog for renaming is about. */
  renaming = $state.raw<Listed | null>(null);
  exporting = $state.raw<ToExport | null>(null);
  versioned = $state.raw<Versioned | null>(null);
  publishJob = $state.raw<PublishJob | null>(null);
  exportJob = $state.raw<ExportJob | null>(null);
  /** Why the window cannot begin. */
  broken = $state.raw<unknown>(null);

  #systemLanguage = "nl";
  #refreshing: Promise<void> | null = null;
  #refreshAgain = false;

  #started: Promise<void> = Promise.resolve();

  /** Asks when the window has `heard` of changes from then on, and shows nothing before it is `drawable`. */
  start(heard: Promise<void>, drawable: Promise<void>): Promise<void> {
    return (this.#started = this.#start(heard, drawable));
  }

  async #start(heard: Promise<void>, drawable: Promise<void>): Promise<void> {
    try {
      await heard;
      const [start] = await Promise.all([backend.start(), drawable]);
      this.version = start.version;
      this.recent = start.recent;
      this.#systemLanguage = start.language;
      this.#prefer(start.preferences);
      this.#tellCrash(start.crash);
      const opened = start.opened;
      if (opened) {
        const library = () => ("library" in opened ? Promise.resolve(opened.library) : Promise.reject(opened.failure));
        if (await this.#enter(library)) return;
      } else if (start.first) {
        this.welcome = true;
        if (await this.#enter(() => backend.openExample())) return;
      }
      this.place = "start";
    } catch (thrown) {
      language.current = nearest(navigator.language);
      this.broken = thrown;
    }
  }

  #tellCrash(report: string | null): void {
    if (report === null) return;
    toasts.show(trouble.crashed, {
      kind: "warning",
      detail: report,
      stays: null,
      actions: [{ label: common.showInFolder, run: () => void this.showInFolder(report) }],
    });
  }

  /** Does something that can fail, and tells it if it does. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (thrown) {
      this.fail(thrown);
      return undefined;
    }
  }

  fail(thrown: unknown): void {
    const failure = asFailure(thrown);
    if (failure.code === "cancelled") return;
    const { message, hint } = told(failure);
    const place = failure.file ? `${failure.file}${failure.line ? `:${failure.line}` : ""}` : "";
    toasts.show(message, { kind: "danger", detail: [hint, place].filter(Boolean).join("\n") });
  }

  #prefer(preferences: Preferences): void {
    this.preferences = preferences;
    language.current = nearest(preferences.language ?? this.#systemLanguage);
  }

  async setPreferences(change: Partial<Preferences>): Promise<void> {
    const changed = { ...this.preferences, ...change };
    this.#prefer(changed);
    await this.attempt(() => backend.setPreferences(changed));
  }

  // — Libraries —

  async #enter(open: () => Promise<LibraryView>): Promise<boolean> {
    await this.#leaveDocument();
    const view = await this.attempt(open);
    if (!view) return false;
    this.library = view;
    this.#prefer(view.preferences);
    this.selected = view.instructions[0]?.folder ?? null;
    this.publishJob = null;
    this.exportJob = null;
    this.place = "library";
    if (view.open) await this.openDocument(view.open, view.open_language);
    return true;
  }

  /** A library, or an instruction in one. */
  openPath(path: string): Promise<boolean> {
    return this.#enter(() => backend.openLibrary(path));
  }

  /** The same, told by another start of the program: after what this one was started with. */
  async openNext(path: string): Promise<void> {
    await this.#started;
    await this.openPath(path);
  }

  openExample(): Promise<boolean> {
    return this.#enter(() => backend.openExample());
  }

  createLibrary(path: string, name: string, tongue: string): Promise<boolean> {
    return this.#enter(() => backend.createLibrary(path, name, tongue));
  }

  async chooseLibrary(title: string): Promise<void> {
    const path = await this.attempt(() => backend.chooseFolder(title));
    if (path) await this.openPath(path);
  }

  chooseFolder(title: string): Promise<string | null | undefined> {
    return this.attempt(() => backend.chooseFolder(title));
  }

  async forget(recent: Recent): Promise<void> {
    this.recent = this.recent.filter((other) => other.path !== recent.path);
    await this.attempt(() => backend.forgetRecent(recent.path));
  }

  async showStart(): Promise<void> {
    await this.#leaveDocument();
    this.place = "start";
    const start = await this.attempt(() => backend.start());
    if (!start) return;
    this.recent = start.recent;
    this.#tellCrash(start.crash);
  }

  async showLibrary(): Promise<void> {
    if (!this.library) return;
    await this.#leaveDocument();
    this.place = "library";
    await this.refresh();
  }

  /** Lists the library anew and keeps what is selected. Asked again while it does, it does so once more. */
  refresh(): Promise<void> {
    if (!this.library) return Promise.resolve();
    this.#refreshAgain = true;
    this.#refreshing ??= this.#list();
    return this.#refreshing;
  }

  async #list(): Promise<void> {
    while (this.#refreshAgain) {
      this.#refreshAgain = false;
      const view = await this.attempt(() => backend.listLibrary());
      if (view && view.path === this.library?.path) this.library = view;
    }
    this.#refreshing = null;
  }

  async search(query: string): Promise<Found[]> {
    const found = await backend.search(query);
    // The file of a snippet has no page here: the steps that include it are found by themselves.
    return found.filter(({ kind }) => kind !== "snippet");
  }

  // — Instructions —

  /** Gives the folder of what was made. */
  createInstruction(title: string, template: Template): Promise<string | undefined> {
    return this.attempt(() => backend.createInstruction(title, template));
  }

  /** Opens what was just made where the writing begins: in its first step. */
  async begin(folder: string): Promise<void> {
    await this.openDocument(folder, null);
    const document = this.document;
    const first = document?.steps[0];
    if (document && first) void document.inSight().then(() => document.goTo(first));
    await this.refresh();
  }

  async duplicate(listed: Listed): Promise<void> {
    const folder = await this.attempt(() => backend.duplicateInstruction(listed.folder));
    if (!folder) return;
    await this.refresh();
    this.selected = folder;
    toasts.show(words.duplicated(listed.title));
  }

  async rename(listed: Listed, title: string): Promise<boolean> {
    const done = await this.attempt(async () => {
      await backend.renameInstruction(listed.folder, title);
      return true;
    });
    await this.refresh();
    return done ?? false;
  }

  async archive(listed: Listed): Promise<void> {
    const done = await this.attempt(async () => {
      await backend.archiveInstruction(listed.folder);
      return true;
    });
    if (!done) return;
    await this.refresh();
    toasts.show(words.archivedDone(listed.title), {
      actions: [{ label: words.restore, run: () => void this.restore(listed) }],
    });
  }

  async restore(listed: Listed): Promise<void> {
    const done = await this.attempt(async () => {
      await backend.restoreInstruction(listed.folder);
      return true;
    });
    if (!done) return;
    await this.refresh();
    this.selected = listed.folder;
    toasts.show(words.restoredDone(listed.title), { kind: "good" });
  }

  // — The document —

  async openDocument(folder: string, tongue: string | null, place?: { step?: string; line?: number }): Promise<void> {
    const open = this.document;
    if (open?.folder === folder && (tongue === null || open.language === tongue)) {
      // Its versions may be what is shown.
      this.place = "document";
      if (place) void open.inSight().then(() => open.goTo(place));
      return;
    }
    await this.#leaveDocument();
    const document = await this.attempt(async () => {
      const { OpenDocument: Opening } = await import("../editor");
      return Opening.open(folder, tongue);
    });
    if (!document) {
      this.place = "library";
      return;
    }
    this.document = document;
    this.selected = folder;
    this.place = "document";
    if (document.recovered) toasts.show(editing.recovered, { kind: "good" });
    if (place) void document.inSight().then(() => document.goTo(place));
  }

  async #leaveDocument(): Promise<void> {
    const document = this.document;
    if (!document) return;
    blur();
    this.document = null;
    await this.attempt(() => document.close());
  }

  // — Versions —

  /** An open document stays open behind them. */
  showVersions(place: "history" | "merge", of: Versioned): void {
    blur();
    this.versioned = of;
    this.place = place;
  }

  askRelease(of: Versioned): void {
    this.versioned = of;
    this.dialog = "release";
  }

  /** Back to where the versions were opened from. */
  async leaveVersions(): Promise<void> {
    if (this.document) this.place = "document";
    else await this.showLibrary();
  }

  /** Makes a copy of the open instruction to be translated. */
  async addTranslation(document: OpenDocument, tongue: string): Promise<boolean> {
    const made = await this.attempt(async () => {
      await document.flush();
      await backend.addTranslation(document.folder, tongue);
      return true;
    });
    return made ?? false;
  }

  async beginTranslation(folder: string, tongue: string): Promise<void> {
    await this.openDocument(folder, tongue);
    toasts.show(translating.added(languageName(tongue)), { kind: "good" });
    await this.refresh();
  }

  addFiles(title: string, kind: "picture" | "video"): Promise<string[]> {
    return backend.chooseFiles(title, kind);
  }

  /** Files that were dropped on the text; behind a dialog nothing happens. */
  async dropFiles({ paths, x, y }: Dropped): Promise<void> {
    if (this.place !== "document" || this.dialog !== null || this.palette) return;
    await this.attempt(async () => this.document?.dropFiles(paths, { left: x, top: y }));
  }

  // — Destinations —

  /** Gives a folder of this computer the name of a destination; tells whether it did. */
  async nameDestination(name: string, folder: string | null): Promise<boolean> {
    const done = await this.attempt(async () => {
      await backend.nameDestination(name, folder);
      return true;
    });
    await this.refresh();
    return done ?? false;
  }

  async forgetDestination({ name, folder }: DestinationListed): Promise<boolean> {
    const done = await this.attempt(async () => {
      await backend.forgetDestination(name);
      return true;
    });
    await this.refresh();
    if (!done) return false;
    toasts.show(publishing.forgotten(name), {
      actions: [{ label: common.undo, run: () => void this.nameDestination(name, folder) }],
    });
    return true;
  }

  // — Long jobs —

  async export(about: ToExport, formats: ExportFormat[], out: string): Promise<void> {
    await this.document?.flush();
    const job = startExport(about.folder, about.language, formats, out);
    this.exportJob = { kind: "export", job, out, title: about.title };
    void this.setPreferences({ "export-folder": out, "export-formats": formats });
    await job.ended;
    this.#tellEnd(job, "export", publishing.exported(job.result?.files.length ?? 0));
  }

  /** Into a folder, which may have the name of a destination. */
  async publish(to: string, name: string | null, how: HowToPublish): Promise<void> {
    await this.document?.flush();
    const job = startPublishing(to, how);
    this.publishJob = { kind: "publish", job, to };
    void this.setPreferences({ destination: to, "destination-name": name });
    await job.ended;
    this.#tellEnd(job, "publish", publishing.published);
  }

  /** Who closed the dialog is told when its job has ended. */
  #tellEnd(job: Job<unknown>, dialog: "export" | "publish", good: string): void {
    if (this.dialog === dialog || job.state === "cancelled") return;
    const look = { label: publishing.show, run: () => (this.dialog = dialog) };
    if (job.state === "done") {
      toasts.show(good, { kind: "good", actions: [look] });
    } else if (job.failure) {
      const { message, hint } = told(job.failure);
      toasts.show(message, { kind: "danger", detail: hint, actions: [look] });
    }
  }

  // — The end —

  /** Hands over what was typed, and ends the window even if that hangs: a recovery copy exists. */
  async end(): Promise<void> {
    const document = this.document;
    if (document) {
      await Promise.race([
        document.flush().catch(() => undefined),
        new Promise((resolve) => setTimeout(resolve, 3000)),
      ]);
    }
    layout.remember();
    await backend.closeWindow();
  }

  // — Outside —

  about = () => backend.about();
  openFile = (path: string) => this.attempt(() => backend.openFile(path));
  openLink = (address: string) => this.attempt(() => backend.openLink(address));
  showInFolder = (path: string) => this.attempt(() => backend.showInFolder(path));
}

export const app = new App();
