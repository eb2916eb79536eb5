// The editor's nodes and marks: one for each kind of block and inline of the tree.

import { Schema } from "@tiptap/pm/model";
import { marks } from "./marks";
import { nodes } from "./nodes";

export type NodeName = keyof typeof nodes;
export type MarkName = keyof typeof marks;

export const schema = new Schema<NodeName, MarkName>({ nodes, marks });

let last = 0;

/** A key that no other node of this window has. */
export const freshKey = (): number => (last += 1);
