// The crop and width of a picture. They stand in its markup file and not in the text; as a step of
// the editor's own, one is undone and redone in its turn with everything else.

import type { Node, Schema } from "@tiptap/pm/model";
import { Step, StepMap, StepResult } from "@tiptap/pm/transform";
import type { Framing } from "../../backend/types";

export class FramePicture extends Step {
  readonly target: string;
  readonly from: Framing;
  readonly to: Framing;

  constructor(target: string, from: Framing, to: Framing) {
    super();
    this.target = target;
    this.from = from;
    this.to = to;
  }

  override apply(document: Node): StepResult {
    return StepResult.ok(document);
  }

  override invert(): Step {
    return new FramePicture(this.target, this.to, this.from);
  }

  override map(): Step {
    return this;
  }

  override getMap(): StepMap {
    return StepMap.empty;
  }

  override toJSON(): object {
    const { target, from, to } = this;
    return { stepType: "framePicture", target, from, to };
  }

  static override fromJSON(_: Schema, json: { target: string; from: Framing; to: Framing }): Step {
    return new FramePicture(json.target, json.from, json.to);
  }
}

Step.jsonID("framePicture", FramePicture);
