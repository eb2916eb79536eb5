//! Steps: which were added, removed, moved, renamed, changed.

use std::collections::HashSet;

use super::{BlockChange, PictureFiles, StepChange, StepChangeKind, StepPlace, blocks, words};
use crate::compare::sequence::rising;
use crate::compare::steps::{Steps, pair};
use crate::number::Place;
use crate::tree::{Step, plain_text};

pub(super) fn changes(
    old: &Steps<'_>,
    new: &Steps<'_>,
    files: &dyn PictureFiles,
) -> Vec<StepChange> {
    let to_new = pair(old, new);
    let mut to_old = vec![None; new.len()];
    for (was, is) in to_new.iter().enumerate() {
        if let Some(is) = is {
            to_old[*is] = Some(was);
        }
    }
    let moved = moved(old, new, &to_new, &to_old);
    let mut out = Vec::with_capacity(old.len().max(new.len()));
    // What was removed stands behind the last step before it that stayed where it was.
    let mut removed_after: Vec<(Option<usize>, usize)> = Vec::new();
    let mut anchor = None;
    for (at, is) in to_new.iter().enumerate() {
        match is {
            Some(is) if !moved.contains(is) => anchor = Some(*is),
            Some(_) => {}
            None => removed_after.push((anchor, at)),
        }
    }
    removed_after.sort_by_key(|(anchor, _)| *anchor);
    let mut removed = removed_after.into_iter().peekable();
    let mut push_removed = |anchor: Option<usize>, out: &mut Vec<StepChange>| {
        while let Some((_, at)) = removed.next_if(|(after, _)| *after == anchor) {
            out.push(gone(old.step(at), old.place(at), files));
        }
    };
    push_removed(None, &mut out);
    for (is, was) in to_old.iter().enumerate() {
        let (step, place) = (new.step(is), new.place(is));
        match was {
            Some(was) => {
                let relevelled = level(old, *was) != level(new, is);
                let mut change = edited(
                    (old.step(*was), old.place(*was)),
                    (step, place),
                    relevelled,
                    files,
                );
                if moved.contains(&is) {
                    change.kinds.insert(0, StepChangeKind::Moved);
                }
                out.push(change);
            }
            None => out.push(come(step, place, files)),
        }
        push_removed(Some(is), &mut out);
    }
    out
}

/// The steps of the new version that stand elsewhere than they did, as few as explain the order.
fn moved(
    old: &Steps<'_>,
    new: &Steps<'_>,
    to_new: &[Option<usize>],
    to_old: &[Option<usize>],
) -> HashSet<usize> {
    let mut moved = HashSet::new();
    let same_parent = |was: usize, is: usize| {
        old.all[was].parent.map(|parent| to_new[parent]) == new.all[is].parent.map(Some)
    };
    for children in new.children().into_values() {
        let (stayed, left): (Vec<_>, Vec<_>) = children
            .into_iter()
            .filter_map(|is| Some((to_old[is]?, is)))
            .partition(|(was, is)| same_parent(*was, *is));
        moved.extend(left.into_iter().map(|(_, is)| is));
        let order: Vec<usize> = stayed.iter().map(|(was, _)| *was).collect();
        let in_order: HashSet<usize> = rising(&order).into_iter().collect();
        let out_of_order = stayed
            .iter()
            .enumerate()
            .filter(|(at, _)| !in_order.contains(at));
        moved.extend(out_of_order.map(|(_, (_, is))| *is));
    }
    moved
}

/// How far below the heading of its parent a heading stands: what is left of a level when whole
/// parts move up or down.
fn level(steps: &Steps<'_>, at: usize) -> i16 {
    let above = steps.all[at]
        .parent
        .map_or(0, |parent| steps.step(parent).heading.level);
    i16::from(steps.step(at).heading.level) - i16::from(above)
}

fn place_of(place: &Place) -> StepPlace {
    StepPlace {
        number: place.number.clone(),
        id: place.id.clone(),
        title: plain_text(&place.content),
        depth: place.depth,
    }
}

fn edited(
    (old, was): (&Step, &Place),
    (new, is): (&Step, &Place),
    relevelled: bool,
    files: &dyn PictureFiles,
) -> StepChange {
    let title = words::of_title(&old.heading.content, &new.heading.content);
    let blocks = blocks::changes(&old.blocks, &new.blocks, files);
    let pictures = blocks::pictures(&old.blocks, &new.blocks, files);
    let attributes = |step: &Step| {
        (
            step.heading.classes.clone(),
            step.heading.attributes.clone(),
        )
    };
    let changed = !blocks.is_empty()
        || !pictures.is_empty()
        || relevelled
        || attributes(old) != attributes(new)
        // An id that was written is a promise to links; one made from a title is not.
        || (old.heading.id.is_some() && was.id != is.id);
    let mut kinds = Vec::new();
    if !title.is_empty() {
        kinds.push(StepChangeKind::Renamed);
    }
    if changed {
        kinds.push(StepChangeKind::Changed);
    }
    StepChange {
        kinds,
        old: Some(place_of(was)),
        new: Some(place_of(is)),
        title,
        blocks,
        pictures,
    }
}

fn come(step: &Step, place: &Place, files: &dyn PictureFiles) -> StepChange {
    let added = step.blocks.iter().cloned();
    StepChange {
        kinds: vec![StepChangeKind::Added],
        old: None,
        new: Some(place_of(place)),
        title: words::of_title(&[], &step.heading.content),
        blocks: added.map(|block| BlockChange::Added { block }).collect(),
        pictures: blocks::pictures(&[], &step.blocks, files),
    }
}

fn gone(step: &Step, place: &Place, files: &dyn PictureFiles) -> StepChange {
    let removed = step.blocks.iter().cloned();
    StepChange {
        kinds: vec![StepChangeKind::Removed],
        old: Some(place_of(place)),
        new: None,
        title: words::of_title(&step.heading.content, &[]),
        blocks: removed
            .map(|block| BlockChange::Removed { block })
            .collect(),
        pictures: blocks::pictures(&step.blocks, &[], files),
    }
}
