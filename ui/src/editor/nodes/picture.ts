import { ImageOff } from "@lucide/svelte";
import type { Node } from "@tiptap/pm/model";
import type { NodeView } from "@tiptap/pm/view";
import { picture as words } from "../../words/editor";
import type { OpenDocument, Speaker } from "../document.svelte";
import { attribute, attributeField, element, icon, put, type Position } from "./made";

/** A picture with its caption; without alt text it asks for it, quietly. */
export class PictureView implements NodeView, Speaker {
  readonly dom: HTMLElement;
  readonly #image: HTMLImageElement;
  readonly #frame: HTMLElement;
  readonly #fields: HTMLElement;
  readonly #alt: HTMLTextAreaElement;
  readonly #title: HTMLInputElement;
  readonly #document: OpenDocument;
  #node: Node;
  #missing: HTMLElement | null = null;
  #unmount: (() => void) | null = null;

  constructor(node: Node, document: OpenDocument, position: Position) {
    this.#node = node;
    this.#document = document;
    this.#image = element("img", "", { loading: "lazy", decoding: "async", draggable: "false" });
    this.#image.addEventListener("error", () => this.#absent(true));
    this.#image.addEventListener("load", () => {
      this.#absent(false);
      void this.#size();
    });
    this.#alt = attributeField("textarea", document, position, "alt", "field alt");
    this.#title = attributeField("input", document, position, "title", "field caption");
    this.#fields = element("div", "fields", {}, this.#title, this.#alt);
    this.#frame = element("div", "frame", {}, this.#image);
    this.dom = element("figure", "picture", { contenteditable: "false" }, this.#frame, this.#fields);
    document.speakers.add(this);
    this.speak();
    this.#show();
  }

  speak(): void {
    this.#alt.setAttribute("aria-label", words.alt);
    this.#alt.placeholder = this.#document.readOnly ? "" : words.ask;
    this.#title.setAttribute("aria-label", words.caption);
    this.#title.placeholder = this.#document.readOnly ? "" : words.captionAsk;
    if (this.#missing) this.#missing.lastChild!.textContent = words.missing;
  }

  #show(): void {
    const source = this.#document.media.picture(attribute(this.#node, "target"));
    if (this.#image.getAttribute("src") !== source) this.#image.src = source;
    this.#image.alt = attribute(this.#node, "alt");
    put(this.#alt, attribute(this.#node, "alt"));
    // Where the web view does not size a field by its words, about their lines.
    this.#alt.rows = Math.max(1, Math.ceil(this.#alt.value.length / 80));
    put(this.#title, attribute(this.#node, "title"));
    this.dom.classList.toggle("no-alt", this.#node.attrs.alt === "");
    this.dom.classList.toggle("captioned", this.#node.attrs.title !== "");
  }

  /** As wide as its author says; asked for when it comes into sight. */
  async #size(): Promise<void> {
    const target = attribute(this.#node, "target");
    const info = await this.#document.media.info(target).catch(() => null);
    if (target !== this.#node.attrs.target) return;
    const width = info?.framing.width ?? null;
    this.#frame.style.width = width === null ? "" : `${width * 100}%`;
    this.dom.classList.toggle("sized", width !== null);
  }

  framed(target: string): void {
    if (target !== this.#node.attrs.target) return;
    this.#show();
    void this.#size();
  }

  replaced(): void {
    this.#show();
  }

  #absent(is: boolean): void {
    this.dom.classList.toggle("absent", is);
    if (is && !this.#missing) {
      const mark = element("span", "icon");
      this.#unmount = icon(mark, ImageOff);
      this.#missing = element("p", "missing", {}, mark, element("code", "", {}, attribute(this.#node, "target")), element("span", "", {}, words.missing));
      this.#image.after(this.#missing);
    } else if (!is && this.#missing) {
      this.#missing.remove();
      this.#missing = null;
    }
  }

  /** For who was told that the alt text is missing. */
  describe(): void {
    this.dom.scrollIntoView({ block: "center" });
    this.#alt.focus();
  }

  update(node: Node): boolean {
    if (node.type !== this.#node.type) return false;
    this.#node = node;
    this.#show();
    return true;
  }

  selectNode(): void {
    this.dom.classList.add("selected");
  }

  deselectNode(): void {
    this.dom.classList.remove("selected");
  }

  stopEvent(event: Event): boolean {
    return event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
  }

  ignoreMutation(): boolean {
    return true;
  }

  destroy(): void {
    this.#unmount?.();
    this.#document.speakers.delete(this);
  }
}

/** A picture in a line of text. */
export class InlinePictureView implements NodeView {
  readonly dom: HTMLImageElement;

  constructor(node: Node, document: OpenDocument) {
    this.dom = element("img", "inline-picture", {
      loading: "lazy",
      decoding: "async",
      alt: attribute(node, "alt"),
      src: document.media.picture(attribute(node, "target")),
    });
    if (node.attrs.title) this.dom.title = attribute(node, "title");
  }
}
