//! Whatever stands in an instruction, its page holds no script but the theme's, loads nothing and
//! leads nowhere that runs something; and what was written can be read. Judged by the tokeniser
//! of a browser's parser, not by searching the source.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot")]

use std::cell::{Cell, RefCell};

use base64::Engine as _;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use werkwijzer_export::html::{
    Alternate, Download, PageOptions, StartEntry, StartView, page, start_page,
};
use werkwijzer_export::view::ThemeView;
use werkwijzer_export::{Addresses, Edition, PublishedPicture, Theme, Version, lower};
use werkwijzer_instruction::{
    Block, BlockKind, CalloutKind, Cell as TableCell, ColumnAlignment, FrontMatter, Heading,
    Inline, Instruction, ListItem, Picture, Status, Step, Video,
};

/// Each would do harm in some place where it is not escaped.
const PIECES: &[&str] = &[
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "\" onfocus=\"alert(1)\" autofocus=\"",
    "javascript:alert(1)",
    " java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example/x.png",
    "https://evil.example/x.png",
    "https://www.youtube.com/watch?v=abc;script-src *\"",
    "https://player.vimeo.com/video/1;'unsafe-inline'",
    "{{ view }}{% include 'html/style.css' %}{# ",
    "-->",
    "<!--",
    "]]>",
    "<![CDATA[",
    "</title></style></textarea><svg onload=alert(1)>",
    "</p></div></main><base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "&lt;script&gt;",
    "&#x3c;",
    "\u{202e}txt.exe\u{202c}",
    "\u{2066}",
    "\u{0}",
    "\u{1}\u{8}\u{b}\u{c}\u{1f}\u{7f}\u{85}\u{9f}",
    "\u{fffe}\u{fdd0}",
    "\r\n",
    "\u{2028}",
    "`${alert(1)}`",
    "#",
    "../../x",
    "content",
];

fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => "\\PC{0,8}",
        1 => any::<char>().prop_map(String::from),
        1 => Just("words".to_owned()),
    ];
    prop::collection::vec(piece, 1..4).prop_map(|pieces| pieces.concat())
}

struct Beside;

impl Addresses for Beside {
    fn picture(&self, target: &str) -> Result<PublishedPicture, String> {
        if target.len().is_multiple_of(2) {
            return Err(format!("no {target}"));
        }
        Ok(PublishedPicture {
            key: target.to_owned(),
            source: "pictures/x.png".into(),
            width: 3,
            height: 2,
            share: target.len().is_multiple_of(3).then_some(45),
        })
    }
    fn link(&self, _: &str) -> Option<String> {
        None
    }
    fn film(&self, _: &str) -> Option<String> {
        None
    }
}

fn text(text: &str) -> Vec<Inline> {
    vec![Inline::Text { text: text.into() }]
}

fn heading(level: u8, words: &str, id: Option<&str>) -> Heading {
    Heading {
        level,
        id: id.map(str::to_owned),
        content: text(words),
        ..Heading::default()
    }
}

/// An instruction with such a string in each field that an author fills in.
fn instruction(s: &[String]) -> Instruction {
    let link = |target: &str| Inline::Link {
        target: target.into(),
        title: s[1].clone(),
        content: text(&s[2]),
    };
    let picture = || Picture {
        target: s[3].clone(),
        alt: s[4].clone(),
        title: s[5].clone(),
    };
    let words = vec![
        link(&s[0]),
        link(&format!("https://example.com/{}", s[0])),
        link(&format!("#{}", s[8])),
        Inline::Strong {
            content: vec![Inline::Code { text: s[6].clone() }],
        },
        Inline::Picture(picture()),
        Inline::Html { text: s[7].clone() },
        Inline::Raw { text: s[0].clone() },
        Inline::Variable { name: s[1].clone() },
    ];
    let cell = |words: &str| TableCell {
        content: text(words),
    };
    let paragraph = BlockKind::Paragraph { content: words };
    let kinds = vec![
        paragraph.clone(),
        BlockKind::Picture(picture()),
        BlockKind::Video(Video {
            target: format!("https://www.youtube.com/watch?v={}", s[0]),
            content: text(&s[1]),
            title: s[2].clone(),
        }),
        BlockKind::Video(Video {
            target: s[3].clone(),
            content: text(&s[4]),
            title: s[5].clone(),
        }),
        BlockKind::Callout {
            kind: CalloutKind::Warning,
            blocks: vec![paragraph.clone().into()],
        },
        BlockKind::List {
            start: None,
            tight: true,
            items: vec![ListItem {
                checked: Some(true),
                blocks: vec![paragraph.into()],
            }],
        },
        BlockKind::Code {
            info: Some(s[6].clone()),
            text: s[7].clone(),
        },
        BlockKind::Table {
            columns: vec![ColumnAlignment::Right],
            header: vec![cell(&s[8])],
            rows: vec![vec![cell(&s[0])]],
        },
        BlockKind::Heading {
            heading: heading(3, &s[1], Some(&s[2])),
        },
        BlockKind::Snippet { name: s[3].clone() },
        BlockKind::Html { text: s[4].clone() },
        BlockKind::Raw { text: s[5].clone() },
    ];
    let blocks: Vec<Block> = kinds.into_iter().map(Block::from).collect();
    Instruction {
        front_matter: FrontMatter {
            status: Some(Status::Pilot),
            owner: Some(s[1].clone()),
            review_by: Some(s[2].clone()),
            tags: vec![s[3].clone()],
            agreements: vec![(s[4].clone(), s[5].clone())],
            ..FrontMatter::default()
        },
        title: Some(heading(1, &s[0], Some(&s[1]))),
        introduction: blocks.clone(),
        steps: vec![Step {
            heading: heading(2, &s[6], Some(&s[8])),
            blocks,
            steps: vec![Step {
                heading: heading(3, &s[7], None),
                ..Step::default()
            }],
        }],
        ..Instruction::default()
    }
}

/// A tag, its attributes, and the text behind it.
type Tag = (String, Vec<(String, String)>, String);

/// What a parser sees: each tag with its attributes, and the text behind it.
#[derive(Default)]
struct Seen {
    tags: RefCell<Vec<Tag>>,
    comments: Cell<usize>,
}

impl TokenSink for Seen {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                let attributes = tag
                    .attrs
                    .iter()
                    .map(|a| (a.name.local.to_string(), a.value.to_string()))
                    .collect();
                let name = tag.name.to_string();
                let next = match name.as_str() {
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" | "iframe" | "noscript" => TokenSinkResult::RawData(RawKind::Rawtext),
                    "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => TokenSinkResult::Continue,
                };
                self.tags
                    .borrow_mut()
                    .push((name, attributes, String::new()));
                return next;
            }
            // The text behind an element is not its own.
            Token::TagToken(tag) => {
                let name = format!("/{}", tag.name);
                self.tags
                    .borrow_mut()
                    .push((name, Vec::new(), String::new()));
            }
            Token::CharacterTokens(words) => {
                if let Some((_, _, text)) = self.tags.borrow_mut().last_mut() {
                    text.push_str(&words);
                }
            }
            Token::CommentToken(_) => self.comments.set(self.comments.get() + 1),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn seen(page: &str) -> Seen {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(page));
    let tokeniser = Tokenizer::new(Seen::default(), TokenizerOpts::default());
    let _ = tokeniser.feed(&input);
    tokeniser.end();
    tokeniser.sink
}

fn assert_harmless(source: &str, script: &str) {
    let seen = seen(source);
    let tags = seen.tags.borrow();
    assert_eq!(seen.comments.get(), 0);
    // The policy stands before anything that it could come too late for.
    let names: Vec<&str> = tags.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(names[..4], ["html", "head", "meta", "meta"]);
    let policy = &tags[3].1;
    assert_eq!(policy[0].1, "Content-Security-Policy");
    let directives: Vec<&str> = policy[1].1.split(';').map(str::trim).collect();
    let keys: Vec<&str> = directives
        .iter()
        .filter_map(|directive| directive.split(' ').next())
        .collect();
    assert_eq!(
        keys,
        [
            "default-src",
            "img-src",
            "media-src",
            "style-src",
            "script-src",
            "frame-src",
            "base-uri",
            "form-action"
        ]
    );
    let hash = base64::prelude::BASE64_STANDARD.encode(Sha256::digest(script));
    assert_eq!(directives[0], "default-src 'none'");
    assert_eq!(directives[4], format!("script-src 'sha256-{hash}'"));
    for player in directives[5].split(' ').skip(1) {
        let known = [
            "'none'",
            "https://www.youtube-nocookie.com",
            "https://player.vimeo.com",
        ];
        assert!(
            known.contains(&player) || player.starts_with("https://") && !player.contains("evil"),
            "{player}"
        );
    }
    let mut scripts = 0;
    for (name, attributes, text) in tags.iter() {
        assert!(
            !["base", "iframe", "object", "embed", "form", "link", "math"].contains(&name.as_str()),
            "<{name}>"
        );
        let attribute = |key: &str| attributes.iter().find(|(name, _)| name == key);
        if name == "script" && attribute("type").is_none() {
            scripts += 1;
            assert!(text == script, "another script: {text}");
            assert!(attributes.is_empty());
        } else if name == "script" {
            assert_eq!(attribute("type").unwrap().1, "application/json");
        }
        if let Some((_, what)) = attribute("http-equiv") {
            assert_eq!(what, "Content-Security-Policy");
        }
        for (key, value) in attributes {
            assert!(
                !key.starts_with("on") && !["style", "srcdoc", "srcset"].contains(&key.as_str()),
                "<{name} {key}>"
            );
            if ["href", "src", "data-embed", "action", "poster"].contains(&key.as_str()) {
                // As a browser reads it: blanks and controls in front are passed by.
                let address: String = value
                    .chars()
                    .filter(|c| !c.is_control() && *c != ' ')
                    .collect::<String>()
                    .to_ascii_lowercase();
                for scheme in ["javascript:", "vbscript:", "data:", "file:"] {
                    assert!(
                        !address.starts_with(scheme) || address.starts_with("data:image/png"),
                        "<{name} {key}={value:?}>"
                    );
                }
                if key == "src" {
                    assert!(
                        !address.starts_with("//") && !address.starts_with("http"),
                        "<{name} {key}={value:?}>"
                    );
                }
            }
        }
    }
    assert_eq!(scripts, 1);
    assert!(!source.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')));
}

/// A string as it can be shown.
fn shown(text: &str) -> String {
    text.chars()
        .filter(|c| {
            let code = u32::from(*c);
            (!c.is_control() || matches!(c, '\t' | '\n'))
                && !(0xFDD0..=0xFDEF).contains(&code)
                && code & 0xFFFE != 0xFFFE
        })
        .collect()
}

/// All text in and behind the first of such a tag.
fn text_from(page: &str, tag: &str) -> String {
    let seen = seen(page);
    let tags = seen.tags.borrow();
    let from = tags.iter().position(|(name, ..)| name == tag).unwrap();
    tags[from..]
        .iter()
        .map(|(_, _, text)| text.as_str())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_page_runs_and_loads_nothing_of_its_author(
        s in prop::collection::vec(nasty(), 9),
        library in nasty(),
    ) {
        let theme = Theme::built_in();
        let instruction = instruction(&s);
        let view = lower(
            &Edition {
                instruction: &instruction,
                fallback_title: "Untitled",
                language: "en",
                library: &library,
                version: Version::Release(3),
                date: Some("2026-11-24"),
                theme: ThemeView {
                    accent: "#0f5f8c".into(),
                    logo: None,
                    fonts: Vec::new(),
                },
            },
            &Beside,
        );
        let options = PageOptions {
            home: Some("../index.html".into()),
            alternates: vec![Alternate {
                language: s[0].clone(),
                name: s[1].clone(),
                href: "other.html".into(),
            }],
            downloads: vec![Download {
                label: s[2].clone(),
                href: "other.pdf".into(),
            }],
            key: s[3].clone(),
            logo: Some("data:image/png;base64,AAAA".into()),
        };
        let source = page(&view, &theme, &options).unwrap();
        let script = String::from_utf8_lossy(theme.file("html/page.js").unwrap());
        assert_harmless(&source, &script);
        let title = shown(s[0].trim());
        if !title.trim().is_empty() {
            let words = text_from(&source, "h1");
            prop_assert!(words.contains(title.trim()), "{title:?} in {words:?}");
        }
        let words = text_from(&source, "main");
        for field in [&s[1], &s[5], &s[8], &s[0]] {
            let field = shown(field);
            prop_assert!(words.contains(field.trim()), "{field:?} in {words:?}");
        }
    }

    #[test]
    fn nor_does_the_start_page(s in prop::collection::vec(nasty(), 9)) {
        let theme = Theme::built_in();
        let start = StartView {
            library: s[0].clone(),
            language: s[1].clone(),
            accent: "#0f5f8c".into(),
            entries: vec![StartEntry {
                title: s[2].clone(),
                href: "a/a.html".into(),
                language: s[3].clone(),
                status: Some("pilot".into()),
                release: None,
                draft: Some("Draft, not released yet".into()),
                updated: Some(s[4].clone()),
                summary: s[5].clone(),
                owner: Some(s[6].clone()),
                tags: vec![s[7].clone(), s[8].clone()],
                downloads: Vec::new(),
                search_text: s.concat(),
                is_new: true,
                steps: vec![(s[0].clone(), s[1].clone())],
            }],
        };
        let source = start_page(&start, &theme).unwrap();
        let script = String::from_utf8_lossy(theme.file("html/start.js").unwrap());
        assert_harmless(&source, &script);
        let words = text_from(&source, "main");
        let title = shown(&s[2]);
        prop_assert!(words.contains(title.trim()), "{title:?} in {words:?}");
    }
}
