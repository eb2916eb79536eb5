// Whole trees for property tests: every shape that the backend's types allow, the odd ones too.

import fc from "fast-check";
import type { Block, FrontMatter, Heading, Inline, Instruction, Origin, Step } from "../../backend/types";

const words = fc.oneof(
  fc.constantFrom("", " ", "a", "Klik op", "*", "日本語", "e\u0301", "👩‍👩‍👧", "שלום", "a\nb", "{{", "<b>"),
  fc.string({ maxLength: 12 }),
);
const target = fc.constantFrom("media/a.png", "#stap", "https://example.com/?q=1&t=2", "", "a b.png");

const origin: fc.Arbitrary<Origin> = fc.option(
  fc.tuple(fc.nat(9999), fc.nat(99)).map(([start, length]) => ({ start, end: start + length })),
);

/** Rust leaves what is empty out, or says null: both must come back. */
const optional = <K extends string, T>(name: K, value: fc.Arbitrary<T>) =>
  fc.oneof(
    fc.constant({} as { [P in K]?: T }),
    value.map((given) => ({ [name]: given }) as { [P in K]?: T }),
  );

const picture = fc
  .tuple(fc.record({ target, alt: words }), optional("title", words))
  .map(([made, title]) => ({ ...made, ...title }));

const { inline } = fc.letrec<{ inline: Inline; content: Inline[] }>((tie) => ({
  content: fc.array(tie("inline"), { maxLength: 4, depthIdentifier: "inline" }),
  inline: fc.oneof(
    { maxDepth: 4, depthIdentifier: "inline", withCrossShrink: true },
    words.map((text): Inline => ({ type: "text", text })),
    words.map((text): Inline => ({ type: "code", text })),
    words.map((text): Inline => ({ type: "html", text })),
    words.map((text): Inline => ({ type: "raw", text })),
    words.map((name): Inline => ({ type: "variable", name })),
    fc.constant<Inline>({ type: "soft-break" }),
    fc.constant<Inline>({ type: "hard-break" }),
    picture.map((made): Inline => ({ type: "picture", ...made })),
    tie("content").map((content): Inline => ({ type: "strong", content })),
    tie("content").map((content): Inline => ({ type: "emphasis", content })),
    tie("content").map((content): Inline => ({ type: "strikethrough", content })),
    fc
      .tuple(target, tie("content"), optional("title", words))
      .map(([to, content, title]): Inline => ({ type: "link", target: to, content, ...title })),
  ),
}));

export const content: fc.Arbitrary<Inline[]> = fc.array(inline, { maxLength: 5 });

const heading = (level: fc.Arbitrary<number>): fc.Arbitrary<Heading> =>
  fc
    .tuple(
      fc.record({ origin, level, content }),
      optional("id", fc.option(fc.constantFrom("stap", "a-b", "stap"))),
      optional("classes", fc.array(fc.constantFrom("x", "y"), { maxLength: 2 })),
      optional(
        "attributes",
        fc.array(
          fc.tuple(fc.constantFrom("k", "w"), fc.option(words)).map(([k, v]): [string, string | null] => [k, v]),
          { maxLength: 2 },
        ),
      ),
    )
    .map(([made, ...more]) => Object.assign(made, ...more) as Heading);

const cell = content.map((made) => ({ content: made }));
const table = fc.integer({ min: 1, max: 3 }).chain((wide) =>
  fc.record({
    type: fc.constant("table" as const),
    columns: fc.array(fc.constantFrom("none" as const, "left" as const, "center" as const, "right" as const), {
      minLength: wide,
      maxLength: wide,
    }),
    header: fc.array(cell, { minLength: wide, maxLength: wide }),
    rows: fc.array(fc.array(cell, { minLength: wide, maxLength: wide }), { maxLength: 3 }),
  }),
);

const { block } = fc.letrec<{ block: Block; blocks: Block[] }>((tie) => {
  const inner: fc.Arbitrary<Block> = fc
    .tuple(origin, heading(fc.integer({ min: 1, max: 6 })))
    .map(([from, made]) => ({ origin: from, type: "heading", heading: made }));
  const leaf = fc
    .tuple(
      origin,
      fc.oneof(
        content.map((made) => ({ type: "paragraph" as const, content: made })),
        picture.map((made) => ({ type: "picture" as const, ...made })),
        fc
          .tuple(target, content, optional("title", words))
          .map(([to, made, title]) => ({ type: "video" as const, target: to, content: made, ...title })),
        fc
          .tuple(words, optional("info", fc.option(fc.constantFrom("", "sql", "rust,ignore"))))
          .map(([text, info]) => ({ type: "code" as const, text, ...info })),
        table,
        words.map((name) => ({ type: "snippet" as const, name })),
        fc.constant({ type: "rule" as const }),
        words.map((text) => ({ type: "html" as const, text })),
        words.map((text) => ({ type: "definitions" as const, text })),
        words.map((text) => ({ type: "raw" as const, text })),
      ),
    )
    .map(([from, kind]): Block => ({ origin: from, ...kind }));
  return {
    blocks: fc.array(fc.oneof({ weight: 5, arbitrary: tie("block") }, { weight: 1, arbitrary: inner }), {
      maxLength: 3,
      depthIdentifier: "block",
    }),
    block: fc.oneof(
      { maxDepth: 3, depthIdentifier: "block" },
      leaf,
      fc
        .tuple(origin, fc.constantFrom("note", "tip", "important", "warning", "caution"), tie("blocks"))
        .map(([from, kind, blocks]): Block => ({ origin: from, type: "callout", kind, blocks }) as Block),
      fc.tuple(origin, tie("blocks")).map(([from, blocks]): Block => ({ origin: from, type: "quote", blocks })),
      fc
        .tuple(
          origin,
          fc.boolean(),
          optional("start", fc.option(fc.nat(20))),
          fc.array(
            fc
              .tuple(tie("blocks"), optional("checked", fc.option(fc.boolean())))
              .map(([blocks, checked]) => ({ blocks, ...checked })),
            { minLength: 1, maxLength: 3 },
          ),
        )
        .map(([from, tight, start, items]): Block => ({ origin: from, type: "list", tight, ...start, items })),
    ),
  };
});

export const blocks: fc.Arbitrary<Block[]> = fc.array(block, { maxLength: 3 });

/** Steps as reading headings one after the other nests them, with skipped levels. */
function nested(flat: readonly Step[]): Step[] {
  const top: Step[] = [];
  const open: Step[] = [];
  for (const step of flat) {
    while (open.length > 0 && open.at(-1)!.heading.level >= step.heading.level) open.pop();
    (open.at(-1)?.steps ?? top).push(step);
    open.push(step);
  }
  return top;
}

export const steps: fc.Arbitrary<Step[]> = fc
  .array(
    fc.record({ heading: heading(fc.integer({ min: 1, max: 6 })), blocks, steps: fc.constant([]) }),
    { maxLength: 6 },
  )
  .map((flat) => nested(flat.map((step) => ({ ...step, steps: [] }))));

export const frontMatter: FrontMatter = {
  id: null, status: null, language: "nl", owner: null, "review-by": null, tags: [], agreements: [],
  numbering: "steps", variables: [], other: [],
};

export const instruction: fc.Arbitrary<Instruction> = fc
  .tuple(
    fc.record({ introduction: blocks, steps }),
    optional("preamble", blocks),
    optional("title", fc.option(heading(fc.constant(1)))),
  )
  .map(([made, preamble, title]) => ({ "front-matter": frontMatter, ...made, ...preamble, ...title }));
