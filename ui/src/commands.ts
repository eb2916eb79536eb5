// Every command of the window, once: for the menu, the shortcuts, the palette and the buttons.

import type { Component } from "svelte";
import {
  ArrowLeft, Download, FilePlus, FolderOpen, FolderPlus, GitMerge, History, House, Info, Keyboard, Languages, Library, PanelLeft,
  PanelRight, Redo2, Replace, Save, Search, Send, Settings, Tag, TextSearch, Undo2, ZoomIn, ZoomOut,
  RotateCcw,
} from "@lucide/svelte";
import { pressed } from "./keys";
import { app, type Versioned } from "./state/app.svelte";
import { layout } from "./state/layout.svelte";
import type { Pair } from "./words";
import { start } from "./words/views";

export type CommandId =
  | "new-instruction" | "open-library" | "create-library" | "close-document" | "save" | "export"
  | "publish" | "undo" | "redo" | "find" | "replace" | "palette" | "toggle-outline"
  | "toggle-preview" | "zoom-in" | "zoom-out" | "zoom-reset" | "settings" | "shortcuts" | "about"
  | "start" | "library" | "translate" | "history" | "release" | "join";

export type Command = {
  id: CommandId;
  label: Pair;
  shortcut?: string;
  /** Another shortcut that people know for it. */
  also?: string;
  icon?: Component;
  /** The editor hears its own shortcut while the cursor is in it. */
  inEditor?: boolean;
  enabled: () => boolean;
  run: () => void;
};

const always = () => true;
const withLibrary = () => app.library !== null && app.place !== "start";
/** A library of a newer format is only read. */
const mayWrite = () => app.library?.read_only === false;
// Behind its versions a document stays open, and what is not seen is not changed.
const withDocument = () => app.place === "document" && app.document !== null;
const withVersions = () => app.place === "history" || app.place === "merge";

/** A command that the document itself knows. */
function ofDocument(id: string) {
  const find = () => (withDocument() ? app.document?.commands.find((command) => command.id === id) : undefined);
  return {
    inEditor: true,
    enabled: () => find()?.enabled() ?? false,
    run: () => find()?.run(),
  };
}

const selected = () => app.library?.instructions.find((one) => one.folder === app.selected);

/** The instruction that is open, or selected in the list. */
function about(): Versioned | null {
  if (withVersions()) return app.versioned;
  if (app.place === "document") return app.document;
  return (app.place === "library" && selected()) || null;
}

function withAbout(run: (of: Versioned) => void): () => void {
  return () => {
    const of = about();
    if (of) run({ folder: of.folder, title: of.title });
  };
}

const isToJoin = () => {
  const folder = about()?.folder;
  return app.library?.instructions.some((one) => one.folder === folder && one["to-join"]) ?? false;
};

function exportNow(): void {
  const document = app.document;
  if (document) {
    app.exporting = {
      folder: document.folder,
      title: document.title,
      languages: document.languages,
      language: document.language,
    };
  } else {
    const listed = selected();
    if (!listed) return;
    app.exporting = {
      folder: listed.folder,
      title: listed.title,
      languages: listed.languages,
      language: listed.languages[0] ?? null,
    };
  }
  app.dialog = "export";
}

export const commands: Command[] = [
  {
    id: "new-instruction", label: { nl: "Nieuwe werkinstructie", en: "New instruction" },
    shortcut: "Mod+N", icon: FilePlus, enabled: () => withLibrary() && mayWrite(),
    run: () => (app.dialog = "create-instruction"),
  },
  {
    id: "palette", label: { nl: "Opdrachten en zoeken", en: "Commands and search" },
    // In the text, Mod+K makes a link, as in Word.
    shortcut: "Mod+P", also: "Mod+K", icon: Search, enabled: always, run: () => (app.palette = !app.palette),
  },
  {
    id: "open-library", label: { nl: "Bibliotheek openen…", en: "Open a library…" },
    shortcut: "Mod+O", icon: FolderOpen, enabled: always,
    run: () => void app.chooseLibrary(start.chooseLibrary),
  },
  {
    id: "create-library", label: { nl: "Nieuwe bibliotheek…", en: "New library…" },
    shortcut: "Mod+Shift+N", icon: FolderPlus, enabled: always,
    run: () => (app.dialog = "create-library"),
  },
  {
    id: "close-document", label: { nl: "Document sluiten", en: "Close the document" },
    shortcut: "Mod+W", icon: ArrowLeft, enabled: () => withDocument() || withVersions(),
    run: () => void (withVersions() ? app.leaveVersions() : app.showLibrary()),
  },
  {
    id: "save", label: { nl: "Nu bewaren", en: "Save now" }, shortcut: "Mod+S", icon: Save,
    enabled: () => withDocument() && mayWrite(), run: () => void app.attempt(async () => app.document?.flush()),
  },
  {
    id: "export", label: { nl: "Exporteren…", en: "Export…" }, shortcut: "Mod+E", icon: Download,
    enabled: () => withDocument() || (withLibrary() && app.selected !== null), run: exportNow,
  },
  {
    id: "publish", label: { nl: "Publiceren…", en: "Publish…" }, shortcut: "Mod+Shift+P",
    icon: Send, enabled: () => withLibrary() && mayWrite(), run: () => (app.dialog = "publish"),
  },
  {
    id: "history", label: { nl: "Geschiedenis", en: "History" }, shortcut: "Mod+Shift+H", icon: History,
    enabled: () => about() !== null && app.place !== "history",
    run: withAbout((of) => app.showVersions("history", of)),
  },
  {
    id: "release", label: { nl: "Uitgave maken…", en: "Make a release…" }, icon: Tag,
    enabled: () => about() !== null && mayWrite(), run: withAbout((of) => app.askRelease(of)),
  },
  {
    id: "join", label: { nl: "Versies samenvoegen…", en: "Join the versions…" }, icon: GitMerge,
    enabled: () => isToJoin() && mayWrite() && app.place !== "merge",
    run: withAbout((of) => app.showVersions("merge", of)),
  },
  {
    id: "translate", label: { nl: "Vertaling toevoegen…", en: "Add a translation…" }, icon: Languages,
    enabled: () => withDocument() && mayWrite(), run: () => (app.dialog = "translate"),
  },
  {
    id: "undo", label: { nl: "Ongedaan maken", en: "Undo" }, shortcut: "Mod+Z", icon: Undo2,
    ...ofDocument("undo"),
  },
  {
    id: "redo", label: { nl: "Opnieuw doen", en: "Redo" }, shortcut: "Mod+Shift+Z", icon: Redo2,
    ...ofDocument("redo"),
  },
  {
    id: "find", label: { nl: "Zoeken in het document", en: "Find in the document" },
    shortcut: "Mod+F", icon: TextSearch, ...ofDocument("find"),
  },
  {
    id: "replace", label: { nl: "Zoeken en vervangen", en: "Find and replace" },
    shortcut: "Mod+H", icon: Replace, ...ofDocument("replace"),
  },
  {
    id: "toggle-outline", label: { nl: "Stappen tonen of verbergen", en: "Show or hide the steps" },
    shortcut: "Mod+Shift+O", icon: PanelLeft, enabled: withDocument,
    run: () => layout.toggleOutline(),
  },
  {
    id: "toggle-preview", label: { nl: "Voorbeeld tonen of verbergen", en: "Show or hide the preview" },
    shortcut: "Mod+.", icon: PanelRight, enabled: withDocument,
    run: () => layout.toggleSide(),
  },
  {
    id: "library", label: { nl: "Naar de bibliotheek", en: "Go to the library" },
    shortcut: "Mod+Shift+L", icon: Library, enabled: withLibrary, run: () => void app.showLibrary(),
  },
  {
    id: "start", label: { nl: "Naar het begin", en: "Go to the start" }, icon: House,
    enabled: always, run: () => void app.showStart(),
  },
  {
    id: "zoom-in", label: { nl: "Groter", en: "Larger" }, shortcut: "Mod++", icon: ZoomIn,
    enabled: always, run: () => layout.zoomBy(1),
  },
  {
    id: "zoom-out", label: { nl: "Kleiner", en: "Smaller" }, shortcut: "Mod+-", icon: ZoomOut,
    enabled: always, run: () => layout.zoomBy(-1),
  },
  {
    id: "zoom-reset", label: { nl: "Gewone grootte", en: "Usual size" }, shortcut: "Mod+0",
    icon: RotateCcw, enabled: always, run: () => (layout.zoom = 1),
  },
  {
    id: "settings", label: { nl: "Instellingen", en: "Settings" }, shortcut: "Mod+,",
    icon: Settings, enabled: always, run: () => (app.dialog = "settings"),
  },
  {
    id: "shortcuts", label: { nl: "Sneltoetsen", en: "Shortcuts" }, shortcut: "Mod+/",
    icon: Keyboard, enabled: always, run: () => (app.dialog = "shortcuts"),
  },
  {
    id: "about", label: { nl: "Over Werkwijzer", en: "About Werkwijzer" }, icon: Info,
    enabled: always, run: () => (app.dialog = "about"),
  },
];

const byId = new Map<string, Command>(commands.map((command) => [command.id, command]));

export function command(id: CommandId): Command {
  const found = byId.get(id);
  if (!found) throw new Error(`no command ${id}`);
  return found;
}

/** On some systems a shortcut of the menu reaches the page as well, and would count twice. */
const echo = 150;
let last = { id: "", from: "", at: 0 };

function run(id: string, from: "menu" | "keys", now = performance.now()): void {
  const wanted = byId.get(id);
  if (!wanted?.enabled()) return;
  if (last.id === id && last.from !== from && now - last.at < echo) return;
  last = { id, from, at: now };
  wanted.run();
}

/** The command that a key press stands for. */
export function commandOf(event: KeyboardEvent): Command | undefined {
  return commands.find(
    ({ shortcut, also }) => (shortcut && pressed(event, shortcut)) || (also && pressed(event, also)),
  );
}

/** What a browser does with these keys, a window of an app does not. */
export const ofBrowsers = ["F3", "F5", "F7", "Mod+R", "Mod+Shift+R", "Mod+G", "Mod+J", "Mod+U"];

export const runFromMenu = (id: string) => run(id, "menu");
export const runFromKeys = (id: CommandId) => run(id, "keys");
