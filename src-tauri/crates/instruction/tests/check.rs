//! Every code of a problem: a small document that has just that problem, in the line that it
//! names, and its near miss, which has none.

use std::collections::BTreeSet;

use werkwijzer_instruction::check::{File, Surroundings, check};
use werkwijzer_instruction::resolve::Library;
use werkwijzer_instruction::{Code, Document, Instruction};

/// A library with the file `media/inbox.png`, the variable `company`, and some snippets.
struct World;

impl Library for World {
    fn variable(&self, name: &str) -> Option<String> {
        match name {
            "company" => Some("Example Ltd".into()),
            "legal" => Some("{{company}}, registered".into()),
            "snake" => Some("a {{tail}}".into()),
            "tail" => Some("{{snake}}".into()),
            "vague" => Some("{{nobody}}".into()),
            "huge" => Some("x".repeat(1 << 20)),
            _ => None,
        }
    }

    fn snippet(&self, name: &str) -> Option<Instruction> {
        let text = match name {
            "sign-in" => "Sign in at {{company}}.\n".to_owned(),
            "loop" => "a\n\n{{> pool}}\n".to_owned(),
            "pool" => "b\n\n{{> loop}}\n".to_owned(),
            "vague" => "c\n\n{{nobody}}\n".to_owned(),
            level => {
                let depth: usize = level.strip_prefix("level-")?.parse().ok()?;
                match depth {
                    0 => "the end\n".to_owned(),
                    depth => format!("{{{{> level-{}}}}}\n", depth - 1),
                }
            }
        };
        Some(Document::read(text.as_bytes()).tree().clone())
    }

    fn snippet_prefix(&self) -> &'static str {
        "../../snippets/"
    }
}

impl Surroundings for World {
    fn today(&self) -> &'static str {
        "2026-11-24"
    }

    fn file(&self, target: &str) -> File {
        match target {
            "media/inbox.png" | "media/film.mp4" | "other.md" => File::Present,
            "media/Inbox.PNG" => File::Missing {
                near: vec!["media/inbox.png".into()],
            },
            _ if target.starts_with("../") => File::Outside,
            _ => File::Missing { near: Vec::new() },
        }
    }

    fn step_ids(&self, target: &str) -> Option<BTreeSet<String>> {
        (target == "other.md").then(|| BTreeSet::from(["open-inbox".to_owned()]))
    }
}

fn found(bytes: &[u8]) -> Vec<(Code, usize)> {
    check(&Document::read(bytes), &World)
        .iter()
        .map(|problem| {
            assert!(!problem.message.is_empty() && !problem.hint.is_empty());
            (problem.code, problem.line)
        })
        .collect()
}

/// `given` has the problem `code` in `line` and no other; `near` has none.
#[track_caller]
fn just(code: Code, line: usize, given: impl AsRef<[u8]>, near: impl AsRef<[u8]>) {
    let name = String::from_utf8_lossy(given.as_ref()).into_owned();
    assert_eq!(found(given.as_ref()), [(code, line)], "{name:.200}");
    let name = String::from_utf8_lossy(near.as_ref()).into_owned();
    assert_eq!(found(near.as_ref()), [], "the near miss: {name:.200}");
}

#[test]
fn not_utf_8() {
    just(Code::NotUtf8, 1, b"# Caf\xe9\n", "# Café\n");
    just(Code::NotUtf8, 1, b"\xFF\xFE#\0 \0T\0", "\u{feff}# T\n");
}

#[test]
fn front_matter_unreadable() {
    let code = Code::FrontMatterUnreadable;
    just(
        code,
        3,
        "---\nid: a\n- b\n---\n# T\n",
        "---\nid: a\nb: c\n---\n# T\n",
    );
    just(
        code,
        3,
        "---\na: 1\na: 2\n---\n# T\n",
        "---\na: 1\nb: 1\n---\n# T\n",
    );
    just(
        code,
        3,
        "---\na: &x 1\nb: *x\n---\n# T\n",
        "---\na: 1\nb: x*\n---\n# T\n",
    );
    just(
        code,
        2,
        "---\r\n- a\r\n---\r\n# T\r\n",
        "# T\n\n---\n\n- a\n\n---\n",
    );
}

#[test]
fn front_matter_value() {
    let code = Code::FrontMatterValue;
    let with = |line: &str| format!("---\nid: a\n{line}\n---\n# T\n");
    just(code, 3, with("status: done"), with("status: pilot"));
    just(
        code,
        3,
        with("review-by: 2027-02-29"),
        with("review-by: 2028-02-29"),
    );
    just(code, 3, with("numbering: roman"), with("numbering: none"));
    just(code, 3, with("tags: {a: b}"), with("tags: a, b"));
    just(
        code,
        3,
        with("agreements: fast"),
        with("agreements:\n  speed: fast"),
    );
    just(code, 3, with("variables: [a]"), with("variables: {a: 1}"));
    // What is said of a person or language must be words.
    just(code, 3, with("owner: [a, b]"), with("owner: a"));
    just(code, 3, with("language: {a: b}"), with("language: nl"));
    just(code, 3, with("tags: [a, [b]]"), with("tags: [a, b]"));
    just(
        code,
        3,
        with("agreements:\n  speed: [a]"),
        with("agreements:\n  speed: 40"),
    );
}

#[test]
fn empty_step() {
    let code = Code::EmptyStep;
    just(
        code,
        3,
        "# T\n\n## A\n\n## B\n\nb\n",
        "# T\n\n## A\n\n### B\n\nb\n",
    );
    just(
        code,
        3,
        "# T\n\n## A\n\n<!-- todo -->\n",
        "# T\n\n## A\n\nb\n\n<!-- todo -->\n",
    );
    just(
        code,
        3,
        "# T\n\n## A\n\n[a]: b\n\n***\n",
        "# T\n\n## A\n\n- a\n",
    );
}

#[test]
fn empty_heading() {
    let code = Code::EmptyHeading;
    just(code, 3, "# T\n\n##\n\na\n", "# T\n\n## A\n\na\n");
    just(
        code,
        3,
        "# T\n\n## <!-- a -->\n\na\n",
        "# T\n\n## `a`\n\na\n",
    );
    just(code, 2, "\n#\n\na\n", "\n# T\n\na\n");
    just(code, 3, "# T\n\n- ##\n", "# T\n\n- ## A\n");
}

#[test]
fn no_title() {
    just(Code::NoTitle, 1, "a\n", "a\n\n# T\n");
    just(Code::NoTitle, 1, "## A\n\na\n", "# A\n\na\n");
}

#[test]
fn no_alt_text() {
    let code = Code::NoAltText;
    just(
        code,
        3,
        "# T\n\n![ ](media/inbox.png)\n",
        "# T\n\n![The inbox](media/inbox.png)\n",
    );
    // In the line that it stands in, not in the first of its paragraph or table.
    just(
        code,
        5,
        "# T\n\na\nb\nc ![](media/inbox.png)\n",
        "# T\n\na\nb\nc ![d](media/inbox.png)\n",
    );
    just(
        code,
        6,
        "# T\n\n| a |\n|---|\n| b |\n| ![](media/inbox.png) |\n",
        "# T\n\n| a |\n|---|\n| b |\n| ![c](media/inbox.png) |\n",
    );
}

#[test]
fn missing_picture() {
    let code = Code::MissingPicture;
    just(
        code,
        3,
        "# T\n\n![a](media/Inbox.PNG)\n",
        "# T\n\n![a](media/inbox.png)\n",
    );
    just(
        code,
        3,
        "# T\n\n- > ![a](../../x.png)\n",
        "# T\n\n- > `![a](../../x.png)`\n",
    );
    just(
        code,
        3,
        "# T\n\n![a](/etc/x.png)\n",
        "# T\n\n\\![a](other.md)\n",
    );
    just(
        code,
        3,
        "# T\n\n[![a](gone.png)](other.md)\n",
        "# T\n\n[![a](media/inbox.png)](other.md)\n",
    );
}

#[test]
fn remote_picture() {
    just(
        Code::RemotePicture,
        3,
        "# T\n\n![a](https://example.com/inbox.png)\n",
        "# T\n\n[a](https://example.com/inbox.png)\n",
    );
}

#[test]
fn broken_syntax() {
    just(
        Code::BrokenSyntax,
        3,
        "# T\n\n![a](media/my inbox.png)\n",
        "# T\n\n![a](<media/inbox.png>) and ![b]\n",
    );
    just(
        Code::BrokenSyntax,
        4,
        "# T\n\n![a] b\n![a](media/my inbox.png)\n",
        "# T\n\n`![a](media/my inbox.png)`\n",
    );
}

#[test]
fn dead_link() {
    let code = Code::DeadLink;
    just(
        code,
        3,
        "# T\n\n[a](#open)\n\n## Open it\n\nb\n",
        "# T\n\n[a](#open-it)\n\n## Open it\n\nb\n",
    );
    just(
        code,
        3,
        "# T\n\n[a](other.md#open)\n",
        "# T\n\n[a](other.md#open-inbox)\n",
    );
    just(code, 3, "# T\n\n[a](gone.md)\n", "# T\n\n[a](other.md)\n");
    just(
        code,
        3,
        "# T\n\n[a](media/gone.mp4)\n",
        "# T\n\n[a](media/film.mp4)\n",
    );
    just(
        code,
        3,
        "# T\n\n## [a](gone.md)\n\nb\n",
        "# T\n\n## [a](other.md)\n\nb\n",
    );
    just(code, 1, "# [T](gone.md)\n", "# [T](other.md)\n");
    just(
        code,
        4,
        "# T\n\n[film\n![a](gone.png)](media/film.mp4)\n".replace("![a](gone.png)", "[b](gone.md)"),
        "# T\n\n[film\nb](media/film.mp4)\n",
    );
}

#[test]
fn unsafe_link() {
    just(
        Code::UnsafeLink,
        3,
        "# T\n\n[a](JavaScript:alert)\n",
        "# T\n\n[a](HTTPS://example.com)\n",
    );
    just(
        Code::UnsafeLink,
        3,
        "# T\n\n[a](<file:///etc/passwd>)\n",
        "# T\n\n[a](mailto:a@example.com)\n",
    );
}

#[test]
fn duplicate_step_id() {
    just(
        Code::DuplicateStepId,
        7,
        "# T\n\n## A {#x}\n\na\n\n### B {#x}\n\nb\n",
        "# T\n\n## A {#x}\n\na\n\n### X\n\nb\n",
    );
}

#[test]
fn skipped_level() {
    just(
        Code::SkippedLevel,
        5,
        "# T\n\n## A\n\n#### B\n\nb\n",
        "# T\n\n## A\n\n### B\n\n#### C\n\nc\n\n## D\n\nd\n",
    );
}

#[test]
fn long_step() {
    just(
        Code::LongStep,
        3,
        format!("# T\n\n## A\n\n{}", "word ".repeat(251)),
        format!("# T\n\n## A\n\n{}\n\n### B\n\nb\n", "word ".repeat(250)),
    );
    just(
        Code::LongStep,
        3,
        format!("# T\n\n## A\n\n{}", "中文字文".repeat(126)),
        format!("# T\n\n## A\n\n{}", "中文字文".repeat(125)),
    );
    let table = |rows| format!("# T\n\n## A\n\n| a |\n|---|\n{}", "| b |\n".repeat(rows));
    just(Code::LongStep, 3, table(250), table(249));
}

#[test]
fn review_overdue() {
    let with = |key: &str, date: &str| format!("---\nid: a\n{key}: {date}\n---\n# T\n");
    just(
        Code::ReviewOverdue,
        3,
        with("review-by", "2026-11-23"),
        with("review-by", "2026-11-24"),
    );
    just(
        Code::ReviewOverdue,
        3,
        with("\"review-by\"", "2026-11-23"),
        with("review-by-hand", "2026-11-23"),
    );
}

#[test]
fn unknown_variable() {
    let code = Code::UnknownVariable;
    just(
        code,
        3,
        "# T\n\n{{nobody}}\n",
        "# T\n\n{{company}} `{{nobody}}`\n",
    );
    just(
        code,
        4,
        "# T\n\na\n{{nobody}}\n",
        "# T\n\na\n\\{{nobody}}\n",
    );
    just(
        code,
        3,
        "# T\n\n![{{nobody}}](media/inbox.png)\n",
        "# T\n\n![{{company}}](media/inbox.png)\n",
    );
    // Within a value, and within a snippet: where it is used.
    just(code, 3, "# T\n\n{{vague}}\n", "# T\n\n{{legal}}\n");
    just(code, 3, "# T\n\n{{> vague}}\n", "# T\n\n{{> sign-in}}\n");
    just(
        code,
        3,
        "---\nid: a\nagreements:\n  speed: \"{{nobody}}\"\n---\n# T\n",
        "---\nid: a\nagreements:\n  speed: \"{{company}}\"\n---\n# T\n",
    );
}

#[test]
fn variable_cycle() {
    just(
        Code::VariableCycle,
        3,
        "# T\n\n{{snake}}\n",
        "# T\n\n{{legal}}\n",
    );
    just(
        Code::VariableCycle,
        6,
        "---\nvariables: {company: \"{{company}}\"}\n---\n# T\n\n{{company}}\n",
        "---\nvariables: {company: \"{{legal\"}\n---\n# T\n\n{{company}}\n",
    );
}

#[test]
fn unknown_snippet() {
    just(
        Code::UnknownSnippet,
        3,
        "# T\n\n{{> nowhere}}\n",
        "# T\n\n{{> sign-in}}\n",
    );
}

#[test]
fn snippet_cycle() {
    just(
        Code::SnippetCycle,
        3,
        "# T\n\n{{> loop}}\n",
        "# T\n\n{{> sign-in}}\n\n{{> sign-in}}\n",
    );
}

#[test]
fn too_deep() {
    let code = Code::TooDeep;
    just(code, 3, "# T\n\n{{> level-8}}\n", "# T\n\n{{> level-7}}\n");
    let quotes = |count| format!("# T\n\na\n\n{}a\n", "> ".repeat(count));
    just(code, 5, quotes(25), quotes(24));
    let marks = |count| {
        format!(
            "# T\n\n{}a{}\n",
            "*a _a ".repeat(count),
            " a_ a*".repeat(count)
        )
    };
    just(code, 3, marks(13), marks(12));
}

#[test]
fn too_large() {
    let uses = |count| format!("# T\n\n{}\n", "{{huge}} ".repeat(count));
    just(Code::TooLarge, 3, uses(80), uses(10));
}

#[test]
fn not_understood() {
    just(
        Code::NotUnderstood,
        3,
        "# T\n\n<div>a</div>\n",
        "# T\n\n<!-- a -->\n",
    );
    just(
        Code::NotUnderstood,
        3,
        "# T\n\n!!! note\n    a\n",
        "# T\n\n> [!NOTE]\n> a\n",
    );
}

/// Whoever keeps a list of codes keeps these names.
#[test]
fn codes_have_stable_names() {
    let names = [
        (Code::NotUtf8, "not-utf8"),
        (Code::FrontMatterUnreadable, "front-matter-unreadable"),
        (Code::FrontMatterValue, "front-matter-value"),
        (Code::EmptyStep, "empty-step"),
        (Code::EmptyHeading, "empty-heading"),
        (Code::NoTitle, "no-title"),
        (Code::NoAltText, "no-alt-text"),
        (Code::MissingPicture, "missing-picture"),
        (Code::RemotePicture, "remote-picture"),
        (Code::BrokenSyntax, "broken-syntax"),
        (Code::DeadLink, "dead-link"),
        (Code::UnsafeLink, "unsafe-link"),
        (Code::DuplicateStepId, "duplicate-step-id"),
        (Code::SkippedLevel, "skipped-level"),
        (Code::LongStep, "long-step"),
        (Code::ReviewOverdue, "review-overdue"),
        (Code::UnknownVariable, "unknown-variable"),
        (Code::UnknownSnippet, "unknown-snippet"),
        (Code::VariableCycle, "variable-cycle"),
        (Code::SnippetCycle, "snippet-cycle"),
        (Code::TooDeep, "too-deep"),
        (Code::TooLarge, "too-large"),
        (Code::NotUnderstood, "not-understood"),
    ];
    for (code, name) in names {
        assert_eq!(serde_json::to_value(code).unwrap(), name);
    }
}

/// The step, block, subject and better word of the only problem of a document.
#[track_caller]
fn place(text: &str) -> (Option<usize>, Option<usize>, Option<String>, Option<String>) {
    let problems = check(&Document::read(text.as_bytes()), &World);
    let [problem] = problems.as_slice() else {
        panic!("{problems:?}");
    };
    let place = problem.place.expect("it stands in the tree");
    (
        place.step,
        place.block,
        problem.subject.clone(),
        problem.instead.clone(),
    )
}

#[test]
fn a_problem_says_where_in_the_tree_it_is_and_what_it_is_about() {
    let subject = |text: &str| Some(text.to_owned());
    assert_eq!(
        place("a\n\n# T\n\nb\n\n![](media/inbox.png)\n"),
        (None, Some(2), subject("media/inbox.png"), None)
    );
    assert_eq!(
        place("# T\n\n## A\n\na\n\n### B\n\nb\n\n- c\n\n  ![x](media/Inbox.PNG)\n\n## C\n\nc\n"),
        (
            Some(1),
            Some(1),
            subject("media/Inbox.PNG"),
            subject("media/inbox.png")
        )
    );
    assert_eq!(
        place("# T\n\n## Open it\n\n[a](#open-It)\n"),
        (Some(0), Some(0), subject("#open-It"), subject("#open-it"))
    );
    assert_eq!(
        place("# T\n\n## A\n\nb\n\n[a](other.md#nowhere)\n"),
        (Some(0), Some(1), subject("other.md#nowhere"), None)
    );
    assert_eq!(
        place("# T\n\n## A\n\nOf {{nobody}}.\n"),
        (Some(0), Some(0), subject("nobody"), None)
    );
    assert_eq!(
        place("---\nreview-by: 2026-01-01\n---\n# T\n\n## A\n\nb\n"),
        (None, None, None, None)
    );
    assert_eq!(place("# T\n\n## A\n\na\n\n## \n\nb\n").0, Some(1));
}
