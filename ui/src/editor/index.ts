// The editor of one document: its text in the middle, its steps at the left.

export { default as Editor } from "./Editor.svelte";
export { default as Outline } from "./Outline.svelte";
export { mendOf } from "./mend";
export { OpenDocument } from "./document.svelte";
export type { CommandDescription, CommandGroup } from "./commands";
export type { TextPlace } from "./sight";
export type { OutlineStep } from "./steps/places";
