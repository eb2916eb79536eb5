// The editor of one document: its text in the middle, its steps at the left.

export { default as Editor } from "./Editor.svelte";
export { default as Outline } from "./Outline.svelte";
export { OpenDocument } from "./document.svelte";
export type { CommandDescription, CommandGroup } from "./commands";
export type { OutlineStep } from "./steps/places";
