//! Input that somebody made to hang, crash or fill this program.
//!
//! Each document here is up to some megabytes; reading, checking and writing it must take
//! time that grows with its size, and no more stack than a thread has.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a failure here is a failed test"
)]

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use werkwijzer_instruction::check::{File, Surroundings, check};
use werkwijzer_instruction::diff::diff;
use werkwijzer_instruction::merge::merge;
use werkwijzer_instruction::resolve::{Library, resolve};
use werkwijzer_instruction::{
    Block, BlockKind, Code, Document, Heading, Inline, Instruction, Step, number, take_over,
};

struct World<'a>(&'a (dyn Fn(&str) -> Option<String> + Sync), String);

impl Library for World<'_> {
    fn variable(&self, name: &str) -> Option<String> {
        (name == "v").then(|| self.1.clone())
    }
    fn snippet(&self, name: &str) -> Option<Instruction> {
        Some(Document::read((self.0)(name)?.as_bytes()).tree().clone())
    }
    fn snippet_prefix(&self) -> &'static str {
        "../../snippets/"
    }
}

impl Surroundings for World<'_> {
    fn today(&self) -> &'static str {
        "2026-11-24"
    }
    fn file(&self, _: &str) -> File {
        File::Missing { near: Vec::new() }
    }
    fn step_ids(&self, _: &str) -> Option<BTreeSet<String>> {
        None
    }
}

fn nothing(_: &str) -> Option<String> {
    None
}

/// Long enough for a busy machine and a debug build, and far below what quadratic work takes.
const PATIENCE: Duration = Duration::from_secs(30);

fn timed<T>(name: &str, what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let made = work();
    let took = start.elapsed();
    if took > Duration::from_secs(2) {
        eprintln!("{name}: {what} took {took:?}");
    }
    assert!(took < PATIENCE, "{name}: {what} took {took:?}");
    made
}

/// Everything that is done with a document, in a thread with the stack that threads have.
fn survives(name: &str, bytes: Vec<u8>) {
    let name = name.to_owned();
    std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(move || {
            let document = timed(&name, "read", || Document::read(&bytes));
            assert_eq!(document.write(document.tree()).bytes, bytes);
            timed(&name, "check", || {
                check(&document, &World(&nothing, "x".into()))
            });
            timed(&name, "places", || number::places(document.tree()));
            let mut tree = document.tree().clone();
            tree.steps.push(added());
            let written = timed(&name, "write", || document.write(&tree));
            let text = String::from_utf8(written.bytes).unwrap();
            assert!(text.contains("# Added"), "{name}");
            // As if an editor had made all of it.
            forget(&mut tree);
            timed(&name, "write anew", || Document::read(b"").write(&tree));
            timed(&name, "import", || take_over(document.text()));
            compared(&name, document.tree(), &tree);
            joined(&name, document.tree(), &tree);
            let json = timed(&name, "json", || serde_json::to_string(&tree).unwrap());
            timed(&name, "from json", || {
                serde_json::from_str::<Instruction>(&json).map(|again| assert!(again == tree))
            })
            .unwrap();
        })
        .unwrap()
        .join()
        .unwrap();
}

/// With an edit, and with what has nothing of it.
fn compared(name: &str, old: &Instruction, new: &Instruction) {
    let other = Document::read(b"# Other\n\nquite different\n");
    for (old, new) in [
        (old, new),
        (old, old),
        (old, other.tree()),
        (other.tree(), old),
    ] {
        let difference = timed(name, "diff", || diff(old, new));
        assert_eq!(difference.is_empty(), std::ptr::eq(old, new), "{name}");
    }
}

/// With an edit of all of it on both sides, and with what has nothing of it.
fn joined(name: &str, base: &Instruction, edited: &Instruction) {
    let other = Document::read(b"# Other\n\nquite different\n");
    let (ours, theirs) = (with_a_word(base, "ours"), with_a_word(base, "theirs"));
    for (base, ours, theirs) in [(base, &ours, &theirs), (other.tree(), edited, &theirs)] {
        timed(name, "merge", || merge(base, ours, theirs));
    }
}

fn with_a_word(tree: &Instruction, word: &str) -> Instruction {
    use werkwijzer_instruction::walk::VisitMut;
    struct Add<'a>(&'a str);
    impl VisitMut for Add<'_> {
        fn inlines(&mut self, content: &mut Vec<Inline>) {
            let text = format!("{} ", self.0);
            content.insert(0, Inline::Text { text });
        }
    }
    let mut tree = tree.clone();
    Add(word).instruction(&mut tree);
    tree
}

fn added() -> Step {
    Step {
        heading: Heading {
            level: 2,
            content: vec![Inline::Text {
                text: "Added".into(),
            }],
            ..Heading::default()
        },
        ..Step::default()
    }
}

fn forget(tree: &mut Instruction) {
    use werkwijzer_instruction::walk::{VisitMut, change};
    struct Forget;
    impl VisitMut for Forget {
        fn block(&mut self, block: &mut Block) {
            block.origin = werkwijzer_instruction::Origin::default();
            change::block(self, block);
        }
        fn heading(&mut self, heading: &mut Heading) {
            heading.origin = werkwijzer_instruction::Origin::default();
        }
    }
    Forget.instruction(tree);
}

macro_rules! survives {
    ($($name:ident: $bytes:expr;)*) => {
        $(#[test]
        fn $name() {
            let bytes: Vec<u8> = Vec::from($bytes);
            survives(stringify!($name), bytes);
        })*
    };
}

survives! {
    quotes_in_quotes: format!("{}a\n", "> ".repeat(10_000));
    quotes_in_quotes_over_many_lines: format!("{}a\n", "> ".repeat(1_000)).repeat(100);
    lists_in_lists: (0..1_000).map(|n| format!("{}- a\n", "  ".repeat(n))).collect::<String>();
    lists_on_one_line: format!("{}a\n", "- ".repeat(50_000));
    numbers_on_one_line: format!("{}a\n", "1. ".repeat(50_000));
    a_table_of_many_columns: format!(
        "|{}\n|{}\n|{}\n", "a|".repeat(10_000), "-|".repeat(10_000), "b|".repeat(10_000)
    );
    a_table_of_columns_and_rows: format!(
        "|{}\n|{}\n{}", "a|".repeat(10_000), "-|".repeat(10_000), "|b|\n".repeat(50_000)
    );
    a_table_of_many_rows: format!("|a|b|\n|-|-|\n{}", "|c|d\n".repeat(25_000));
    brackets: "[".repeat(1_000_000);
    closed_brackets: "[]".repeat(500_000);
    links_in_links: format!("{}{}", "[".repeat(200_000), "](a)".repeat(100_000));
    pictures_in_pictures: format!("{}{}", "![".repeat(100_000), "](a)".repeat(100_000));
    stars: "*".repeat(1_000_000);
    stars_and_letters: "*a ".repeat(250_000);
    strong_in_strong: format!("{}a{}", "**a ".repeat(50_000), " a**".repeat(50_000));
    marks_in_marks: format!("{}a{}", "*_".repeat(100_000), "_*".repeat(100_000));
    underscores: "_".repeat(1_000_000);
    underscores_in_a_word: "a_".repeat(500_000);
    tildes: "~~a".repeat(100_000);
    backticks: "`".repeat(1_000_000);
    backticks_of_every_length: (1..2_000).map(|n| format!("{} ", "`".repeat(n))).collect::<String>();
    code_with_backticks_of_every_length: format!(
        "{0}{1}{0}", "`".repeat(2_500),
        (1..2_000).map(|n| format!(" {} ", "`".repeat(n))).collect::<String>()
    );
    braces: "{".repeat(1_000_000);
    variables: "{{a}} ".repeat(50_000);
    names_that_never_end: "{{a ".repeat(250_000);
    snippets: "{{> a}}\n\n".repeat(50_000);
    angles: "<".repeat(1_000_000);
    tags: "<a ".repeat(250_000);
    comments: "<!--".repeat(250_000);
    declarations: "<!A ".repeat(250_000);
    ampersands: "&".repeat(1_000_000);
    backslashes: "\\".repeat(1_000_000);
    one_long_line: "word ".repeat(200_000);
    one_long_word: "a".repeat(1_000_000);
    dots: "1.".repeat(500_000);
    many_lines: "a\n".repeat(150_000);
    many_blocks: "a\n\n".repeat(50_000);
    many_breaks: "a\\\n".repeat(50_000);
    many_steps: "## a\n\n".repeat(50_000);
    many_ids: (0..50_000).map(|n| format!("## a {{#a{n}}}\n\n")).collect::<String>();
    many_dead_links: (0..20_000).map(|n| format!("## b{n}\n\n[a](#c{n})\n\n")).collect::<String>();
    many_pictures_below_a_long_heading: format!(
        "# T\n\n## {}\n\n{}", "a".repeat(200_000), "![](a.png)\n\n".repeat(15_000)
    );
    many_lists: "- a\n\n* b\n\n".repeat(15_000);
    many_indented_lists: " - a\n\n * b\n\n".repeat(20_000);
    definitions: (0..50_000).map(|n| format!("[a{n}]: b\n")).collect::<String>();
    definitions_and_uses: format!(
        "{}\n{}", (0..50_000).map(|n| format!("[a{n}]: b\n")).collect::<String>(),
        (0..50_000).map(|n| format!("[a{n}]\n\n")).collect::<String>()
    );
    one_definition_of_a_long_address: format!(
        "[a]: {}\n\n{}", "b".repeat(100_000), "[a] ".repeat(100_000)
    );
    footnotes: (0..50_000).map(|n| format!("[^{n}]: b\n\nc[^{n}]\n\n")).collect::<String>();
    footnotes_in_footnotes: format!("{}a", "[^a]: ".repeat(50_000));
    admonitions: "!!! a\n\n    b\n\n".repeat(15_000);
    fences: "```\n".repeat(150_000);
    heading_attributes: format!("# a {{{}}}\n", "#a .b c=d ".repeat(50_000));
    rules: "***\n".repeat(150_000);
    setext: "a\n===\n".repeat(100_000);
    tabs: "\t".repeat(1_000_000);
    spaces: " ".repeat(1_000_000);
    spaces_and_breaks: format!("a{}\n", " ".repeat(1_000)).repeat(2_000);
    nothing_but_lines: "\n".repeat(1_000_000);
    nul: "\0".repeat(700_000);
    carriage_returns: "a\r".repeat(100_000);
    carriage_returns_and_feeds: "a\r\n\r".repeat(50_000);
    byte_order_marks: "\u{feff}".repeat(1_000_000);
    turned_around: "\u{202e}a\u{202c}\u{2066}b".repeat(100_000);
    not_utf_8: b"\xff\xe9a ".repeat(250_000);
    half_a_character: [b"# T\n\n".as_slice(), b"\xe2\x82"].concat();
    utf_16_cut_short: [b"\xff\xfe".as_slice(), &b"a\0\0\xd8".repeat(100_000), b"x"].concat();
    front_matter_that_never_ends: format!("---\n{}", "a: b\n".repeat(250_000));
    front_matter_of_many_keys: format!(
        "---\n{}---\n", (0..50_000).map(|n| format!("a{n}: b\n")).collect::<String>()
    );
    front_matter_just_small_enough: format!(
        "---\n{}---\n", (0..900).map(|n| format!("a{n}: {}\n", "é".repeat(90))).collect::<String>()
    );
    front_matter_of_brackets: format!("---\na: {}\n---\n", "[".repeat(200_000));
    front_matter_of_braces: format!("---\na: {}\n---\n", "{a: ".repeat(25_000));
    front_matter_of_dashes: format!("---\n{}\n---\n", "- ".repeat(50_000));
    front_matter_of_tags: format!("---\ntags: [{}]\n---\n", "a, ".repeat(80_000));
    front_matter_of_laughs: format!(
        "---\na0: &a0 [x]\n{}---\n",
        (1..30).map(|n| format!("a{n}: &a{n} [*a{0}, *a{0}]\n", n - 1)).collect::<String>()
    );
    front_matter_in_turn: format!("---\n{}---\n", "? ".repeat(50_000));
    lines_of_dashes: "---\n".repeat(150_000);
}

fn bytes_of(tree: &Instruction) -> usize {
    serde_json::to_string(tree).unwrap().len()
}

#[test]
fn snippets_that_multiply_are_stopped_and_said() {
    let library = |name: &str| -> Option<String> {
        let level: u32 = name.parse().ok()?;
        Some(if level == 0 {
            "a long line of words ".repeat(1_000)
        } else {
            format!("{{{{> {}}}}}\n\n", level - 1).repeat(10)
        })
    };
    for levels in [5, 7, 10] {
        let world = World(&library, String::new());
        let document = Document::read(format!("# T\n\n{{{{> {levels}}}}}\n").as_bytes());
        let (tree, problems) = timed("snippets", "resolve", || {
            resolve(document.tree(), &world, &|at| document.line_of(at))
        });
        assert!(bytes_of(&tree) < 64 << 20);
        let codes: BTreeSet<Code> = problems.iter().map(|problem| problem.code).collect();
        assert!(
            codes.contains(&Code::TooLarge) || codes.contains(&Code::TooDeep),
            "{codes:?}"
        );
        assert!(problems.iter().all(|problem| problem.line == 3));
        assert!(problems.len() < 100, "{}", problems.len());
    }
}

#[test]
fn snippets_that_include_each_other_end() {
    let library = |name: &str| -> Option<String> {
        match name {
            "a" => Some("{{> b}}\n\n{{> b}}\n\n{{> a}}\n".into()),
            "b" => Some("{{> c}}\n\n{{> a}}\n".into()),
            "c" => Some("> {{> a}}\n".into()),
            _ => None,
        }
    };
    let world = World(&library, String::new());
    let document = Document::read(b"# T\n\n{{> a}}\n");
    let (tree, problems) = resolve(document.tree(), &world, &|_| 1);
    assert!(bytes_of(&tree) < 10_000);
    assert!(problems.iter().all(|p| p.code == Code::SnippetCycle));
    assert!(!problems.is_empty());
}

/// Nested as deep as a document may be, and included in each other as deep as snippets may.
#[test]
fn deep_snippets_in_deep_snippets_need_no_deep_stack() {
    let library = |name: &str| -> Option<String> {
        let level: u32 = name.parse().ok()?;
        Some(format!("{}{{{{> {}}}}}\n", "> ".repeat(24), level + 1))
    };
    let world = World(&library, String::new());
    let document = Document::read(format!("{}{{{{> 1}}}}\n", "> ".repeat(24)).as_bytes());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let (tree, problems) = resolve(document.tree(), &world, &|_| 1);
            assert_eq!(problems.len(), 1);
            assert_eq!(problems[0].code, Code::TooDeep);
            assert!(bytes_of(&tree) > 0);
        });
    });
}

#[test]
fn large_values_are_stopped_and_said() {
    let many = "{{v}} ![{{v}}](a.png)\n".repeat(20_000);
    for (uses, value) in [
        (many.as_str(), "x".repeat(100_000)),
        (many.as_str(), "{{v}}{{v}}".into()),
        (many.as_str(), "{{".repeat(50_000)),
        ("{{a}}", String::new()),
    ] {
        let world = World(&nothing, value);
        let chain: String = (0..26u8)
            .map(|n| {
                let (this, next) = (char::from(b'a' + n), char::from(b'a' + (n + 1) % 26));
                format!("  {this}: \"{}\"\n", format!("{{{{{next}}}}}").repeat(100))
            })
            .collect();
        let text = format!(
            "---\nvariables:\n{}---\n# T\n\n{uses}",
            if value_is_chain(uses) { &chain } else { "" }
        );
        let document = Document::read(text.as_bytes());
        let (tree, problems) = timed("values", "resolve", || {
            resolve(document.tree(), &world, &|at| document.line_of(at))
        });
        assert!(bytes_of(&tree) < 64 << 20);
        assert!(problems.len() <= 80_000);
    }
}

fn value_is_chain(uses: &str) -> bool {
    uses == "{{a}}"
}

/// Both sides are large and have little in common, or much in another order.
#[test]
fn large_documents_are_compared_in_time() {
    let steps = |order: &dyn Fn(usize) -> usize, word: &str| -> Instruction {
        let text: String = (0..10_000)
            .map(order)
            .map(|n| format!("## Step {n}\n\nIn {word} {n} do {} and {word}.\n\n", n * 7))
            .collect();
        Document::read(text.as_bytes()).tree().clone()
    };
    let base = steps(&|n| n, "here");
    let words = |order: &dyn Fn(usize) -> usize| -> Instruction {
        let text: String = (0..150_000).map(|n| format!("w{} ", order(n))).collect();
        Document::read(text.as_bytes()).tree().clone()
    };
    let text = words(&|n| n);
    let blocks = |order: &dyn Fn(usize) -> usize| -> Instruction {
        let text: String = (0..20_000)
            .map(|n| format!("w{} x y\n\n", order(n)))
            .collect();
        Document::read(text.as_bytes()).tree().clone()
    };
    let rows = |order: &dyn Fn(usize) -> usize| -> Instruction {
        let rows: String = (0..20_000)
            .map(|n| format!("|w{}|x|\n", order(n)))
            .collect();
        Document::read(format!("|a|b|\n|-|-|\n{rows}").as_bytes())
            .tree()
            .clone()
    };
    for (name, old, new) in [
        ("steps turned around", &base, &steps(&|n| 9_999 - n, "here")),
        (
            "steps shuffled",
            &base,
            &steps(&|n| n * 7_919 % 10_000, "here"),
        ),
        (
            "steps of other words",
            &base,
            &steps(&|n| n + 20_000, "there"),
        ),
        ("steps of one title", &base, &steps(&|_| 1, "here")),
        ("steps all edited", &base, &steps(&|n| n, "there")),
        ("words turned around", &text, &words(&|n| 149_999 - n)),
        ("words shuffled", &text, &words(&|n| n * 7_919 % 150_000)),
        (
            "words that repeat",
            &words(&|n| n % 50),
            &words(&|n| n * 31 % 50),
        ),
        ("words that differ", &text, &words(&|n| n + 200_000)),
        ("one word", &text, &words(&|_| 0)),
        (
            "blocks shuffled",
            &blocks(&|n| n),
            &blocks(&|n| n * 7_919 % 20_000),
        ),
        (
            "blocks that differ",
            &blocks(&|n| n),
            &blocks(&|n| n + 30_000),
        ),
        (
            "blocks that repeat",
            &blocks(&|n| n % 7),
            &blocks(&|n| n * 31 % 7),
        ),
        (
            "rows shuffled",
            &rows(&|n| n),
            &rows(&|n| n * 7_919 % 20_000),
        ),
        ("rows that differ", &rows(&|n| n), &rows(&|n| n + 30_000)),
    ] {
        let difference = timed(name, "diff", || diff(old, new));
        assert!(!difference.is_empty());
        let third = with_a_word(old, "third");
        timed(name, "merge", || merge(old, new, &third));
        timed(name, "merge", || merge(&Instruction::default(), new, old));
    }
}

/// A tree as no file has it, from a script or a broken editor.
#[test]
fn trees_that_are_too_deep_are_written() {
    std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(|| {
            let mut block = Block::from(BlockKind::Paragraph {
                content: vec![Inline::Text { text: "a".into() }],
            });
            for _ in 0..100 {
                block = BlockKind::Quote {
                    blocks: vec![block],
                }
                .into();
            }
            let written = Document::read(b"").write(&Instruction {
                introduction: vec![block.clone()],
                ..Instruction::default()
            });
            assert!(String::from_utf8(written.bytes).unwrap().contains('a'));
            let with = |block: &Block| Instruction {
                introduction: vec![block.clone()],
                ..Instruction::default()
            };
            let base = with(&block);
            let (ours, theirs) = (with_a_word(&base, "one"), with_a_word(&base, "two"));
            let merged = merge(&base, &ours, &theirs);
            assert_eq!(merged.contradictions.len(), 1);
        })
        .unwrap()
        .join()
        .unwrap();
}

/// The time that it takes grows with the number of steps, whatever happened to them.
#[test]
fn ten_thousand_steps_are_joined() {
    let count = 10_000;
    let text = |order: &dyn Fn(usize) -> usize, words: &dyn Fn(usize) -> String| {
        let step = |at: usize| {
            let at = order(at);
            format!(
                "## Step number {at}\n\nOpen page {at} of the book and read it. {}\n\n\
                 - [ ] check {at}\n- [ ] sign {at}\n\n![Screen {at}](media/{at}.png)\n\n",
                words(at)
            )
        };
        let text = format!("# T\n\n{}", (0..count).map(step).collect::<String>());
        Document::read(text.as_bytes()).tree().clone()
    };
    let same = |at: usize| at;
    let none = |_: usize| String::new();
    let base = text(&same, &none);
    let ours = text(&same, &|at| {
        if at % 2 == 0 {
            "Ours.".into()
        } else {
            none(at)
        }
    });
    let theirs = text(&same, &|at| {
        if at % 2 == 1 {
            "Theirs.".into()
        } else {
            none(at)
        }
    });
    let all = text(&same, &|_| "Another end.".into());
    let turned = text(&|at| count - 1 - at, &none);
    let shuffled = text(&|at| at * 7_919 % count, &none);
    let others = text(&|at| at + count, &none);
    for (name, ours, theirs) in [
        ("each changed every second step", &ours, &theirs),
        ("one step", &base, &theirs),
        (
            "both changed all",
            &all,
            &text(&same, &|_| "Some end.".into()),
        ),
        ("one turned all around", &turned, &all),
        ("both moved all", &turned, &shuffled),
        ("one wrote all anew", &others, &all),
        (
            "one removed all",
            &Document::read(b"# T\n").tree().clone(),
            &all,
        ),
    ] {
        let start = Instant::now();
        let merged = timed(name, "merge", || merge(&base, ours, theirs));
        eprintln!(
            "10,000 steps, {name}: {:?}, {} asked",
            start.elapsed(),
            merged.contradictions.len()
        );
        assert!(merged.tree.steps.len() >= count);
    }
}
