import { baseKeymap } from "@tiptap/pm/commands";
import { history, redo, undo } from "@tiptap/pm/history";
import { keymap } from "@tiptap/pm/keymap";
import { DOMSerializer, type Node } from "@tiptap/pm/model";
import { EditorState } from "@tiptap/pm/state";
import { EditorView, type NodeView } from "@tiptap/pm/view";
import { block as words } from "../../words/editor";
import { told } from "../../words/failures";
import { asFailure, type OpenDocument, type Speaker } from "../document.svelte";
import { isNothing, Mapping } from "../mapping";
import { schema } from "../schema";
import { enter } from "../text/commands";
import { sinkItem, liftItem } from "../text/lists";
import { markdownRules } from "../text/rules";
import { attribute, element } from "./made";

/** A snippet with its text, which is edited in place for every instruction that includes it. */
export class SnippetView implements NodeView, Speaker {
  readonly dom: HTMLElement;
  readonly #document: OpenDocument;
  readonly #node: Node;
  readonly #name = element("span", "snippet-name");
  readonly #note = element("span", "snippet-note");
  readonly #button = element("button", "snippet-edit", { type: "button" });
  readonly #body = element("div", "snippet-body");
  #mapping = new Mapping();
  #blocks: Node[] | null = null;
  #inner: EditorView | null = null;
  #missing = false;

  constructor(node: Node, document: OpenDocument) {
    this.#node = node;
    this.#document = document;
    this.#button.addEventListener("click", () => void (this.#inner ? this.#finish() : this.#edit()));
    this.#button.hidden = document.readOnly;
    const head = element("div", "snippet-head", {}, this.#name, this.#note, this.#button);
    this.dom = element("div", "snippet", { contenteditable: "false" }, head, this.#body);
    document.speakers.add(this);
    this.speak();
    void this.#read();
  }

  speak(): void {
    this.#name.textContent = words.snippet(attribute(this.#node, "name"));
    this.#button.textContent = this.#inner ? words.snippetDone : words.snippetEdit;
    this.#note.textContent = this.#inner ? words.snippetNote : "";
    if (!this.#inner && this.#missing) this.#body.textContent = words.snippetMissing;
    else if (!this.#inner && this.#blocks?.length === 0) this.#body.textContent = words.snippetEmpty;
  }

  async #read(): Promise<void> {
    try {
      const blocks = await this.#document.media.snippet(attribute(this.#node, "name"));
      this.#mapping = new Mapping();
      this.#blocks = this.#mapping.blocks(blocks);
      this.#missing = false;
    } catch {
      this.#missing = true;
    }
    if (!this.#inner) this.#show();
  }

  #show(): void {
    const blocks = this.#blocks ?? [];
    this.#body.replaceChildren(
      DOMSerializer.fromSchema(schema).serializeFragment(schema.nodes.fragment.createAndFill(null, blocks)!.content),
    );
    for (const link of this.#body.querySelectorAll("a")) link.removeAttribute("href");
    for (const variable of this.#body.querySelectorAll<HTMLElement>("[data-variable]")) {
      const value = this.#document.valueOf(variable.dataset.variable ?? "");
      if (value !== null) variable.textContent = value;
      variable.className = value === null ? "variable unknown" : "variable";
    }
    this.dom.classList.toggle("absent", this.#missing);
    this.speak();
  }

  #edit(): void {
    this.#body.replaceChildren();
    this.#inner = new EditorView(this.#body, {
      state: EditorState.create({
        doc: schema.nodes.fragment.createAndFill(null, this.#blocks ?? [])!,
        plugins: [
          markdownRules(),
          keymap({
            "Mod-z": undo,
            "Mod-y": redo,
            "Shift-Mod-z": redo,
            Enter: enter,
            Tab: sinkItem,
            "Shift-Tab": liftItem,
            Escape: () => {
              void this.#finish();
              return true;
            },
          }),
          keymap(baseKeymap),
          history({ depth: Infinity }),
        ],
      }),
      attributes: { "aria-label": words.snippet(attribute(this.#node, "name")), class: "snippet-text" },
      handleDOMEvents: {
        blur: (_view, event) => {
          // Not when the button that ends it is what is pressed.
          if (event.relatedTarget !== this.#button) void this.#finish();
          return false;
        },
      },
    });
    this.dom.classList.add("editing");
    this.speak();
    this.#inner.focus();
  }

  async #finish(): Promise<void> {
    const inner = this.#inner;
    if (!inner) return;
    this.#inner = null;
    const edited = inner.state.doc.children.filter((node) => !isNothing(node));
    inner.destroy();
    this.dom.classList.remove("editing");
    const changed = edited.length !== this.#blocks?.length || edited.some((node, at) => node !== this.#blocks![at]);
    if (changed) {
      try {
        const blocks = edited.map((node) => this.#mapping.block(node));
        await this.#document.media.saveSnippet(attribute(this.#node, "name"), blocks);
        await this.#read();
        this.#document.snippetSaved(attribute(this.#node, "name"), this);
      } catch (thrown) {
        // What was typed stays to be seen and saved again.
        this.#blocks = edited;
        const { message, hint } = told(asFailure(thrown));
        this.#document.panels.trouble = [message, hint].filter(Boolean).join(". ");
      }
    }
    this.#show();
  }

  /** The same snippet was edited in another place. */
  readAgain(name: string): void {
    if (name === this.#node.attrs.name) void this.#read();
  }

  update(node: Node): boolean {
    return node.type === this.#node.type && node.attrs.name === this.#node.attrs.name;
  }

  selectNode(): void {
    this.dom.classList.add("selected");
  }

  deselectNode(): void {
    this.dom.classList.remove("selected");
  }

  stopEvent(event: Event): boolean {
    const target = event.target as globalThis.Node;
    return this.#button.contains(target) || (this.#inner !== null && this.#body.contains(target));
  }

  ignoreMutation(): boolean {
    return true;
  }

  destroy(): void {
    void this.#finish();
    this.#document.speakers.delete(this);
  }
}
