//! Blocks, items and rows.

use std::collections::{HashMap, VecDeque};

use super::{
    BlockChange, ItemChange, PictureChange, PictureFiles, RowChange, Run, RunKind, Seen, TextKind,
    words,
};
use crate::compare::blocks::align;
use crate::compare::hash_of;
use crate::compare::sequence::common;
use crate::tree::{Block, BlockKind, CalloutKind, Cell, ListItem, Picture};
use crate::walk::Visit;

/// What happened to the blocks of a step; nothing when they are the same.
pub(super) fn changes(old: &[Block], new: &[Block], files: &dyn PictureFiles) -> Vec<BlockChange> {
    let changes = compared(old, new, files);
    let changed = changes
        .iter()
        .any(|change| !matches!(change, BlockChange::Unchanged { .. }));
    if changed { changes } else { Vec::new() }
}

fn compared(old: &[Block], new: &[Block], files: &dyn PictureFiles) -> Vec<BlockChange> {
    let mut out = Vec::with_capacity(old.len().max(new.len()));
    let removed = |block: &Block| BlockChange::Removed {
        block: block.clone(),
    };
    let added = |block: &Block| BlockChange::Added {
        block: block.clone(),
    };
    paired(old, new, &align(old, new), |was, is| match (was, is) {
        (Some(was), Some(is)) => match edited(was, is, files) {
            Some(change) => out.push(change),
            None => out.extend([removed(was), added(is)]),
        },
        (Some(was), None) => out.push(removed(was)),
        (None, Some(is)) => out.push(added(is)),
        (None, None) => {}
    });
    out
}

/// Gives each of both sides once, in order: what was removed before what was added.
fn paired<'a, T>(
    old: &'a [T],
    new: &'a [T],
    to_new: &[Option<usize>],
    mut each: impl FnMut(Option<&'a T>, Option<&'a T>),
) {
    let mut next = 0;
    let mut removed = Vec::new();
    for (was, place) in old.iter().zip(to_new) {
        let Some(place) = *place else {
            removed.push(was);
            continue;
        };
        for was in removed.drain(..) {
            each(Some(was), None);
        }
        for is in &new[next..place] {
            each(None, Some(is));
        }
        each(Some(was), Some(&new[place]));
        next = place + 1;
    }
    for was in removed {
        each(Some(was), None);
    }
    for is in &new[next..] {
        each(None, Some(is));
    }
}

/// What changed from one block to another; `None` if they have nothing in common.
fn edited(old: &Block, new: &Block, files: &dyn PictureFiles) -> Option<BlockChange> {
    let unchanged = || BlockChange::Unchanged { block: new.clone() };
    if old == new && !holds_picture(old) {
        return Some(unchanged());
    }
    let change = match (&old.kind, &new.kind) {
        (BlockKind::Picture(old), BlockKind::Picture(new)) => {
            let change = picture(old, new, files);
            match change {
                Some(change) => BlockChange::Picture(change),
                None => unchanged(),
            }
        }
        (BlockKind::List { .. }, BlockKind::List { .. })
        | (
            BlockKind::Quote { .. } | BlockKind::Callout { .. },
            BlockKind::Quote { .. } | BlockKind::Callout { .. },
        ) => {
            let change = within(&old.kind, &new.kind, files)?;
            let same = old == new
                && match &change {
                    BlockChange::List { items, .. } => items
                        .iter()
                        .all(|item| matches!(item, ItemChange::Unchanged { .. })),
                    BlockChange::Quote { blocks, .. } => blocks
                        .iter()
                        .all(|block| matches!(block, BlockChange::Unchanged { .. })),
                    _ => true,
                };
            if same { unchanged() } else { change }
        }
        _ if old == new => unchanged(),
        (BlockKind::Paragraph { content: old }, BlockKind::Paragraph { content: new }) => {
            text(TextKind::Paragraph, words::runs(old, new))?
        }
        (BlockKind::Heading { heading: old }, BlockKind::Heading { heading: new }) => {
            text(TextKind::Heading, words::runs(&old.content, &new.content))?
        }
        (BlockKind::Code { text: old, .. }, BlockKind::Code { text: new, .. }) => {
            text(TextKind::Code, words::lines(old, new))?
        }
        (BlockKind::Html { text: old }, BlockKind::Html { text: new })
        | (BlockKind::Definitions { text: old }, BlockKind::Definitions { text: new })
        | (BlockKind::Raw { text: old }, BlockKind::Raw { text: new }) => {
            text(TextKind::Source, words::lines(old, new))?
        }
        (BlockKind::Video(old), BlockKind::Video(new)) => BlockChange::Video {
            old: old.clone(),
            new: new.clone(),
            runs: words::runs(&old.content, &new.content),
        },
        (
            BlockKind::Table {
                header: old_header,
                rows: old_rows,
                ..
            },
            BlockKind::Table {
                header: new_header,
                rows: new_rows,
                ..
            },
        ) => BlockChange::Table {
            rows: rows((old_header, old_rows), (new_header, new_rows)),
        },
        _ => return None,
    };
    Some(change)
}

/// A text of which nothing stayed is another text.
fn text(kind: TextKind, runs: Vec<Run>) -> Option<BlockChange> {
    let stayed =
        |run: &Run| run.kind == RunKind::Equal && run.text().chars().any(char::is_alphanumeric);
    let nothing = |kind| runs.iter().all(|run| run.kind != kind);
    let only_one_side = nothing(RunKind::Inserted) || nothing(RunKind::Deleted);
    (only_one_side || runs.iter().any(stayed)).then_some(BlockChange::Text { kind, runs })
}

/// Quotes and lists.
fn within(old: &BlockKind, new: &BlockKind, files: &dyn PictureFiles) -> Option<BlockChange> {
    let quote = |kind: &'_ BlockKind| match kind {
        BlockKind::Quote { .. } => Some(None),
        BlockKind::Callout { kind, .. } => Some(Some(*kind)),
        _ => None::<Option<CalloutKind>>,
    };
    Some(match (old, new) {
        (
            BlockKind::List {
                start: was,
                items: old,
                ..
            },
            BlockKind::List {
                start: is,
                items: new,
                ..
            },
        ) => BlockChange::List {
            old: *was,
            new: *is,
            items: items(old, new, files),
        },
        (
            BlockKind::Quote { blocks: was } | BlockKind::Callout { blocks: was, .. },
            BlockKind::Quote { blocks: is } | BlockKind::Callout { blocks: is, .. },
        ) => BlockChange::Quote {
            old: quote(old)?,
            new: quote(new)?,
            blocks: compared(was, is, files),
        },
        _ => return None,
    })
}

fn items(old: &[ListItem], new: &[ListItem], files: &dyn PictureFiles) -> Vec<ItemChange> {
    let mut out = Vec::with_capacity(old.len().max(new.len()));
    paired(old, new, &align(old, new), |was, is| {
        out.push(match (was, is) {
            (Some(was), Some(is)) => {
                let blocks = compared(&was.blocks, &is.blocks, files);
                let same = blocks
                    .iter()
                    .all(|block| matches!(block, BlockChange::Unchanged { .. }));
                if same && was.checked == is.checked {
                    ItemChange::Unchanged { item: is.clone() }
                } else {
                    ItemChange::Changed {
                        old: was.checked,
                        new: is.checked,
                        blocks,
                    }
                }
            }
            (Some(was), None) => ItemChange::Removed { item: was.clone() },
            (None, Some(is)) => ItemChange::Added { item: is.clone() },
            (None, None) => return,
        });
    });
    out
}

/// The rows of a table, its header first.
type Rows<'a> = (&'a [Cell], &'a [Vec<Cell>]);

fn rows(old: Rows<'_>, new: Rows<'_>) -> Vec<RowChange> {
    let columns = columns(old.0, new.0);
    let mut out = Vec::with_capacity(old.1.len().max(new.1.len()) + 1);
    out.push(row(old.0, new.0, &columns));
    // A row is known by what stands in the columns that are on both sides.
    let key = |row: &[Cell], side: fn(&Column) -> Option<usize>| {
        let cells = columns
            .iter()
            .filter(|column| column.0.is_some() && column.1.is_some());
        let cells: Vec<_> = cells.map(|column| row.get(side(column)?)).collect();
        hash_of(&cells)
    };
    let was: Vec<u64> = old
        .1
        .iter()
        .map(|row| key(row, |column| column.0))
        .collect();
    let is: Vec<u64> = new
        .1
        .iter()
        .map(|row| key(row, |column| column.1))
        .collect();
    let mut last = (0, 0);
    for (a, b) in common(&was, &is)
        .into_iter()
        .chain([(old.1.len(), new.1.len())])
    {
        let (old_gap, new_gap) = (&old.1[last.0..a], &new.1[last.1..b]);
        // Rows in the same place, as far as there are as many.
        let both = old_gap.len().min(new_gap.len());
        for (was, is) in old_gap.iter().zip(new_gap) {
            out.push(row(was, is, &columns));
        }
        for cells in &old_gap[both..] {
            out.push(RowChange::Removed {
                cells: cells.clone(),
            });
        }
        for cells in &new_gap[both..] {
            out.push(RowChange::Added {
                cells: cells.clone(),
            });
        }
        if let (Some(was), Some(is)) = (old.1.get(a), new.1.get(b)) {
            out.push(row(was, is, &columns));
        }
        last = (a + 1, b + 1);
    }
    out
}

/// The place of a column on either side.
type Column = (Option<usize>, Option<usize>);

/// The columns of both sides.
fn columns(old: &[Cell], new: &[Cell]) -> Vec<Column> {
    let keys = |cells: &[Cell]| cells.iter().map(hash_of).collect::<Vec<u64>>();
    let mut out = Vec::with_capacity(old.len().max(new.len()));
    let mut last = (0, 0);
    for (a, b) in common(&keys(old), &keys(new))
        .into_iter()
        .chain([(old.len(), new.len())])
    {
        let (mut was, mut is) = (last.0..a, last.1..b);
        loop {
            match (was.next(), is.next()) {
                (None, None) => break,
                column => out.push(column),
            }
        }
        if a < old.len() {
            out.push((Some(a), Some(b)));
        }
        last = (a + 1, b + 1);
    }
    out
}

fn row(old: &[Cell], new: &[Cell], columns: &[Column]) -> RowChange {
    if old == new {
        return RowChange::Unchanged { cells: new.into() };
    }
    let content = |row: &[Cell], at: Option<usize>| {
        at.and_then(|at| row.get(at))
            .map(|cell| cell.content.clone())
            .unwrap_or_default()
    };
    RowChange::Changed {
        cells: columns
            .iter()
            .map(|(was, is)| words::runs(&content(old, *was), &content(new, *is)))
            .collect(),
    }
}

fn holds_picture(block: &Block) -> bool {
    !pictures_in(std::slice::from_ref(block)).is_empty()
}

fn pictures_in(blocks: &[Block]) -> Vec<&Picture> {
    struct Found<'a>(Vec<&'a Picture>);
    impl<'a> Visit<'a> for Found<'a> {
        fn picture(&mut self, picture: &'a Picture) {
            self.0.push(picture);
        }
    }
    let mut found = Found(Vec::new());
    for block in blocks {
        found.block(block);
    }
    found.0
}

fn picture(old: &Picture, new: &Picture, files: &dyn PictureFiles) -> Option<PictureChange> {
    let seen = files.seen(&old.target, &new.target);
    (old != new || seen != Seen::default()).then(|| PictureChange {
        old: Some(old.clone()),
        new: Some(new.clone()),
        seen,
    })
}

/// What happened to the pictures among blocks. A picture is known by its file, else by its words,
/// else by its place.
pub(super) fn pictures(
    old: &[Block],
    new: &[Block],
    files: &dyn PictureFiles,
) -> Vec<PictureChange> {
    let (was, is) = (pictures_in(old), pictures_in(new));
    let mut to_old: Vec<Option<usize>> = vec![None; is.len()];
    let mut taken = vec![false; was.len()];
    let keys: [fn(&Picture) -> &str; 2] = [|picture| &picture.target, |picture| &picture.alt];
    for key in keys {
        let mut free: HashMap<&str, VecDeque<usize>> = HashMap::new();
        for (at, picture) in was.iter().enumerate() {
            if !taken[at] && !key(picture).is_empty() {
                free.entry(key(picture)).or_default().push_back(at);
            }
        }
        for (at, picture) in is.iter().enumerate() {
            if to_old[at].is_none()
                && let Some(place) = free.get_mut(key(picture)).and_then(VecDeque::pop_front)
            {
                to_old[at] = Some(place);
                taken[place] = true;
            }
        }
    }
    let left =
        |taken: &[bool]| -> Vec<usize> { (0..taken.len()).filter(|at| !taken[*at]).collect() };
    let new_left: Vec<usize> = (0..is.len()).filter(|at| to_old[*at].is_none()).collect();
    if let ([place], [at]) = (left(&taken).as_slice(), new_left.as_slice()) {
        to_old[*at] = Some(*place);
        taken[*place] = true;
    }
    let mut out = Vec::new();
    for (at, new) in is.iter().enumerate() {
        match to_old[at] {
            Some(place) => out.extend(picture(was[place], new, files)),
            None => out.push(PictureChange {
                old: None,
                new: Some((*new).clone()),
                seen: Seen::default(),
            }),
        }
    }
    out.extend(left(&taken).into_iter().map(|at| PictureChange {
        old: Some(was[at].clone()),
        new: None,
        seen: Seen::default(),
    }));
    out
}
