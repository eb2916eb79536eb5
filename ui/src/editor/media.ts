// What the backend tells of pictures, videos and snippets, asked once.

import {
  backend, mediaAddress, type Block, type Framing, type PictureInfo, type PictureWanted, type VideoInfo,
} from "../backend";

export class Media {
  readonly #document: number;
  #videos = new Map<string, Promise<VideoInfo | null>>();
  #snippets = new Map<string, Promise<Block[]>>();
  #pictures = new Map<string, Promise<PictureInfo>>();
  /** How often a picture was framed otherwise: its address is another one then. */
  #versions = new Map<string, number>();
  /** How often all of them were replaced. */
  #replaced = 0;
  #framing: Promise<void> = Promise.resolve();

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

  /** The size of a picture, which part of it is shown, and how wide. */
  info(target: string): Promise<PictureInfo> {
    return once(this.#pictures, target, () => backend.picture(this.#document, target));
  }

  /** Frames a picture otherwise; one after the other, so that the last one stays. */
  frame(target: string, framing: Framing): Promise<void> {
    const framed = this.#framing.then(() => backend.framePicture(this.#document, target, framing));
    this.#framing = framed.catch(() => undefined);
    return framed.finally(() => {
      this.#pictures.delete(target);
      this.#versions.set(target, (this.#versions.get(target) ?? 0) + 1);
    });
  }

  /** The address of a picture, as wide as it is shown. */
  picture(target: string, wanted: PictureWanted = {}): string {
    const dense = typeof devicePixelRatio === "number" && devicePixelRatio > 1 ? 2 : 1;
    return mediaAddress(this.#document, target, { width: 704 * dense, version: this.#version(target), ...wanted });
  }

  file(target: string): string {
    return mediaAddress(this.#document, target, { version: this.#version(target) });
  }

  #version(target: string): number | undefined {
    return (this.#versions.get(target) ?? 0) + this.#replaced || undefined;
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

  /** Other files may stand under the same names. */
  forgetFiles(): void {
    this.#pictures.clear();
    this.#videos.clear();
    this.#replaced += 1;
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
