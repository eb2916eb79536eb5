// Running text: nested inlines in the tree, marks on pieces of text in the editor.

import type { Mark, MarkType, Node } from "@tiptap/pm/model";
import type { Inline, Picture } from "../../backend/types";
import { schema } from "../schema";

const marks = schema.marks;

/** The form that one piece of text has by itself; these hold text, never other inlines. */
const leaves: MarkType[] = [marks.softBreak, marks.inlineHtml, marks.inlineRaw, marks.code];
/** When two forms reach equally far, the first is the outer one. */
const rank: MarkType[] = [marks.link, marks.strong, marks.emphasis, marks.strikethrough];

export function inlineNodes(content: readonly Inline[], around: readonly Mark[] = []): Node[] {
  return content.flatMap((inline) => inlineNode(inline, around));
}

function inlineNode(inline: Inline, around: readonly Mark[]): Node[] {
  const within = (mark: Mark) => mark.addToSet(around);
  switch (inline.type) {
    case "text":
      return text(inline.text, around);
    case "strong":
      return inlineNodes(inline.content, within(marks.strong.create()));
    case "emphasis":
      return inlineNodes(inline.content, within(marks.emphasis.create()));
    case "strikethrough":
      return inlineNodes(inline.content, within(marks.strikethrough.create()));
    case "link":
      return inlineNodes(
        inline.content,
        within(marks.link.create({ target: inline.target, title: inline.title ?? "" })),
      );
    case "code":
      return text(inline.text, within(marks.code.create()));
    case "html":
      return text(inline.text, within(marks.inlineHtml.create()));
    case "raw":
      return text(inline.text, within(marks.inlineRaw.create()));
    case "soft-break":
      return text(" ", within(marks.softBreak.create()));
    case "hard-break":
      return [schema.nodes.hardBreak.create(null, null, around)];
    case "variable":
      return [schema.nodes.variable.create({ name: inline.name }, null, around)];
    case "picture":
      return [
        schema.nodes.inlinePicture.create(
          { target: inline.target, alt: inline.alt, title: inline.title ?? "" },
          null,
          around,
        ),
      ];
  }
}

const text = (words: string, around: readonly Mark[]): Node[] =>
  words === "" ? [] : [schema.text(words, around)];

/** A picture as the tree has it: what is empty by default is left out. */
export const picture = ({ target, alt, title }: Node["attrs"]): Picture => ({
  target: String(target),
  alt: String(alt),
  ...(title ? { title: String(title) } : {}),
});

/**
 * Inlines of a run of nodes. The form that reaches furthest is the outermost, so that
 * `**bold *and* more**` comes back as it was, whichever mark the editor keeps first.
 */
export function inlines(nodes: readonly Node[], open: readonly Mark[] = []): Inline[] {
  const made: Inline[] = [];
  let at = 0;
  while (at < nodes.length) {
    const node = nodes[at]!;
    const outer = furthest(nodes, at, open);
    if (outer) {
      const inside = inlines(nodes.slice(at, outer.end), [...open, outer.mark]);
      made.push(formed(outer.mark, inside));
      at = outer.end;
    } else {
      made.push(...leaf(node));
      at += 1;
    }
  }
  return joined(made);
}

function furthest(
  nodes: readonly Node[],
  at: number,
  open: readonly Mark[],
): { mark: Mark; end: number } | null {
  let best: { mark: Mark; end: number } | null = null;
  for (const type of rank) {
    const mark = nodes[at]!.marks.find((has) => has.type === type);
    if (!mark || open.some((has) => has.eq(mark))) continue;
    let end = at + 1;
    while (end < nodes.length && mark.isInSet(nodes[end]!.marks)) end += 1;
    if (!best || end > best.end) best = { mark, end };
  }
  return best;
}

function formed(mark: Mark, content: Inline[]): Inline {
  switch (mark.type) {
    case marks.strong:
      return { type: "strong", content };
    case marks.emphasis:
      return { type: "emphasis", content };
    case marks.strikethrough:
      return { type: "strikethrough", content };
    default: {
      const { target, title } = mark.attrs;
      return { type: "link", target: String(target), ...(title ? { title: String(title) } : {}), content };
    }
  }
}

function leaf(node: Node): Inline[] {
  switch (node.type) {
    case schema.nodes.hardBreak:
      return [{ type: "hard-break" }];
    case schema.nodes.variable:
      return [{ type: "variable", name: String(node.attrs.name) }];
    case schema.nodes.inlinePicture:
      return [{ type: "picture", ...picture(node.attrs) }];
  }
  const words = node.text ?? "";
  const form = leaves.find((type) => node.marks.some((mark) => mark.type === type));
  switch (form) {
    case marks.softBreak:
      // One mark can have grown over a second line end, or over a space that was typed into it.
      return Array.from(words, () => ({ type: "soft-break" }));
    case marks.inlineHtml:
      return [{ type: "html", text: words }];
    case marks.inlineRaw:
      return [{ type: "raw", text: words }];
    case marks.code:
      return [{ type: "code", text: words }];
    default:
      return [{ type: "text", text: words }];
  }
}

/** Neighbouring pieces of plain text are one: they differ only by marks that have no form here. */
function joined(made: Inline[]): Inline[] {
  const out: Inline[] = [];
  for (const inline of made) {
    const before = out.at(-1);
    if (inline.type === "text" && before?.type === "text") {
      out[out.length - 1] = { type: "text", text: before.text + inline.text };
    } else {
      out.push(inline);
    }
  }
  return out;
}

export const plainText = (content: readonly Inline[]): string =>
  content
    .map((inline) => {
      switch (inline.type) {
        case "text":
        case "code":
        case "raw":
          return inline.text;
        case "picture":
          return inline.alt;
        case "variable":
          return `{{${inline.name}}}`;
        case "soft-break":
        case "hard-break":
          return " ";
        case "html":
          return "";
        default:
          return plainText(inline.content);
      }
    })
    .join("");
