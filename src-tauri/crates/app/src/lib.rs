//! The use cases: what the command does now and the window will do.
//!
//! Each function takes what it works on and a [`Context`] (today's date, the folder for caches,
//! who watches and may cancel), and gives its result with the [`Notice`]s that its reader should
//! see, or an [`Error`] with a stable code. Nothing here prints, asks or exits.

mod cache;
mod check;
mod computer;
mod context;
mod destinations;
mod editing;
mod error;
mod export;
mod fonts;
mod framing;
mod history;
mod import;
mod index;
mod instructions;
mod library;
mod listing;
mod look;
mod media;
mod own_folders;
mod pictures;
mod preview;
mod publish;
mod reports;
mod search;
mod session;
mod snippets;
mod source;
mod stamped;
mod steps;
mod texts;
mod video;
mod watching;
mod words;

pub use check::{Checked, check};
pub use computer::{Computer, Preferences, Recent};
pub use context::{Context, Silent, Watch};
pub use destinations::DestinationListed;
pub use error::{Error, Notice};
pub use export::{Exported, Format, export};
pub use framing::{Framing, PictureInfo};
pub use history::{
    By, Choice, Comparison, Decided, MediaChange, NewRelease, Part, Question, Reason,
    ReleaseListed, Timeline, Translated, Unjoined, Verified, VersionListed, VersionRef, Versions,
};
pub use import::{Imported, import};
pub use instructions::Template;
pub use library::{Inside, Library, Settings};
pub use listing::Listed;
pub use media::{AddedFile, MediaKind, Shown, Wanted};
pub use own_folders::OwnFolders;
pub use preview::{Preview, PreviewPage, StepPlace};
pub use publish::{Published, Publishing, publish};
pub use reports::{keep_crash_report, today};
pub use search::Found;
pub use session::{DocumentEvent, Listener, Opened, Places, Session};
pub use steps::{StepChange, StepListed, change_step, list_steps, show_step};
pub use texts::FoundKind;
pub use video::{Reachable, VideoInfo, video};
pub use watching::Watching;
pub use werkwijzer_instruction::Status;
pub use werkwijzer_instruction::edit::{Position, StepRef};
