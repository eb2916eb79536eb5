//! One walk over the tree, for whoever gathers from it or changes it in place.
//!
//! A visitor writes only the methods of the nodes that it is interested in; the others go on to
//! what is inside. A method that is written goes no further by itself: it calls the function of
//! the same name in [`read`] or [`change`] when it wants to.
//!
//! ```
//! use werkwijzer_instruction::{Document, Picture, walk::Visit};
//!
//! struct Alts<'a>(Vec<&'a str>);
//!
//! impl<'a> Visit<'a> for Alts<'a> {
//!     fn picture(&mut self, picture: &'a Picture) {
//!         self.0.push(&picture.alt);
//!     }
//! }
//!
//! let document = Document::read(b"# T\n\n- a ![b](c.png)\n");
//! let mut alts = Alts(Vec::new());
//! alts.instruction(document.tree());
//! assert_eq!(alts.0, ["b"]);
//! ```

macro_rules! walk {
    ($(#[$doc:meta])* $Visit:ident, $module:ident, [$($life:lifetime)?], [$($mut:ident)?]) => {
        $(#[$doc])*
        pub trait $Visit$(<$life>)? {
            /// The whole, but not its front matter.
            fn instruction(&mut self, node: &$($life)? $($mut)? Instruction) {
                $module::instruction(self, node);
            }
            /// A step with its sub-steps.
            fn step(&mut self, node: &$($life)? $($mut)? Step) {
                $module::step(self, node);
            }
            /// The title, the heading of a step, or one within a quote or list.
            fn heading(&mut self, node: &$($life)? $($mut)? Heading) {
                $module::heading(self, node);
            }
            /// The blocks of a step, quote or item.
            fn blocks(&mut self, nodes: &$($life)? $($mut)? Vec<Block>) {
                $module::blocks(self, nodes);
            }
            /// A block.
            fn block(&mut self, node: &$($life)? $($mut)? Block) {
                $module::block(self, node);
            }
            /// A row of a table; its header too.
            fn row(&mut self, cells: &$($life)? $($mut)? Vec<Cell>) {
                $module::row(self, cells);
            }
            /// Running text.
            fn inlines(&mut self, content: &$($life)? $($mut)? Vec<Inline>) {
                $module::inlines(self, content);
            }
            /// A piece of running text.
            fn inline(&mut self, node: &$($life)? $($mut)? Inline) {
                $module::inline(self, node);
            }
            /// A picture, alone or in a line of text.
            fn picture(&mut self, _: &$($life)? $($mut)? Picture) {}
            /// A video.
            fn video(&mut self, node: &$($life)? $($mut)? Video) {
                $module::video(self, node);
            }
        }

        /// Each function visits what is inside a node, in the order of the document.
        #[expect(missing_docs, reason = "each does for its node what the module says")]
        pub mod $module {
            use super::{
                $Visit, Block, BlockKind, Cell, Heading, Inline, Instruction, Step, Video,
            };

            pub fn instruction<$($life,)? V: $Visit$(<$life>)? + ?Sized>(
                visit: &mut V,
                node: &$($life)? $($mut)? Instruction,
            ) {
                visit.blocks(&$($mut)? node.preamble);
                if let Some(title) = &$($mut)? node.title {
                    visit.heading(title);
                }
                visit.blocks(&$($mut)? node.introduction);
                for step in &$($mut)? node.steps {
                    visit.step(step);
                }
            }

            pub fn step<$($life,)? V: $Visit$(<$life>)? + ?Sized>(
                visit: &mut V,
                node: &$($life)? $($mut)? Step,
            ) {
                visit.heading(&$($mut)? node.heading);
                visit.blocks(&$($mut)? node.blocks);
                for step in &$($mut)? node.steps {
                    visit.step(step);
                }
            }

            pub fn heading<$($life,)? V: $Visit$(<$life>)? + ?Sized>(
                visit: &mut V,
                node: &$($life)? $($mut)? Heading,
            ) {
                visit.inlines(&$($mut)? node.content);
            }

            pub fn blocks<$($life,)? V: $Visit$(<$life>)? + ?Sized>(
                visit: &mut V,
                nodes: &$($life)? $($mut)? Vec<Block>,
            ) {
                for block in nodes {
                    visit.block(block);
                }
            }

            pub fn block<$($life,)? V: $Visit$(<$life>)? + ?Sized>(
                visit: &mut V,
                node: &$($life)? $($mut)? Block,
            ) {
                match &$($mut)? node.kind {
                    BlockKind::Paragraph { content } => visit.inlines(content),
                    BlockKind::Heading { heading } => visit.heading(heading),
                    BlockKind::Picture(picture) => visit.picture(picture),
                    BlockKind::Video(video) => visit.video(video),
                    BlockKind::Callout { blocks, .. } | BlockKind::Quote { blocks } => {
                        visit.blocks(blocks);
                    }
                    BlockKind::List { items, .. } => {
                        for item in items {
                            visit.blocks(&$($mut)? item.blocks);
                        }
                    }
                    BlockKind::Table { header, rows, .. } => {
                        visit.row(header);
                        for row in rows {
                            visit.row(row);
                        }
                    }
                    BlockKind::Code { .. }
                    | BlockKind::Snippet { .. }
                    | BlockKind::Rule
                    | BlockKind::Html { .. }
                    | BlockKind::Definitions { .. }
                    | BlockKind::Raw { .. } => {}
                }
            }

            pub fn row<$($life,)? V: $Visit$(<$life>)? + ?Sized>(
                visit: &mut V,
                cells: &$($life)? $($mut)? Vec<Cell>,
            ) {
                for cell in cells {
                    visit.inlines(&$($mut)? cell.content);
                }
            }

            pub fn inlines<$($life,)? V: $Visit$(<$life>)? + ?Sized>(
                visit: &mut V,
                content: &$($life)? $($mut)? Vec<Inline>,
            ) {
                for inline in content {
                    visit.inline(inline);
                }
            }

            pub fn inline<$($life,)? V: $Visit$(<$life>)? + ?Sized>(
                visit: &mut V,
                node: &$($life)? $($mut)? Inline,
            ) {
                match node {
                    Inline::Strong { content }
                    | Inline::Emphasis { content }
                    | Inline::Strikethrough { content }
                    | Inline::Link { content, .. } => visit.inlines(content),
                    Inline::Picture(picture) => visit.picture(picture),
                    Inline::Text { .. }
                    | Inline::Code { .. }
                    | Inline::Variable { .. }
                    | Inline::SoftBreak
                    | Inline::HardBreak
                    | Inline::Html { .. }
                    | Inline::Raw { .. } => {}
                }
            }

            pub fn video<$($life,)? V: $Visit$(<$life>)? + ?Sized>(
                visit: &mut V,
                node: &$($life)? $($mut)? Video,
            ) {
                visit.inlines(&$($mut)? node.content);
            }
        }
    };
}

use crate::tree::{Block, BlockKind, Cell, Heading, Inline, Instruction, Picture, Step, Video};

walk!(
    /// Sees every node of a tree.
    Visit,
    read,
    ['a],
    []
);
walk!(
    /// Sees every node of a tree and may change it.
    VisitMut,
    change,
    [],
    [mut]
);
