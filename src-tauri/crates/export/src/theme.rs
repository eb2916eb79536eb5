//! Themes: files that say how an export looks.
//!
//! The default theme is built in. A library overrides any of its files by one of the same name,
//! and `theme.toml` names the accent colour, the logo and the fonts.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;

use crate::Warning;
use crate::view::ThemeView;

macro_rules! built_in {
    ($($path:literal),* $(,)?) => {
        [$(($path, include_bytes!(concat!("../../../../assets/themes/default/", $path)).as_slice())),*]
    };
}

/// The files of a theme, by their path with `/`.
#[derive(Debug, Clone)]
pub struct Theme {
    files: BTreeMap<String, Cow<'static, [u8]>>,
}

/// What `theme.toml` says. Unknown keys are for later versions.
#[derive(Debug, Default, Deserialize)]
struct Settings {
    accent: Option<toml::Value>,
    logo: Option<toml::Value>,
    fonts: Option<toml::Value>,
}

const ACCENT: &str = "#0f5f8c";
const FAMILY: &str = "Source Sans 3";

impl Theme {
    /// The default theme.
    #[must_use]
    pub fn built_in() -> Self {
        let files = built_in![
            "theme.toml",
            "pdf/theme.typ",
            "html/page.html",
            "html/start.html",
            "html/blocks.html",
            "html/style.css",
            "html/page.js",
            "html/start.js",
        ];
        Self {
            files: files
                .into_iter()
                .map(|(path, bytes)| (path.to_owned(), Cow::Borrowed(bytes)))
                .collect(),
        }
    }

    /// The theme with one file more, or another one in the place of a built-in one.
    #[must_use]
    pub fn with_file(mut self, path: &str, bytes: Vec<u8>) -> Self {
        self.files.insert(path.to_owned(), Cow::Owned(bytes));
        self
    }

    /// A file of the theme.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(AsRef::as_ref)
    }

    /// All files, by their path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.as_ref()))
    }

    pub(crate) fn text(&self, path: &str) -> Option<Cow<'_, str>> {
        self.file(path).map(String::from_utf8_lossy)
    }

    /// The fonts that the theme brings.
    pub fn fonts(&self) -> impl Iterator<Item = &[u8]> {
        self.files
            .iter()
            .filter(|(path, _)| {
                let path = path.to_ascii_lowercase();
                path.starts_with("fonts/") && (path.ends_with(".ttf") || path.ends_with(".otf"))
            })
            .map(|(_, bytes)| bytes.as_ref())
    }

    /// What `theme.toml` says, with the default in the place of what is not understood. `accent`
    /// is the colour that the library names, if it does.
    #[must_use]
    pub fn settings(&self, accent: Option<&str>) -> (ThemeView, Vec<Warning>) {
        let mut warnings = Vec::new();
        let mut warn = |message: String, hint: &str| {
            warnings.push(Warning {
                message,
                hint: hint.to_owned(),
            });
        };
        let settings: Settings = match self.text("theme.toml").map(|text| toml::from_str(&text)) {
            Some(Ok(settings)) => settings,
            Some(Err(error)) => {
                warn(
                    format!("theme/theme.toml is not understood: {}", error.message()),
                    "mend it; until then the default theme is used",
                );
                Settings::default()
            }
            None => Settings::default(),
        };
        let own = settings
            .accent
            .as_ref()
            .map(|value| value.as_str().unwrap_or_default().to_owned());
        let accent = match accent.map(str::to_owned).or(own) {
            Some(colour) if is_colour(&colour) => colour.to_ascii_lowercase(),
            Some(colour) => {
                warn(
                    format!("the accent colour {colour} is none"),
                    "write one such as \"#0f5f8c\"",
                );
                ACCENT.to_owned()
            }
            None => ACCENT.to_owned(),
        };
        let logo = settings
            .logo
            .and_then(|value| value.as_str().map(str::to_owned));
        let logo = match logo {
            Some(name) if self.files.contains_key(&name) => Some(name),
            Some(name) => {
                warn(
                    format!("the logo {name} is not in the folder theme"),
                    "put it there, or correct logo in theme/theme.toml",
                );
                None
            }
            None => None,
        };
        let fonts: Vec<String> = match settings.fonts {
            Some(toml::Value::Array(fonts)) => fonts
                .iter()
                .filter_map(|font| font.as_str().map(str::to_owned))
                .collect(),
            Some(toml::Value::String(font)) => vec![font],
            _ => Vec::new(),
        };
        let fonts = if fonts.is_empty() {
            vec![FAMILY.to_owned()]
        } else {
            fonts
        };
        (
            ThemeView {
                accent,
                logo,
                fonts,
            },
            warnings,
        )
    }
}

/// `#rrggbb`
fn is_colour(text: &str) -> bool {
    text.len() == 7
        && text
            .strip_prefix('#')
            .is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
}
