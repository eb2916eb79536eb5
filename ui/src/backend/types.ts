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
 * Where in the tree something is, counted from 0 in the order of the text.
 */
export type TreePlace = { 
/**
 * Which of all steps, sub-steps among them; none before the first one.
 */
step: number | null, 
/**
 * Which block of the step, or of what stands before the first one; none for a heading and
 * the front matter.
 */
block: number | null, };

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
 *
 * What only one side changed in the same text is in both texts: whichever is taken, only the
 * other answer to what contradicts goes.
 */
export type Contradiction = { 
/**
 * The title of the step that it is in; `None` before the first step and in the front matter.
 */
step: string | null, 
/**
 * The Markdown (or the key and value of the front matter) that both began from; empty when
 * it was not there.
 */
base: string, 
/**
 * What we made of it; empty when we took it out.
 */
ours: string, 
/**
 * What they made of it; empty when they took it out.
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
 * The block in the tree, for what was found in a document.
 */
place?: TreePlace, 
/**
 * The address or name that it is about, as it is written.
 */
subject?: string, 
/**
 * What was surely meant in the place of the subject.
 */
instead?: string, 
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
 * The person's name, as it stands in the history; that of the account when none.
 */
author: string | null, 
/**
 * The folder published into last.
 */
destination: string | null, 
/**
 * The name of the destination published into last; none for a folder without a name.
 */
"destination-name": string | null, 
/**
 * The folder exported into last.
 */
"export-folder": string | null, 
/**
 * The formats exported last.
 */
"export-formats": Array<string>, };

/**
 * What changed from an old version to a new one.
 */
export type Difference = { 
/**
 * The values of the front matter that changed, agreements and variables one by one.
 */
"front-matter": Array<ValueChange>, 
/**
 * The title of the instruction; empty when it did not change.
 */
title: Array<Run>, 
/**
 * What stands before the first step; empty when it did not change.
 */
introduction: Array<BlockChange>, 
/**
 * The pictures before the first step that changed.
 */
pictures: Array<PictureChange>, 
/**
 * Every step of both versions, once each: in the order of the new one, with those that were
 * removed where they stood.
 */
steps: Array<StepChange>, };

/**
 * A value of the front matter.
 */
export type ValueChange = { 
/**
 * The key: `owner`, `agreements`, `variables` …
 */
key: string, 
/**
 * Which agreement or variable.
 */
name?: string | null, 
/**
 * What it was; `None` when it was not there.
 */
old: string | null, 
/**
 * What it is; `None` when it is not there any more.
 */
new: string | null, };

/**
 * What happened to a step.
 */
export type StepChange = { 
/**
 * Each that is true; none for a step that did not change.
 */
kinds: Array<StepChangeKind>, 
/**
 * The step in the old version; `None` when it was added.
 */
old: ComparedStep | null, 
/**
 * The step in the new version; `None` when it was removed.
 */
new: ComparedStep | null, 
/**
 * The words of the title; empty when they did not change.
 */
title: Array<Run>, 
/**
 * All blocks of the step, also those that did not change; empty when none of them did. Of an
 * added or removed step each is added or removed.
 */
blocks: Array<BlockChange>, 
/**
 * Its pictures that changed, wherever they stand in it.
 */
pictures: Array<PictureChange>, };

/**
 * What can happen to a step.
 */
export type StepChangeKind = "added" | "removed" | "moved" | "renamed" | "changed";

/**
 * A step as one version has it.
 */
export type ComparedStep = { 
/**
 * `1`, `1.1`; none when the instruction is not numbered.
 */
number?: string | null, 
/**
 * What it is addressed by: see [`Place::id`](crate::number::Place::id).
 */
id: string, 
/**
 * Its title, without a number that somebody typed.
 */
title: string, 
/**
 * 1 for a step, 2 for a sub-step …
 */
depth: number, };

/**
 * A stretch of words.
 */
export type Run = { 
/**
 * On which side it stands.
 */
kind: RunKind, 
/**
 * The words, in their form. Words that only got another form stand in two runs.
 */
content: Array<Inline>, };

/**
 * On which side a stretch of words stands.
 */
export type RunKind = "equal" | "inserted" | "deleted";

/**
 * What happened to a block.
 */
export type BlockChange = { "change": "unchanged", 
/**
 * The block.
 */
block: Block, } | { "change": "added", 
/**
 * The block.
 */
block: Block, } | { "change": "removed", 
/**
 * The block.
 */
block: Block, } | { "change": "text", 
/**
 * What kind of text.
 */
kind: TextKind, 
/**
 * The words or lines; all equal when only the level of a heading or the language of code
 * changed.
 */
runs: Array<Run>, } | { "change": "picture" } & PictureChange | { "change": "video", 
/**
 * As it was.
 */
old: Video, 
/**
 * As it is.
 */
new: Video, 
/**
 * What it is called.
 */
runs: Array<Run>, } | { "change": "quote", 
/**
 * What kind of callout it was; `None` for a quote.
 */
old: CalloutKind | null, 
/**
 * What kind of callout it is; `None` for a quote.
 */
new: CalloutKind | null, 
/**
 * What it says.
 */
blocks: Array<BlockChange>, } | { "change": "list", 
/**
 * The first number it had; `None` for bullets.
 */
old: number | null, 
/**
 * The first number it has; `None` for bullets.
 */
new: number | null, 
/**
 * Its items.
 */
items: Array<ItemChange>, } | { "change": "table", 
/**
 * Its rows, the header first.
 */
rows: Array<RowChange>, };

/**
 * The text of a block.
 */
export type TextKind = "paragraph" | "heading" | "code" | "source";

/**
 * What happened to an item of a list.
 */
export type ItemChange = { "change": "unchanged", 
/**
 * The item.
 */
item: ListItem, } | { "change": "added", 
/**
 * The item.
 */
item: ListItem, } | { "change": "removed", 
/**
 * The item.
 */
item: ListItem, } | { "change": "changed", 
/**
 * Whether its box was ticked.
 */
old: boolean | null, 
/**
 * Whether its box is ticked.
 */
new: boolean | null, 
/**
 * What it says.
 */
blocks: Array<BlockChange>, };

/**
 * What happened to a row of a table.
 */
export type RowChange = { "change": "unchanged", 
/**
 * Its cells.
 */
cells: Array<Cell>, } | { "change": "added", 
/**
 * Its cells.
 */
cells: Array<Cell>, } | { "change": "removed", 
/**
 * Its cells.
 */
cells: Array<Cell>, } | { "change": "changed", 
/**
 * The words of each cell. Where columns came or went, theirs are all new or all gone.
 */
cells: Array<Array<Run>>, };

/**
 * What happened to a picture.
 */
export type PictureChange = { 
/**
 * As it was; `None` when it was added.
 */
old: Picture | null, 
/**
 * As it is; `None` when it was removed.
 */
new: Picture | null, 
/**
 * The picture itself is another.
 */
file: boolean, 
/**
 * What is drawn on it is something else.
 */
markup: boolean, };

/**
 * What changed in the files of a picture.
 */
export type Seen = { 
/**
 * The picture itself is another.
 */
file: boolean, 
/**
 * What is drawn on it is something else.
 */
markup: boolean, };

/**
 * A version in a list.
 */
export type VersionListed = { 
/**
 * Its name: 64 hexadecimal digits.
 */
id: string, 
/**
 * The versions that it was made from.
 */
parents: Array<string>, 
/**
 * Who made it; may be empty.
 */
author: string, 
/**
 * When, in UTC: `2026-11-25T04:45:00Z`.
 */
time: string, 
/**
 * Why: `edited`, `closed`, `published`, `released`, `restored`, `merged`, `conflict-copy`,
 * `imported`, `other`.
 */
reason: string, 
/**
 * What its author says about it; may be empty.
 */
note: string, 
/**
 * Set if it was given to the team.
 */
release: ReleaseListed | null, 
/**
 * Whether no other version was made from it.
 */
head: boolean, 
/**
 * Whether its files are those that stand in the library now.
 */
current: boolean, };

/**
 * A release in a list.
 */
export type ReleaseListed = { 
/**
 * 1, 2, 3 …
 */
number: number, 
/**
 * `pilot`, `approved`
 */
status: string, 
/**
 * Who approved it.
 */
"approved-by": string | null, };

/**
 * The versions of an instruction.
 */
export type Timeline = { 
/**
 * The newest first.
 */
versions: Array<VersionListed>, 
/**
 * Whether the files as they stand now are in no version that others were not made from.
 */
changed: boolean, 
/**
 * Whether two people edited without knowing of each other, and nobody joined it yet: there are
 * two such versions, or the files were edited while a newer version was made elsewhere.
 */
"to-join": boolean, 
/**
 * Whether the files are those of an older version as it was kept, and the newest is not in
 * them yet: a sync client brought it before its files, or without them.
 */
behind: boolean, 
/**
 * The number that the next release gets.
 */
"next-release": number, 
/**
 * What could not be read, and what is not here yet.
 */
notices: Array<Notice>, };

/**
 * Two versions of an instruction in one language.
 */
export type Comparison = { 
/**
 * The older version; `None` for the files as they stand now.
 */
before: VersionListed | null, 
/**
 * The newer version; `None` for the files as they stand now.
 */
after: VersionListed | null, 
/**
 * The language that is compared.
 */
language: string, 
/**
 * The languages that the newer version has, that of the source first.
 */
languages: Array<string>, 
/**
 * What changed in the text.
 */
difference: Difference, 
/**
 * The pictures and films that changed, came or went.
 */
media: Array<MediaChange>, };

/**
 * A picture or film that is not the same in both versions.
 */
export type MediaChange = { 
/**
 * Its path in the folder of the instruction: `media/inbox.png`.
 */
path: string, 
/**
 * Whether the older version has it.
 */
before: boolean, 
/**
 * Whether the newer version has it.
 */
after: boolean, 
/**
 * Whether what is drawn on it changed.
 */
markup: boolean, 
/**
 * The areas of the newer one, as it is published, in which something else is seen.
 * Empty when it was not looked at, and when the
 * two have other sizes.
 */
areas: Array<Part>, };

/**
 * A part of a picture, in shares of its width and height from 0 to 1.
 */
export type Part = { 
/**
 * Its left edge.
 */
x: number, 
/**
 * Its top edge.
 */
y: number, 
/**
 * To the right.
 */
width: number, 
/**
 * Downwards.
 */
height: number, };

/**
 * Two versions that nobody joined yet.
 */
export type Unjoined = { 
/**
 * The version that stands in the library now.
 */
ours: VersionListed, 
/**
 * The version of somebody else.
 */
theirs: VersionListed, 
/**
 * The newest version that both come from.
 */
base: VersionListed | null, 
/**
 * Whether the files are those of an older version: ours is one that theirs was made from.
 * Then joining brings the files up to theirs, and nothing is asked.
 */
behind: boolean, 
/**
 * Where both changed the same. When there is none, all is joined without asking.
 */
questions: Array<Question>, 
/**
 * What joining changes in the text that stands now, apart from what is asked.
 */
difference: Difference, 
/**
 * The same of the translations that joining changes.
 */
translations: Array<Translated>, 
/**
 * The pictures, films and other files that joining changes, apart from what is asked.
 */
media: Array<MediaChange>, };

/**
 * A translation that joining changes.
 */
export type Translated = { 
/**
 * The file: `instruction.en.md`.
 */
file: string, 
/**
 * Its language.
 */
language: string, 
/**
 * Whether it stands there now.
 */
before: boolean, 
/**
 * Whether it stands there once all is joined.
 */
after: boolean, 
/**
 * What changes in it.
 */
difference: Difference, };

/**
 * A place that both changed, each in another way.
 */
export type Question = { 
/**
 * The file: `instruction.md`, `media/inbox.png`.
 */
file: string, 
/**
 * The title of the step that it is in.
 */
step: string | null, 
/**
 * Whether it is about a whole file, as a picture, of which there are no texts to show.
 */
whole: boolean, 
/**
 * What both had, as Markdown; `None` when it was not there.
 */
base: string | null, 
/**
 * What stands there now; `None` when it was taken out.
 */
ours: string | null, 
/**
 * What the other wrote; `None` when it was taken out.
 */
theirs: string | null, };

/**
 * What is decided.
 */
export type Decided = { 
/**
 * The id of our version that was asked about.
 */
ours: string, 
/**
 * The id of their version that was asked about.
 */
theirs: string, 
/**
 * For each question, in their order.
 */
choices: Array<Choice>, };

/**
 * Which of the texts is taken.
 */
export type Choice = "ours" | "theirs" | "both";

/**
 * A release as the page asks for it.
 */
export type ReleaseAsked = { note: string, status: Status | null, "approved-by": string | null, };

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
changed: number | null, 
/**
 * The newest release.
 */
release: ReleaseListed | null, 
/**
 * Whether its files are others than those of the newest release.
 */
"changed-since-release": boolean, 
/**
 * Whether two people edited without knowing of each other and nobody joined it yet: two
 * versions, or a conflict copy of a sync client.
 */
"to-join": boolean, };

/**
 * An instruction, or a snippet, in which all words were found.
 */
export type Found = { 
/**
 * What they were found in.
 */
kind: FoundKind, 
/**
 * `instructions/book-an-invoice`, `snippets/sign-in.md`
 */
folder: string, 
/**
 * Its title, in the language that they were found in.
 */
title: string, 
/**
 * The language of the text that they were found in.
 */
language: string, 
/**
 * The number and title of the step that they were found in.
 */
step: string | null, 
/**
 * The id of that step.
 */
"step-id": string | null, 
/**
 * The version whose note they were found in.
 */
version: string | null, 
/**
 * Text around them, with U+E000 before each and U+E001 after.
 */
excerpt: string, };

/**
 * What a piece of an instruction is.
 */
export type FoundKind = "title" | "introduction" | "step" | "picture" | "agreement" | "tag" | "note" | "snippet";

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
 * Where a step begins in the pages.
 */
export type StepPlace = { 
/**
 * The page, from 0.
 */
page: number, 
/**
 * Points from its top.
 */
y: number, };

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
pages: Array<PreviewPage>, 
/**
 * Where each step begins, sub-steps among them, in the order of the text.
 */
steps: Array<StepPlace | null>, } | { "event": "preview-failed", 
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
 * A rectangle. Width and height may be negative as drawn; [`Area::upright`] mends that.
 */
export type Area = { 
/**
 * Its left edge.
 */
x: number, 
/**
 * Its top edge.
 */
y: number, 
/**
 * To the right.
 */
width: number, 
/**
 * Downwards.
 */
height: number, };

/**
 * Which part of a picture is shown, and how wide.
 */
export type Framing = { 
/**
 * The only part that is published, in pixels of the picture; all of it when none.
 */
crop: Area | null, 
/**
 * How much of the width of the text it takes, at most 1; its own size when none.
 */
width: number | null, };

/**
 * A picture as it stands in the library.
 */
export type PictureInfo = { 
/**
 * Pixels.
 */
width: number, 
/**
 * Pixels.
 */
height: number, 
/**
 * Which part of it is shown, and how wide.
 */
framing: Framing, };

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
 * PDFs that are no longer in force, from and to.
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
 * A destination of a library as this computer knows it.
 */
export type DestinationListed = { 
/**
 * What it is called in the library.
 */
name: string, 
/**
 * Its folder, if this computer knows it.
 */
folder: string | null, };

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
 * What came of opening what the app was started with: told once.
 */
opened: StartedWith | null, 
/**
 * The report of a crash that was not told yet.
 */
crash: string | null, };

/**
 * What came of opening the library, instruction folder or Markdown file that the app was started
 * with.
 */
export type StartedWith = { "library": LibraryView } | { "failure": Failure };

/**
 * A library as the window shows it.
 */
export type LibraryView = { path: string, name: string, language: string | null, 
/**
 * It is of a newer format: nothing in it is changed.
 */
read_only: boolean, instructions: Array<Listed>, 
/**
 * Those that are retired.
 */
archived: Array<Listed>, snippets: Array<string>, variables: Array<[string, string]>, notices: Array<Notice>, preferences: Preferences, destinations: Array<DestinationListed>, 
/**
 * The folder of the instruction to show at once.
 */
open: string | null, 
/**
 * The language to show it in; that of the source when none.
 */
open_language: string | null, };

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
recovered: boolean, 
/**
 * Its steps are still those of a template.
 */
fresh: boolean, 
/**
 * The library is of a newer format: it is shown, and not edited.
 */
"read-only": boolean, };

/**
 * What the program is made of.
 */
export type Component = { name: string, version: string, licence: string, };

/**
 * The program and what it is made of.
 */
export type About = { version: string, components: Array<Component>, };

/**
 * Files that were dropped on the window, and where on the page.
 */
export type Dropped = { paths: Array<string>, x: number, y: number, };
