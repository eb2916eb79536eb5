//! Two edits of one block, item or row.

use super::list::{self, Part, Without};
use crate::document::Document;
use crate::merge::Answer;
use crate::merge::asked::{Asked, each, three};
use crate::merge::heading;
use crate::merge::text::{self, Text};
use crate::read;
use crate::tree::{Block, BlockKind, CalloutKind, Cell, ColumnAlignment, Inline, ListItem};
use crate::write;

impl Part for Block {
    fn shown(parts: &[Self]) -> String {
        let parts: Vec<String> = parts.iter().map(|part| write::block(part, false)).collect();
        parts.join("\n\n")
    }

    fn join(base: &Self, ours: &Self, theirs: &Self, asked: &mut Asked) -> Vec<Self> {
        let block = |kind: BlockKind| Self {
            origin: theirs.origin,
            kind,
        };
        match within(base, ours, theirs, asked) {
            Some(Text::Joined(kind)) => kind.map(block).into_iter().collect(),
            Some(Text::Apart {
                ours: our,
                theirs: their,
            }) => ask(
                base,
                our.map_or_else(|| ours.clone(), block),
                their.map_or_else(|| theirs.clone(), block),
                asked,
            ),
            None => ask(base, ours.clone(), theirs.clone(), asked),
        }
    }

    fn in_place_of(mut self, other: &Self) -> Self {
        // What stands around it stays as it is.
        self.origin = other.origin;
        self
    }
}

/// Asks which of two blocks is right.
fn ask(base: &Block, mut ours: Block, theirs: Block, asked: &mut Asked) -> Vec<Block> {
    let shown = |block: &Block| write::block(block, false);
    match asked.ask(shown(base), shown(&ours), shown(&theirs)) {
        Answer::Ours => vec![ours.in_place_of(&theirs)],
        Answer::Theirs => vec![theirs],
        Answer::Both => {
            ours.origin = crate::tree::Origin::default();
            vec![ours, theirs]
        }
    }
}

/// What two edits of one block come to, or what each comes to with all of the other that does not
/// contradict it; `None` where they have no structure in common. A block without words is none.
fn within(
    base: &Block,
    ours: &Block,
    theirs: &Block,
    asked: &mut Asked,
) -> Option<Text<Option<BlockKind>>> {
    use BlockKind::{
        Callout, Code, Definitions, Heading, Html, List, Paragraph, Picture, Quote, Raw, Table,
        Video,
    };
    let joined = |kind: BlockKind| Some(Text::Joined(Some(kind)));
    match (&base.kind, &ours.kind, &theirs.kind) {
        (
            Paragraph { content: base },
            Paragraph { content: ours },
            Paragraph { content: theirs },
        ) => Some(text::words(base, ours, theirs).map(paragraph)),
        (Heading { heading: base }, Heading { heading: ours }, Heading { heading: theirs }) => {
            let mut heading = heading::join(Some(base), ours, theirs, asked);
            heading.level = three(base.level, ours.level, theirs.level).unwrap_or(theirs.level);
            joined(Heading { heading })
        }
        (Picture(base), Picture(ours), Picture(theirs)) => {
            let (mut our, mut their) = (theirs.clone(), theirs.clone());
            let mut agreed = each(
                &mut our.target,
                &mut their.target,
                [&base.target, &ours.target, &theirs.target],
            );
            agreed &= each(
                &mut our.alt,
                &mut their.alt,
                [&base.alt, &ours.alt, &theirs.alt],
            );
            agreed &= each(
                &mut our.title,
                &mut their.title,
                [&base.title, &ours.title, &theirs.title],
            );
            Some(apart_unless(agreed, Picture(our), Picture(their)))
        }
        (Video(base), Video(ours), Video(theirs)) => {
            let (mut our, mut their) = (theirs.clone(), theirs.clone());
            let mut agreed = each(
                &mut our.target,
                &mut their.target,
                [&base.target, &ours.target, &theirs.target],
            );
            agreed &= each(
                &mut our.title,
                &mut their.title,
                [&base.title, &ours.title, &theirs.title],
            );
            let words = text::words(&base.content, &ours.content, &theirs.content);
            let (mine, other, agreed_words) = words.each();
            (our.content, their.content) = (mine, other);
            Some(apart_unless(
                agreed && agreed_words,
                Video(our),
                Video(their),
            ))
        }
        (
            Quote { blocks: from } | Callout { blocks: from, .. },
            Quote { blocks: mine } | Callout { blocks: mine, .. },
            Quote { blocks: other } | Callout { blocks: other, .. },
        ) => {
            let kinds = [base, ours, theirs].map(|block| callout(&block.kind));
            let blocks = list::join(from, mine, other, Without::Own, asked);
            let quote = |kind, blocks: &[Block]| {
                let blocks = blocks.to_vec();
                match kind {
                    None => Quote { blocks },
                    Some(kind) => Callout { kind, blocks },
                }
            };
            joined(around(kinds, from, &blocks, asked, quote))
        }
        (
            List {
                start: from_start,
                tight: from_tight,
                items: from,
            },
            List {
                start: our_start,
                tight: our_tight,
                items: mine,
            },
            List {
                start: their_start,
                tight: their_tight,
                items: other,
            },
        ) => {
            let items = list::join(from, mine, other, Without::Own, asked);
            let tight = three(*from_tight, *our_tight, *their_tight).unwrap_or(*their_tight);
            let starts = [*from_start, *our_start, *their_start];
            let list = |start, items: &[ListItem]| List {
                start,
                tight,
                items: items.to_vec(),
            };
            let kind = around(starts, from, &items, asked, list);
            Some(Text::Joined((!items.is_empty()).then_some(kind)))
        }
        (
            Table {
                columns: from_columns,
                header: from_header,
                rows: from,
            },
            Table {
                columns: our_columns,
                header: our_header,
                rows: mine,
            },
            Table {
                columns: their_columns,
                header: their_header,
                rows: other,
            },
        ) => {
            let columns = columns([from_columns, our_columns, their_columns])?;
            let header = cells([from_header, our_header, their_header], asked)?;
            joined(Table {
                columns,
                header,
                rows: list::join(from, mine, other, Without::Own, asked),
            })
        }
        (
            Code {
                info: from_info,
                text: from,
            },
            Code {
                info: our_info,
                text: mine,
            },
            Code {
                info: their_info,
                text: other,
            },
        ) => {
            let (mut our, mut their) = (None, None);
            let agreed = each(&mut our, &mut their, [from_info, our_info, their_info]);
            let (mine, other, agreed_lines) = text::lines(from, mine, other).each();
            let [our, their] =
                [(our, mine), (their, other)].map(|(info, text)| Code { info, text });
            Some(apart_unless(agreed && agreed_lines, our, their))
        }
        (Html { text: from }, Html { text: mine }, Html { text: other }) => {
            source(from, mine, other, |text| Html { text })
        }
        (Definitions { text: from }, Definitions { text: mine }, Definitions { text: other }) => {
            source(from, mine, other, |text| Definitions { text })
        }
        (Raw { text: from }, Raw { text: mine }, Raw { text: other }) => {
            source(from, mine, other, |text| Raw { text })
        }
        _ => None,
    }
}

fn paragraph(content: Vec<Inline>) -> Option<BlockKind> {
    (!content.is_empty()).then(|| read::of_one(content))
}

fn apart_unless(agreed: bool, ours: BlockKind, theirs: BlockKind) -> Text<Option<BlockKind>> {
    if agreed {
        return Text::Joined(Some(theirs));
    }
    Text::Apart {
        ours: Some(ours),
        theirs: Some(theirs),
    }
}

/// What is around the parts of a block that were joined: where both changed that, one is asked
/// for, and ours stays until then, since the parts are to stand once.
fn around<K: PartialEq + Copy, T>(
    [base, ours, theirs]: [K; 3],
    before: &[T],
    joined: &[T],
    asked: &mut Asked,
    kind: impl Fn(K, &[T]) -> BlockKind,
) -> BlockKind {
    if let Some(value) = three(base, ours, theirs) {
        return kind(value, joined);
    }
    let shown = |kind: BlockKind| write::block(&kind.into(), false);
    let (our, their) = (kind(ours, joined), kind(theirs, joined));
    match asked.ask(
        shown(kind(base, before)),
        shown(our.clone()),
        shown(their.clone()),
    ) {
        Answer::Theirs => their,
        Answer::Ours | Answer::Both => our,
    }
}

fn callout(kind: &BlockKind) -> Option<CalloutKind> {
    match kind {
        BlockKind::Callout { kind, .. } => Some(*kind),
        _ => None,
    }
}

/// What is kept verbatim is joined by lines if that gives one block of its kind again.
fn source(
    base: &str,
    ours: &str,
    theirs: &str,
    kind: impl Fn(String) -> BlockKind,
) -> Option<Text<Option<BlockKind>>> {
    let Text::Joined(text) = text::lines(base, ours, theirs) else {
        return None;
    };
    let block = Block::from(kind(text));
    let again = Document::read(write::block(&block, false).as_bytes());
    let tree = again.tree();
    let is_one = tree.introduction == [block.clone()] && tree.steps.is_empty();
    is_one.then_some(Text::Joined(Some(block.kind)))
}

/// How the columns of a table are set, where all have as many.
fn columns([base, ours, theirs]: [&[ColumnAlignment]; 3]) -> Option<Vec<ColumnAlignment>> {
    if base.len() != ours.len() || base.len() != theirs.len() {
        return None;
    }
    let sides = base.iter().zip(ours.iter().zip(theirs));
    sides
        .map(|(base, (ours, theirs))| three(*base, *ours, *theirs))
        .collect()
}

/// A row cell by cell, where all have as many.
fn cells([base, ours, theirs]: [&[Cell]; 3], asked: &mut Asked) -> Option<Vec<Cell>> {
    if base.len() != ours.len() || base.len() != theirs.len() {
        return None;
    }
    let sides = base.iter().zip(ours.iter().zip(theirs));
    let joined = sides.map(|(base, (ours, theirs))| {
        let content = match text::words(&base.content, &ours.content, &theirs.content) {
            Text::Joined(content) => content,
            Text::Apart {
                ours: our,
                theirs: their,
            } => match asked.ask(shown(&base.content), shown(&our), shown(&their)) {
                Answer::Theirs => their,
                // A cell holds one text.
                Answer::Ours | Answer::Both => our,
            },
        };
        Cell { content }
    });
    Some(joined.collect())
}

fn shown(content: &[Inline]) -> String {
    let content = content.to_vec();
    write::block(&BlockKind::Paragraph { content }.into(), false)
}

impl Part for Vec<Cell> {
    fn shown(parts: &[Self]) -> String {
        let row = |cells: &Self| {
            let cells: Vec<String> = cells.iter().map(|cell| shown(&cell.content)).collect();
            format!("| {} |", cells.join(" | "))
        };
        let rows: Vec<String> = parts.iter().map(row).collect();
        rows.join("\n")
    }

    fn join(base: &Self, ours: &Self, theirs: &Self, asked: &mut Asked) -> Vec<Self> {
        // Rows are as wide as the table, but for what an editor sends.
        if let Some(row) = cells([base, ours, theirs], asked) {
            return vec![row];
        }
        let shown = |row: &Self| Self::shown(std::slice::from_ref(row));
        match asked.ask(shown(base), shown(ours), shown(theirs)) {
            Answer::Ours => vec![ours.clone()],
            Answer::Theirs => vec![theirs.clone()],
            Answer::Both => vec![ours.clone(), theirs.clone()],
        }
    }
}

impl Part for ListItem {
    fn shown(parts: &[Self]) -> String {
        let list = BlockKind::List {
            start: None,
            tight: true,
            items: parts.to_vec(),
        };
        if parts.is_empty() {
            return String::new();
        }
        write::block(&list.into(), false)
    }

    fn join(base: &Self, ours: &Self, theirs: &Self, asked: &mut Asked) -> Vec<Self> {
        let blocks = list::join(
            &base.blocks,
            &ours.blocks,
            &theirs.blocks,
            Without::Own,
            asked,
        );
        let item = |checked| Self {
            checked,
            blocks: blocks.clone(),
        };
        if let Some(checked) = three(base.checked, ours.checked, theirs.checked) {
            return vec![item(checked)];
        }
        let (ours, theirs) = (item(ours.checked), item(theirs.checked));
        let shown = |item: &Self| Self::shown(std::slice::from_ref(item));
        match asked.ask(shown(base), shown(&ours), shown(&theirs)) {
            Answer::Theirs => vec![theirs],
            // One item has one box.
            Answer::Ours | Answer::Both => vec![ours],
        }
    }
}
