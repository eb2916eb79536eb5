//! What the window shows of a video.

use std::time::Duration;

use serde::Serialize;
use werkwijzer_instruction::video::{self, VideoLink};

/// A host that takes longer is taken for one that cannot be asked now.
const LONGEST: Duration = Duration::from_secs(8);

/// A video as a card shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct VideoInfo {
    /// `YouTube`; none for a file beside the document.
    pub host: Option<String>,
    /// The address to open, with its start time.
    pub target: String,
    /// Seconds from its beginning.
    pub start: u32,
    /// Whether it is there.
    pub reachable: Reachable,
}

/// Whether a video is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Reachable {
    /// Its host gave it.
    Yes,
    /// Its host says that there is no such video.
    No,
    /// Nobody could be asked: no network, or the host did not answer.
    Unknown,
}

/// Looks a video up: by `there` if it is a file beside the document, else by asking its host,
/// which may take some seconds. `None` if it is no address of a video.
pub fn video(target: &str, there: impl FnOnce(&str) -> bool) -> Option<VideoInfo> {
    let link = video::recognise(target)?;
    let reachable = match &link.host {
        None if there(target) => Reachable::Yes,
        None => Reachable::No,
        Some(_) => ask(&link),
    };
    Some(VideoInfo {
        host: link.host.map(|host| host.name().to_owned()),
        target: link.target,
        start: link.start,
        reachable,
    })
}

fn ask(link: &VideoLink) -> Reachable {
    let agent = ureq::Agent::config_builder()
        .timeout_global(Some(LONGEST))
        .http_status_as_error(false)
        .build()
        .new_agent();
    // Hosts answer a page even for a video that is gone; its still they do not have.
    let address = link.thumbnail.as_ref().unwrap_or(&link.target);
    match agent.get(address).call() {
        Ok(answer) => verdict(answer.status().as_u16()),
        Err(_) => Reachable::Unknown,
    }
}

fn verdict(status: u16) -> Reachable {
    match status {
        200..400 => Reachable::Yes,
        404 | 410 => Reachable::No,
        // Refused to us, which says nothing of the video.
        _ => Reachable::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_film_is_there_or_not() {
        let there = video("media/intro.mp4", |_| true).unwrap();
        assert_eq!((there.host, there.reachable), (None, Reachable::Yes));
        let gone = video("media/intro.mp4", |_| false).unwrap();
        assert_eq!(gone.reachable, Reachable::No);
        assert_eq!(video("media/inbox.png", |_| true), None);
    }

    #[test]
    fn only_a_host_that_says_so_makes_a_link_dead() {
        assert_eq!(verdict(200), Reachable::Yes);
        assert_eq!(verdict(404), Reachable::No);
        assert_eq!(verdict(403), Reachable::Unknown);
        assert_eq!(verdict(503), Reachable::Unknown);
    }
}
