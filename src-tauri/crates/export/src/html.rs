//! HTML: a page for each instruction and a start page for a publication, by the minijinja
//! templates of a theme.
//!
//! A page carries its style and script in itself, so that it can be moved alone, and a strict
//! Content-Security-Policy that lets nothing else run and nothing be loaded from the network,
//! but for the player of a video after a click. Templates escape everything; the only HTML that
//! goes in as it is has been through the sanitiser (`BlockView::Html`).

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::view::{BlockView, StepView, View, plain};
use crate::{Error, Theme, sanitise, wording};

/// What stands around the document in a page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PageOptions {
    /// The relative address of the start page, if there is one.
    pub home: Option<String>,
    /// The same instruction in other languages.
    pub alternates: Vec<Alternate>,
    /// Other formats of the same instruction.
    pub downloads: Vec<Download>,
    /// By which a browser keeps the ticked boxes apart from those of other instructions.
    pub key: String,
    /// The bytes of the theme's logo as a `data:` address.
    pub logo: Option<String>,
}

/// An instruction in another language.
#[derive(Debug, Clone, Serialize)]
pub struct Alternate {
    /// BCP 47.
    pub language: String,
    /// Its name in itself: `Nederlands`.
    pub name: String,
    /// Its relative address.
    pub href: String,
}

/// Another format.
#[derive(Debug, Clone, Serialize)]
pub struct Download {
    /// `PDF`
    pub label: String,
    /// Its relative address.
    pub href: String,
}

/// What the start page shows.
#[derive(Debug, Clone, Serialize)]
pub struct StartView {
    /// The name of the library.
    pub library: String,
    /// The language of the page's own words.
    pub language: String,
    /// `#rrggbb`
    pub accent: String,
    /// All instructions, in the order in which they are shown.
    pub entries: Vec<StartEntry>,
}

/// An instruction on the start page.
#[derive(Debug, Clone, Serialize)]
pub struct StartEntry {
    /// Its title.
    pub title: String,
    /// Its relative address.
    pub href: String,
    /// BCP 47.
    pub language: String,
    /// `draft`, `pilot`, `approved` or `retired`.
    pub status: Option<String>,
    /// The number of its release.
    pub release: Option<u32>,
    /// What is said of it when it is none, in the language of the page.
    pub draft: Option<String>,
    /// The day it last changed, `2026-11-24`.
    pub updated: Option<String>,
    /// Its first words.
    pub summary: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// For finding it.
    pub tags: Vec<String>,
    /// Its other formats.
    pub downloads: Vec<Download>,
    /// All its words.
    pub search_text: String,
    /// Whether it is new or changed in this publication.
    pub is_new: bool,
    /// The titles of its steps, and their fragments.
    pub steps: Vec<(String, String)>,
}

/// Makes the page of an instruction.
pub fn page(view: &View, theme: &Theme, options: &PageOptions) -> Result<String, Error> {
    let style = format!(
        "{}{}",
        colours(&view.theme.accent),
        asset(theme, "html/style.css")
    );
    let script = asset(theme, "html/page.js");
    let mut players = BTreeSet::new();
    players_of(&view.introduction, &mut players);
    players_of_steps(&view.steps, &mut players);
    let policy = policy(&style, &script, &players);
    render(
        theme,
        "html/page.html",
        context! {
            view => Value::from(Serde(&plain(view))),
            options => Value::from(Serde(&plain(options))),
            style,
            script,
            policy,
            w => Value::from(Serde(&view.words)),
        },
    )
}

/// Makes the start page of a publication.
pub fn start_page(start: &StartView, theme: &Theme) -> Result<String, Error> {
    let style = format!(
        "{}{}",
        colours(&start.accent),
        asset(theme, "html/style.css")
    );
    let script = asset(theme, "html/start.js");
    let words = wording::words(&start.language);
    let languages: BTreeSet<&str> = start
        .entries
        .iter()
        .map(|entry| entry.language.as_str())
        .collect();
    let tags: BTreeSet<&str> = start
        .entries
        .iter()
        .flat_map(|entry| entry.tags.iter().map(String::as_str))
        .collect();
    // What the script searches: entry by entry, in the order of the page.
    let index: Vec<_> = start
        .entries
        .iter()
        .map(|entry| (&entry.search_text, &entry.steps))
        .collect();
    let index = plain(&index)
        .to_string()
        // In a script element only these could end it.
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026");
    let policy = policy(&style, &script, &BTreeSet::new());
    render(
        theme,
        "html/start.html",
        context! {
            start => Value::from(Serde(&plain(start))),
            index,
            style,
            script,
            policy,
            w => Value::from(Serde(&words)),
            languages => Value::from(Serde(&plain(&languages))),
            tags => Value::from(Serde(&plain(&tags))),
        },
    )
}

fn asset(theme: &Theme, path: &str) -> String {
    // A browser hashes a style and a script with the line ends that it reads, not those of the
    // file: an editor on Windows would take them out of the page's own policy.
    let text = theme.text(path).unwrap_or_default();
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn render(theme: &Theme, name: &str, values: Value) -> Result<String, Error> {
    let failed = |error: minijinja::Error| Error::Theme {
        file: error.name().unwrap_or(name).to_owned(),
        detail: match error.line() {
            Some(line) => format!("line {line}: {error}"),
            None => error.to_string(),
        },
    };
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true);
    environment.set_syntax(syntax.build().map_err(failed)?);
    // A document is at most as deep as the view allows; each level takes a few calls.
    environment.set_recursion_limit(400);
    environment.add_filter("date", |iso: String, language: String| {
        wording::date(&iso, &language)
    });
    // The mark for a language that nobody knows.
    environment.add_filter("lang", |code: String| {
        sanitise::language(&code).unwrap_or_else(|| "und".into())
    });
    environment.add_filter("language_name", |code: String| language_name(&code));
    for file in ["html/page.html", "html/start.html", "html/blocks.html"] {
        environment
            .add_template_owned(file, asset(theme, file))
            .map_err(failed)?;
    }
    environment
        .get_template(name)
        .and_then(|template| template.render(values))
        .map_err(failed)
}

/// The name of a language in itself.
#[must_use]
pub fn language_name(code: &str) -> String {
    let primary = code.split(['-', '_']).next().unwrap_or_default();
    match primary.to_ascii_lowercase().as_str() {
        "nl" => "Nederlands",
        "en" => "English",
        "de" => "Deutsch",
        "fr" => "Français",
        "es" => "Español",
        "pt" => "Português",
        "it" => "Italiano",
        "pl" => "Polski",
        "ro" => "Română",
        "uk" => "Українська",
        "tr" => "Türkçe",
        "ar" => "العربية",
        "hi" => "हिन्दी",
        "zh" => "中文",
        "ja" => "日本語",
        "vi" => "Tiếng Việt",
        "id" => "Bahasa Indonesia",
        _ => return code.to_owned(),
    }
    .to_owned()
}

/// Nothing but what the page itself carries: its style and script by their hashes, pictures and
/// videos beside it, and the players of its videos.
fn policy(style: &str, script: &str, players: &BTreeSet<String>) -> String {
    let hash = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text.as_bytes()));
    let frames = if players.is_empty() {
        "'none'".to_owned()
    } else {
        players.iter().cloned().collect::<Vec<_>>().join(" ")
    };
    format!(
        "default-src 'none'; img-src 'self' data: file:; media-src 'self' data: file:; style-src \
         'sha256-{}'; script-src 'sha256-{}'; frame-src {frames}; base-uri 'none'; form-action \
         'none'",
        hash(style),
        hash(script)
    )
}

fn players_of_steps(steps: &[StepView], players: &mut BTreeSet<String>) {
    for step in steps {
        players_of(&step.blocks, players);
        players_of_steps(&step.steps, players);
    }
}

fn players_of(blocks: &[BlockView], players: &mut BTreeSet<String>) {
    for block in blocks {
        match block {
            BlockView::Video(video) => {
                let origin = video.embed.as_deref().and_then(|embed| {
                    let rest = embed.strip_prefix("https://")?;
                    Some(format!("https://{}", rest.split('/').next()?))
                });
                players.extend(origin);
            }
            BlockView::Callout { blocks, .. } | BlockView::Quote { blocks } => {
                players_of(blocks, players);
            }
            BlockView::List { items, .. } => {
                for item in items {
                    players_of(&item.blocks, players);
                }
            }
            _ => {}
        }
    }
}

/// The backgrounds of the style sheet on which the accent is read: the darker of the light ones,
/// the lighter of the dark ones (`--wash`).
const LIGHT: [u8; 3] = [0xf5, 0xf7, 0xf9];
const DARK: [u8; 3] = [0x1c, 0x23, 0x2d];

/// The accent in a light and a dark form, each made readable on its background.
fn colours(accent: &str) -> String {
    let light = readable(accent, LIGHT);
    let dark = readable(accent, DARK);
    format!(":root{{--accent-light:{light};--accent-dark:{dark}}}\n")
}

/// WCAG 2.2, 1.4.3: text needs 4.5 : 1.
const CONTRAST: f64 = 4.6;

/// The colour, moved away from the background until text in it can be read there.
fn readable(colour: &str, background: [u8; 3]) -> String {
    let byte = |at: usize| {
        colour
            .get(at..at + 2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
            .unwrap_or(0)
    };
    let from = [byte(1), byte(3), byte(5)];
    let toward = if luminance(background) > 0.4 {
        0.0
    } else {
        255.0
    };
    let mixed = |share: f64| {
        from.map(|channel| (f64::from(channel) * (1.0 - share) + toward * share).round() as u8)
    };
    let best = (0..=50)
        .map(|step| mixed(f64::from(step) / 50.0))
        .find(|colour| contrast(*colour, background) >= CONTRAST)
        .unwrap_or_else(|| mixed(1.0));
    format!("#{:02x}{:02x}{:02x}", best[0], best[1], best[2])
}

fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance([r, g, b]: [u8; 3]) -> f64 {
    let linear = |channel: u8| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_with_other_line_ends_keeps_to_its_own_policy() {
        let start = |style: &[u8]| {
            let theme = Theme::built_in().with_file("html/style.css", style.to_vec());
            let start = StartView {
                library: "Test".into(),
                language: "en".into(),
                accent: "#0f5f8c".into(),
                entries: Vec::new(),
            };
            start_page(&start, &theme).unwrap()
        };
        assert_eq!(start(b"p {\r\n}\r\n"), start(b"p {\n}\n"));
    }

    /// A step may be called `search`, as the field of the start page is.
    #[test]
    fn no_style_is_for_an_id_that_a_step_may_have() {
        for line in asset(&Theme::built_in(), "html/style.css").lines() {
            if let Some((selector, _)) = line.split_once('{') {
                assert!(
                    !selector.contains('#') || selector.starts_with(".start "),
                    "{selector}"
                );
            }
        }
    }

    #[test]
    fn every_accent_can_be_read_in_both_schemes() {
        for accent in [
            "#ffffff", "#000000", "#ffe14d", "#0f5f8c", "#ff0000", "#14b8a6",
        ] {
            for background in [LIGHT, DARK] {
                let colour = readable(accent, background);
                let byte = |at: usize| u8::from_str_radix(&colour[at..at + 2], 16).unwrap();
                assert!(
                    contrast([byte(1), byte(3), byte(5)], background) >= 4.5,
                    "{accent}"
                );
            }
        }
    }
}
