// Which small panels are open over the document.

import type { PictureInfo } from "../backend/types";
import type { LinkRange } from "./text/links";

export type Spot = { left: number; top: number; bottom: number };
/** Pictures that came together, by the keys of their nodes. */
export type Several = { keys: number[] };
/** A picture of which another part is to be kept. */
export type Cropping = { target: string; info: PictureInfo };
export type Suggestions = { press: (event: KeyboardEvent) => boolean };

export class Panels {
  find = $state<"find" | "replace" | null>(null);
  /** Goes up when the words to find are asked for again. */
  findAsked = $state(0);
  link = $state.raw<Pick<LinkRange, "from" | "to" | "target" | "words"> | null>(null);
  crop = $state.raw<Cropping | null>(null);
  several = $state.raw<Several | null>(null);
  /** The step whose problems are shown. */
  problem = $state.raw<{ key: number; at: Spot } | null>(null);
  /** What went wrong with a picture or video, said under the bar. */
  trouble = $state.raw<string | null>(null);
  suggestions: Suggestions | null = null;
  askFiles: (kind: "picture" | "video") => Promise<string[]> = () => Promise.resolve([]);
}
