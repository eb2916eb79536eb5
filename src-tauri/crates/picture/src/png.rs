//! PNG files that need not be encoded again.

use flate2::{Crc, Decompress, FlushDecompress, Status};

use image::metadata::Orientation;

use crate::decode::Info;
use crate::{Prepared, PreparedFormat};

const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";

/// The file with nothing but its pixels, if they are grey, RGB or palette colours of at most
/// 8 bits, neither interlaced nor transparent, and whole. `None` sends it through the decoder,
/// which tells what is wrong.
pub(crate) fn pass_through(bytes: &[u8], info: &Info) -> Option<Prepared> {
    if info.orientation != Orientation::NoTransforms {
        return None;
    }
    let mut header: Option<&[u8]> = None;
    let mut palette: Option<&[u8]> = None;
    let mut data: Vec<&[u8]> = Vec::new();
    let mut rest = bytes.strip_prefix(SIGNATURE)?;
    loop {
        let length = usize::try_from(u32::from_be_bytes(*rest.first_chunk()?)).ok()?;
        let kind = rest.get(4..8)?;
        let body = rest.get(8..8_usize.checked_add(length)?)?;
        let stored = u32::from_be_bytes(*rest.get(8 + length..)?.first_chunk()?);
        let mut crc = Crc::new();
        crc.update(rest.get(4..8 + length)?);
        if crc.sum() != stored {
            return None;
        }
        rest = rest.get(12 + length..)?;
        match kind {
            b"IHDR" if header.is_none() => header = Some(body),
            b"PLTE" if palette.is_none() && data.is_empty() => palette = Some(body),
            b"IDAT" => data.push(body),
            b"IEND" => break,
            // Transparency, an animation.
            b"tRNS" | b"acTL" => return None,
            // A small first letter: the pixels mean the same without it.
            _ if kind[0].is_ascii_lowercase() => {}
            _ => return None,
        }
    }
    let header = header.filter(|header| header.len() == 13)?;
    let [depth, colour, compression, filter, interlace] = *header.last_chunk()?;
    let channels: u64 = match colour {
        0 | 3 => 1,
        2 => 3,
        _ => return None,
    };
    if depth > 8 || compression != 0 || filter != 0 || interlace != 0 {
        return None;
    }
    let entries = palette.map_or(0, |palette| palette.len() / 3);
    if colour == 3 && (entries == 0 || entries > 1 << depth) {
        return None;
    }
    let row = (u64::from(info.width) * channels * u64::from(depth)).div_ceil(8);
    let total = rows_length(&data, row, u64::from(info.height))?;
    // What stands behind the end of the compressed rows is no part of the picture.
    let mut left = total;
    for part in &mut data {
        *part = &part[..part.len().min(left)];
        left -= part.len();
    }
    let mut out = Vec::with_capacity(total + 1024);
    out.extend_from_slice(SIGNATURE);
    push(&mut out, *b"IHDR", &[header]);
    if let (3, Some(palette)) = (colour, palette) {
        push(&mut out, *b"PLTE", &[palette]);
    }
    push(&mut out, *b"IDAT", &data);
    push(&mut out, *b"IEND", &[]);
    Some(Prepared {
        bytes: out,
        format: PreparedFormat::Png,
        width: info.width,
        height: info.height,
        warnings: Vec::new(),
    })
}

/// How many compressed bytes hold just the rows of the picture, each with a filter that there
/// is: only then does every reader of the published file show it.
fn rows_length(data: &[&[u8]], row: u64, height: u64) -> Option<usize> {
    let mut inflate = Decompress::new(true);
    let mut scratch = vec![0_u8; 64 << 10];
    let expected = (row + 1) * height;
    let mut ended = false;
    for part in data {
        let mut input = *part;
        while !ended {
            let (before_in, before_out) = (inflate.total_in(), inflate.total_out());
            let Ok(status) = inflate.decompress(input, &mut scratch, FlushDecompress::None) else {
                return None;
            };
            let read = (inflate.total_in() - before_in) as usize;
            let made = inflate.total_out() - before_out;
            // The first byte of each row names its filter, 0 to 4.
            let mut at = before_out.next_multiple_of(row + 1);
            while at < before_out + made {
                if scratch[(at - before_out) as usize] > 4 {
                    return None;
                }
                at += row + 1;
            }
            input = &input[read..];
            ended = status == Status::StreamEnd;
            if inflate.total_out() > expected {
                return None;
            }
            if read == 0 && made == 0 || (input.is_empty() && made < scratch.len() as u64) {
                break;
            }
        }
    }
    (ended && inflate.total_out() == expected).then_some(inflate.total_in() as usize)
}

fn push(out: &mut Vec<u8>, kind: [u8; 4], parts: &[&[u8]]) {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    // A chunk is part of a file that is itself within the limits.
    out.extend_from_slice(&(length as u32).to_be_bytes());
    out.extend_from_slice(&kind);
    let mut crc = Crc::new();
    crc.update(&kind);
    for part in parts {
        out.extend_from_slice(part);
        crc.update(part);
    }
    out.extend_from_slice(&crc.sum().to_be_bytes());
}
