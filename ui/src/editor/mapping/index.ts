// Between the tree, which the backend reads and writes, and the nodes that are edited.
//
// The editor knows less of a text than its source: which of two marks was the outer one, whether
// a list item was empty. So each node remembers by its key the piece of the tree that it was made
// from, and as long as it still equals what was made, that very piece goes back, with its origin.
// The pieces are kept here and not in the nodes: when somebody else changes the file, every
// origin moves, and no node has to change for it, nor does undo bring an old origin back.

import type { Attrs, Node, NodeType } from "@tiptap/pm/model";
import type {
  Block, BlockKind, Cell, ColumnAlignment, FrontMatter, Heading, Inline, Instruction, ListItem, Step,
} from "../../backend/types";
import { freshKey, schema } from "../schema";
import { inlineNodes, inlines, picture } from "./inlines";

const types = schema.nodes;

type Piece = Block | Heading;
type Source = { node: Node; piece: Piece };

export class Mapping {
  #sources = new Map<number, Source>();
  /** Nodes never change, so what was made of one holds until the sources are others. */
  #blocks = new WeakMap<Node, Block>();
  #headings = new WeakMap<Node, Heading>();
  #steps = new WeakMap<Node, Step>();

  /** Maps a whole tree; from now on its origins are those that go back. */
  document(tree: Instruction): Node {
    return this.rebuild((build) => build.document(tree));
  }

  /** Runs a mapping that replaces all sources by those it meets. */
  rebuild<T>(run: (build: Building) => T): T {
    const build = new Building();
    const made = run(build);
    this.#sources = build.sources;
    this.#blocks = new WeakMap();
    this.#headings = new WeakMap();
    this.#steps = new WeakMap();
    return made;
  }

  /** Blocks that are put into the document. */
  blocks(blocks: readonly Block[]): Node[] {
    const build = new Building();
    const made = build.blocks(blocks);
    for (const [key, source] of build.sources) this.#sources.set(key, source);
    return made;
  }

  tree(document: Node, frontMatter: FrontMatter): Instruction {
    const tree: Instruction = { "front-matter": frontMatter, introduction: [], steps: [] };
    const preamble: Block[] = [];
    let titled = false;
    document.forEach((child) => {
      if (child.type === types.title) {
        titled = true;
        const title = this.heading(child);
        if (!child.attrs.absent || title.content.length > 0) tree.title = title;
      } else if (child.type === types.step) {
        tree.steps.push(this.step(child));
      } else if (!isNothing(child)) {
        (titled ? tree.introduction : preamble).push(this.block(child));
      }
    });
    if (preamble.length > 0) tree.preamble = preamble;
    return tree;
  }

  step(node: Node): Step {
    const before = this.#steps.get(node);
    if (before) return before;
    const step: Step = { heading: this.heading(node.firstChild!), blocks: [], steps: [] };
    node.forEach((child, _, index) => {
      if (index === 0) return;
      if (child.type === types.step) step.steps.push(this.step(child));
      else if (!isNothing(child)) step.blocks.push(this.block(child));
    });
    this.#steps.set(node, step);
    return step;
  }

  heading(node: Node): Heading {
    const before = this.#headings.get(node);
    if (before) return before;
    const source = this.#source(node);
    const made =
      source && "level" in source.piece && source.node.eq(node)
        ? source.piece
        : { origin: source?.piece.origin ?? null, ...heading(node) };
    this.#headings.set(node, made);
    return made;
  }

  block(node: Node): Block {
    const before = this.#blocks.get(node);
    if (before) return before;
    const source = this.#source(node);
    const made =
      source && "type" in source.piece && source.node.eq(node)
        ? source.piece
        : { origin: source?.piece.origin ?? null, ...this.#kind(node) };
    this.#blocks.set(node, made);
    return made;
  }

  #source(node: Node): Source | undefined {
    return node.attrs.key === null ? undefined : this.#sources.get(Number(node.attrs.key));
  }

  #kind(node: Node): BlockKind {
    const attributes = node.attrs;
    switch (node.type) {
      case types.picture:
        return { type: "picture", ...picture(attributes) };
      case types.video:
        return {
          type: "video",
          target: String(attributes.target),
          content: attributes.content as Inline[],
          ...(attributes.title ? { title: String(attributes.title) } : {}),
        };
      case types.callout:
        return { type: "callout", kind: attributes.kind, blocks: this.#inside(node) };
      case types.quote:
        return { type: "quote", blocks: this.#inside(node) };
      case types.list:
        return {
          type: "list",
          ...(attributes.start === null ? {} : { start: Number(attributes.start) }),
          tight: Boolean(attributes.tight),
          items: node.children.map((item) => this.#item(item)),
        };
      case types.codeBlock: {
        const text = node.textContent;
        return {
          type: "code",
          ...(attributes.info === null ? {} : { info: String(attributes.info) }),
          text: text === "" ? "" : `${text}\n`,
        };
      }
      case types.table:
        return table(node);
      case types.innerHeading:
        return { type: "heading", heading: { origin: null, ...heading(node) } };
      case types.snippet:
        return { type: "snippet", name: String(attributes.name) };
      case types.rule:
        return { type: "rule" };
      case types.html:
      case types.definitions:
      case types.raw:
        return { type: node.type.name as "html" | "definitions" | "raw", text: node.textContent };
      default:
        return { type: "paragraph", content: inlines(node.children) };
    }
  }

  #inside(node: Node): Block[] {
    return node.children.filter((child) => !isNothing(child)).map((child) => this.block(child));
  }

  #item(node: Node): ListItem {
    const checked = node.attrs.checked as boolean | null;
    return { ...(checked === null ? {} : { checked }), blocks: this.#inside(node) };
  }
}

/**
 * A paragraph that is only a place to type in: one that the author left empty, or that stands in
 * an empty item. Nothing of it is written.
 */
export const isNothing = (node: Node): boolean =>
  node.type === types.paragraph &&
  node.childCount === 0 &&
  (node.attrs.key === null || node.attrs.filler === true);

function heading(node: Node): Omit<Heading, "origin"> {
  const { level, id, classes, attributes } = node.attrs;
  return {
    level: Number(level),
    ...(id === null ? {} : { id: String(id) }),
    ...(classes.length > 0 ? { classes: classes as string[] } : {}),
    ...(attributes.length > 0 ? { attributes: attributes as [string, string | null][] } : {}),
    content: inlines(node.children),
  };
}

function table(node: Node): BlockKind {
  const cells = (row: Node): Cell[] =>
    row.children.map((cell) => ({ content: inlines(cell.children) }));
  const [first, ...rest] = node.children;
  return {
    type: "table",
    columns: first!.children.map((cell) => cell.attrs.align as ColumnAlignment),
    header: cells(first!),
    rows: rest.map(cells),
  };
}

/** Makes nodes of pieces, and keeps which was made of which. */
export class Building {
  readonly sources = new Map<number, Source>();

  document(tree: Instruction): Node {
    return types.doc.create(null, [
      ...this.blocks(tree.preamble ?? []),
      this.title(tree.title ?? null),
      ...this.blocks(tree.introduction),
      ...tree.steps.map((step) => this.step(step)),
    ]);
  }

  title(title: Heading | null, like?: Node): Node {
    if (!title) return types.title.create({ absent: true });
    return this.heading(types.title, title, like);
  }

  step(step: Step): Node {
    return types.step.create({ key: freshKey() }, [
      this.heading(types.stepHeading, step.heading),
      ...this.blocks(step.blocks),
      ...step.steps.map((under) => this.step(under)),
    ]);
  }

  heading(type: NodeType, piece: Heading, like?: Node): Node {
    return this.#made(piece, like?.type === type ? like : undefined, (key) =>
      type.create({ ...headingAttributes(piece), key }, inlineNodes(piece.content)),
    );
  }

  blocks(blocks: readonly Block[]): Node[] {
    return blocks.map((block) => this.block(block));
  }

  /** A block that takes over the keys of a node `like` it, where they are of one kind. */
  block(block: Block, like?: Node): Node {
    const kin = like?.type === typeOf(block) ? like : undefined;
    return this.#made(block, kin, (key) => this.#block(block, key, kin));
  }

  #made(piece: Piece, like: Node | undefined, make: (key: number) => Node): Node {
    const taken = like ? (like.attrs.key as number | null) : null;
    const key = taken === null || this.sources.has(taken) ? freshKey() : taken;
    const node = make(key);
    this.sources.set(key, { node, piece });
    return node;
  }

  #block(block: Block, key: number | null, like?: Node): Node {
    const type = typeOf(block);
    const make = (attrs: Attrs, content?: Node[]) => type.create({ key, ...attrs }, content);
    switch (block.type) {
      case "paragraph":
        return make({}, inlineNodes(block.content));
      case "picture":
        return make({ target: block.target, alt: block.alt, title: block.title ?? "" });
      case "video":
        return make({ target: block.target, content: block.content, title: block.title ?? "" });
      case "callout":
        return make({ kind: block.kind }, this.#inside(block.blocks, like));
      case "quote":
        return make({}, this.#inside(block.blocks, like));
      case "list":
        return make(
          { start: block.start ?? null, tight: block.tight },
          block.items.map((item, index) =>
            types.listItem.create(
              { checked: item.checked ?? null },
              this.#inside(item.blocks, like?.maybeChild(index) ?? undefined),
            ),
          ),
        );
      case "code":
        return make({ info: block.info ?? null }, characters(block.text.replace(/\n$/, "")));
      case "table": {
        const row = (cells: readonly Cell[], type: NodeType) =>
          types.tableRow.create(
            null,
            cells.map((cell, column) =>
              type.create({ align: block.columns[column] ?? "none" }, inlineNodes(cell.content)),
            ),
          );
        return make({}, [
          row(block.header, types.tableHeader),
          ...block.rows.map((cells) => row(cells, types.tableCell)),
        ]);
      }
      case "heading":
        return make(headingAttributes(block.heading), inlineNodes(block.heading.content));
      case "snippet":
        return make({ name: block.name });
      case "rule":
        return make({});
      case "html":
      case "definitions":
      case "raw":
        return make({}, characters(block.text));
    }
  }

  #inside(blocks: readonly Block[], like?: Node): Node[] {
    if (blocks.length === 0) {
      const empty = like?.childCount === 1 ? like.firstChild! : null;
      return [empty && isNothing(empty) ? empty : types.paragraph.create({ filler: true })];
    }
    return blocks.map((block, index) => {
      const under = like?.maybeChild(index) ?? undefined;
      // One that was typed here keeps no key: its container goes back whole while it is unedited,
      // and nothing around the cursor is replaced only to remember it.
      return under?.type === typeOf(block) && under.attrs.key === null
        ? this.#block(block, null, under)
        : this.block(block, under);
    });
  }
}

const characters = (text: string): Node[] => (text === "" ? [] : [schema.text(text)]);

const headingAttributes = ({ level, id, classes, attributes }: Heading): Attrs => ({
  level,
  id: id ?? null,
  classes: classes ?? [],
  attributes: attributes ?? [],
});

const kinds: Record<BlockKind["type"], NodeType> = {
  paragraph: types.paragraph,
  picture: types.picture,
  video: types.video,
  callout: types.callout,
  quote: types.quote,
  list: types.list,
  code: types.codeBlock,
  table: types.table,
  heading: types.innerHeading,
  snippet: types.snippet,
  rule: types.rule,
  html: types.html,
  definitions: types.definitions,
  raw: types.raw,
};

export const typeOf = (block: Block): NodeType => kinds[block.type];
