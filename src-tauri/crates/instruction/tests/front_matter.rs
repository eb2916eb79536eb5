//! Any edit of any front matter is read as it was made, and leaves the lines of others alone.

#[path = "support/any.rs"]
mod any;

use proptest::prelude::*;
use werkwijzer_instruction::{Document, FrontMatter, Status};

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,6}( [a-z]{1,6})?",
        "[a-z0-9é:#,'\"\\[\\]{}&*!|>%@`\\\\ ~.=<?-]{0,8}",
        prop::sample::select(vec![
            "true",
            "null",
            "~",
            "1",
            "1.5",
            "0x1F",
            "1e3",
            "2027-01-01",
            "a: b",
            "# no",
            "it's",
            "\"",
            "- a",
            "a\nb",
            "a #b",
            " a",
            "a ",
            "---",
            "...",
            "\t",
            "no",
            "\u{2028}",
            "\u{85}",
        ])
        .prop_map(str::to_owned),
    ]
}

fn source() -> impl Strategy<Value = String> {
    let line = prop::sample::select(vec![
        "id: 01A # the id\n",
        "status: draft   # soon\n",
        "language: 'nl'\n",
        "owner: \"ann\" # x\n",
        "owner:\n",
        "owner: >-\n  ann\n  lee\n",
        "review-by: 2027-03-01\n",
        "tags: [a, 'b', \"c\"] # t\n",
        "tags:\n- a\n- b # b\n",
        "tags:\n    - \"a\"\n\n    # about b\n    - b\n",
        "tags: a, b\n",
        "tags: [\n  a,\n  b\n]\n",
        "agreements:\n  speed: 40 # a\n\n  # why\n  quality: 'at most: 2'\n",
        "agreements: {speed: 40, \"quality\": good}\n",
        "variables:\n    a: 1\n    b: >\n      long\n      text\n",
        "variables: # none\n",
        "x-tool: {b: 1, a: [2]}\n",
        "x-list:\n- 1\n- 2\n",
        "# a comment\n",
        "\n",
        "numbering: none # page\n",
    ]);
    (prop::collection::vec(line, 0..7), any::<bool>()).prop_map(|(mut lines, windows)| {
        // A key stands there once.
        let mut seen = std::collections::HashSet::new();
        lines.retain(|line| {
            line.starts_with(['#', '\n']) || seen.insert(line.split(':').next().unwrap_or_default())
        });
        let text = format!("---\n{}---\n# Té\n\na\n", lines.concat());
        if windows {
            text.replace('\n', "\r\n")
        } else {
            text
        }
    })
}

type Change = Box<dyn Fn(&mut FrontMatter)>;

fn change() -> impl Strategy<Value = (String, String, u8, usize)> {
    (value(), value(), 0_u8..14, 0_usize..4)
}

fn apply((a, b, what, at): (String, String, u8, usize)) -> Change {
    Box::new(move |front| {
        let (a, b) = (a.clone(), b.clone());
        let key = if a.trim().is_empty() {
            "k".to_owned()
        } else {
            a.clone()
        };
        match what {
            0 => front.owner = Some(a).filter(|a| !a.is_empty()),
            1 => front.owner = None,
            2 => front.status = Some(Status::Pilot),
            3 => front.id = Some(a).filter(|a| !a.is_empty()),
            4 => front.tags.insert(at.min(front.tags.len()), b),
            5 if !front.tags.is_empty() => drop(front.tags.remove(at % front.tags.len())),
            6 if !front.tags.is_empty() => {
                let at = at % front.tags.len();
                front.tags[at] = a;
            }
            7 if front.agreements.iter().all(|(known, _)| *known != key) => {
                front
                    .agreements
                    .insert(at.min(front.agreements.len()), (key, b));
            }
            8 if !front.agreements.is_empty() => {
                drop(front.agreements.remove(at % front.agreements.len()));
            }
            9 if !front.agreements.is_empty() => {
                let at = at % front.agreements.len();
                front.agreements[at].1 = b;
            }
            10 if !front.variables.is_empty() => {
                let at = at % front.variables.len();
                front.variables[at].1 = b;
            }
            11 => front.variables.push((format!("v{at}{what}"), a)),
            12 => front.review_by = Some("2028-02-29".into()),
            _ => front.language = None,
        }
    })
}

proptest! {
    #![proptest_config(any::config(4000))]

    #[test]
    fn any_edit_is_read_as_it_was_made(
        text in source(), changes in prop::collection::vec(change(), 1..4)
    ) {
        let document = Document::read(text.as_bytes());
        prop_assume!(document.problems().is_empty());
        let mut tree = document.tree().clone();
        for change in changes {
            apply(change)(&mut tree.front_matter);
        }
        let written = document.write(&tree);
        let out = String::from_utf8(written.bytes).unwrap();
        prop_assert!(
            written.faithful,
            "{}\n{}\n{:?}\n{:?}", text, out, tree.front_matter,
            Document::read(out.as_bytes()).tree().front_matter
        );
        let end = if text.contains('\r') { "# Té\r\n\r\na\r\n" } else { "# Té\n\na\n" };
        prop_assert!(out.ends_with(end));
        prop_assert!(!text.contains('\r') || !out.replace("\r\n", "").contains('\n'), "{:?}", out);
        for comment in ["# a comment", "x-tool: {b: 1, a: [2]}", "x-list:"] {
            prop_assert!(!text.contains(comment) || out.contains(comment), "{}", out);
        }
    }
}
