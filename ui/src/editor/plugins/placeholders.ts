// Says what an empty place is for: the title, a heading, the text at the cursor.

import type { Node } from "@tiptap/pm/model";
import { Plugin, type EditorState } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { schema } from "../schema";

export type Said = { title: string; heading: string; text: string; question: string };

export const placeholders = (said: () => Said) =>
  new Plugin({ props: { decorations: (state) => draw(state, said()) } });

/** Empty headings are seldom, and found without looking into texts. */
function draw(state: EditorState, said: Said): DecorationSet {
  const shown: Decoration[] = [];
  const show = (node: Node, position: number, text: string) =>
    shown.push(
      Decoration.node(position, position + node.nodeSize, {
        class: "empty",
        "data-placeholder": text,
        ...(node.type === schema.nodes.paragraph ? {} : { "aria-label": text }),
      }),
    );
  const look = (parent: Node, start: number) => {
    parent.forEach((child, offset) => {
      if (child.type === schema.nodes.step) look(child, start + offset + 1);
      else if (child.content.size > 0) return;
      else if (child.type === schema.nodes.title) show(child, start + offset, said.title);
      else if (child.type === schema.nodes.stepHeading) show(child, start + offset, said.heading);
    });
  };
  look(state.doc, 0);
  const { $from, empty } = state.selection;
  const { parent } = $from;
  if (empty && parent.type === schema.nodes.paragraph && parent.content.size === 0) {
    const top = $from.depth > 0 && [schema.nodes.step, schema.nodes.doc].some((type) => $from.node(-1).type === type);
    show(parent, $from.before(), top ? said.text : said.question);
  }
  return DecorationSet.create(state.doc, shown);
}
