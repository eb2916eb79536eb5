// Callouts, items to tick off, code and source: text with something beside it.

import type { Node } from "@tiptap/pm/model";
import type { NodeView, ViewMutationRecord } from "@tiptap/pm/view";
import type { CalloutKind } from "../../backend/types";
import { t } from "../../words";
import { block as words, callouts } from "../../words/editor";
import { calloutIcons } from "../commands";
import type { OpenDocument, Speaker } from "../document.svelte";
import { tick } from "../text/lists";
import { attribute, element, icon, put, type Position } from "./made";

abstract class Beside implements NodeView, Speaker {
  abstract readonly dom: HTMLElement;
  abstract readonly contentDOM: HTMLElement;
  protected node: Node;
  protected readonly document: OpenDocument;

  constructor(node: Node, document: OpenDocument) {
    this.node = node;
    this.document = document;
    document.speakers.add(this);
  }

  abstract speak(): void;

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false;
    const changed = !node.sameMarkup(this.node);
    this.node = node;
    if (changed) this.speak();
    return true;
  }

  ignoreMutation(mutation: ViewMutationRecord): boolean {
    return mutation.type !== "selection" && !this.contentDOM.contains(mutation.target);
  }

  stopEvent(event: Event): boolean {
    return event.target instanceof Element && event.target.closest("input, select, button") !== null;
  }

  destroy(): void {
    this.document.speakers.delete(this);
  }
}

export class CalloutView extends Beside {
  readonly dom: HTMLElement;
  readonly contentDOM = element("div", "callout-body");
  readonly #sign = element("span", "callout-icon");
  readonly #kind = element("select", "callout-kind");
  #shown: CalloutKind | null = null;
  #unmount: (() => void) | null = null;

  constructor(node: Node, document: OpenDocument, position: Position) {
    super(node, document);
    for (const kind of Object.keys(callouts)) this.#kind.append(element("option", "", { value: kind }));
    this.#kind.disabled = document.readOnly;
    this.#kind.addEventListener("change", () => {
      const at = position();
      if (at !== undefined) document.dispatch(document.state.tr.setNodeAttribute(at, "kind", this.#kind.value));
      document.view?.focus();
    });
    const head = element("div", "callout-head", { contenteditable: "false" }, this.#sign, this.#kind);
    this.dom = element("div", "callout", { role: "note" }, head, this.contentDOM);
    this.speak();
  }

  speak(): void {
    const kind = this.node.attrs.kind as CalloutKind;
    this.dom.dataset.callout = kind;
    for (const option of this.#kind.options) option.textContent = t(callouts[option.value as CalloutKind]);
    this.#kind.value = kind;
    this.#kind.setAttribute("aria-label", words.callout);
    if (this.#shown === kind) return;
    this.#unmount?.();
    this.#unmount = icon(this.#sign, calloutIcons[kind]);
    this.#shown = kind;
  }

  override destroy(): void {
    this.#unmount?.();
    super.destroy();
  }
}

export class ItemView extends Beside {
  readonly dom: HTMLElement;
  readonly contentDOM: HTMLElement;
  readonly #box: HTMLInputElement | null;

  constructor(node: Node, document: OpenDocument, position: Position) {
    super(node, document);
    if (node.attrs.checked === null) {
      this.dom = this.contentDOM = element("li", "");
      this.#box = null;
      return;
    }
    // The keys tick it from its text; as a stop of the Tab key it would be one of hundreds.
    this.#box = element("input", "", { type: "checkbox", contenteditable: "false", tabindex: "-1" });
    this.#box.disabled = document.readOnly;
    this.#box.addEventListener("mousedown", (event) => event.preventDefault());
    this.#box.addEventListener("change", () => {
      const at = position();
      if (at !== undefined) document.dispatch(tick(document.state.tr, at));
    });
    this.contentDOM = element("div", "item-body");
    this.dom = element("li", "check", {}, this.#box, this.contentDOM);
    this.speak();
  }

  speak(): void {
    if (!this.#box) return;
    const checked = this.node.attrs.checked === true;
    this.#box.checked = checked;
    this.dom.dataset.checked = String(checked);
    this.#box.setAttribute("aria-label", words.checked);
  }

  override update(node: Node): boolean {
    if ((node.attrs.checked === null) !== (this.#box === null)) return false;
    return super.update(node);
  }
}

/** Code with the name of its language. */
export class CodeView extends Beside {
  readonly dom: HTMLElement;
  readonly contentDOM = element("code", "", { spellcheck: "false" });
  readonly #info = element("input", "info", { type: "text", spellcheck: "false", autocomplete: "off", size: "12" });

  constructor(node: Node, document: OpenDocument, position: Position) {
    super(node, document);
    this.#info.readOnly = document.readOnly;
    this.#info.addEventListener("input", () => {
      const at = position();
      if (at !== undefined) document.dispatch(document.state.tr.setNodeAttribute(at, "info", this.#info.value.replace(/[`\n]/g, "")));
    });
    this.#info.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === "Escape") {
        event.preventDefault();
        document.view?.focus();
      }
    });
    const head = element("div", "code-head", { contenteditable: "false" }, this.#info);
    this.dom = element("div", "code", {}, head, element("pre", "", {}, this.contentDOM));
    this.speak();
  }

  speak(): void {
    put(this.#info, attribute(this.node, "info"));
    this.#info.setAttribute("aria-label", words.language);
    this.#info.placeholder = this.document.readOnly ? "" : words.languageAsk;
  }
}

/** What is kept verbatim, as its source. */
export class SourceView extends Beside {
  readonly dom: HTMLElement;
  readonly contentDOM = element("code", "", { spellcheck: "false" });
  readonly #name = element("span", "source-name", { contenteditable: "false" });

  constructor(node: Node, document: OpenDocument) {
    super(node, document);
    this.dom = element("div", "source", {}, this.#name, element("pre", "", {}, this.contentDOM));
    this.speak();
  }

  speak(): void {
    this.#name.textContent = words[this.node.type.name as "html" | "definitions" | "raw"];
  }
}

/** A variable shows what the reader will see. */
export class VariableView implements NodeView, Speaker {
  readonly dom: HTMLElement;
  readonly #node: Node;
  readonly #document: OpenDocument;

  constructor(node: Node, document: OpenDocument) {
    this.#node = node;
    this.#document = document;
    this.dom = element("span", "variable", { "data-variable": attribute(node, "name") });
    document.speakers.add(this);
    this.speak();
  }

  speak(): void {
    const name = attribute(this.#node, "name");
    const value = this.#document.valueOf(name);
    this.dom.textContent = value ?? `{{${name}}}`;
    this.dom.classList.toggle("unknown", value === null);
    this.dom.title = value === null ? words.variableUnknown : `{{${name}}}`;
  }

  ignoreMutation(): boolean {
    return true;
  }

  destroy(): void {
    this.#document.speakers.delete(this);
  }
}
