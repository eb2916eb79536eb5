import fc from "fast-check";
import { history, redo, undo } from "@tiptap/pm/history";
import { EditorState, type Command } from "@tiptap/pm/state";
import { Step as EditorStep } from "@tiptap/pm/transform";
import { describe, expect, test } from "vitest";
import type { Instruction, Step } from "../../backend/types";
import { Mapping } from "../mapping";
import { frontMatter } from "../mapping/arbitrary";
import { plainText } from "../mapping/inlines";
import { uniqueKeys } from "../plugins/keys";
import { nesting } from "../plugins/nesting";
import { reconcile } from "../reconcile";
import { schema } from "../schema";
import { indent, moveDown, moveUp, outdent } from "./commands";
import { flatten } from "./flat";

const step = (title: string, words: string, level = 2, ...steps: Step[]): Step => ({
  heading: { origin: null, level, id: title, content: [{ type: "text", text: title }] },
  blocks: [{ origin: null, type: "paragraph", content: [{ type: "text", text: words }] }],
  steps,
});
const tree = (...steps: Step[]): Instruction => ({ "front-matter": frontMatter, introduction: [], steps });

class Person {
  state: EditorState;
  readonly mapping = new Mapping();

  constructor(made: Instruction) {
    this.state = EditorState.create({
      doc: this.mapping.document(made),
      plugins: [history({ depth: Infinity, newGroupDelay: 0 }), uniqueKeys(), nesting()],
    });
  }

  run(command: Command): boolean {
    return command(this.state, (tr) => (this.state = this.state.apply(tr)));
  }

  key(title: string): number {
    return flatten(this.state.doc).steps.find(({ heading }) => heading.attrs.id === title)!.key;
  }

  type(title: string, words: string) {
    let at = -1;
    this.state.doc.descendants((node, position) => {
      if (node.type === schema.nodes.step && node.firstChild!.attrs.id === title) {
        at = position + 1 + node.firstChild!.nodeSize + 1;
      }
    });
    this.state = this.state.apply(this.state.tr.insertText(words, at));
  }

  /** Somebody else writes at the end of a step. */
  other(title: string, words: string) {
    const now = structuredClone(this.mapping.tree(this.state.doc, frontMatter));
    const walk = (steps: Step[]) => {
      for (const one of steps) {
        const block = one.blocks[0]!;
        if (one.heading.id === title && block.type === "paragraph") {
          block.content = [{ type: "text", text: plainText(block.content) + words }];
        }
        walk(one.steps);
      }
    };
    walk(now.steps);
    this.state = this.state.apply(reconcile(this.state, this.mapping, now));
  }

  /** "A: words (a: words)" */
  get said(): string {
    const say = (steps: readonly Step[]): string =>
      steps
        .map(({ heading, blocks, steps: under }) => {
          const block = blocks[0]!;
          const words = block.type === "paragraph" ? plainText(block.content) : "";
          return `${heading.id}: ${words}${under.length > 0 ? ` (${say(under)})` : ""}`;
        })
        .join(", ");
    return say(this.mapping.tree(this.state.doc, frontMatter).steps);
  }
}

const made = () => tree(step("A", "a"), step("B", "b", 2, step("C", "c", 3)), step("D", "d"));

describe("a moved step", () => {
  test("goes back by undo with what somebody else wrote in it since", () => {
    const person = new Person(made());
    person.run(moveUp(person.key("B")));
    person.other("B", "!");
    person.other("C", "?");
    person.run(undo);
    expect(person.said).toBe("A: a, B: b! (C: c?), D: d");
    person.run(redo);
    expect(person.said).toBe("B: b! (C: c?), A: a, D: d");
  });

  test("gives back what was typed in it before it moved, and nothing of others", () => {
    const person = new Person(made());
    person.type("D", "mine ");
    person.run(moveUp(person.key("D")));
    person.other("D", " theirs");
    person.other("A", " too");
    person.run(undo);
    person.run(undo);
    expect(person.said).toBe("A: a too, B: b (C: c), D: d theirs");
    person.run(redo);
    person.run(redo);
    expect(person.said).toBe("A: a too, D: mine d theirs, B: b (C: c)");
  });

  test("leaves a step that somebody added where it was put", () => {
    const person = new Person(made());
    person.run(moveDown(person.key("A")));
    const now = person.mapping.tree(person.state.doc, frontMatter);
    now.steps.push(step("E", "e"));
    person.state = person.state.apply(reconcile(person.state, person.mapping, now));
    person.run(undo);
    expect(person.said).toBe("A: a, B: b (C: c), D: d, E: e");
  });

  test("whatever was done, undo takes back all that is mine and nothing of theirs", () => {
    const titles = ["A", "B", "C", "D"] as const;
    const act = fc.tuple(fc.constantFrom("type", "up", "down", "in", "out", "other"), fc.constantFrom(...titles));
    const moves = { up: moveUp, down: moveDown, in: indent, out: outdent };
    fc.assert(
      fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
        const person = new Person(made());
        const wanted = new Person(made());
        let count = 0;
        for (const [index, [what, title]] of acts.entries()) {
          if (what === "other") {
            person.other(title, `!${index}`);
            wanted.other(title, `!${index}`);
          } else if (what === "type") {
            person.type(title, `${index} `);
            count += 1;
          } else if (person.run(moves[what as keyof typeof moves](person.key(title)))) count += 1;
        }
        const last = person.said;
        for (let back = 0; back < count; back += 1) person.run(undo);
        expect(person.said).toBe(wanted.said);
        for (let forth = 0; forth < count; forth += 1) person.run(redo);
        expect(person.said).toBe(last);
        person.state.doc.check();
      }),
      { numRuns: 500 },
    );
  });

  test("can be written down and read", () => {
    const person = new Person(made());
    const tr = person.state.tr;
    moveUp(person.key("D"))(person.state, (done) => {
      const [moved] = done.steps;
      tr.step(EditorStep.fromJSON(schema, JSON.parse(JSON.stringify(moved!.toJSON()))));
      expect(tr.doc.eq(done.doc)).toBe(true);
    });
    expect(tr.steps).toHaveLength(1);
  });
});
