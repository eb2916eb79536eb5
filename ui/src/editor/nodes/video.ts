import { ExternalLink, Play } from "@lucide/svelte";
import type { Node } from "@tiptap/pm/model";
import type { NodeView } from "@tiptap/pm/view";
import { backend, type Inline, type VideoInfo } from "../../backend";
import { video as words } from "../../words/editor";
import type { OpenDocument, Speaker } from "../document.svelte";
import { plainText } from "../mapping/inlines";
import { attribute, attributeField, clock, element, icon, put, type Position } from "./made";

/** A video as a card: its name, host and start; a file plays in it. */
export class VideoView implements NodeView, Speaker {
  readonly dom: HTMLElement;
  readonly #document: OpenDocument;
  readonly #name: HTMLInputElement;
  readonly #about: HTMLElement;
  readonly #state: HTMLElement;
  readonly #open: HTMLButtonElement;
  readonly #gone: (() => void)[] = [];
  #node: Node;
  #info: VideoInfo | null = null;
  #player: HTMLVideoElement | null = null;

  constructor(node: Node, document: OpenDocument, position: Position) {
    this.#node = node;
    this.#document = document;
    this.#name = attributeField("input", document, position, "content", "field name", (typed): Inline[] =>
      typed === "" ? [] : [{ type: "text", text: typed }],
    );
    this.#about = element("span", "host");
    this.#state = element("span", "reach", { role: "status" });
    this.#open = element("button", "open", { type: "button" });
    this.#gone.push(icon(this.#open, ExternalLink));
    this.#open.addEventListener("click", () => void backend.openLink(this.#info?.target ?? attribute(this.#node, "target")));
    const play = element("span", "play");
    this.#gone.push(icon(play, Play));
    const text = element("div", "text", {}, this.#name, element("p", "", {}, this.#about, this.#state));
    this.dom = element("div", "video", { contenteditable: "false" }, element("div", "card", {}, play, text, this.#open));
    document.speakers.add(this);
    this.#show();
    this.#ask();
  }

  #show(): void {
    put(this.#name, plainText(this.#node.attrs.content as Inline[]));
    this.speak();
  }

  speak(): void {
    this.#name.setAttribute("aria-label", words.name);
    this.#name.placeholder = words.name;
    const info = this.#info;
    const where = info ? (info.host ?? words.file) : words.other;
    const from = info && info.start > 0 ? ` · ${words.from(clock(info.start))}` : "";
    this.#about.textContent = where + from;
    this.#about.title = attribute(this.#node, "target");
    const reach = info?.host ? info.reachable : "yes";
    this.#state.textContent = reach === "no" ? words.dead : reach === "unknown" ? words.unknown : "";
    this.dom.dataset.reach = reach;
    this.#open.setAttribute("aria-label", words.open);
    this.#open.title = words.open;
    this.#open.hidden = !info?.host;
  }

  #ask(): void {
    const target = attribute(this.#node, "target");
    const known = this.#document.media.video(target);
    known.then(
      (info) => {
        if (target !== this.#node.attrs.target) return;
        this.#info = info;
        if (info && info.host === null) this.#play(target, info.start);
        this.speak();
      },
      () => undefined,
    );
  }

  #play(target: string, start: number): void {
    if (this.#player) return;
    const file = target.split("#")[0]!;
    this.#player = element("video", "", { controls: "", preload: "metadata" });
    this.#player.src = this.#document.media.file(file) + (start > 0 ? `#t=${start}` : "");
    this.#player.addEventListener("error", () => {
      this.#player?.remove();
      this.#player = null;
      this.dom.classList.remove("plays");
      this.#state.textContent = words.cannotPlay;
    });
    this.dom.classList.add("plays");
    this.dom.prepend(this.#player);
  }

  update(node: Node): boolean {
    if (node.type !== this.#node.type || node.attrs.target !== this.#node.attrs.target) return false;
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
    const { target } = event;
    return target instanceof HTMLInputElement || target instanceof HTMLVideoElement || this.#open.contains(target as globalThis.Node);
  }

  ignoreMutation(): boolean {
    return true;
  }

  destroy(): void {
    for (const gone of this.#gone) gone();
    this.#document.speakers.delete(this);
  }
}
