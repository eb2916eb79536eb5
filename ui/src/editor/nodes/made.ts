// Small pieces of page for the blocks that draw themselves.

import { mount, unmount, type Component } from "svelte";
import type { Node } from "@tiptap/pm/model";
import type { OpenDocument } from "../document.svelte";

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  attributes: Record<string, string> = {},
  ...children: (HTMLElement | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (className) made.className = className;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** An icon; call what comes back when it goes. */
export function icon(target: HTMLElement, which: Component): () => void {
  const mounted = mount(which, { target, props: { "aria-hidden": "true" } });
  return () => void unmount(mounted);
}

export type Position = () => number | undefined;

/** A field beside the text that writes into an attribute of its block as it is typed in. */
export function attributeField<K extends "input" | "textarea">(
  kind: K,
  open: OpenDocument,
  position: Position,
  attribute: string,
  className: string,
  toValue: (typed: string) => unknown = (typed) => typed,
): HTMLElementTagNameMap[K] {
  const made = element(kind, className, { spellcheck: "true", autocomplete: "off" });
  const input: HTMLInputElement | HTMLTextAreaElement = made;
  input.readOnly = open.readOnly;
  input.addEventListener("input", () => {
    const at = position();
    if (at === undefined) return;
    const { tr } = open.state;
    open.dispatch(tr.setNodeAttribute(at, attribute, toValue(input.value.replace(/\n/g, " "))));
  });
  (input as HTMLElement).addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    const at = position();
    if (at !== undefined) open.select(at);
  });
  return made;
}

/** Shows a value in a field, unless it is being typed in and already says so. */
export function put(input: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  if (input.value !== value) input.value = value;
}

/** "1:20", "1:02:05". */
export function clock(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), Math.floor(seconds % 60)];
  const [hours, minutes, rest] = parts as [number, number, number];
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

export const attribute = (node: Node, name: string): string => String(node.attrs[name] ?? "");
