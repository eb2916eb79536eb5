//! Two edits of one document are joined, and nothing is lost.

use proptest::prelude::*;
use werkwijzer_instruction::merge::{Answer, merge, merge_answered};
use werkwijzer_instruction::{Document, Instruction};

fn tree(text: &str) -> Instruction {
    Document::read(text.as_bytes()).tree().clone()
}

/// The merge as Markdown, written into their file, and how many contradictions it has.
fn merged(base: &str, ours: &str, theirs: &str) -> (String, usize) {
    let merged = merge(&tree(base), &tree(ours), &tree(theirs));
    let written = Document::read(theirs.as_bytes()).write(&merged.tree);
    assert!(written.faithful);
    (
        String::from_utf8_lossy(&written.bytes).into_owned(),
        merged.contradictions.len(),
    )
}

const BASE: &str =
    "---\nowner: a\nstatus: draft\n---\n# T\n\nIntro.\n\n## One\n\nFirst.\n\n## Two\n\nSecond.\n";

#[test]
fn edits_of_different_steps_are_both_taken() {
    let ours = BASE.replace("First.", "First of all.");
    let theirs = BASE.replace("Second.", "Secondly.");
    let both = ours.replace("Second.", "Secondly.");
    assert_eq!(merged(BASE, &ours, &theirs), (both, 0));
}

#[test]
fn neighbours_are_edited_by_one_each() {
    let ours = BASE.replace("## Two", "## The second");
    let theirs = BASE.replace("Second.", "Secondly.");
    let both = ours.replace("Second.", "Secondly.");
    assert_eq!(merged(BASE, &ours, &theirs), (both, 0));
}

#[test]
fn a_step_added_and_a_step_removed() {
    let ours = format!("{BASE}\n## Three\n\nThird.\n");
    let theirs = BASE.replace("## One\n\nFirst.\n\n", "");
    let both = ours.replace("## One\n\nFirst.\n\n", "");
    assert_eq!(merged(BASE, &ours, &theirs), (both, 0));
}

/// Somebody writes on while another adds a step right below: text by text, as a window sends it.
#[test]
fn a_text_is_written_on_beside_what_another_adds() {
    let with = |text: &str| BASE.replace("Second.", text);
    let step = "\n## Hers\n\nHer text.\n";
    let theirs = format!("{BASE}{step}");
    let mut joined = theirs.clone();
    let mut before = BASE.to_owned();
    for typed in ["Second. I", "Second. I go", "Second. I go on."] {
        let now = with(typed);
        let (text, contradictions) = merged(&before, &now, &joined);
        assert_eq!(
            (text.as_str(), contradictions),
            (format!("{now}{step}").as_str(), 0)
        );
        let (swapped, _) = merged(&before, &joined, &now);
        assert_eq!(swapped, text);
        (joined, before) = (text, now);
    }
}

#[test]
fn both_texts_stay_where_both_changed_the_same() {
    let ours = BASE.replace("First.", "Ours.");
    let theirs = BASE.replace("First.", "Theirs.");
    let merge = merge(&tree(BASE), &tree(&ours), &tree(&theirs));
    assert_eq!(merge.contradictions.len(), 1);
    let contradiction = &merge.contradictions[0];
    assert_eq!(contradiction.step.as_deref(), Some("One"));
    assert_eq!(contradiction.base.trim(), "First.");
    assert_eq!(contradiction.ours.trim(), "Ours.");
    assert_eq!(contradiction.theirs.trim(), "Theirs.");
    let (text, _) = merged(BASE, &ours, &theirs);
    assert!(text.contains("Ours.\n\nTheirs."), "{text}");
}

#[test]
fn the_front_matter_is_joined_key_by_key() {
    let ours = BASE.replace("owner: a", "owner: b");
    let theirs = BASE.replace("status: draft", "status: pilot");
    let both = ours.replace("status: draft", "status: pilot");
    assert_eq!(merged(BASE, &ours, &theirs), (both, 0));
    let theirs = BASE.replace("owner: a", "owner: c");
    assert_eq!(merged(BASE, &ours, &theirs), (ours, 1));
}

#[test]
fn a_step_edited_here_and_removed_there_stays() {
    let ours = BASE.replace("First.", "First of all.");
    let theirs = BASE.replace("## One\n\nFirst.\n\n", "");
    let (text, contradictions) = merged(BASE, &ours, &theirs);
    assert!(text.contains("First of all."), "{text}");
    assert_eq!(contradictions, 1);
}

fn block() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-e]{1,3}".prop_map(|word| format!("Words {word}.")),
        "[a-e]{1,3}".prop_map(|word| format!("## Step {word}")),
        "[a-e]{1,3}".prop_map(|word| format!("- [ ] item {word}")),
        "[a-e]{1,3}".prop_map(|word| format!("> [!NOTE]\n> note {word}")),
    ]
}

fn document() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(block(), 0..8)
}

/// An edit of a document: blocks changed, removed and added.
fn edited(base: Vec<String>) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec((0..4_u8, block()), base.len()..=base.len()).prop_map(move |edits| {
        let mut out = Vec::new();
        for (block, (edit, new)) in base.iter().zip(edits) {
            match edit {
                0 => out.push(new),
                1 => out.extend([block.clone(), new]),
                2 => {}
                _ => out.push(block.clone()),
            }
        }
        out
    })
}

proptest! {
    #[test]
    fn what_one_side_wrote_is_in_the_merge(
        (base, ours, theirs) in document().prop_flat_map(|base| {
            (Just(base.clone()), edited(base.clone()), edited(base))
        })
    ) {
        let text = |blocks: &[String]| format!("# T\n\n{}\n", blocks.join("\n\n"));
        let merge = merge(&tree(&text(&base)), &tree(&text(&ours)), &tree(&text(&theirs)));
        let all = serde_json::to_string(&merge.tree).unwrap_or_default()
            + &serde_json::to_string(&merge.contradictions).unwrap_or_default();
        for block in ours.iter().chain(&theirs).filter(|block| !base.contains(block)) {
            let word = block.rsplit([' ', '\n']).next().unwrap_or_default().trim_end_matches('.');
            prop_assert!(all.contains(word), "{block} is lost: {all}");
        }
    }

    #[test]
    fn an_edit_of_one_side_is_taken_whole(
        (base, ours) in document().prop_flat_map(|base| (Just(base.clone()), edited(base)))
    ) {
        let text = |blocks: &[String]| tree(&format!("# T\n\n{}\n", blocks.join("\n\n")));
        let (base, ours) = (text(&base), text(&ours));
        for merge in [merge(&base, &ours, &base), merge(&base, &base, &ours), merge(&base, &ours, &ours)] {
            prop_assert_eq!(&merge.tree, &ours);
            prop_assert_eq!(merge.contradictions, vec![]);
        }
    }
}

#[test]
fn each_contradiction_is_answered_by_itself() {
    let base = tree("---\nowner: a\n---\n# T\n\n## One\n\nold\n\n## Two\n\nother\n");
    let ours = tree("---\nowner: b\n---\n# T\n\n## Uno\n\nours\n\n## Two\n\nother\n");
    let theirs = tree("---\nowner: c\n---\n# T\n\n## Eins\n\ntheirs\n\n## Two\n\nother\n");
    let asked = merge(&base, &ours, &theirs).contradictions;
    let told: Vec<&str> = asked.iter().map(|asked| asked.theirs.as_str()).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    let answered = |answers: [Answer; 3]| {
        let merged = merge_answered(&base, &ours, &theirs, &answers);
        assert_eq!(merged.contradictions.len(), asked.len());
        merged.tree
    };
    assert_eq!(answered([Answer::Ours; 3]), ours);
    assert_eq!(answered([Answer::Theirs; 3]), theirs);
    let mixed = answered([Answer::Theirs, Answer::Ours, Answer::Theirs]);
    assert_eq!(
        mixed,
        tree("---\nowner: c\n---\n# T\n\n## Eins\n\nours\n\n## Two\n\nother\n")
    );
}
