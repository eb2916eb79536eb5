//! Titles, with their ids and other attributes.

use super::Answer;
use super::asked::{Asked, each};
use super::text::{self, Text};
use crate::tree::Heading;
use crate::write;

/// Joins two edits of a heading; without base when both sides added it. On which level it stands
/// is told by where it stands.
pub(super) fn join(
    base: Option<&Heading>,
    ours: &Heading,
    theirs: &Heading,
    asked: &mut Asked,
) -> Heading {
    let nothing = Heading::default();
    let from = base.unwrap_or(&nothing);
    let mut our = theirs.clone();
    our.level = ours.level;
    let mut their = theirs.clone();
    let mut agreed = each(&mut our.id, &mut their.id, [&from.id, &ours.id, &theirs.id]);
    agreed &= each(
        &mut our.classes,
        &mut their.classes,
        [&from.classes, &ours.classes, &theirs.classes],
    );
    agreed &= each(
        &mut our.attributes,
        &mut their.attributes,
        [&from.attributes, &ours.attributes, &theirs.attributes],
    );
    match text::words(&from.content, &ours.content, &theirs.content) {
        Text::Joined(content) => {
            our.content.clone_from(&content);
            their.content = content;
        }
        Text::Apart {
            ours: mine,
            theirs: other,
        } => {
            (our.content, their.content) = (mine, other);
            agreed = false;
        }
    }
    if agreed {
        return their;
    }
    let shown = base.map(write::heading).unwrap_or_default();
    match asked.ask(shown, write::heading(&our), write::heading(&their)) {
        Answer::Theirs => their,
        // Two titles would make two steps.
        Answer::Ours | Answer::Both => our,
    }
}
