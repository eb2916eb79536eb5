//! The versions of an instruction, as text.

use std::fmt::Write as _;

use werkwijzer_app::{Comparison, MediaChange, Timeline, Unjoined, VersionListed};
use werkwijzer_instruction::diff::{
    BlockChange, ItemChange, PictureChange, RowChange, Run, RunKind, StepChange, StepChangeKind,
    StepPlace, ValueChange,
};
use werkwijzer_instruction::{Block, Picture, edit, plain_text};

/// So many digits tell the versions of an instruction apart.
const DIGITS: usize = 10;

/// A line a version, the newest first.
pub(crate) fn timeline(timeline: &Timeline, releases: bool) -> String {
    let mut out = String::new();
    if timeline.changed && !releases {
        out.push_str("  now         what stands in the library now is in no version yet\n");
    }
    if timeline.behind && !releases {
        out.push_str(
            "  now         the files are older than the newest version: `merge` brings it\n",
        );
    }
    for version in &timeline.versions {
        if !releases || version.release.is_some() {
            let sign = if version.current { '*' } else { ' ' };
            let _ = writeln!(out, "{sign} {}", line(version));
        }
    }
    out
}

/// `3f2a91c07b  2026-11-25 04:45  Ann  release 3, approved by Bea: What is new`
pub(crate) fn line(version: &VersionListed) -> String {
    let id = version.id.get(..DIGITS).unwrap_or(&version.id);
    let what = match &version.release {
        Some(release) => {
            let approved = release.approved_by.as_ref();
            let by = approved.map_or(String::new(), |name| format!(" by {name}"));
            format!("release {}, {}{by}", release.number, release.status)
        }
        None => version.reason.clone(),
    };
    let note = if version.note.is_empty() {
        String::new()
    } else {
        format!(": {}", version.note)
    };
    let author = if version.author.is_empty() {
        "-"
    } else {
        &version.author
    };
    format!("{id}  {}  {author}  {what}{note}", local(&version.time))
}

/// A moment in the time of this place.
fn local(time: &str) -> String {
    time.parse::<jiff::Timestamp>().map_or_else(
        |_| time.to_owned(),
        |time| {
            let here = time.to_zoned_datetime(jiff::tz::TimeZone::system());
            here.strftime("%Y-%m-%d %H:%M").to_string()
        },
    )
}

/// What changed, step by step: `+` added, `-` removed, `~` changed, `>` moved; in running text
/// `[-gone-]` and `{+new+}`.
pub(crate) fn comparison(comparison: &Comparison) -> String {
    let mut out = String::new();
    let difference = &comparison.difference;
    for ValueChange {
        key,
        name,
        old,
        new,
    } in &difference.front_matter
    {
        let name = name
            .as_ref()
            .map_or(String::new(), |name| format!(".{name}"));
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        let _ = writeln!(out, "~ {key}{name}: {} -> {}", shown(old), shown(new));
    }
    if !difference.title.is_empty() {
        let _ = writeln!(out, "~ {}", words(&difference.title));
    }
    blocks(&difference.introduction, 1, &mut out);
    pictures(&difference.pictures, &mut out);
    for step in difference.changed_steps() {
        heading(step, &mut out);
        let one_sided = step.old.is_none() || step.new.is_none();
        if !one_sided {
            blocks(&step.blocks, 1, &mut out);
            pictures(&step.pictures, &mut out);
        }
    }
    for media in &comparison.media {
        let sign = sign(media);
        let markup = if media.markup && media.before && media.after {
            " (what is drawn on it)"
        } else {
            ""
        };
        let _ = writeln!(out, "{sign} {}{markup}", media.path);
    }
    out
}

fn sign(media: &MediaChange) -> char {
    match (media.before, media.after) {
        (false, _) => '+',
        (_, false) => '-',
        _ => '~',
    }
}

fn heading(step: &StepChange, out: &mut String) {
    let name = |place: &StepPlace| {
        let number = place.number.clone().unwrap_or_default();
        format!("{number} {}", place.title).trim().to_owned()
    };
    let (sign, text) = match (&step.old, &step.new) {
        (None, Some(new)) => ('+', name(new)),
        (Some(old), None) => ('-', name(old)),
        (Some(old), Some(new)) => {
            let moved = step.kinds.contains(&StepChangeKind::Moved);
            let number = new.number.clone().unwrap_or_default();
            let title = if step.title.is_empty() {
                new.title.clone()
            } else {
                words(&step.title)
            };
            let was = match &old.number {
                Some(was) if moved => format!(" (was {was})"),
                _ if moved => " (moved)".to_owned(),
                _ => String::new(),
            };
            let sign = if moved { '>' } else { '~' };
            (sign, format!("{number} {title}{was}").trim().to_owned())
        }
        (None, None) => return,
    };
    let _ = writeln!(out, "{sign} {text}");
}

fn blocks(changes: &[BlockChange], depth: usize, out: &mut String) {
    let indent = "    ".repeat(depth);
    let mut whole = |sign: char, block: &Block| {
        let text = edit::markdown_of(std::slice::from_ref(block));
        for text in text.trim_end().lines() {
            let _ = writeln!(out, "{indent}{sign} {text}");
        }
    };
    for change in changes {
        match change {
            BlockChange::Added { block } => whole('+', block),
            BlockChange::Removed { block } => whole('-', block),
            _ => {}
        }
    }
    for change in changes {
        match change {
            BlockChange::Text { runs, .. } | BlockChange::Video { runs, .. } => {
                for text in words(runs).lines() {
                    let _ = writeln!(out, "{indent}  {text}");
                }
            }
            BlockChange::Quote { blocks: inner, .. } => blocks(inner, depth + 1, out),
            BlockChange::List { items, .. } => items.iter().for_each(|item| list(item, depth, out)),
            BlockChange::Table { rows } => rows.iter().for_each(|row| table(row, &indent, out)),
            // Pictures are told by their step.
            _ => {}
        }
    }
}

fn list(item: &ItemChange, depth: usize, out: &mut String) {
    let indent = "    ".repeat(depth);
    let whole = |sign: char, blocks: &[Block], out: &mut String| {
        for text in edit::markdown_of(blocks).trim_end().lines() {
            let _ = writeln!(out, "{indent}{sign} {text}");
        }
    };
    match item {
        ItemChange::Added { item } => whole('+', &item.blocks, out),
        ItemChange::Removed { item } => whole('-', &item.blocks, out),
        ItemChange::Changed { blocks: inner, .. } => blocks(inner, depth, out),
        ItemChange::Unchanged { .. } => {}
    }
}

fn table(row: &RowChange, indent: &str, out: &mut String) {
    let (sign, cells): (char, Vec<String>) = match row {
        RowChange::Added { cells } => (
            '+',
            cells.iter().map(|cell| plain_text(&cell.content)).collect(),
        ),
        RowChange::Removed { cells } => (
            '-',
            cells.iter().map(|cell| plain_text(&cell.content)).collect(),
        ),
        RowChange::Changed { cells } => ('~', cells.iter().map(|cell| words(cell)).collect()),
        RowChange::Unchanged { .. } => return,
    };
    let _ = writeln!(out, "{indent}{sign} | {} |", cells.join(" | "));
}

fn pictures(changes: &[PictureChange], out: &mut String) {
    for change in changes {
        let target = |picture: &Option<Picture>| {
            let picture = picture.as_ref();
            picture.map_or(String::new(), |picture| picture.target.clone())
        };
        let (old, new) = (target(&change.old), target(&change.new));
        let _ = match (&change.old, &change.new) {
            (None, _) => writeln!(out, "    + picture {new}"),
            (_, None) => writeln!(out, "    - picture {old}"),
            _ if old != new => writeln!(out, "    ~ picture {old} -> {new}"),
            _ => writeln!(out, "    ~ picture {new}"),
        };
    }
}

fn words(runs: &[Run]) -> String {
    let marked = |run: &Run| match run.kind {
        RunKind::Equal => run.text(),
        RunKind::Inserted => format!("{{+{}+}}", run.text()),
        RunKind::Deleted => format!("[-{}-]", run.text()),
    };
    runs.iter().map(marked).collect()
}

/// What both changed, each text under who wrote it, and the files in which the rest comes.
pub(crate) fn questions(unjoined: &Unjoined) -> String {
    let mut out = String::new();
    for question in &unjoined.questions {
        let step = question.step.as_ref();
        let step = step.map_or(String::new(), |step| format!(": {step}"));
        let _ = writeln!(out, "{}{step}", question.file);
        let mut side = |who: &str, text: &Option<String>| {
            let _ = writeln!(out, "    {who}:");
            let text = match text {
                Some(_) if question.whole => "another file",
                Some(text) => text,
                None => "taken out",
            };
            for line in text.lines() {
                let _ = writeln!(out, "        {line}");
            }
        };
        side("before", &question.base);
        side(&format!("ours ({})", unjoined.ours.author), &question.ours);
        side(
            &format!("theirs ({})", unjoined.theirs.author),
            &question.theirs,
        );
    }
    let mut comes = |file: &str| {
        let _ = writeln!(out, "comes without asking: {file}");
    };
    if !unjoined.difference.is_empty() {
        comes("instruction.md");
    }
    for translated in &unjoined.translations {
        comes(&translated.file);
    }
    for media in &unjoined.media {
        comes(&media.path);
    }
    out
}
