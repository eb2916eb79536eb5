import type { Node } from "@tiptap/pm/model";
import type { NodeView, ViewMutationRecord } from "@tiptap/pm/view";
import { TriangleAlert } from "@lucide/svelte";
import { problems as said } from "../../words/editor";
import type { OpenDocument } from "../document.svelte";
import { element, icon } from "./made";

/** A step: its number and what is wrong with it beside its text. */
export class StepView implements NodeView {
  readonly dom: HTMLElement;
  readonly contentDOM: HTMLElement;
  readonly key: number;
  readonly #document: OpenDocument;
  readonly #side: HTMLElement;
  readonly #number: HTMLElement;
  #mark: HTMLButtonElement | null = null;
  #unmount: (() => void) | null = null;

  constructor(node: Node, document: OpenDocument) {
    this.#document = document;
    this.key = Number(node.attrs.key);
    this.#number = element("span", "step-number");
    this.#side = element("div", "step-side", { contenteditable: "false" }, this.#number);
    this.contentDOM = element("div", "step-body");
    // No landmark: hundreds of them would hide the few that help.
    this.dom = element("div", "step", { "data-step": String(this.key) }, this.#side, this.contentDOM);
    document.stepViews.set(this.key, this);
    this.speak();
  }

  /** The number and the mark follow the outline, without the text being drawn again. */
  speak(): void {
    const step = this.#document.stepOf(this.key);
    const number = step?.number ?? "";
    if (this.#number.textContent !== number) this.#number.textContent = number;
    const depth = String(step?.depth ?? 1);
    if (this.dom.dataset.depth !== depth) this.dom.dataset.depth = depth;
    const count = this.#document.problems.get(this.key)?.length ?? 0;
    if (count === 0) {
      this.#unmount?.();
      this.#mark?.remove();
      this.#mark = this.#unmount = null;
      return;
    }
    if (!this.#mark) {
      this.#mark = element("button", "problem-mark", { type: "button" });
      this.#mark.addEventListener("click", () => {
        const { left, top, bottom } = this.#mark!.getBoundingClientRect();
        this.#document.panels.problem = { key: this.key, at: { left, top, bottom } };
      });
      this.#unmount = icon(this.#mark, TriangleAlert);
      this.#side.append(this.#mark);
    }
    this.#mark.setAttribute("aria-label", said.title(count));
    this.#mark.title = said.title(count);
  }

  update(node: Node): boolean {
    return node.type.name === "step" && node.attrs.key === this.key;
  }

  ignoreMutation(mutation: ViewMutationRecord): boolean {
    return mutation.type !== "selection" && !this.contentDOM.contains(mutation.target);
  }

  stopEvent(event: Event): boolean {
    return this.#side.contains(event.target as globalThis.Node);
  }

  destroy(): void {
    this.#unmount?.();
    if (this.#document.stepViews.get(this.key) === this) this.#document.stepViews.delete(this.key);
  }
}
