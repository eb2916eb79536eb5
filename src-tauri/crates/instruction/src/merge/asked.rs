//! What is asked, and what was answered.

use super::{Answer, Contradiction};

#[derive(Default)]
pub(super) struct Asked {
    pub(super) contradictions: Vec<Contradiction>,
    pub(super) answers: Vec<Answer>,
    /// The title of the step that is being joined.
    pub(super) step: Option<String>,
    /// Whether ours comes before theirs where both are kept without asking.
    pub(super) ours_first: bool,
}

impl Asked {
    /// Tells a contradiction, and gives its answer.
    pub(super) fn ask(&mut self, base: String, ours: String, theirs: String) -> Answer {
        let answer = self.answers.get(self.contradictions.len()).copied();
        self.contradictions.push(Contradiction {
            step: self.step.clone(),
            base,
            ours,
            theirs,
        });
        answer.unwrap_or(Answer::Both)
    }
}

/// What three versions of one value come to; `None` where both changed it in different ways.
#[expect(
    clippy::needless_pass_by_value,
    reason = "three of one kind, references for the most part"
)]
pub(super) fn three<T: PartialEq>(base: T, ours: T, theirs: T) -> Option<T> {
    if ours == base || ours == theirs {
        Some(theirs)
    } else {
        (theirs == base).then_some(ours)
    }
}

/// Gives both sides what a value comes to, or each its own; whether they agree.
pub(super) fn each<T: PartialEq + Clone>(
    our: &mut T,
    their: &mut T,
    [base, ours, theirs]: [&T; 3],
) -> bool {
    let joined = three(base, ours, theirs);
    our.clone_from(joined.unwrap_or(ours));
    their.clone_from(joined.unwrap_or(theirs));
    joined.is_some()
}
