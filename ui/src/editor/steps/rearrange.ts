// Steps in another order or at other levels, as one step of the editor. It says which step stands
// where and nothing of what is in it: undone, a step goes back with the text that it has by then,
// also with what somebody else wrote in it since.

import { Fragment, type Node, type Schema } from "@tiptap/pm/model";
import { Step, StepMap, StepResult, type MapResult } from "@tiptap/pm/transform";
import { schema } from "../schema";
import { flatten, levelOf, nest, withLevel, type FlatStep } from "./flat";

/** The key and level of each step, in the order of the text. */
type Arrangement = readonly (readonly [key: number, level: number])[];

const arrangementOf = (steps: readonly FlatStep[]): Arrangement =>
  steps.map((step) => [step.key, levelOf(step)]);

/** If these steps are those of the document and only stand otherwise: the step that puts them so. */
export function rearranged(document: Node, before: readonly Node[], steps: readonly FlatStep[]): Rearrange | null {
  const flat = flatten(document);
  const same = <T>(a: readonly T[], b: readonly T[]) => a.length === b.length && a.every((one, index) => one === b[index]);
  if (!same(flat.before, before) || flat.steps.length !== steps.length) return null;
  // One that nests otherwise than its levels say could not be brought back.
  if (!same(document.children, [...flat.before, ...nest(flat.steps)])) return null;
  const known = new Map(flat.steps.map((step) => [step.key, step]));
  if (known.size !== steps.length || new Set(steps.map(({ key }) => key)).size !== steps.length) return null;
  const untouched = steps.every((step) => {
    const had = known.get(step.key);
    return (
      had !== undefined &&
      same(had.blocks, step.blocks) &&
      (had.heading === step.heading || withLevel(had, levelOf(step)).heading.eq(step.heading))
    );
  });
  return untouched ? new Rearrange(arrangementOf(steps)) : null;
}

export class Rearrange extends Step {
  readonly #arrangement: Arrangement;
  /** Known once it was done, or from the step that it takes back. */
  #map: StepMap;

  constructor(arrangement: Arrangement, map: StepMap = StepMap.empty) {
    super();
    this.#arrangement = arrangement;
    this.#map = map;
  }

  override apply(document: Node): StepResult {
    const { before, steps } = flatten(document);
    const levels = new Map(this.#arrangement);
    const known = new Map(steps.map((step) => [step.key, step]));
    const placed = this.#arrangement.flatMap(([key, level]) => {
      const step = known.get(key);
      return step ? [withLevel(step, level)] : [];
    });
    // One that came since stays behind the one that it followed.
    for (const [index, step] of steps.entries()) {
      if (levels.has(step.key)) continue;
      const follows = index === 0 ? -1 : placed.findIndex(({ key }) => key === steps[index - 1]!.key);
      placed.splice(follows + 1, 0, step);
    }
    const made = document.copy(Fragment.from([...before, ...nest(placed)]));
    this.#map = Moved.between(document, made);
    return StepResult.ok(made);
  }

  override invert(document: Node): Step {
    return new Rearrange(arrangementOf(flatten(document).steps), this.#map.invert());
  }

  /** Steps are known by their keys, wherever they went meanwhile. */
  override map(): Step {
    return this;
  }

  override getMap(): StepMap {
    return this.#map;
  }

  override toJSON(): object {
    return { stepType: "rearrange", arrangement: this.#arrangement };
  }

  static override fromJSON(_: Schema, json: { arrangement: Arrangement }): Step {
    return new Rearrange(json.arrangement);
  }
}

Step.jsonID("rearrange", Rearrange);

/** What a step holds itself, up to its sub-steps: it moves as one piece. */
type Piece = { from: number; to: number; size: number };

/** Tells where every place in a moved step went: none of it is new. */
class Moved extends StepMap {
  readonly #pieces: readonly Piece[];
  readonly #end: number;

  constructor(pieces: readonly Piece[], end: number) {
    const start = Math.min(...pieces.map(({ from }) => from));
    super([start, end - start, end - start]);
    this.#pieces = pieces.toSorted((a, b) => a.from - b.from);
    this.#end = end;
  }

  static between(before: Node, after: Node): StepMap {
    const places = placesOf(after);
    const pieces = [...placesOf(before)].map(([key, { at, size }]): Piece => ({ from: at, to: places.get(key)!.at, size }));
    const stay = pieces.every(({ from, to }) => from === to);
    return stay ? StepMap.empty : new Moved(pieces, before.content.size);
  }

  override map(position: number): number {
    const piece = this.#pieces.findLast(({ from }) => from <= position);
    if (!piece || position >= this.#end) return position;
    return piece.to + Math.min(position - piece.from, piece.size);
  }

  override mapResult(position: number): MapResult {
    return StepMap.empty.mapResult(this.map(position));
  }

  override invert(): StepMap {
    return new Moved(this.#pieces.map(({ from, to, size }) => ({ from: to, to: from, size })), this.#end);
  }
}

function placesOf(document: Node): Map<number, { at: number; size: number }> {
  const places = new Map<number, { at: number; size: number }>();
  document.descendants((node, at) => {
    if (node.type !== schema.nodes.step) return false;
    const own = node.children.filter((child) => child.type !== schema.nodes.step);
    places.set(Number(node.attrs.key), { at, size: own.reduce((sum, child) => sum + child.nodeSize, 1) });
    return true;
  });
  return places;
}
