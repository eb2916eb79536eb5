import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Instruction } from "../../backend/types";
import { schema } from "../schema";
import { Mapping } from ".";
import { content, frontMatter, instruction } from "./arbitrary";
import { inlineNodes, inlines, plainText } from "./inlines";
import { same } from "./same";

/** Absent and default are one to Rust, at the ends of the tree that have no origin. */
const complete = (tree: Instruction) => ({
  ...tree,
  preamble: tree.preamble ?? [],
  title: tree.title ?? null,
});

describe("tree → editor → tree", () => {
  test("is the identity, with every origin, for every tree", () => {
    fc.assert(
      fc.property(instruction, (tree) => {
        const mapping = new Mapping();
        const document = mapping.document(tree);
        document.check();
        expect(complete(mapping.tree(document, tree["front-matter"]))).toEqual(complete(tree));
      }),
      { numRuns: 400 },
    );
  });

  test("gives the very pieces back for nodes that were made anew, as undo makes them", () => {
    fc.assert(
      fc.property(instruction, (tree) => {
        const mapping = new Mapping();
        const document = mapping.document(tree);
        const again = schema.nodeFromJSON(document.toJSON());
        expect(complete(mapping.tree(again, tree["front-matter"]))).toEqual(complete(tree));
      }),
      { numRuns: 200 },
    );
  });

  test("says the same twice when the sources are lost", () => {
    fc.assert(
      fc.property(instruction, (tree) => {
        const once = new Mapping().tree(new Mapping().document(tree), frontMatter);
        const twice = new Mapping().tree(new Mapping().document(once), frontMatter);
        expect(same(once, twice)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe("running text", () => {
  test("keeps its words in any nesting", () => {
    fc.assert(
      fc.property(content, (made) => {
        const paragraph = schema.nodes.paragraph.create(null, inlineNodes(made));
        paragraph.check();
        expect(plainText(inlines(paragraph.children))).toBe(plainText(made));
      }),
      { numRuns: 500 },
    );
  });

  test("puts the form that reaches furthest outside", () => {
    const made = [
      {
        type: "emphasis" as const,
        content: [
          { type: "text" as const, text: "a " },
          { type: "strong" as const, content: [{ type: "text" as const, text: "b" }] },
        ],
      },
      { type: "soft-break" as const },
      { type: "code" as const, text: "c" },
    ];
    expect(inlines(schema.nodes.paragraph.create(null, inlineNodes(made)).children)).toEqual(made);
  });
});

test("an edited block keeps its origin and the others their pieces", () => {
  const mapping = new Mapping();
  const tree: Instruction = {
    "front-matter": frontMatter,
    introduction: [
      { origin: { start: 0, end: 4 }, type: "paragraph", content: [{ type: "text", text: "één" }] },
      { origin: { start: 6, end: 9 }, type: "quote", blocks: [] },
    ],
    steps: [],
  };
  const document = mapping.document(tree);
  const edited = document.copy(
    document.content.replaceChild(1, document.child(1).copy(document.child(1).content.addToEnd(schema.text("!")))),
  );
  const back = mapping.tree(edited, frontMatter);
  expect(back.introduction[0]).toEqual({
    origin: { start: 0, end: 4 },
    type: "paragraph",
    content: [{ type: "text", text: "één!" }],
  });
  expect(back.introduction[1]).toBe(tree.introduction[1]);
});
