// What the backend speaks. Generated from the Rust types; `make types` writes it anew.

export type Span = { start: number; end: number };
/** The bytes a node was read from; null or absent for a node made in the window. */
export type Origin = Span | null;

export type Status = "draft" | "pilot" | "approved" | "retired";
export type Numbering = "steps" | "none";
export type Severity = "warning" | "error";

export type FrontMatter = {
  id: string | null;
  status: Status | null;
  language: string | null;
  owner: string | null;
  "review-by": string | null;
  tags: Array<string>;
  agreements: Array<[string, string]>;
  numbering: Numbering;
  variables: Array<[string, string]>;
  other: Array<[string, unknown]>;
};

export type Instruction = {
  "front-matter": FrontMatter;
  preamble?: Array<Block>;
  title?: Heading | null;
  introduction: Array<Block>;
  steps: Array<Step>;
};

export type Heading = {
  origin: Origin;
  level: number;
  id?: string | null;
  classes?: Array<string>;
  attributes?: Array<[string, string | null]>;
  content: Array<Inline>;
};

export type Step = { heading: Heading; blocks: Array<Block>; steps: Array<Step> };

export type Block = { origin: Origin } & BlockKind;

export type BlockKind =
  | { type: "paragraph"; content: Array<Inline> }
  | ({ type: "picture" } & Picture)
  | ({ type: "video" } & Video)
  | { type: "callout"; kind: CalloutKind; blocks: Array<Block> }
  | { type: "quote"; blocks: Array<Block> }
  | { type: "list"; start?: number | null; tight: boolean; items: Array<ListItem> }
  | { type: "code"; info?: string | null; text: string }
  | { type: "table"; columns: Array<ColumnAlignment>; header: Array<Cell>; rows: Array<Array<Cell>> }
  | { type: "heading"; heading: Heading }
  | { type: "snippet"; name: string }
  | { type: "rule" }
  | { type: "html"; text: string }
  | { type: "definitions"; text: string }
  | { type: "raw"; text: string };

export type CalloutKind = "note" | "tip" | "important" | "warning" | "caution";
export type ListItem = { checked?: boolean | null; blocks: Array<Block> };
export type ColumnAlignment = "none" | "left" | "center" | "right";
export type Cell = { content: Array<Inline> };
export type Picture = { target: string; alt: string; title?: string };
export type Video = { target: string; content: Array<Inline>; title?: string };

export type Inline =
  | { type: "text"; text: string }
  | { type: "strong"; content: Array<Inline> }
  | { type: "emphasis"; content: Array<Inline> }
  | { type: "strikethrough"; content: Array<Inline> }
  | { type: "code"; text: string }
  | { type: "link"; target: string; title?: string; content: Array<Inline> }
  | ({ type: "picture" } & Picture)
  | { type: "variable"; name: string }
  | { type: "soft-break" }
  | { type: "hard-break" }
  | { type: "html"; text: string }
  | { type: "raw"; text: string };

export type Failure = {
  /** Stable: "store.disk-full", "cancelled" … */
  code: string;
  file: string | null;
  line: number | null;
  message: string;
  hint: string;
};

export type Notice = {
  /** Stable: "document.missing-picture" … */
  code: string;
  severity: Severity;
  file: string;
  line?: number;
  /** The number and title of the step: "2.1 Open the inbox". */
  step?: string;
  message: string;
  hint: string;
};

export type Recent = { path: string; name: string; present: boolean };

export type Preferences = {
  language: string | null;
  appearance: string;
  destination: string | null;
  "export-folder": string | null;
  "export-formats": Array<string>;
};

/** What the window needs when it starts. */
export type Start = {
  version: string;
  recent: Array<Recent>;
  preferences: Preferences;
  /** The language of the system: "nl", "en" … */
  language: string;
  /** Whether the app was never opened on this computer before. */
  first: boolean;
  /** A library, instruction folder or Markdown file that the app was started with. */
  opened: string | null;
};

export type Listed = {
  /** "instructions/book-an-invoice" */
  folder: string;
  id: string | null;
  title: string;
  status: string | null;
  owner: string | null;
  "review-by": string | null;
  /** The source language first. */
  languages: Array<string>;
  tags: Array<string>;
  steps: number;
  /** Milliseconds since 1970. */
  changed: number | null;
};

export type LibraryView = {
  path: string;
  name: string;
  language: string | null;
  instructions: Array<Listed>;
  snippets: Array<string>;
  variables: Array<[string, string]>;
  notices: Array<Notice>;
  preferences: Preferences;
  /** The folder of an instruction to open at once, when the app was started with it. */
  open: string | null;
};

/** An instruction in which words were found. */
export type Found = {
  folder: string;
  title: string;
  /** The title of the step, if it is in one. */
  step: string | null;
  /** Text around the words, which stand between the marks U+E000 and U+E001. */
  excerpt: string;
};

export type Opened = {
  /** The number by which the window names it from now on. */
  document: number;
  folder: string;
  file: string;
  language: string;
  languages: Array<string>;
  tree: Instruction;
  generation: number;
  notices: Array<Notice>;
  /** What a crash left unsaved was taken up again. */
  recovered: boolean;
};

export type Contradiction = { step: string | null; base: string; ours: string; theirs: string };
export type PageSize = { width: number; height: number };

export type DocumentEvent =
  | { event: "saved"; at: number; edit: number; notices: Array<Notice> }
  | { event: "unsaved"; error: Failure }
  | { event: "changed"; tree: Instruction; generation: number; edit: number; conflicts: Array<Contradiction> }
  | { event: "removed" }
  | { event: "preview"; version: number; pages: Array<PageSize> }
  | { event: "preview-failed"; error: Failure };

export type AddedFile = { target: string; kind: "picture" | "video" };

export type VideoInfo = {
  /** "YouTube"; null for a file beside the document. */
  host: string | null;
  /** The address to open, with its start time. */
  target: string;
  /** Seconds from its beginning. */
  start: number;
  /** Whether it can be reached: "yes", "no" (dead), "unknown" (no network). */
  reachable: "yes" | "no" | "unknown";
};

export type Progress = { done: number; total: number; what: string };

export type Exported = { files: Array<string>; notices: Array<Notice> };

export type Published = {
  dry_run: boolean;
  added: Array<string>;
  changed: Array<string>;
  unchanged: number;
  removed: Array<string>;
  /** From and to. */
  archived: Array<[string, string]>;
  /** The start page. */
  start: string;
  notices: Array<Notice>;
};

export type Component = { name: string; version: string; licence: string };
export type About = { version: string; components: Array<Component> };
