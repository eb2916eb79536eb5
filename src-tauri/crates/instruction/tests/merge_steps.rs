//! Two edits of one document are joined step by step, block by block, word by word, and only what
//! truly contradicts is asked.

use werkwijzer_instruction::merge::{Answer, Contradiction, merge, merge_answered};
use werkwijzer_instruction::{Document, Instruction};

fn tree(text: &str) -> Instruction {
    Document::read(text.as_bytes()).tree().clone()
}

/// The merge as it is written into their file, with what is asked.
fn joined(base: &str, ours: &str, theirs: &str) -> (String, Vec<Contradiction>) {
    answered(base, ours, theirs, &[])
}

fn answered(
    base: &str,
    ours: &str,
    theirs: &str,
    answers: &[Answer],
) -> (String, Vec<Contradiction>) {
    let merged = merge_answered(&tree(base), &tree(ours), &tree(theirs), answers);
    let written = Document::read(theirs.as_bytes()).write(&merged.tree);
    assert!(written.faithful);
    let text = String::from_utf8_lossy(&written.bytes).into_owned();
    (text, merged.contradictions)
}

/// Joins both ways round: nothing is asked, and both ways give what is wanted.
#[track_caller]
fn joins(base: &str, ours: &str, theirs: &str, wanted: &str) {
    for (one, two) in [(ours, theirs), (theirs, ours)] {
        let (text, asked) = joined(base, one, two);
        assert_eq!(text, wanted);
        assert_eq!(asked, vec![]);
    }
}

/// Asks one thing, whichever way round, and gives our way.
#[track_caller]
fn asks(base: &str, ours: &str, theirs: &str) -> (String, Contradiction) {
    let (_, asked) = joined(base, theirs, ours);
    assert_eq!(asked.len(), 1, "{asked:#?}");
    let (text, mut asked) = joined(base, ours, theirs);
    assert_eq!(asked.len(), 1, "{asked:#?}");
    (text, asked.remove(0))
}

const THREE: &str = "# T\n\n## One\n\nFirst.\n\n## Two\n\nSecond.\n\n## Three\n\nThird.\n";
const TWO: &str = "## Two\n\nSecond.\n\n";

#[test]
fn a_step_moved_here_and_changed_there_is_moved_and_changed() {
    let moved = format!("{}\n{}", THREE.replace(TWO, ""), TWO.trim_end()) + "\n";
    let changed = THREE.replace("Second.", "Second thing.");
    joins(
        THREE,
        &moved,
        &changed,
        &moved.replace("Second.", "Second thing."),
    );
}

#[test]
fn a_step_moved_under_another_takes_its_sub_steps_and_levels_along() {
    let base = "# T\n\n## A\n\na\n\n## B\n\nb\n\n### C\n\nc\n";
    let ours = "# T\n\n## A\n\na\n\n### B\n\nb\n\n#### C\n\nc\n";
    let theirs = "# T\n\n## A\n\na\n\n## B\n\nb\n\n### C\n\nc\n\n### D\n\nd\n";
    joins(
        base,
        ours,
        theirs,
        "# T\n\n## A\n\na\n\n### B\n\nb\n\n#### C\n\nc\n\n#### D\n\nd\n",
    );
}

#[test]
fn both_move_different_steps() {
    let base = "# T\n\n## A\n\na\n\n## B\n\nb\n\n## C\n\nc\n\n## D\n\nd\n\n## E\n\ne\n";
    let ours = "# T\n\n## B\n\nb\n\n## C\n\nc\n\n## D\n\nd\n\n## A\n\na\n\n## E\n\ne\n";
    let theirs = "# T\n\n## E\n\ne\n\n## A\n\na\n\n## B\n\nb\n\n## C\n\nc\n\n## D\n\nd\n";
    let both = "# T\n\n## E\n\ne\n\n## B\n\nb\n\n## C\n\nc\n\n## D\n\nd\n\n## A\n\na\n";
    joins(base, ours, theirs, both);
}

#[test]
fn each_moved_under_the_other_is_no_circle() {
    let base = "# T\n\n## A\n\na\n\n## B\n\nb\n";
    let ours = "# T\n\n## B\n\nb\n\n### A\n\na\n";
    let theirs = "# T\n\n## A\n\na\n\n### B\n\nb\n";
    let (text, asked) = joined(base, ours, theirs);
    assert_eq!(asked, vec![]);
    assert_eq!(text.matches("# A\n\na\n").count(), 1, "{text}");
    assert_eq!(text.matches("# B\n\nb\n").count(), 1, "{text}");
    assert_eq!(joined(base, theirs, ours).0, text);
}

#[test]
fn what_both_add_at_one_place_stands_in_one_order_whoever_joins() {
    let mine = format!("{THREE}\n## Mine\n\nMy text.\n");
    let hers = format!("{THREE}\n## Hers\n\nOther words.\n");
    let (text, asked) = joined(THREE, &mine, &hers);
    assert_eq!(asked, vec![]);
    assert!(text.contains("## Mine\n\nMy text.\n"), "{text}");
    assert!(text.contains("## Hers\n\nOther words.\n"), "{text}");
    assert_eq!(joined(THREE, &hers, &mine).0, text);
    // The same added by both stands once.
    joins(THREE, &mine, &mine, &mine);
    let more = mine.replace("First.", "At first.");
    joins(THREE, &mine, &more, &more);
}

#[test]
fn a_step_removed_here_and_changed_there_is_asked() {
    let removed = THREE.replace(TWO, "");
    let changed = THREE.replace("Second.", "Second thing.");
    let (text, asked) = asks(THREE, &removed, &changed);
    assert_eq!(text, changed);
    assert_eq!(
        (
            asked.base.as_str(),
            asked.ours.as_str(),
            asked.theirs.as_str()
        ),
        ("## Two\n\nSecond.", "", "## Two\n\nSecond thing.")
    );
    assert_eq!(asked.step.as_deref(), Some("Two"));
    let (text, _) = answered(THREE, &removed, &changed, &[Answer::Ours]);
    assert_eq!(text, removed);
    let (text, _) = answered(THREE, &removed, &changed, &[Answer::Theirs]);
    assert_eq!(text, changed);
}

#[test]
fn a_step_removed_with_its_sub_steps_is_asked_once() {
    let base = "# T\n\n## A\n\na\n\n### B\n\nb\n\n### C\n\nc\n\n## D\n\nd\n";
    let ours = "# T\n\n## D\n\nd\n";
    let theirs = base.replace("\nc\n", "\nc and more\n\n### New\n\nnew\n");
    let (text, asked) = asks(base, ours, &theirs);
    assert_eq!(text, theirs);
    assert_eq!(
        asked.theirs,
        "## A\n\na\n\n### B\n\nb\n\n### C\n\nc and more\n\n### New\n\nnew"
    );
    let (text, _) = answered(base, ours, &theirs, &[Answer::Ours]);
    assert_eq!(text, ours);
}

#[test]
fn what_left_a_step_before_it_was_removed_stays_where_it_went() {
    let base = "# T\n\n## A\n\na\n\n### B\n\nb\n\n## C\n\nc\n";
    let ours = "# T\n\n## C\n\nc\n\n### B\n\nb\n";
    let theirs = base.replace("\nb\n", "\nb, changed\n");
    joins(
        base,
        ours,
        &theirs,
        "# T\n\n## C\n\nc\n\n### B\n\nb, changed\n",
    );
}

#[test]
fn a_step_cut_in_two_keeps_what_the_other_wrote() {
    let base = "# T\n\n## One\n\nFirst.\n\nSecond line here.\n\nThird.\n";
    let cut = base.replace("Second", "## New\n\nSecond");
    let changed = base.replace("Third.", "Third and last.");
    joins(
        base,
        &cut,
        &changed,
        &cut.replace("Third.", "Third and last."),
    );
    // And the other way: two steps become one.
    joins(
        &cut,
        base,
        &cut.replace("Third.", "Third and last."),
        &changed,
    );
}

#[test]
fn a_picture_moved_to_another_step_takes_its_new_words_along() {
    let picture = "\n![The inbox](media/a.png)\n";
    let base = THREE.replace("First.\n", &format!("First.\n{picture}"));
    let moved = THREE.replace("Third.\n", &format!("Third.\n{picture}"));
    let changed = base.replace("The inbox", "The full inbox");
    joins(
        &base,
        &moved,
        &changed,
        &moved.replace("The inbox", "The full inbox"),
    );
    // Both moved it: it stands in one place.
    let elsewhere = THREE.replace("Second.\n", &format!("Second.\n{picture}"));
    let (text, asked) = joined(&base, &moved, &elsewhere);
    assert_eq!((text.matches("a.png").count(), asked), (1, vec![]));
    assert_eq!(joined(&base, &elsewhere, &moved).0, text);
}

#[test]
fn words_far_apart_in_a_paragraph_are_both_taken() {
    let base = "# T\n\nClick the blue button in the upper corner and wait for the mail.\n";
    let ours = base.replace("blue", "green");
    let theirs = base.replace("mail", "letter");
    joins(base, &ours, &theirs, &ours.replace("mail", "letter"));
}

#[test]
fn words_side_by_side_are_asked() {
    let base = "# T\n\nIntro.\n\n## S\n\nClick the blue button in the upper corner and wait.\n";
    let ours = base.replace("blue", "green").replace("wait", "wait long");
    let theirs = base.replace("button", "link");
    let (text, asked) = asks(base, &ours, &theirs);
    assert_eq!(
        asked.base,
        "Click the blue button in the upper corner and wait."
    );
    // What does not contradict is in both.
    assert_eq!(
        asked.ours,
        "Click the green button in the upper corner and wait long."
    );
    assert_eq!(
        asked.theirs,
        "Click the blue link in the upper corner and wait long."
    );
    assert!(
        text.contains(&format!("{}\n\n{}", asked.ours, asked.theirs)),
        "{text}"
    );
}

#[test]
fn a_paragraph_wrapped_anew_takes_the_words_of_the_other() {
    let base = "# T\n\nClick the blue button in the upper corner and wait for the mail.\n";
    let wrapped = base.replace("upper corner", "upper\ncorner");
    let changed = base.replace("upper", "lower");
    joins(base, &wrapped, &changed, &wrapped.replace("upper", "lower"));
}

#[test]
fn a_form_and_a_word_are_both_taken() {
    let base = "# T\n\nClick the blue button, then read the [page](a.md) and wait for it.\n";
    let ours = base.replace("blue", "**blue**");
    let theirs = base.replace("(a.md)", "(b.md)");
    joins(base, &ours, &theirs, &ours.replace("(a.md)", "(b.md)"));
}

#[test]
fn lists_are_joined_item_by_item() {
    let base = "# T\n\n- [ ] look it up\n- [ ] print it\n- [ ] sign it\n";
    let ours = "# T\n\n- [ ] look it up\n- [x] print it\n- [ ] sign it\n- [ ] send it\n";
    let theirs = "# T\n\n- [ ] look the number up\n- [ ] print it twice\n- [ ] sign it\n";
    joins(
        base,
        ours,
        theirs,
        "# T\n\n- [ ] look the number up\n- [x] print it twice\n- [ ] sign it\n- [ ] send it\n",
    );
    let gone = "# T\n\n- [ ] look it up\n- [ ] sign it\n";
    let (text, asked) = asks(base, gone, theirs);
    assert_eq!(text, theirs);
    assert_eq!(asked.theirs, "- [ ] print it twice");
    joins(
        base,
        gone,
        &base.replace("sign", "stamp"),
        &gone.replace("sign", "stamp"),
    );
}

#[test]
fn tables_are_joined_cell_by_cell() {
    let base = "# T\n\n| a | b |\n| --- | --- |\n| one | two |\n| three | four |\n";
    let ours = base
        .replace("two", "2")
        .replace("| a | b |\n| --- |", "| a | b |\n| :--- |");
    let theirs = base.replace("one", "1") + "| five | six |\n";
    let both = ours.replace("one", "1") + "| five | six |\n";
    joins(base, &ours, &theirs, &both);
    let (_, asked) = asks(base, &base.replace("two", "2"), &base.replace("two", "II"));
    assert_eq!(
        (
            asked.base.as_str(),
            asked.ours.as_str(),
            asked.theirs.as_str()
        ),
        ("two", "2", "II")
    );
}

#[test]
fn callouts_and_code_are_joined_within() {
    let base = "# T\n\n> [!NOTE]\n> Mind the gap.\n\n```\none\ntwo\nthree\nfour\n```\n";
    let ours = base.replace("NOTE", "WARNING").replace("one", "1");
    let theirs = base.replace("gap", "step").replace("four", "4");
    joins(
        base,
        &ours,
        &theirs,
        &ours.replace("gap", "step").replace("four", "4"),
    );
    let (_, asked) = asks(base, &base.replace("two", "2"), &base.replace("three", "3"));
    assert!(asked.ours.contains("2\nthree"), "{asked:?}");
}

#[test]
fn a_picture_gets_another_file_and_other_words() {
    let base = "# T\n\n![The inbox](media/a.png)\n";
    let ours = base.replace("a.png", "b.png");
    let theirs = base.replace("The inbox", "The full inbox");
    joins(
        base,
        &ours,
        &theirs,
        &ours.replace("The inbox", "The full inbox"),
    );
    let (text, asked) = asks(base, "# T\n", &ours);
    assert_eq!((text, asked.ours), (ours, String::new()));
}

#[test]
fn a_title_changed_by_both_is_asked_and_ours_stays() {
    let (text, asked) = asks(
        THREE,
        &THREE.replace("## Two", "## Zwei"),
        &THREE
            .replace("## Two", "## Deux")
            .replace("Second.", "Second thing."),
    );
    assert_eq!(
        (asked.ours.as_str(), asked.theirs.as_str()),
        ("## Zwei", "## Deux")
    );
    assert!(text.contains("## Zwei\n\nSecond thing."), "{text}");
}

#[test]
fn an_id_comes_beside_another_title() {
    let ours = THREE.replace("## Two", "## Two {#two}");
    let theirs = THREE.replace("## Two", "## Number two");
    joins(
        THREE,
        &ours,
        &theirs,
        &THREE.replace("## Two", "## Number two {#two}"),
    );
}

#[test]
fn agreements_are_joined_one_by_one_and_in_order() {
    let base = "---\nagreements:\n  quality: good\n  speed: 40\ntags: [a, b]\n---\n# T\n";
    let ours = base
        .replace("speed: 40", "speed: 50")
        .replace("[a, b]", "[a, b, c]");
    let theirs = base
        .replace("  speed: 40\n", "  speed: 40\n  delivery: 17:00\n")
        .replace("[a, b]", "[b, d]");
    let (text, asked) = joined(base, &ours, &theirs);
    assert_eq!(asked, vec![]);
    assert!(
        text.contains("quality: good\n  speed: \"50\"\n  delivery: 17:00"),
        "{text}"
    );
    let merged = |one: &str, two: &str| merge(&tree(base), &tree(one), &tree(two)).tree;
    let (one, two) = (merged(&ours, &theirs), merged(&theirs, &ours));
    assert_eq!(one, two);
    let mut tags = one.front_matter.tags.clone();
    tags.sort_unstable();
    assert_eq!(tags, ["b", "c", "d"]);
    // An order is an edit too.
    let turned = base.replace(
        "  quality: good\n  speed: 40\n",
        "  speed: 40\n  quality: good\n",
    );
    assert_eq!(merged(&turned, base), tree(&turned));
}

#[test]
fn the_front_matter_says_which_value_is_asked() {
    let base = "---\nowner: a\nagreements:\n  speed: 1\n---\n# T\n";
    let (_, asked) = asks(
        base,
        &base.replace(": a", ": b"),
        &base.replace(": a", ": c"),
    );
    assert_eq!(
        (asked.base.as_str(), asked.ours.as_str()),
        ("owner: a", "owner: b")
    );
    let (_, asked) = asks(
        base,
        &base.replace(": 1", ": 2"),
        "---\nowner: a\n---\n# T\n",
    );
    assert_eq!(
        (asked.ours.as_str(), asked.theirs.as_str()),
        ("speed: 2", "")
    );
}

/// DESIGN decision 4.
#[test]
fn what_nobody_changed_keeps_its_bytes() {
    let base = "---\nowner:   a   # who\n---\n# T\r\n\r\n\r\n*  odd\r\n*  list\r\n\r\nTwo words <b\r\n>here</b> & there.\r\n\r\n\
                Setext\r\n------\r\n__Old__ text.\r\n\r\n\r\n## Next ##\r\n\r\nLast of all.\r\n\r\n";
    let ours = base.replace("Last of", "The last of");
    let theirs = base.replace("__Old__", "__New__");
    let (text, asked) = joined(base, &ours, &theirs);
    assert_eq!(text, theirs.replace("Last of", "The last of"));
    assert_eq!(asked, vec![]);
}

#[test]
fn without_a_common_beginning_what_is_the_same_stands_once() {
    let theirs = THREE.replace("Second.", "Second thing.") + "\n## Four\n\nFourth.\n";
    let (text, asked) = joined("", THREE, &theirs);
    assert_eq!(asked.len(), 1, "{asked:#?}");
    assert_eq!(text.matches("## ").count(), 4, "{text}");
    assert!(text.contains("Second.\n\nSecond thing."), "{text}");
}
