//! Bytes to text: encodings, byte order marks, lines.

use std::borrow::Cow;

/// How the bytes of a file say its characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// What this project writes.
    Utf8,
    /// What Windows editors called "Unicode", told by its byte order mark.
    Utf16,
    /// What is neither: every byte is a character, as older Windows programs wrote it.
    Windows1252,
}

/// Decodes a file; `true` when it began with a UTF-8 byte order mark. Never fails: what is
/// neither UTF-8 nor marked UTF-16 is read as Windows-1252.
#[must_use]
pub(crate) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Encoding, bool) {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        if let Ok(text) = std::str::from_utf8(rest) {
            return (Cow::Borrowed(text), Encoding::Utf8, true);
        }
    } else if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        let (text, _, _) = encoding_rs::UTF_16LE.decode(bytes);
        return (Cow::Owned(text.into_owned()), Encoding::Utf16, false);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), Encoding::Utf8, false);
    }
    let (text, _, _) = encoding_rs::WINDOWS_1252.decode(bytes);
    (Cow::Owned(text.into_owned()), Encoding::Windows1252, false)
}

/// The line end that a text mostly uses.
pub(crate) fn line_end(text: &str) -> &'static str {
    let all = text.matches('\n').count();
    let windows = text.matches("\r\n").count();
    if windows * 2 > all {
        "\r\n"
    } else if all == 0 && text.contains('\r') {
        "\r"
    } else {
        "\n"
    }
}

/// Tells the line of a byte offset.
#[derive(Debug, Clone)]
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    pub(crate) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                starts.push(at + 1);
            }
        }
        Self(starts)
    }

    /// From 1.
    pub(crate) fn line_of(&self, offset: usize) -> usize {
        self.0.partition_point(|start| *start <= offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_1252_is_read_and_said() {
        let (text, encoding, _) = decode(b"caf\xe9 \x80 100");
        assert_eq!(
            (text.as_ref(), encoding),
            ("café € 100", Encoding::Windows1252)
        );
    }

    #[test]
    fn utf_16_is_read_by_its_mark() {
        let bytes: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain("één".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(decode(&bytes).0, "één");
        let bytes: Vec<u8> = [0xFE, 0xFF]
            .into_iter()
            .chain("één".encode_utf16().flat_map(u16::to_be_bytes))
            .collect();
        assert_eq!(decode(&bytes).0, "één");
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        let lines = Lines::of("a\r\nb\rc\nd");
        assert_eq!([0, 3, 5, 7].map(|at| lines.line_of(at)), [1, 2, 3, 4]);
    }
}
