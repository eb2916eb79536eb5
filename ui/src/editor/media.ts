// What the backend tells of videos and snippets, asked once.

import { backend, mediaAddress, type Block, type VideoInfo } from "../backend";

export class Media {
  readonly #document: number;
  #videos = new Map<string, Promise<VideoInfo | null>>();
  #snippets = new Map<string, Promise<Block[]>>();

  constructor(document: number) {
    this.#document = document;
  }

  video(target: string): Promise<VideoInfo | null> {
    return once(this.#videos, target, () => backend.video(this.#document, target));
  }

  snippet(name: string): Promise<Block[]> {
    return once(this.#snippets, name, () => backend.snippet(this.#document, name));
  }

  async saveSnippet(name: string, blocks: Block[]): Promise<void> {
    await backend.saveSnippet(this.#document, name, blocks);
    // Read again: its blocks have other origins now.
    this.#snippets.delete(name);
  }

  /** The address of a picture, as wide as it is shown. */
  picture(target: string): string {
    const dense = typeof devicePixelRatio === "number" && devicePixelRatio > 1 ? 2 : 1;
    return mediaAddress(this.#document, target, 704 * dense);
  }

  file(target: string): string {
    return mediaAddress(this.#document, target);
  }

  addBytes(bytes: ArrayBuffer, name: string) {
    return backend.addPicture(this.#document, bytes, name);
  }

  addFile(path: string) {
    return backend.addFile(this.#document, path);
  }

  forget(): void {
    this.#snippets.clear();
  }
}

function once<T>(known: Map<string, Promise<T>>, name: string, ask: () => Promise<T>): Promise<T> {
  const before = known.get(name);
  if (before) return before;
  const asked = ask();
  known.set(name, asked);
  // What failed is asked again the next time.
  asked.catch(() => known.delete(name));
  return asked;
}
