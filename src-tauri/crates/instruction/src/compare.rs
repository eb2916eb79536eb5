//! What belongs together in two trees: the ground that [`diff`](crate::diff) and
//! [`merge`](crate::merge) stand on.
//!
//! Everything here takes time that grows with the size of both sides, not with their product,
//! whatever they hold.

pub(crate) mod blocks;
pub(crate) mod sequence;
pub(crate) mod steps;
pub(crate) mod values;
pub(crate) mod words;

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use unicode_segmentation::UnicodeSegmentation;

use crate::tree::{Block, BlockKind, Cell, Heading, Inline, Instruction, Picture, Video};
use crate::walk::{self, Visit, VisitMut};

/// The same number for what is the same, in this run of the program.
pub(crate) fn hash_of(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The words of something, in no order, to tell how alike two things are.
#[derive(Debug, Default)]
pub(crate) struct Bag(Vec<u64>);

/// A text is judged by its first words.
const MOST_WORDS: usize = 2_000;

impl Bag {
    pub(crate) fn of_blocks(blocks: &[Block]) -> Self {
        let mut bag = Self::default();
        for block in blocks {
            bag.block(block);
        }
        bag.sorted()
    }

    pub(crate) fn of_step(heading: &Heading, blocks: &[Block]) -> Self {
        let mut bag = Self::default();
        // A title says more than the words below it.
        bag.heading(heading);
        bag.heading(heading);
        for block in blocks {
            bag.block(block);
        }
        bag.sorted()
    }

    pub(crate) fn of_row(cells: &[Cell]) -> Self {
        let mut bag = Self::default();
        for cell in cells {
            for inline in &cell.content {
                bag.inline(inline);
            }
        }
        bag.sorted()
    }

    fn sorted(mut self) -> Self {
        self.0.sort_unstable();
        self
    }

    fn add(&mut self, text: &str) {
        let room = MOST_WORDS.saturating_sub(self.0.len());
        // A word of any length is one, so what is read of a text is bounded too.
        let text = start_of(text, MOST_WORDS * 16);
        self.0.extend(text.unicode_words().take(room).map(hash_of));
    }

    pub(crate) fn words(&self) -> &[u64] {
        &self.0
    }

    /// From 0, nothing in common, to 1.
    pub(crate) fn alike(&self, other: &Self) -> f64 {
        let all = self.0.len() + other.0.len();
        if all == 0 {
            return 0.0;
        }
        let (mut a, mut b, mut shared) = (0, 0, 0);
        while let (Some(one), Some(two)) = (self.0.get(a), other.0.get(b)) {
            match one.cmp(two) {
                std::cmp::Ordering::Less => a += 1,
                std::cmp::Ordering::Greater => b += 1,
                std::cmp::Ordering::Equal => {
                    (a, b) = (a + 1, b + 1);
                    shared += 2;
                }
            }
        }
        f64::from(shared) / all as f64
    }
}

/// The first bytes of a text, up to the end of a character.
fn start_of(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most.min(text.len()))]
}

impl<'a> Visit<'a> for Bag {
    fn block(&mut self, block: &'a Block) {
        match &block.kind {
            BlockKind::Code { text, .. }
            | BlockKind::Html { text }
            | BlockKind::Definitions { text }
            | BlockKind::Raw { text } => self.add(text),
            BlockKind::Snippet { name } => self.0.push(hash_of(name)),
            _ => walk::read::block(self, block),
        }
    }

    fn inline(&mut self, inline: &'a Inline) {
        match inline {
            Inline::Text { text } | Inline::Code { text } | Inline::Raw { text } => self.add(text),
            Inline::Variable { name } => self.add(name),
            _ => walk::read::inline(self, inline),
        }
    }

    fn picture(&mut self, picture: &'a Picture) {
        // The file is what a picture is; its words can be written anew.
        for _ in 0..3 {
            self.0.push(hash_of(&picture.target));
        }
        self.add(&picture.alt);
        self.add(&picture.title);
    }

    fn video(&mut self, video: &'a Video) {
        for _ in 0..3 {
            self.0.push(hash_of(&video.target));
        }
        walk::read::video(self, video);
    }
}

/// The tree with line feeds only: how a file ends its lines is no difference.
pub(crate) fn with_line_feeds(tree: &Instruction) -> Cow<'_, Instruction> {
    struct Found(bool);
    impl Found {
        fn look(&mut self, text: &str) {
            self.0 |= text.contains("\r\n");
        }
    }
    impl<'a> Visit<'a> for Found {
        fn block(&mut self, block: &'a Block) {
            match &block.kind {
                BlockKind::Html { text }
                | BlockKind::Definitions { text }
                | BlockKind::Raw { text } => self.look(text),
                _ => walk::read::block(self, block),
            }
        }
        fn inline(&mut self, inline: &'a Inline) {
            match inline {
                Inline::Html { text } | Inline::Raw { text } => self.look(text),
                _ => walk::read::inline(self, inline),
            }
        }
    }
    struct Mend;
    impl VisitMut for Mend {
        fn block(&mut self, block: &mut Block) {
            match &mut block.kind {
                BlockKind::Html { text }
                | BlockKind::Definitions { text }
                | BlockKind::Raw { text } => *text = text.replace("\r\n", "\n"),
                _ => walk::change::block(self, block),
            }
        }
        fn inline(&mut self, inline: &mut Inline) {
            match inline {
                Inline::Html { text } | Inline::Raw { text } => {
                    *text = text.replace("\r\n", "\n");
                }
                _ => walk::change::inline(self, inline),
            }
        }
    }
    let mut found = Found(false);
    found.instruction(tree);
    if !found.0 {
        return Cow::Borrowed(tree);
    }
    let mut tree = tree.clone();
    Mend.instruction(&mut tree);
    Cow::Owned(tree)
}
