//! Links to videos: which host, where it starts, and the addresses of its thumbnail and player.
//!
//! The forms of the addresses are those that the hosts' own share buttons give (`YouTube`'s
//! `watch`, `youtu.be`, `shorts`, `live` and `embed`; Vimeo's `id` and `id/hash`; Loom's
//! `share`; …). No host is ever asked: everything is told from the address.

use serde::{Deserialize, Serialize};
use url::Url;

/// What an address tells of a video.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct VideoLink {
    /// Who hosts it; `None` for a file beside the document.
    pub host: Option<Host>,
    /// The address to open, with its start time.
    pub target: String,
    /// Seconds from its beginning.
    pub start: u32,
    /// The address of a still, where the host has one that can be told from the address.
    pub thumbnail: Option<String>,
    /// The address of a player for a frame in a page.
    pub embed: Option<String>,
}

/// Who hosts a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
#[expect(missing_docs, reason = "each is named by its name")]
pub enum Host {
    YouTube,
    Vimeo,
    Loom,
    Screencast,
    GoogleDrive,
    Dropbox,
    MicrosoftStream,
    Wistia,
    Vidyard,
}

impl Host {
    /// As its owner writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::YouTube => "YouTube",
            Self::Vimeo => "Vimeo",
            Self::Loom => "Loom",
            Self::Screencast => "Screencast.com",
            Self::GoogleDrive => "Google Drive",
            Self::Dropbox => "Dropbox",
            Self::MicrosoftStream => "Microsoft Stream",
            Self::Wistia => "Wistia",
            Self::Vidyard => "Vidyard",
        }
    }
}

/// What an address tells, if it is that of a video.
#[must_use]
pub fn recognise(target: &str) -> Option<VideoLink> {
    if !target.contains("://") {
        return local(target);
    }
    let url = Url::parse(target).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let host = url.host_str()?.trim_start_matches("www.").to_owned();
    let path: Vec<&str> = url
        .path_segments()?
        .filter(|part| !part.is_empty())
        .collect();
    let start = start_of(&url);
    let link = |host, thumbnail, embed| {
        Some(VideoLink {
            host: Some(host),
            target: target.to_owned(),
            start,
            thumbnail,
            embed,
        })
    };
    match (host.as_str(), path.as_slice()) {
        ("youtube.com" | "m.youtube.com" | "music.youtube.com", ["watch"]) => {
            let id = query(&url, "v")?;
            youtube(&id, start, target)
        }
        (
            "youtube.com" | "m.youtube.com" | "youtube-nocookie.com",
            ["shorts" | "live" | "embed" | "v", id],
        )
        | ("youtu.be", [id]) => youtube(id, start, target),
        ("vimeo.com", [id, rest @ ..]) if is_number(id) => {
            Some(vimeo(id, rest.first(), start, target))
        }
        ("vimeo.com", ["channels", _, id]) if is_number(id) => Some(vimeo(id, None, start, target)),
        ("player.vimeo.com", ["video", id]) if is_number(id) => {
            Some(vimeo(id, None, start, target))
        }
        ("loom.com", ["share" | "embed", id]) if is_key(id) => link(
            Host::Loom,
            None,
            Some(with_start(
                &format!("https://www.loom.com/embed/{id}"),
                "?t=",
                start,
            )),
        ),
        ("screencast.com" | "app.screencast.com", [_, ..]) => link(Host::Screencast, None, None),
        ("drive.google.com", ["file", "d", id, ..]) if is_key(id) => link(
            Host::GoogleDrive,
            None,
            Some(format!("https://drive.google.com/file/d/{id}/preview")),
        ),
        ("dropbox.com", [.., name]) if is_film(name) => link(Host::Dropbox, None, None),
        ("web.microsoftstream.com" | "microsoftstream.com", ["video", _]) => {
            link(Host::MicrosoftStream, None, None)
        }
        (sharepoint, [.., "stream.aspx"]) if sharepoint.ends_with(".sharepoint.com") => {
            link(Host::MicrosoftStream, None, None)
        }
        // `/:v:/` is how SharePoint's share links mark a video.
        (sharepoint, [":v:", ..]) if sharepoint.ends_with(".sharepoint.com") => {
            link(Host::MicrosoftStream, None, None)
        }
        (wistia, ["medias", id]) if wistia.ends_with("wistia.com") && is_key(id) => link(
            Host::Wistia,
            None,
            Some(format!("https://fast.wistia.net/embed/iframe/{id}")),
        ),
        ("share.vidyard.com", ["watch", id]) if is_key(id) => link(
            Host::Vidyard,
            None,
            Some(format!("https://play.vidyard.com/{id}")),
        ),
        _ => None,
    }
}

/// A file beside the document: `.mp4` or `.webm`.
fn local(target: &str) -> Option<VideoLink> {
    let path = target.split(['#', '?']).next()?;
    if path.contains(':') || path.starts_with(['/', '\\']) || !is_film(path) {
        return None;
    }
    let fragment = target.split_once("#t=").map_or("", |(_, time)| time);
    Some(VideoLink {
        host: None,
        target: target.to_owned(),
        start: seconds(fragment).unwrap_or(0),
        thumbnail: None,
        embed: None,
    })
}

fn is_film(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".mp4", ".webm"].iter().any(|end| name.ends_with(end))
}

fn youtube(id: &str, start: u32, target: &str) -> Option<VideoLink> {
    is_key(id).then(|| VideoLink {
        host: Some(Host::YouTube),
        target: target.to_owned(),
        start,
        thumbnail: Some(format!("https://i.ytimg.com/vi/{id}/hqdefault.jpg")),
        embed: Some(with_start(
            &format!("https://www.youtube-nocookie.com/embed/{id}"),
            "?start=",
            start,
        )),
    })
}

fn vimeo(id: &str, hash: Option<&&str>, start: u32, target: &str) -> VideoLink {
    let hash = hash
        .filter(|hash| is_key(hash))
        .map_or(String::new(), |hash| format!("?h={hash}"));
    VideoLink {
        host: Some(Host::Vimeo),
        target: target.to_owned(),
        start,
        thumbnail: None,
        embed: Some(with_start(
            &format!("https://player.vimeo.com/video/{id}{hash}"),
            "#t=",
            start,
        )),
    }
}

fn with_start(address: &str, key: &str, start: u32) -> String {
    if start == 0 {
        address.to_owned()
    } else {
        format!("{address}{key}{start}")
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a text can be the key of a video: nothing that could end an address early.
fn is_key(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 100
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn query(url: &Url, key: &str) -> Option<String> {
    url.query_pairs()
        .find(|(name, _)| name == key)
        .map(|(_, value)| value.into_owned())
}

fn start_of(url: &Url) -> u32 {
    let fragment = url
        .fragment()
        .and_then(|fragment| fragment.strip_prefix("t="))
        .map(str::to_owned);
    ["t", "start", "time_continue"]
        .into_iter()
        .find_map(|key| query(url, key))
        .or(fragment)
        .and_then(|time| seconds(&time))
        .unwrap_or(0)
}

/// `80`, `80s`, `1m20s`, `1h2m3s`, `1:20`
fn seconds(text: &str) -> Option<u32> {
    if text.is_empty() {
        return None;
    }
    if text.contains(':') {
        return text.split(':').try_fold(0_u32, |sum, part| {
            sum.checked_mul(60)?.checked_add(part.parse().ok()?)
        });
    }
    let mut sum = 0_u32;
    let mut number = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            number.push(c);
            continue;
        }
        let unit = match c {
            'h' => 3600,
            'm' => 60,
            's' => 1,
            '.' => break,
            _ => return None,
        };
        let count: u32 = number.parse().ok()?;
        sum = sum.checked_add(count.checked_mul(unit)?)?;
        number.clear();
    }
    if number.is_empty() {
        Some(sum)
    } else {
        sum.checked_add(number.parse().ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn share_links_of_the_hosts_are_recognised() {
        for (address, host, start) in [
            (
                "https://www.youtube.com/watch?v=aqz-KE-bpKQ&t=80",
                Host::YouTube,
                80,
            ),
            ("https://youtu.be/aqz-KE-bpKQ?t=1m20s", Host::YouTube, 80),
            ("https://youtube.com/shorts/aqz-KE-bpKQ", Host::YouTube, 0),
            ("https://vimeo.com/76979871#t=90s", Host::Vimeo, 90),
            ("https://vimeo.com/76979871/8272103f6e", Host::Vimeo, 0),
            (
                "https://www.loom.com/share/0281766fa2d04bb788eaf19e65135184?t=5",
                Host::Loom,
                5,
            ),
            ("https://app.screencast.com/AbC123", Host::Screencast, 0),
            (
                "https://drive.google.com/file/d/1AbC_d-9/view?usp=sharing",
                Host::GoogleDrive,
                0,
            ),
            (
                "https://www.dropbox.com/s/abc/film.mp4?dl=0",
                Host::Dropbox,
                0,
            ),
            (
                "https://firma.sharepoint.com/:v:/s/team/EabC",
                Host::MicrosoftStream,
                0,
            ),
        ] {
            let link = recognise(address).expect(address);
            assert_eq!((link.host, link.start), (Some(host), start), "{address}");
        }
    }

    #[test]
    fn other_links_are_links() {
        for address in [
            "https://www.youtube.com/@channel",
            "https://www.youtube.com/watch?v=a\"b",
            "https://www.dropbox.com/s/abc/list.pdf",
            "https://example.com/film.mp4.html",
            "javascript:alert(1)//x.mp4",
            "/etc/film.mp4",
            "C:\\film.mp4",
            "mailto:a@example.com",
        ] {
            assert_eq!(recognise(address), None, "{address}");
        }
    }

    #[test]
    fn a_local_film_starts_where_its_fragment_says() {
        let link = recognise("media/demo.webm#t=1:20").expect("a film");
        assert_eq!((link.host, link.start), (None, 80));
    }
}
