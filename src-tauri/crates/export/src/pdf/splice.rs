//! Puts the data of the pictures into a finished PDF.
//!
//! The layout was given, for each picture, a PNG of one pixel whose colour is the picture's
//! number. Here an incremental update (ISO 32000-1, 7.5.6) is appended to the file that gives
//! each of these image objects its real content. PNG data goes in as it is (its compression and
//! row filters are those of PDF, Table 8), and so does JPEG data; nothing is decoded, except a
//! PNG with transparency, which PDF keeps in a second image.

use std::io::{Read, Write};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use typst::foundations::Bytes;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A PNG of one pixel with the colour `index`. Every layout and every page that is drawn asks for
/// those of all pictures, so each is made once.
pub(super) fn placeholder(index: usize) -> Bytes {
    static MADE: Mutex<Vec<Bytes>> = Mutex::new(Vec::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    while made.len() <= index {
        let next = Bytes::new(pixel(made.len()));
        made.push(next);
    }
    made[index].clone()
}

fn pixel(index: usize) -> Vec<u8> {
    // More pictures than colours would be more than memory holds.
    let [_, r, g, b] = (index as u32).to_be_bytes();
    let mut png = SIGNATURE.to_vec();
    for (kind, body) in [
        (b"IHDR", vec![0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]),
        (b"IDAT", deflated(&[0, r, g, b])),
        (b"IEND", Vec::new()),
    ] {
        png.extend_from_slice(&(body.len() as u32).to_be_bytes());
        png.extend_from_slice(kind);
        png.extend_from_slice(&body);
        let mut crc = flate2::Crc::new();
        crc.update(kind);
        crc.update(&body);
        png.extend_from_slice(&crc.sum().to_be_bytes());
    }
    png
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// The file with its pictures.
pub(super) fn with_pictures(plain: Vec<u8>, pictures: &[&Image]) -> Result<Vec<u8>, String> {
    if pictures.is_empty() {
        return Ok(plain);
    }
    let objects = placeholders(&plain, pictures.len());
    let trailer = Trailer::of(&plain).ok_or("its trailer was not found")?;
    let size: usize = pictures.iter().map(|picture| picture.length()).sum();
    let mut out = plain;
    out.reserve(size + objects.len() * 256);
    let mut entries: Vec<(u32, usize)> = Vec::new();
    let mut next = trailer.size;
    for (number, index) in objects {
        let image = pictures[index];
        let mask = image.mask.as_ref().map(|mask| {
            let number = next;
            next += 1;
            entries.push((number, out.len()));
            write_object(&mut out, number, mask, None);
            number
        });
        entries.push((number, out.len()));
        write_object(&mut out, number, image, mask);
    }
    finish(&mut out, entries, &trailer, next);
    Ok(out)
}

/// The image objects that are placeholders: their numbers, and the pictures they stand for.
fn placeholders(pdf: &[u8], count: usize) -> Vec<(u32, usize)> {
    const MARK: &[u8] = b"/Subtype/Image";
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(step) = find(&pdf[at..], MARK) {
        let mark = at + step;
        at = mark + MARK.len();
        let Some(dictionary) = rfind(&pdf[..mark], b"<<") else {
            continue;
        };
        let Some(end) = find(&pdf[mark..], b"stream\n").map(|end| mark + end) else {
            break;
        };
        let words = &pdf[dictionary..end];
        if find(words, b"/Width 1/").is_none() || find(words, b"/Height 1/").is_none() {
            continue;
        }
        let (Some(number), Some(length)) =
            (number_before(&pdf[..dictionary]), value(words, b"/Length "))
        else {
            continue;
        };
        let start = end + b"stream\n".len();
        let Some(data) = pdf.get(start..start + length as usize) else {
            continue;
        };
        let mut pixel = Vec::new();
        if ZlibDecoder::new(data)
            .take(16)
            .read_to_end(&mut pixel)
            .is_err()
        {
            continue;
        }
        if let [r, g, b] = pixel[..] {
            let index = u32::from_be_bytes([0, r, g, b]) as usize;
            if index < count {
                found.push((number, index));
            }
        }
        at = start;
    }
    found
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let first = needle.first()?;
    let mut at = 0;
    loop {
        at += haystack.get(at..)?.iter().position(|byte| byte == first)?;
        if haystack[at..].starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
}

fn rfind(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .rposition(|window| window == needle)
}

/// The `12` of `12 0 obj\n` at the end of the bytes.
fn number_before(bytes: &[u8]) -> Option<u32> {
    let line = bytes.strip_suffix(b"\n")?.strip_suffix(b" 0 obj")?;
    let start = line.iter().rposition(|byte| !byte.is_ascii_digit())? + 1;
    std::str::from_utf8(&line[start..]).ok()?.parse().ok()
}

fn value(dictionary: &[u8], key: &[u8]) -> Option<u32> {
    let rest = &dictionary[find(dictionary, key)? + key.len()..];
    let end = rest.iter().position(|byte| !byte.is_ascii_digit())?;
    std::str::from_utf8(&rest[..end]).ok()?.parse().ok()
}

struct Trailer {
    /// One more than the highest object number.
    size: u32,
    /// Its other keys, as they stand there.
    keys: Vec<u8>,
    /// Where its cross-reference table begins.
    table: u32,
}

impl Trailer {
    fn of(pdf: &[u8]) -> Option<Self> {
        let trailer = rfind(pdf, b"trailer\n<<")?;
        let start = trailer + b"trailer\n<<".len();
        let end = start + rfind(&pdf[start..], b">>")?;
        let keys = &pdf[start..end];
        let size = value(keys, b"/Size ")?;
        let rest = &keys[find(keys, b"/Root")?..];
        let table = start + find(&pdf[start..], b"startxref\n")? + b"startxref\n".len();
        let digits = pdf[table..]
            .iter()
            .position(|byte| !byte.is_ascii_digit())?;
        Some(Self {
            size,
            keys: rest.to_vec(),
            table: std::str::from_utf8(&pdf[table..table + digits])
                .ok()?
                .parse()
                .ok()?,
        })
    }
}

fn finish(out: &mut Vec<u8>, mut entries: Vec<(u32, usize)>, trailer: &Trailer, size: u32) {
    entries.sort_unstable();
    let table = out.len();
    out.extend_from_slice(b"xref\n");
    // One section for each run of numbers.
    for run in entries.chunk_by(|a, b| a.0 + 1 == b.0) {
        out.extend_from_slice(format!("{} {}\n", run[0].0, run.len()).as_bytes());
        for (_, offset) in run {
            out.extend_from_slice(format!("{offset:010} 00000 n\r\n").as_bytes());
        }
    }
    out.extend_from_slice(format!("trailer\n<</Size {size}/Prev {}", trailer.table).as_bytes());
    out.extend_from_slice(&trailer.keys);
    out.extend_from_slice(format!(">>\nstartxref\n{table}\n%%EOF").as_bytes());
}

/// An image as PDF keeps it.
#[derive(Debug)]
pub(super) struct Image {
    file: Arc<[u8]>,
    width: u32,
    height: u32,
    bits: u8,
    colours: Colours,
    filter: Filter,
    data: Data,
    mask: Option<Box<Image>>,
}

#[derive(Debug)]
enum Colours {
    Grey,
    Rgb,
    /// RGB triples, in the file.
    Palette(Range<usize>),
}

#[derive(Debug)]
enum Filter {
    /// zlib over rows that each begin with a PNG filter.
    Rows,
    /// JPEG.
    Dct,
}

#[derive(Debug)]
enum Data {
    /// These parts of the file.
    Parts(Vec<Range<usize>>),
    /// Made anew.
    Own(Vec<u8>),
}

fn write_object(out: &mut Vec<u8>, number: u32, image: &Image, mask: Option<u32>) {
    let mut words = format!(
        "{number} 0 obj\n<</Type/XObject/Subtype/Image/Width {}/Height {}/BitsPerComponent {}\
         /Length {}",
        image.width,
        image.height,
        image.bits,
        image.length()
    );
    let channels = match &image.colours {
        Colours::Grey => {
            words.push_str("/ColorSpace/DeviceGray");
            1
        }
        Colours::Rgb => {
            words.push_str("/ColorSpace/DeviceRGB");
            3
        }
        Colours::Palette(range) => {
            let palette = &image.file[range.clone()];
            words.push_str(&format!(
                "/ColorSpace[/Indexed/DeviceRGB {}<",
                palette.len() / 3 - 1
            ));
            for byte in palette {
                words.push_str(&format!("{byte:02x}"));
            }
            words.push_str(">]");
            1
        }
    };
    match image.filter {
        Filter::Rows => words.push_str(&format!(
            "/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors {channels}\
             /BitsPerComponent {}/Columns {}>>",
            image.bits, image.width
        )),
        Filter::Dct => words.push_str("/Filter/DCTDecode"),
    }
    if let Some(mask) = mask {
        words.push_str(&format!("/SMask {mask} 0 R"));
    }
    words.push_str(">>\nstream\n");
    out.extend_from_slice(words.as_bytes());
    match &image.data {
        Data::Parts(parts) => {
            for part in parts {
                out.extend_from_slice(&image.file[part.clone()]);
            }
        }
        Data::Own(bytes) => out.extend_from_slice(bytes),
    }
    out.extend_from_slice(b"\nendstream\nendobj\n\n");
}

impl Image {
    /// The file that it was made from.
    pub(super) fn file(&self) -> &[u8] {
        &self.file
    }

    /// Reads a PNG or JPEG; `None` if it is neither.
    pub(super) fn of(file: Arc<[u8]>) -> Option<Self> {
        if file.starts_with(SIGNATURE) {
            Self::of_png(file)
        } else {
            Self::of_jpeg(file)
        }
    }

    fn length(&self) -> usize {
        match &self.data {
            Data::Parts(parts) => parts.iter().map(Range::len).sum(),
            Data::Own(bytes) => bytes.len(),
        }
    }

    fn of_png(file: Arc<[u8]>) -> Option<Self> {
        let mut header = 0..0;
        let mut palette = 0..0;
        let mut transparent = false;
        let mut parts = Vec::new();
        let mut at = SIGNATURE.len();
        while let Some(length) = file.get(at..)?.first_chunk() {
            let length = u32::from_be_bytes(*length) as usize;
            let body = at + 8..at.checked_add(8)?.checked_add(length)?;
            file.get(body.clone())?;
            match &file[at + 4..at + 8] {
                b"IHDR" => header = body.clone(),
                b"PLTE" => palette = body.clone(),
                b"tRNS" => transparent = true,
                b"IDAT" => parts.push(body.clone()),
                _ => {}
            }
            at = body.end + 4;
        }
        let header = &file[header];
        let width = u32::from_be_bytes(*header.first_chunk()?);
        let height = u32::from_be_bytes(*header.get(4..)?.first_chunk()?);
        let [bits, kind, _, _, interlaced] = *header.last_chunk()?;
        let colours = match kind {
            0 => Colours::Grey,
            2 => Colours::Rgb,
            3 if palette.len() >= 3 => Colours::Palette(palette),
            4 | 6 => return Self::split(&file),
            _ => return None,
        };
        if transparent || interlaced != 0 || bits > 8 {
            return Self::split(&file);
        }
        Some(Self {
            width,
            height,
            bits,
            colours,
            filter: Filter::Rows,
            data: Data::Parts(parts),
            mask: None,
            file,
        })
    }

    /// A PNG whose transparency goes into a second image.
    fn split(file: &Arc<[u8]>) -> Option<Self> {
        let picture = werkwijzer_picture::pixels(file).ok()?;
        let (width, height) = picture.dimensions();
        let rows = |channels: &[usize]| {
            let row_length = width as usize * channels.len() + 1;
            let mut rows = Vec::with_capacity(row_length * height as usize);
            let mut above = vec![0_u8; row_length - 1];
            for row in picture.rows() {
                // Filter 2: the difference to the row above, which in a screenshot is mostly 0.
                rows.push(2);
                for (at, byte) in row
                    .flat_map(|pixel| channels.iter().map(|channel| pixel.0[*channel]))
                    .enumerate()
                {
                    rows.push(byte.wrapping_sub(above[at]));
                    above[at] = byte;
                }
            }
            deflated(&rows)
        };
        let image = |colours, channels: &[usize], mask| Self {
            file: Arc::clone(file),
            width,
            height,
            bits: 8,
            colours,
            filter: Filter::Rows,
            data: Data::Own(rows(channels)),
            mask,
        };
        let mask = image(Colours::Grey, &[3], None);
        Some(image(Colours::Rgb, &[0, 1, 2], Some(Box::new(mask))))
    }

    fn of_jpeg(file: Arc<[u8]>) -> Option<Self> {
        let mut rest = file.strip_prefix(&[0xFF, 0xD8])?;
        loop {
            let [mark, kind, high, low] = *rest.first_chunk()?;
            if mark != 0xFF {
                return None;
            }
            // The start of a frame: precision, height, width, channels (ITU-T T.81, B.2.2).
            if matches!(kind, 0xC0..=0xC2) {
                let [bits, h1, h0, w1, w0, channels] = *rest.get(4..)?.first_chunk()?;
                return Some(Self {
                    width: u32::from(u16::from_be_bytes([w1, w0])),
                    height: u32::from(u16::from_be_bytes([h1, h0])),
                    bits,
                    colours: match channels {
                        1 => Colours::Grey,
                        3 => Colours::Rgb,
                        _ => return None,
                    },
                    filter: Filter::Dct,
                    data: Data::Parts(Vec::from([Range {
                        start: 0,
                        end: file.len(),
                    }])),
                    mask: None,
                    file,
                });
            }
            rest = rest.get(2 + usize::from(u16::from_be_bytes([high, low]))..)?;
        }
    }
}
