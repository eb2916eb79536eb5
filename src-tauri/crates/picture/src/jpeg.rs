//! JPEG files that need not be encoded again (ITU-T T.81, Annex B).

use image::metadata::Orientation;

use crate::decode::Info;
use crate::{Options, Prepared, PreparedFormat};

/// The file with nothing but its pixels, if it is upright and whole. `None` sends it through the
/// decoder, which tells what is wrong.
pub(crate) fn pass_through(bytes: &[u8], info: &Info, options: &Options) -> Option<Prepared> {
    if info.orientation != Orientation::NoTransforms {
        return None;
    }
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(bytes.get(..2)?);
    let mut at = 2;
    loop {
        // Fill bytes may stand before a marker.
        while bytes.get(at) == Some(&0xFF) && bytes.get(at + 1) == Some(&0xFF) {
            at += 1;
        }
        let marker = match bytes.get(at..at + 2)? {
            [0xFF, marker] => *marker,
            _ => return None,
        };
        if marker == 0xD9 {
            out.extend_from_slice(&[0xFF, 0xD9]);
            break;
        }
        let length = usize::from(u16::from_be_bytes(*bytes.get(at + 2..)?.first_chunk()?));
        let end = at + 2 + length;
        let segment = bytes.get(at..end)?;
        // Pictures with four channels are shown in wrong colours by many readers.
        if matches!(marker, 0xC0..=0xC2) && segment.get(9).is_none_or(|count| *count > 3) {
            return None;
        }
        // JFIF says nothing private; Adobe's segment says how the colours are coded.
        let keep = match marker {
            0xE0 => segment.get(4..8) == Some(b"JFIF"),
            // What is longer than the mark hides something behind it.
            0xEE => segment.len() == 16 && segment.get(4..9) == Some(b"Adobe"),
            0xE1..=0xEF | 0xFE => false,
            _ => true,
        };
        if marker == 0xE0 && keep {
            // Without its thumbnail.
            out.extend_from_slice(&[0xFF, 0xE0, 0, 16]);
            out.extend_from_slice(segment.get(4..16)?);
            out.extend_from_slice(&[0, 0]);
        } else if keep {
            out.extend_from_slice(segment);
        }
        at = end;
        if marker == 0xDA {
            let scan = scan_length(bytes.get(at..)?)?;
            out.extend_from_slice(&bytes[at..at + scan]);
            at += scan;
        }
    }
    let whole = crate::decode::decode(&out, info, options);
    whole.is_ok().then_some(Prepared {
        bytes: out,
        format: PreparedFormat::Jpeg,
        width: info.width,
        height: info.height,
        warnings: Vec::new(),
    })
}

/// The bytes of entropy-coded data up to the next marker that is no restart.
fn scan_length(data: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += data.get(at..)?.iter().position(|byte| *byte == 0xFF)?;
        match data.get(at + 1)? {
            0x00 | 0xD0..=0xD7 => at += 2,
            0xFF => at += 1,
            _ => return Some(at),
        }
    }
}

/// Whether the end of the picture is in the file.
pub(crate) fn ends(bytes: &[u8]) -> bool {
    bytes.windows(2).rev().any(|pair| pair == [0xFF, 0xD9])
}
