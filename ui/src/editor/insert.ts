// Pictures and videos from the clipboard, from files and from links, put into the text.

import type { Node } from "@tiptap/pm/model";
import type { AddedFile } from "../backend/types";
import { insert as words } from "../words/editor";
import type { OpenDocument } from "./document.svelte";
import { freshKey, schema } from "./schema";
import { endOf, flatten, levelOf, newStep, put } from "./steps/flat";
import { keyAt } from "./steps/places";
import { insertBlocks } from "./text/commands";

const types = schema.nodes;

export const isPicture = (file: File): boolean => /^image\/(png|jpe?g|gif|webp|bmp|tiff|svg\+xml)$/.test(file.type);

/** Some systems say no type of a dropped file; its name has to do. */
export const isMedia = (file: File): boolean =>
  isPicture(file) || /^video\/(mp4|webm)$/.test(file.type) ||
  (file.type === "" && /\.(png|jpe?g|gif|webp|bmp|tiff?|svg|mp4|webm)$/i.test(file.name));

/** Takes files of the clipboard or a drop into the library and shows them. */
export async function addFiles(document: OpenDocument, files: readonly File[]): Promise<void> {
  await add(document, files, async (file) =>
    document.media.addBytes(await file.arrayBuffer(), file.name || words.pictureName),
  );
}

/** The same for files of the computer, by their paths. */
export async function addPaths(document: OpenDocument, paths: readonly string[]): Promise<void> {
  await add(document, paths, (path) => document.media.addFile(path));
}

export async function chooseFiles(document: OpenDocument, kind: "picture" | "video"): Promise<void> {
  const paths = await document.panels.askFiles(kind);
  if (paths.length > 0) await addPaths(document, paths);
  document.view?.focus();
}

async function add<T>(document: OpenDocument, given: readonly T[], take: (one: T) => Promise<AddedFile>): Promise<void> {
  const nodes: Node[] = [];
  for (const one of given) {
    try {
      const { target, kind } = await take(one);
      nodes.push(kind === "picture" ? picture(target) : video(target, words.videoName));
    } catch (thrown) {
      document.tellTrouble(thrown);
    }
  }
  putIn(document, nodes);
  const pictures = nodes.filter((node) => node.type === types.picture);
  if (pictures.length > 1) {
    document.panels.several = { keys: pictures.map((node) => Number(node.attrs.key)) };
  }
}

const picture = (target: string) => types.picture.create({ target, key: freshKey() });

export const video = (target: string, name: string): Node =>
  types.video.create({ target, content: [{ type: "text", text: name }] });

export function putIn(document: OpenDocument, nodes: Node[]): boolean {
  const tr = insertBlocks(document.state, nodes);
  if (!tr) return false;
  document.dispatch(tr);
  document.view?.focus();
  return true;
}

/** Pictures that were put in together each become a step after the one they stand in. */
export function eachItsStep(document: OpenDocument, keys: readonly number[]): void {
  const { state } = document;
  const flat = flatten(state.doc);
  const at = flat.steps.findIndex(({ key }) => key === keyAt(state.selection.$head));
  const moved: Node[] = [];
  const without = (blocks: readonly Node[]) =>
    blocks.filter((node) => {
      const wanted = node.type === types.picture && keys.includes(Number(node.attrs.key));
      if (wanted) moved.push(node);
      return !wanted;
    });
  const before = without(flat.before);
  const steps = flat.steps.map((step) => {
    const blocks = without(step.blocks);
    return blocks.length === step.blocks.length ? step : { ...step, blocks };
  });
  if (moved.length === 0) return;
  const level = at < 0 ? (steps[0] ? levelOf(steps[0]) : 2) : levelOf(steps[at]!);
  const place = at < 0 ? 0 : endOf(steps, at);
  const made = moved.map((node) => newStep(level, undefined, [node]));
  const tr = put(state.tr, { before, steps: [...steps.slice(0, place), ...made, ...steps.slice(place)] });
  document.dispatch(tr.scrollIntoView());
  document.goToStep(made[0]!.key);
}
