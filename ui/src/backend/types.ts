// What the window and the backend say to each other. Made from the Rust types by `make types`.

/**
 * A half-open range of byte offsets into the source text (without its byte order mark).
 */
export type Span = { 
/**
 * The first byte.
 */
start: number, 
/**
 * One past the last byte.
 */
end: number, };

/**
 * The bytes of the source that a node was read from; empty for a node made by an editor.
 *
 * Where a node came from is not part of what it is, so two origins always compare equal: two
 * trees are equal when they say the same.
 */
export type Origin = Span | null;

/**
 * How far an instruction is.
 */
export type Status = "draft" | "pilot" | "approved" | "retired";

/**
 * Whether steps are numbered.
 */
export type Numbering = "steps" | "none";

/**
 * How much a problem matters.
 */
export type Severity = "warning" | "error";

/**
 * What the front matter says.
 */
export type FrontMatter = { 
/**
 * The ULID of the instruction.
 */
id: string | null, 
/**
 * How far it is.
 */
status: Status | null, 
/**
 * BCP 47.
 */
language: string | null, 
/**
 * Who answers for it.
 */
owner: string | null, 
/**
 * `YYYY-MM-DD`
 */
"review-by": string | null, 
/**
 * For finding it.
 */
tags: Array<string>, 
/**
 * `quality`, `speed`, `delivery` or another name, with what was agreed, in the order of the
 * file.
 */
agreements: Array<[string, string]>, 
/**
 * Whether steps are numbered: `numbering: none` says no.
 */
numbering: Numbering, 
/**
 * Values for `{{name}}` that hold in this instruction only.
 */
variables: Array<[string, string]>, 
/**
 * Keys that this version does not know, in the order of the file.
 */
other: Array<[string, unknown]>, };

/**
 * One work instruction.
 */
export type Instruction = { 
/**
 * What the front matter says.
 */
"front-matter": FrontMatter, 
/**
 * Blocks that stand before the title, seldom any.
 */
preamble?: Array<Block>, 
/**
 * The first level-1 heading, if no other heading stands before it.
 */
title?: Heading | null, 
/**
 * Blocks between the title and the first step.
 */
introduction: Array<Block>, 
/**
 * The steps, nested by the level of their headings.
 */
steps: Array<Step>, };

/**
 * A heading: the title of the instruction or of a step.
 */
export type Heading = { 
/**
 * Where it was read from.
 */
origin: Origin, 
/**
 * 1 to 6.
 */
level: number, 
/**
 * The `#id` of the heading attributes.
 */
id?: string | null, 
/**
 * The `.class`es of the heading attributes.
 */
classes?: Array<string>, 
/**
 * The other heading attributes, `key=value` or `key`.
 */
attributes?: Array<[string, string | null]>, 
/**
 * The words.
 */
content: Array<Inline>, };

/**
 * A heading with what follows it.
 */
export type Step = { 
/**
 * Its title, level and id.
 */
heading: Heading, 
/**
 * What is done in it.
 */
blocks: Array<Block>, 
/**
 * Its sub-steps.
 */
steps: Array<Step>, };

/**
 * A block with its origin.
 */
export type Block = { 
/**
 * Where it was read from.
 */
origin: Origin, } & ({ "type": "paragraph", 
/**
 * The words.
 */
content: Array<Inline>, } | { "type": "picture" } & Picture | { "type": "video" } & Video | { "type": "callout", 
/**
 * How much it matters.
 */
kind: CalloutKind, 
/**
 * What it says.
 */
blocks: Array<Block>, } | { "type": "quote", 
/**
 * What it says.
 */
blocks: Array<Block>, } | { "type": "list", 
/**
 * The first number of a numbered list.
 */
start?: number | null, 
/**
 * No blank lines between the items.
 */
tight: boolean, 
/**
 * Its items.
 */
items: Array<ListItem>, } | { "type": "code", 
/**
 * The info string after the fence; `None` for an indented block.
 */
info?: string | null, 
/**
 * The code, ending with a line feed unless empty.
 */
text: string, } | { "type": "table", 
/**
 * One a column.
 */
columns: Array<ColumnAlignment>, 
/**
 * The first row.
 */
header: Array<Cell>, 
/**
 * The other rows, each as wide as the header.
 */
rows: Array<Array<Cell>>, } | { "type": "heading", 
/**
 * Its words and level.
 */
heading: Heading, } | { "type": "snippet", 
/**
 * Its file is `snippets/<name>.md`.
 */
name: string, } | { "type": "rule" } | { "type": "html", 
/**
 * As it stands in the source.
 */
text: string, } | { "type": "definitions", 
/**
 * As it stands in the source.
 */
text: string, } | { "type": "raw", 
/**
 * As it stands in the source.
 */
text: string, });

/**
 * What a block can be.
 */
export type BlockKind = { "type": "paragraph", 
/**
 * The words.
 */
content: Array<Inline>, } | { "type": "picture" } & Picture | { "type": "video" } & Video | { "type": "callout", 
/**
 * How much it matters.
 */
kind: CalloutKind, 
/**
 * What it says.
 */
blocks: Array<Block>, } | { "type": "quote", 
/**
 * What it says.
 */
blocks: Array<Block>, } | { "type": "list", 
/**
 * The first number of a numbered list.
 */
start?: number | null, 
/**
 * No blank lines between the items.
 */
tight: boolean, 
/**
 * Its items.
 */
items: Array<ListItem>, } | { "type": "code", 
/**
 * The info string after the fence; `None` for an indented block.
 */
info?: string | null, 
/**
 * The code, ending with a line feed unless empty.
 */
text: string, } | { "type": "table", 
/**
 * One a column.
 */
columns: Array<ColumnAlignment>, 
/**
 * The first row.
 */
header: Array<Cell>, 
/**
 * The other rows, each as wide as the header.
 */
rows: Array<Array<Cell>>, } | { "type": "heading", 
/**
 * Its words and level.
 */
heading: Heading, } | { "type": "snippet", 
/**
 * Its file is `snippets/<name>.md`.
 */
name: string, } | { "type": "rule" } | { "type": "html", 
/**
 * As it stands in the source.
 */
text: string, } | { "type": "definitions", 
/**
 * As it stands in the source.
 */
text: string, } | { "type": "raw", 
/**
 * As it stands in the source.
 */
text: string, };

/**
 * The five kinds of a GitHub alert.
 */
export type CalloutKind = "note" | "tip" | "important" | "warning" | "caution";

/**
 * An item of a list.
 */
export type ListItem = { 
/**
 * For an item of a checklist: whether its box is ticked.
 */
checked?: boolean | null, 
/**
 * What it says.
 */
blocks: Array<Block>, };

/**
 * How the cells of a column are set.
 */
export type ColumnAlignment = "none" | "left" | "center" | "right";

/**
 * A cell of a table.
 */
export type Cell = { 
/**
 * The words.
 */
content: Array<Inline>, };

/**
 * A reference to an image file.
 */
export type Picture = { 
/**
 * The address as written, seen from the folder of the document: `media/inbox.png`.
 */
target: string, 
/**
 * What it shows, in plain text, for who cannot see it.
 */
alt: string, 
/**
 * The caption.
 */
title?: string, };

/**
 * A reference to a video.
 */
export type Video = { 
/**
 * The address as written. [`crate::video::recognise`] tells its host, start and thumbnail.
 */
target: string, 
/**
 * What to call it.
 */
content: Array<Inline>, 
/**
 * The title of the link.
 */
title?: string, };

/**
 * A piece of running text.
 */
export type Inline = { "type": "text", 
/**
 * As they are read, without escapes.
 */
text: string, } | { "type": "strong", 
/**
 * The words.
 */
content: Array<Inline>, } | { "type": "emphasis", 
/**
 * The words.
 */
content: Array<Inline>, } | { "type": "strikethrough", 
/**
 * The words.
 */
content: Array<Inline>, } | { "type": "code", 
/**
 * The code.
 */
text: string, } | { "type": "link", 
/**
 * The address as written.
 */
target: string, 
/**
 * Its title.
 */
title?: string, 
/**
 * The words.
 */
content: Array<Inline>, } | { "type": "picture" } & Picture | { "type": "variable", 
/**
 * Its name.
 */
name: string, } | { "type": "soft-break" } | { "type": "hard-break" } | { "type": "html", 
/**
 * As it stands in the source.
 */
text: string, } | { "type": "raw", 
/**
 * As it stands in the source.
 */
text: string, };

/**
 * A place that both sides changed, each in its own way.
 */
export type Contradiction = { 
/**
 * The title of the step that it is in; `None` before the first step and in the front matter.
 */
step: string | null, 
/**
 * The Markdown (or the value of the front matter) that both began from.
 */
base: string, 
/**
 * What we made of it.
 */
ours: string, 
/**
 * What they made of it.
 */
theirs: string, };

/**
 * Why a use case ended without its result.
 */
export type Failure = { 
/**
 * Stable: `store.disk-full`, `export.layout` …
 */
code: string, 
/**
 * The file or folder that it is about.
 */
file: string | null, 
/**
 * The line in it, from 1.
 */
line: number | null, 
/**
 * What happened.
 */
message: string, 
/**
 * What to do.
 */
hint: string, };

/**
 * Something that a reader of the result should know. It stopped nothing.
 */
export type Notice = { 
/**
 * Stable: `document.missing-picture` …
 */
code: string, 
/**
 * How much it matters.
 */
severity: Severity, 
/**
 * The file that it is about.
 */
file: string, 
/**
 * The line in it, from 1.
 */
line?: number, 
/**
 * The step that it is in.
 */
step?: string, 
/**
 * What is so.
 */
message: string, 
/**
 * How to mend it.
 */
hint: string, };

/**
 * A library that was opened.
 */
export type Recent = { 
/**
 * Its folder.
 */
path: string, 
/**
 * Its name when it was opened last.
 */
name: string, 
/**
 * Whether it is there now.
 */
present: boolean, };

/**
 * How the person likes it, and what was chosen for a library last.
 */
export type Preferences = { 
/**
 * Of the window: `nl`, `en`; that of the system when none.
 */
language: string | null, 
/**
 * `system`, `light`, `dark`
 */
appearance: string, 
/**
 * The folder published into last.
 */
destination: string | null, 
/**
 * The folder exported into last.
 */
"export-folder": string | null, 
/**
 * The formats exported last.
 */
"export-formats": Array<string>, };

/**
 * An instruction in a list.
 */
export type Listed = { 
/**
 * The folder: `instructions/book-an-invoice`.
 */
folder: string, 
/**
 * The ULID.
 */
id: string | null, 
/**
 * Its title.
 */
title: string, 
/**
 * `draft`, `pilot`, `approved`, `retired`
 */
status: string | null, 
/**
 * Who answers for it.
 */
owner: string | null, 
/**
 * `YYYY-MM-DD`
 */
"review-by": string | null, 
/**
 * The languages in which it stands there, the source first.
 */
languages: Array<string>, 
/**
 * For finding it.
 */
tags: Array<string>, 
/**
 * How many steps it has.
 */
steps: number, 
/**
 * When its text was last written, in milliseconds since 1970.
 */
changed: number | null, };

/**
 * An instruction in which all words were found.
 */
export type Found = { 
/**
 * `instructions/book-an-invoice`
 */
folder: string, 
/**
 * Its title.
 */
title: string, 
/**
 * The title of the step that they were found in.
 */
step: string | null, 
/**
 * Text around them, with U+E000 before each and U+E001 after.
 */
excerpt: string, };

/**
 * A page, its size in points.
 */
export type PreviewPage = { 
/**
 * From side to side.
 */
width: number, 
/**
 * From top to bottom.
 */
height: number, 
/**
 * Another one when the page shows something else.
 */
version: string, };

/**
 * What happens to an open document.
 */
export type DocumentEvent = { "event": "saved", 
/**
 * The last edit that is in it.
 */
edit: number, 
/**
 * Milliseconds since 1970.
 */
at: number, 
/**
 * What would hinder a reader.
 */
notices: Array<Notice>, } | { "event": "unsaved", 
/**
 * Why.
 */
error: Failure, } | { "event": "changed", 
/**
 * The tree to show now, merged with what was typed.
 */
tree: Instruction, 
/**
 * Its generation.
 */
generation: number, 
/**
 * The last edit that is in it. An edit that was sent later is not lost: it is merged
 * too, and told by another such event.
 */
edit: number, 
/**
 * What both changed.
 */
conflicts: Array<Contradiction>, } | { "event": "removed" } | { "event": "preview", 
/**
 * Goes up with every layout.
 */
version: number, 
/**
 * Their sizes.
 */
pages: Array<PreviewPage>, } | { "event": "preview-failed", 
/**
 * Why.
 */
error: Failure, };

/**
 * What a file of an instruction is.
 */
export type MediaKind = "picture" | "video";

/**
 * A file that was taken in.
 */
export type AddedFile = { 
/**
 * Its address in the document: `media/inbox.png`.
 */
target: string, 
/**
 * What it is.
 */
kind: MediaKind, };

/**
 * Whether a video is there.
 */
export type Reachable = "yes" | "no" | "unknown";

/**
 * A video as a card shows it.
 */
export type VideoInfo = { 
/**
 * `YouTube`; none for a file beside the document.
 */
host: string | null, 
/**
 * The address to open, with its start time.
 */
target: string, 
/**
 * Seconds from its beginning.
 */
start: number, 
/**
 * Whether it is there.
 */
reachable: Reachable, };

/**
 * What an export made.
 */
export type Exported = { 
/**
 * The files that are opened: the page, the PDF …
 */
files: Array<string>, 
/**
 * What a reader of them may miss.
 */
notices: Array<Notice>, };

/**
 * What a publication did, or would do.
 */
export type Published = { 
/**
 * Whether it was only tried.
 */
"dry-run": boolean, 
/**
 * Files that were not there.
 */
added: Array<string>, 
/**
 * Files that got other bytes.
 */
changed: Array<string>, 
/**
 * How many files were not touched.
 */
unchanged: number, 
/**
 * Files that are no longer published.
 */
removed: Array<string>, 
/**
 * PDFs of instructions that are no longer published, from and to.
 */
archived: Array<[string, string]>, 
/**
 * The start page.
 */
start: string, 
/**
 * What a reader may miss, and what became of files that somebody changed by hand.
 */
notices: Array<Notice>, };

/**
 * What the window needs when it starts.
 */
export type Start = { version: string, recent: Array<Recent>, preferences: Preferences, 
/**
 * The language of the system: `nl`, `en` …
 */
language: string, 
/**
 * Whether no library was ever opened on this computer.
 */
first: boolean, 
/**
 * The library, instruction folder or Markdown file that the app was started with.
 */
opened: string | null, };

/**
 * A library as the window shows it.
 */
export type LibraryView = { path: string, name: string, language: string | null, instructions: Array<Listed>, 
/**
 * Those that are retired.
 */
archived: Array<Listed>, snippets: Array<string>, variables: Array<[string, string]>, notices: Array<Notice>, preferences: Preferences, 
/**
 * The folder of the instruction to show at once.
 */
open: string | null, };

/**
 * How far a job is.
 */
export type Progress = { done: number, total: number, what: string, };

/**
 * An opened document with the number by which the page names it.
 */
export type Opened = { document: number, 
/**
 * `instructions/book-an-invoice`
 */
folder: string, 
/**
 * `instruction.md`, `instruction.en.md`
 */
file: string, 
/**
 * The language of this file.
 */
language: string, 
/**
 * The languages in which the instruction stands there, the source first.
 */
languages: Array<string>, 
/**
 * The tree, and which generation of it.
 */
tree: Instruction, 
/**
 * Goes up with every merge.
 */
generation: number, 
/**
 * What would hinder a reader.
 */
notices: Array<Notice>, 
/**
 * What a crash left unsaved was taken up again.
 */
recovered: boolean, };

/**
 * What the program is made of.
 */
export type Component = { name: string, version: string, licence: string, };

/**
 * The program and what it is made of.
 */
export type About = { version: string, components: Array<Component>, };
