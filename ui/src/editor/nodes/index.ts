// How the blocks that are more than text draw themselves.

import type { NodeViewConstructor } from "@tiptap/pm/view";
import type { OpenDocument } from "../document.svelte";
import type { NodeName } from "../schema";
import { CalloutView, CodeView, ItemView, SourceView, VariableView } from "./blocks";
import { InlinePictureView, PictureView } from "./picture";
import { SnippetView } from "./snippet";
import { StepView } from "./step";
import { VideoView } from "./video";

export const nodeViews = (document: OpenDocument): Partial<Record<NodeName, NodeViewConstructor>> => ({
  step: (node) => new StepView(node, document),
  picture: (node, _view, position) => new PictureView(node, document, position),
  inlinePicture: (node) => new InlinePictureView(node, document),
  video: (node, _view, position) => new VideoView(node, document, position),
  callout: (node, _view, position) => new CalloutView(node, document, position),
  listItem: (node, _view, position) => new ItemView(node, document, position),
  codeBlock: (node, _view, position) => new CodeView(node, document, position),
  html: (node) => new SourceView(node, document),
  definitions: (node) => new SourceView(node, document),
  raw: (node) => new SourceView(node, document),
  snippet: (node) => new SnippetView(node, document),
  variable: (node) => new VariableView(node, document),
});
