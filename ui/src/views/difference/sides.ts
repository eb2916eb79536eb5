// The two versions between which a difference is shown, for the pictures in it.

import { getContext, setContext } from "svelte";
import { versionAddress, type MediaChange, type PictureChange } from "../../backend";

export type Sides = {
  folder: string;
  /** The ids of both versions, or "now". */
  before: string;
  after: string;
  language: string;
  media: readonly MediaChange[];
  /** Asks for the pictures anew when it goes up. */
  turn: number;
};

const key = Symbol("sides");

/** A function, so that who reads it follows. */
export const setSides = (sides: () => Sides): void => void setContext(key, sides);
export const getSides = (): (() => Sides) => getContext<() => Sides>(key);

/** The file that an address in a document names. */
export function fileOf(target: string): string {
  const path = target.replace(/^\.\//, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** `media/inbox.en.png` for `media/inbox.png`. */
function translated(path: string, language: string): string {
  const dot = path.lastIndexOf(".");
  return dot < 0 ? path : `${path.slice(0, dot)}.${language}${path.slice(dot)}`;
}

/** What changed in the file of a picture. Readers of a translation see that of their language. */
export function mediaOf(target: string, { media, language }: Pick<Sides, "media" | "language">): MediaChange | null {
  const path = fileOf(target);
  const own = translated(path, language);
  return media.find((one) => one.path === own) ?? media.find((one) => one.path === path) ?? null;
}

export function addressOf(side: "old" | "new", target: string, sides: Sides, width: number): string {
  const path = mediaOf(target, sides)?.path ?? fileOf(target);
  return versionAddress(sides.folder, side === "old" ? sides.before : sides.after, path, width, sides.turn);
}

/** Whether both are there and only what is said of the picture changed. */
export const sameFile = (change: PictureChange): boolean =>
  change.old !== null && change.new !== null && !change.file && !change.markup;
