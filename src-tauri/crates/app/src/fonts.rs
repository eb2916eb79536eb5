//! The fonts of this computer, for scripts that the bundled fonts do not have.

use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock};

use werkwijzer_export::Theme;
use werkwijzer_export::pdf::{Fonts, characters_without_glyph};
use werkwijzer_export::view::View;

/// The bundled fonts with those of the computer that were needed so far.
static FOUND: Mutex<Option<Fonts>> = Mutex::new(None);

/// The fonts for a view: those that come with the program and with the theme, and only if these
/// do not have its characters those of the computer, since looking through them takes long.
pub(crate) fn fonts_for(view: &View, theme: &Theme) -> Fonts {
    let own: Vec<Vec<u8>> = theme.fonts().map(<[u8]>::to_vec).collect();
    let fonts = if own.is_empty() {
        Fonts::bundled()
    } else {
        Fonts::bundled().with(own)
    };
    let missing = characters_without_glyph(view, &fonts);
    if missing.is_empty() {
        return fonts;
    }
    let mut found = FOUND
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(known) = found.as_ref()
        && characters_without_glyph(view, known).is_empty()
    {
        return known.clone();
    }
    let base = found.clone().unwrap_or(fonts);
    let missing = characters_without_glyph(view, &base);
    let with = base.with(files_with(&missing));
    *found = Some(with.clone());
    with
}

/// The fewest font files of the computer that together have the characters.
fn files_with(characters: &BTreeSet<char>) -> Vec<Vec<u8>> {
    static SYSTEM: OnceLock<fontdb::Database> = OnceLock::new();
    let system = SYSTEM.get_or_init(|| {
        let mut system = fontdb::Database::new();
        system.load_system_fonts();
        system
    });
    let mut left = characters.clone();
    let mut files = Vec::new();
    // Upright and regular first.
    let mut faces: Vec<&fontdb::FaceInfo> = system.faces().collect();
    faces.sort_by_key(|face| {
        (
            face.style != fontdb::Style::Normal,
            face.weight.0.abs_diff(400),
            face.post_script_name.clone(),
        )
    });
    for face in faces {
        if left.is_empty() {
            break;
        }
        let taken = system.with_face_data(face.id, |data, index| {
            let parsed = ttf_parser::Face::parse(data, index).ok()?;
            let had: Vec<char> = left
                .iter()
                .copied()
                .filter(|c| parsed.glyph_index(*c).is_some())
                .collect();
            (!had.is_empty()).then(|| (had, data.to_vec()))
        });
        if let Some(Some((had, data))) = taken {
            for c in had {
                left.remove(&c);
            }
            files.push(data);
        }
    }
    files
}
