//! Fonts for the layout.

use std::sync::{Arc, OnceLock};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

const BUNDLED: [&[u8]; 7] = [
    include_bytes!("../../../../../assets/fonts/SourceSans3-Regular.ttf"),
    include_bytes!("../../../../../assets/fonts/SourceSans3-Italic.ttf"),
    include_bytes!("../../../../../assets/fonts/SourceSans3-SemiBold.ttf"),
    include_bytes!("../../../../../assets/fonts/SourceSans3-Bold.ttf"),
    include_bytes!("../../../../../assets/fonts/SourceSans3-BoldItalic.ttf"),
    include_bytes!("../../../../../assets/fonts/SourceCodePro-Regular.ttf"),
    include_bytes!("../../../../../assets/fonts/NotoSansSymbols2-Regular.ttf"),
];

/// The fonts that an export may use. Cheap to clone.
#[derive(Clone)]
pub struct Fonts {
    pub(super) fonts: Arc<Vec<Font>>,
    pub(super) book: Arc<LazyHash<FontBook>>,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fonts({})", self.fonts.len())
    }
}

impl Fonts {
    /// The fonts that come with the program, parsed once.
    #[must_use]
    pub fn bundled() -> Self {
        static FONTS: OnceLock<Fonts> = OnceLock::new();
        FONTS
            .get_or_init(|| {
                let fonts = BUNDLED
                    .into_iter()
                    .flat_map(|data| Font::iter(Bytes::new(data)))
                    .collect();
                Self::of(fonts)
            })
            .clone()
    }

    /// These fonts and those of other font files. What is no font is left out.
    #[must_use]
    pub fn with(&self, files: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let mut fonts = self.fonts.as_ref().clone();
        for file in files {
            fonts.extend(Font::iter(Bytes::new(file)));
        }
        Self::of(fonts)
    }

    fn of(fonts: Vec<Font>) -> Self {
        let book = FontBook::from_fonts(&fonts);
        Self {
            fonts: Arc::new(fonts),
            book: Arc::new(LazyHash::new(book)),
        }
    }

    /// The families, in their order.
    pub(super) fn families(&self) -> Vec<String> {
        let mut families: Vec<String> = Vec::new();
        for font in self.fonts.iter() {
            let family = &font.info().family;
            if !families.iter().any(|known| known == family) {
                families.push(family.clone());
            }
        }
        families
    }

    pub(super) fn has(&self, c: char) -> bool {
        self.fonts
            .iter()
            .any(|font| font.info().coverage.contains(c.into()))
    }
}
