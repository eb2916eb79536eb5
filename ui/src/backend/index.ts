// The only place of the window that calls the backend.

import { Channel, invoke } from "@tauri-apps/api/core";
import { listen, type UnlistenFn } from "@tauri-apps/api/event";
import type {
  About, AddedFile, Block, Comparison, Decided, DocumentEvent, Dropped, Exported, Failure, Found, Framing, Instruction,
  LibraryView, Opened, PictureInfo, Preferences, Progress, Published, ReleaseAsked, Start, Timeline, Unjoined,
  VersionListed, VideoInfo,
} from "./types";

export * from "./types";

export type HowToPublish = {
  /** Make a destination that is not there. */
  create: boolean;
  /** Only tell what would change. */
  dryRun: boolean;
  /** Take instructions out also when most of what is published is no longer in the library. */
  withdraw: boolean;
  note: string | null;
};
export type Template = "blank" | "procedure" | "checklist" | "troubleshooting";
export type ExportFormat = "pdf" | "html" | "html-single" | "md";

function channel<T>(hear: (message: T) => void): Channel<T> {
  const made = new Channel<T>();
  made.onmessage = hear;
  return made;
}

export const backend = {
  start: () => invoke<Start>("start"),
  about: () => invoke<About>("about"),
  setPreferences: (preferences: Preferences) => invoke<void>("set_preferences", { preferences }),

  openLibrary: (path: string) => invoke<LibraryView>("open_library", { path }),
  createLibrary: (path: string, name: string, language: string) =>
    invoke<LibraryView>("create_library", { path, name, language }),
  openExample: () => invoke<LibraryView>("open_example"),
  forgetRecent: (path: string) => invoke<void>("forget_recent", { path }),
  /** The open library as it stands on the disk now. */
  listLibrary: () => invoke<LibraryView>("list_library"),
  search: (words: string) => invoke<Found[]>("search", { words }),

  /** Gives the folder of what was made. */
  createInstruction: (title: string, template: Template) =>
    invoke<string>("create_instruction", { title, template }),
  duplicateInstruction: (folder: string) => invoke<string>("duplicate_instruction", { folder }),
  renameInstruction: (folder: string, title: string) =>
    invoke<void>("rename_instruction", { folder, title }),
  archiveInstruction: (folder: string) => invoke<void>("archive_instruction", { folder }),
  restoreInstruction: (folder: string) => invoke<void>("restore_instruction", { folder }),

  /** Makes a copy in another language, to be translated. */
  addTranslation: (folder: string, language: string) =>
    invoke<void>("add_translation", { folder, language }),

  openDocument: (folder: string, language: string | null, hear: (event: DocumentEvent) => void) =>
    invoke<Opened>("open_document", { folder, language, events: channel(hear) }),
  /** `edit` goes up with every call; `generation` is that of the tree that was edited. */
  editDocument: (document: number, tree: Instruction, edit: number, generation: number) =>
    invoke<void>("edit_document", { document, tree, edit, generation }),
  /** Saves now what was typed, and answers when it is on the disk. */
  saveDocument: (document: number) => invoke<void>("save_document", { document }),
  closeDocument: (document: number) => invoke<void>("close_document", { document }),

  /** Takes in a pasted picture; gives its target: "media/inbox.png". */
  addPicture: (document: number, bytes: ArrayBuffer | Uint8Array, name: string) =>
    invoke<AddedFile>("add_picture", bytes as Uint8Array, {
      headers: { document: String(document), name: encodeURIComponent(name) },
    }),
  /** Takes in a picture or video that was dropped or chosen. */
  addFile: (document: number, path: string) => invoke<AddedFile>("add_file", { document, path }),
  picture: (document: number, target: string) => invoke<PictureInfo>("picture", { document, target }),
  /** Shows another part of a picture, or at another width. */
  framePicture: (document: number, target: string, framing: Framing) =>
    invoke<void>("frame_picture", { document, target, framing }),
  /** Pasted text as blocks. */
  parseMarkdown: (text: string) => invoke<Block[]>("parse_markdown", { text }),
  video: (document: number, target: string) => invoke<VideoInfo | null>("video", { document, target }),
  snippet: (document: number, name: string) => invoke<Block[]>("snippet", { document, name }),
  saveSnippet: (document: number, name: string, blocks: Block[]) =>
    invoke<void>("save_snippet", { document, name, blocks }),

  /** Exports the instruction into a folder. `job` names it for `cancel`. */
  exportInstruction: (
    job: number, folder: string, language: string | null, formats: ExportFormat[], out: string,
    hear: (progress: Progress) => void,
  ) =>
    invoke<Exported>("export_instruction", {
      job, folder, language, formats, out, progress: channel(hear),
    }),
  publishLibrary: (
    job: number, to: string, how: HowToPublish, hear: (progress: Progress) => void,
  ) =>
    invoke<Published>("publish_library", { job, to, ...how, progress: channel(hear) }),
  /** Gives a folder of this computer the name of a destination, for all who use the library. */
  nameDestination: (name: string, folder: string | null) =>
    invoke<void>("name_destination", { name, folder }),
  /** Takes the name out of the library; what is published there stays. */
  forgetDestination: (name: string) => invoke<void>("forget_destination", { name }),

  // A version is named by its id; the text as it stands now is `now`.

  listVersions: (folder: string) => invoke<Timeline>("list_versions", { folder }),
  compareVersions: (folder: string, before: string, after: string, language: string | null) =>
    invoke<Comparison>("compare_versions", { folder, before, after, language }),
  /** Gives the version that it became; nothing when that stood there already. */
  restoreVersion: (folder: string, id: string) =>
    invoke<VersionListed | null>("restore_version", { folder, id }),
  restoreStep: (folder: string, id: string, step: string, language: string | null) =>
    invoke<VersionListed | null>("restore_step", { folder, id, step, language }),
  releaseInstruction: (folder: string, release: ReleaseAsked) =>
    invoke<VersionListed>("release_instruction", { folder, release }),
  /** What is to be decided; nothing when there is nothing to join. */
  unjoinedVersions: (folder: string) => invoke<Unjoined | null>("unjoined_versions", { folder }),
  joinVersions: (folder: string, decided: Decided) =>
    invoke<VersionListed | null>("join_versions", { folder, decided }),

  /** The job then fails with the code "cancelled". */
  cancel: (job: number) => invoke<void>("cancel", { job }),

  /** Shows a file in the system's own file manager. */
  showInFolder: (path: string) => invoke<void>("show_in_folder", { path }),
  /** Opens what was exported, or a folder, with the program that the system has for it. */
  openFile: (path: string) => invoke<void>("open_file", { path }),
  /** Opens an address in the browser. */
  openLink: (address: string) => invoke<void>("open_link", { address }),
  chooseFolder: (title: string) => invoke<string | null>("choose_folder", { title }),
  chooseFiles: (title: string, kind: "picture" | "video") =>
    invoke<string[]>("choose_files", { title, kind }),

  /** Ends the window, after everything typed was handed over. */
  closeWindow: () => invoke<void>("close_window"),

  /** Something was chosen in the menu: the id of a command. */
  onMenu: (hear: (command: string) => void): Promise<UnlistenFn> =>
    listen<string>("menu", (event) => hear(event.payload)),
  /** The app was asked to open a path: by a second start, or by a drop on it. */
  onOpen: (hear: (path: string) => void): Promise<UnlistenFn> =>
    listen<string>("open", (event) => hear(event.payload)),
  /** Files were dropped on the window, where the web view does not give them to the page itself. */
  onDropped: (hear: (dropped: Dropped) => void): Promise<UnlistenFn> =>
    listen<Dropped>("dropped", (event) => hear(event.payload)),
  /** Files of the library changed on the disk; `listLibrary` tells how. */
  onLibrary: (hear: () => void): Promise<UnlistenFn> => listen("library", () => hear()),
  /** The window is to be closed: flush, then `closeWindow`. */
  onClosing: (hear: () => void): Promise<UnlistenFn> => listen("closing", () => hear()),
};

export function isFailure(thrown: unknown): thrown is Failure {
  return typeof thrown === "object" && thrown !== null && "code" in thrown && "hint" in thrown;
}

const scheme = (name: string) =>
  navigator.userAgent.includes("Windows") ? `http://${name}.localhost` : `${name}://localhost`;

/** How a picture is wanted. */
export type PictureWanted = {
  /** Pixels at its longer side, at most. */
  width?: number;
  /** Another one asks for it anew. */
  version?: number;
  /** With what its crop leaves out. */
  whole?: boolean;
};

/** The address of a picture or local video of an open document, drawn as it is published. */
export function mediaAddress(document: number, target: string, { width, version, whole }: PictureWanted = {}): string {
  const asked = [width && `width=${width}`, version && `version=${version}`, whole && "whole"].filter(Boolean).join("&");
  return `${scheme("media")}/${document}/${encodeURIComponent(target)}${asked && `?${asked}`}`;
}

/** The address of a page of the preview, so many pixels wide. */
export const pageAddress = (document: number, index: number, version: string, width: number) =>
  `${scheme("page")}/${document}/${index}?version=${version}&width=${width}`;

/** The address of the preview as one HTML page. */
export const htmlAddress = (document: number, version: number) =>
  `${scheme("page")}/${document}/html?version=${version}`;

/**
 * The address of a picture of a version. Of the text as it stands now, which changes, each `turn`
 * asks anew.
 */
export function versionAddress(folder: string, id: string, path: string, width: number, turn = 0): string {
  const parts = [folder, id, path].map(encodeURIComponent).join("/");
  return `${scheme("media")}/version/${parts}?width=${width}${turn ? `&version=${turn}` : ""}`;
}
