// What is pasted and dropped.

import { DOMParser as PageParser, Slice, type Node } from "@tiptap/pm/model";
import { Selection, TextSelection } from "@tiptap/pm/state";
import type { EditorProps, EditorView } from "@tiptap/pm/view";
import { backend, type Block } from "../../backend";
import { insert as words } from "../../words/editor";
import type { OpenDocument } from "../document.svelte";
import { addFiles, isMedia, isPicture, putIn, video } from "../insert";
import { schema } from "../schema";
import { insertHeadings } from "../steps/commands";
import { setLink } from "../text/links";
import { address, cleanHtml, looksLikeMarkdown } from "./clean";
import { readable } from "./readable";
import { fresh, withHeadings } from "./slices";

export const clipboard = (document: OpenDocument): EditorProps => ({
  clipboardTextSerializer: readable,
  transformPastedHTML: cleanHtml,
  transformPasted: fresh,
  handlePaste(view, event, slice) {
    const data = event.clipboardData;
    if (!data) return false;
    const files = [...data.files].filter(isPicture);
    const html = data.getData("text/html");
    const text = data.getData("text/plain");
    // Word gives a picture of the text beside the text; a browser gives the picture and its tag.
    const onlyPicture = files.length > 0 && (text.trim() === "" || !hasWords(html));
    if (onlyPicture) {
      void addFiles(document, files);
      return true;
    }
    if (files.length === 0 && html === "" && (text === "" || data.types.includes("text/uri-list")) && !address(text)) {
      void pasteUntold(document, text);
      return true;
    }
    if (view.state.selection.$from.parent.type.spec.code) return false;
    const link = address(text);
    if (link && (!html || !hasForm(html))) {
      void pasteAddress(document, link);
      return true;
    }
    if (text && !html && looksLikeMarkdown(text)) {
      void pasteMarkdown(document, text);
      return true;
    }
    return pasteSlice(document, ownHeadings(html) ?? slice);
  },
  handleDOMEvents: {
    dragstart(view) {
      dragged.set(view, view.state.selection);
      return false;
    },
  },
  handleDrop(view, event, slice, moved) {
    const dropped = [...(event.dataTransfer?.files ?? [])];
    if (dropped.length > 0 && !moved) {
      const files = dropped.filter(isMedia);
      document.panels.trouble = files.length < dropped.length ? words.noMedia : null;
      if (files.length === 0) return true;
      const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
      if (at) document.dispatch(view.state.tr.setSelection(Selection.near(view.state.doc.resolve(at.pos))));
      void addFiles(document, files);
      return true;
    }
    if (moved) selectAgain(view);
    // Steps are moved in the outline; dragged over the text they would nest where nobody sees it.
    return moved && withHeadings(slice) !== null;
  },
});

/** What was selected when a piece of the text was taken hold of. */
const dragged = new WeakMap<EditorView, Selection>();

/**
 * WebKitGTK goes on selecting while it drags: of what is moved, a letter would be taken away, and the
 * rest would stand there twice.
 */
function selectAgain(view: EditorView): void {
  const selection = dragged.get(view);
  // What others wrote meanwhile is another text.
  if (!selection || selection.$from.doc !== view.state.doc || selection.eq(view.state.selection)) return;
  view.dispatch(view.state.tr.setSelection(selection));
}

/**
 * WebKitGTK says in the event neither of a picture nor of the files of a file manager; when it is
 * asked, it gives both.
 */
async function pasteUntold(document: OpenDocument, text: string): Promise<void> {
  const pictures: File[] = [];
  const paths: string[] = [];
  try {
    for (const item of await navigator.clipboard.read()) {
      const type = item.types.find((one) => one.startsWith("image/"));
      if (type) pictures.push(new File([await item.getType(type)], "", { type }));
      else if (item.types.includes("text/uri-list")) {
        paths.push(...localPaths(await (await item.getType("text/uri-list")).text()));
      }
    }
  } catch {
    // It may not be read, or holds nothing.
  }
  if (pictures.length > 0) await addFiles(document, pictures);
  else if (paths.length > 0) await document.addFiles(paths);
  else if (text !== "") document.dispatch(document.state.tr.insertText(text).scrollIntoView());
  else document.panels.trouble = words.notPasted;
}

/** The files of this computer in a list of addresses. */
export function localPaths(list: string): string[] {
  return list.split(/\r?\n/).flatMap((line) => {
    if (!/^file:\/\/(localhost)?\//.test(line)) return [];
    try {
      return [decodeURIComponent(new URL(line).pathname)];
    } catch {
      return [];
    }
  });
}

/** Puts in what holds headings or whole blocks; leaves running text to the editor. */
function pasteSlice(document: OpenDocument, slice: Slice): boolean {
  const pieces = withHeadings(slice);
  if (!pieces) return false;
  const tr = insertHeadings(document.state, pieces);
  if (!tr) return false;
  document.dispatch(tr.setMeta("paste", true));
  return true;
}

/**
 * A piece of another program with headings, read without regard to where it goes: where a heading
 * cannot stand, the editor would put it into a callout, in which it can.
 */
function ownHeadings(html: string): Slice | null {
  if (!/<h[1-6][\s>]/i.test(html) || html.includes("data-pm-slice")) return null;
  const page = new DOMParser().parseFromString(cleanHtml(html), "text/html");
  return fresh(PageParser.fromSchema(schema).parseSlice(page.body));
}

async function pasteMarkdown(document: OpenDocument, text: string): Promise<void> {
  let blocks: Block[];
  try {
    blocks = await backend.parseMarkdown(text);
  } catch {
    // What cannot be read as Markdown is text, and nothing pasted is lost.
    document.dispatch(document.state.tr.insertText(text));
    return;
  }
  const nodes = document.mapping.blocks(blocks);
  const [only] = nodes;
  if (nodes.length === 1 && only!.type === schema.nodes.paragraph) {
    document.dispatch(document.state.tr.replaceSelection(new Slice(only!.content, 0, 0)).scrollIntoView());
    return;
  }
  const tr = nodes.some((node) => node.type === schema.nodes.innerHeading)
    ? insertHeadings(document.state, nodes)
    : null;
  if (tr) document.dispatch(tr);
  else putIn(document, nodes);
}

/** A video's address alone becomes its card; with words selected an address is their link. */
async function pasteAddress(document: OpenDocument, target: string): Promise<void> {
  const { selection } = document.state;
  if (!selection.empty && selection instanceof TextSelection) {
    document.dispatch(setLink(document.state, selection, target, ""));
    return;
  }
  const from = selection.from;
  document.dispatch(setLink(document.state, selection, target, target));
  const { parent } = document.state.selection.$from;
  if (parent.type !== schema.nodes.paragraph || parent.textContent !== target) return;
  const info = await document.media.video(target).catch(() => null);
  if (!info) return;
  // Only if it still stands alone: who typed on meant a link.
  const $at = document.state.doc.resolve(Math.min(from, document.state.doc.content.size));
  if ($at.parent.type !== schema.nodes.paragraph || $at.parent.textContent !== target) return;
  replaceBlock(document, $at.before(), video(target, words.videoName));
}

function replaceBlock(document: OpenDocument, position: number, node: Node): void {
  const { tr } = document.state;
  const old = tr.doc.nodeAt(position)!;
  tr.replaceWith(position, position + old.nodeSize, node);
  const after = position + node.nodeSize;
  const next = tr.doc.resolve(after).nodeAfter;
  if (next?.type !== schema.nodes.paragraph) tr.insert(after, schema.nodes.paragraph.create());
  document.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(after + 1))).scrollIntoView());
}

const hasWords = (html: string): boolean => {
  const page = new DOMParser().parseFromString(html, "text/html");
  return (page.body.textContent ?? "").trim() !== "";
};

const hasForm = (html: string): boolean =>
  new DOMParser().parseFromString(html, "text/html").body.querySelectorAll("p, li, td, h1, h2, h3").length > 1;

