//! An open instruction at work: it saves itself, follows the disk, and draws its preview.
//!
//! Two threads serve a session. One keeps the text: it takes edits, puts them into the recovery
//! copy at once, saves after a short pause, and takes in what others change. The other draws the
//! pages of the newest text, and skips what was typed over meanwhile. All that happens is said by
//! events, in order.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

use serde::Serialize;
use werkwijzer_export::pdf::Pages;
use werkwijzer_instruction::Instruction;
use werkwijzer_instruction::merge::Contradiction;

use crate::cache::Cache;
use crate::context::{Context, Silent};
use crate::editing::{Editing, Outside};
use crate::error::{Error, Notice};
use crate::framing::{Framing, PictureInfo};
use crate::history::{By, Reason};
use crate::library::Library;
use crate::media::{AddedFile, Media, Shown, Wanted};
use crate::preview::{Preview, PreviewPage, StepPlace};

/// So long after the last edit it is saved.
const PAUSE: Duration = Duration::from_millis(600);
/// So long an edit waits at most while typing goes on.
const LONGEST: Duration = Duration::from_secs(5);
/// Somebody who rests no longer than this between two edits still types,
const GOES_ON: Duration = Duration::from_millis(160);
/// and sees the pages follow this often at least.
const AT_LEAST_EVERY: Duration = Duration::from_secs(1);
/// So often the file is looked at: the watcher of the system is only a hint.
const LOOK: Duration = Duration::from_secs(2);
/// So long after a failed save it is tried again.
const RETRY: Duration = Duration::from_secs(2);
/// So long after the last edit a version is kept.
const IDLE: Duration = Duration::from_mins(3);

/// What a session is opened with.
#[derive(Debug, Clone)]
pub struct Places {
    /// The folder of recovery copies, in the computer's own data folder.
    pub recoveries: Option<PathBuf>,
    /// The folder for what can be made again.
    pub cache: Option<PathBuf>,
    /// `2026-11-24`
    pub today: String,
    /// The name of the person, as it stands in the history; that of the account when none.
    pub author: Option<String>,
}

/// An instruction as the window gets it.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "OpenedText"))]
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Opened {
    /// `instructions/book-an-invoice`
    pub folder: String,
    /// `instruction.md`, `instruction.en.md`
    pub file: String,
    /// The language of this file.
    pub language: String,
    /// The languages in which the instruction stands there, the source first.
    pub languages: Vec<String>,
    /// The tree, and which generation of it.
    pub tree: Instruction,
    /// Goes up with every merge.
    pub generation: u64,
    /// What would hinder a reader.
    pub notices: Vec<Notice>,
    /// What a crash left unsaved was taken up again.
    pub recovered: bool,
    /// Its steps are still those of a template.
    pub fresh: bool,
    /// The library is of a newer format: it is shown, and not edited.
    pub read_only: bool,
}

/// What happens to an open document.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum DocumentEvent {
    /// All that was typed is on the disk.
    Saved {
        /// The last edit that is in it.
        edit: u64,
        /// Milliseconds since 1970.
        at: u64,
        /// What would hinder a reader.
        notices: Vec<Notice>,
    },
    /// It could not be saved. It stands in the recovery copy, and is tried again.
    Unsaved {
        /// Why.
        error: Error,
    },
    /// Somebody else changed the file.
    Changed {
        /// The tree to show now, merged with what was typed.
        tree: Box<Instruction>,
        /// Its generation.
        generation: u64,
        /// The last edit that is in it. An edit that was sent later is not lost: it is merged
        /// too, and told by another such event.
        edit: u64,
        /// What both changed.
        conflicts: Vec<Contradiction>,
    },
    /// Somebody removed the file. What is typed next makes it anew.
    Removed,
    /// The pages are laid out anew.
    Preview {
        /// Goes up with every layout.
        version: u64,
        /// Their sizes.
        pages: Vec<PreviewPage>,
        /// Where each step begins, sub-steps among them, in the order of the text.
        steps: Vec<Option<StepPlace>>,
    },
    /// The pages could not be laid out.
    PreviewFailed {
        /// Why.
        error: Error,
    },
}

/// Who hears what happens.
pub type Listener = Arc<dyn Fn(DocumentEvent) + Send + Sync>;

/// An open instruction.
#[derive(Debug)]
pub struct Session {
    orders: Sender<Order>,
    keeper: Option<JoinHandle<()>>,
    drawn: Arc<Drawn>,
    media: Media,
    folder: PathBuf,
    language: String,
}

/// What the drawing thread made last.
#[derive(Debug, Default)]
struct Drawn {
    /// Held while a text is laid out.
    preview: Mutex<Option<Preview>>,
    pages: Mutex<Option<Pages>>,
}

enum Order {
    Edit {
        tree: Box<Instruction>,
        generation: u64,
        edit: u64,
    },
    Redraw,
    Look,
    Save(Sender<Result<(), Error>>),
    End,
}

impl Session {
    /// Opens an instruction of a library in one of its languages, the source language when none
    /// is named.
    pub fn open(
        library: &Path,
        folder: &str,
        language: Option<&str>,
        places: &Places,
        listener: Listener,
    ) -> Result<(Self, Opened), Error> {
        let library = Library::open(library)?;
        let path = library.document_path(folder, language)?;
        let file = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let translations = library.translations(folder)?;
        let source_language = library
            .source(folder, werkwijzer_store::INSTRUCTION)?
            .language;
        let (editing, recovered) =
            Editing::open(library, folder, &file, places.recoveries.as_deref())?;
        let mut languages = vec![source_language];
        languages.extend(translations.into_iter().map(|(code, _)| code));
        let opened = Opened {
            folder: folder.to_owned(),
            file,
            language: editing.source().language.clone(),
            languages,
            tree: editing.tree().clone(),
            generation: editing.generation(),
            notices: editing.notices(&places.today),
            recovered,
            fresh: editing.is_fresh(),
            read_only: editing.library().is_newer(),
        };
        let (orders, inbox) = channel();
        let (newest, texts) = channel();
        // Nobody waits for the drawing: it ends when the keeper, who orders it, is gone.
        let drawn = Arc::new(Drawn::default());
        let drawer = Drawer {
            path,
            places: places.clone(),
            drawn: Arc::clone(&drawn),
            listener: Arc::clone(&listener),
        };
        spawn("preview", move || drawer.run(&texts))?;
        let cache = Cache::open(places.cache.as_deref());
        let source = editing.library().source(folder, &opened.file)?;
        let media = Media::new(source, cache);
        let folder = editing.library().folder.path().join(folder);
        let keeper = Keeper {
            editing,
            listener,
            newest,
            places: places.clone(),
            edit: 0,
            edited: None,
            since: None,
            retry: None,
            to_keep: None,
            kept_first: false,
        };
        let keeper = spawn("keeper", move || keeper.run(&inbox))?;
        let session = Self {
            orders,
            keeper: Some(keeper),
            drawn,
            media,
            folder,
            language: opened.language.clone(),
        };
        Ok((session, opened))
    }

    /// Takes an edit that was made on the tree of `generation`. `edit` goes up with every edit.
    pub fn edit(&self, tree: Instruction, edit: u64, generation: u64) {
        self.order(Order::Edit {
            tree: Box::new(tree),
            generation,
            edit,
        });
    }

    /// Looks at the disk now, because something may have changed there.
    pub fn look(&self) {
        self.order(Order::Look);
    }

    /// Saves what was typed now, and waits for it.
    pub fn save(&self) -> Result<(), Error> {
        let (answer, answered) = channel();
        self.order(Order::Save(answer));
        answered.recv().unwrap_or(Ok(()))
    }

    /// The instruction's folder on the disk.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The language of its text.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Whether a file that the text refers to is there.
    #[must_use]
    pub fn has(&self, target: &str) -> bool {
        self.media.has(target)
    }

    /// A page of the newest layout as a PNG that many pixels wide.
    #[must_use]
    pub fn page(&self, index: usize, width: u32) -> Option<Vec<u8>> {
        let pages = lock(&self.drawn.pages).clone()?;
        pages.png(index, width)
    }

    /// The newest text as one HTML page with everything in it.
    pub fn html(&self) -> Result<String, Error> {
        match &*lock(&self.drawn.preview) {
            Some(preview) => preview.html(),
            None => Err(Error::new(
                "session.not-drawn",
                werkwijzer_store::shown(&self.folder),
                "the page is not made yet",
                "wait a moment",
            )),
        }
    }

    /// A picture as it is published, or a piece of a film.
    pub fn media(&self, target: &str, wanted: &Wanted) -> Result<Shown, Error> {
        self.media.show(target, wanted)
    }

    /// The size of a picture, which part of it is published, and how wide.
    pub fn picture(&self, target: &str) -> Result<PictureInfo, Error> {
        self.media.picture(target)
    }

    /// Publishes another part of a picture, or at another width. The original stays as it is.
    pub fn frame(&self, target: &str, framing: &Framing) -> Result<(), Error> {
        self.media.frame(target, framing)?;
        self.redraw();
        Ok(())
    }

    /// Takes in a picture or film.
    pub fn add(&self, bytes: &[u8], name: &str) -> Result<AddedFile, Error> {
        self.media.add(bytes, name)
    }

    /// Takes in a file from anywhere on this computer, as the person chose it.
    pub fn add_file(&self, path: &Path) -> Result<AddedFile, Error> {
        self.media.add_file(path)
    }

    /// Draws again, because a picture or snippet was changed.
    pub fn redraw(&self) {
        self.order(Order::Redraw);
    }

    fn order(&self, order: Order) {
        // The keeper goes only when it is told to end.
        let _ = self.orders.send(order);
    }
}

impl Drop for Session {
    /// Saves what was typed. What cannot be saved stays in the recovery copy.
    fn drop(&mut self) {
        self.order(Order::End);
        if let Some(keeper) = self.keeper.take() {
            let _ = keeper.join();
        }
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, Error> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(|error| {
            Error::new(
                "session.thread",
                "",
                format!("the system gave no thread: {error}"),
                "close other programs and try again",
            )
        })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What a thread left that gave up on one text is as good for the next.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The pages, and where the steps begin in them.
type Laid = (Vec<PreviewPage>, Vec<Option<StepPlace>>);

/// Lays out the newest text, and skips those that were typed over meanwhile.
struct Drawer {
    path: PathBuf,
    places: Places,
    drawn: Arc<Drawn>,
    listener: Listener,
}

impl Drawer {
    fn run(self, texts: &Receiver<Drawing>) {
        let mut version = 0;
        let mut came: Option<Instant> = None;
        while let Ok(first) = texts.recv() {
            let goes_on = came.is_some_and(|came| came.elapsed() < GOES_ON);
            let Drawing { text, anew } = first.with_later(texts, goes_on);
            came = Some(Instant::now());
            version += 1;
            (self.listener)(match self.lay_out(&text, anew) {
                Ok((pages, steps)) => DocumentEvent::Preview {
                    version,
                    pages,
                    steps,
                },
                Err(error) => DocumentEvent::PreviewFailed { error },
            });
        }
    }

    fn lay_out(&self, text: &[u8], anew: bool) -> Result<Laid, Error> {
        let mut held = lock(&self.drawn.preview);
        let preview = match &mut *held {
            Some(preview) => {
                preview.update(text);
                if anew {
                    preview.refresh_pictures();
                }
                preview
            }
            empty => {
                let context = Context {
                    today: self.places.today.clone(),
                    cache: self.places.cache.clone(),
                    watch: &Silent,
                };
                empty.insert(Preview::open(&self.path, text, &context)?)
            }
        };
        let sizes = preview.layout()?;
        let steps = preview.steps();
        *lock(&self.drawn.pages) = preview.pages();
        Ok((sizes, steps))
    }
}

/// A text to lay out.
struct Drawing {
    text: Vec<u8>,
    /// With all pictures read again.
    anew: bool,
}

impl Drawing {
    /// The newest text of those that came with it. What comes after a rest is not kept waiting; of
    /// what goes on, each letter drawn by itself would make the next one late.
    fn with_later(mut self, texts: &Receiver<Self>, goes_on: bool) -> Self {
        let until = Instant::now() + AT_LEAST_EVERY;
        loop {
            let patience = if goes_on && !self.anew {
                GOES_ON.min(until.saturating_duration_since(Instant::now()))
            } else {
                Duration::ZERO
            };
            let Ok(later) = texts.recv_timeout(patience) else {
                return self;
            };
            self.anew |= later.anew;
            self.text = later.text;
        }
    }
}

/// Keeps the text of a session.
struct Keeper {
    editing: Editing,
    listener: Listener,
    newest: Sender<Drawing>,
    places: Places,
    /// The last edit that was taken.
    edit: u64,
    /// When it was edited last, and when first since the last save.
    edited: Option<Instant>,
    since: Option<Instant>,
    /// When to try again after a failed save.
    retry: Option<Instant>,
    /// When it was edited last since a version was kept.
    to_keep: Option<Instant>,
    kept_first: bool,
}

impl Keeper {
    fn run(mut self, inbox: &Receiver<Order>) {
        self.draw(false);
        if !self.editing.is_saved() {
            self.retry = Some(Instant::now());
        }
        loop {
            match inbox.recv_timeout(self.wait()) {
                Ok(Order::Edit {
                    tree,
                    generation,
                    edit,
                }) => self.edit(*tree, generation, edit),
                Ok(Order::Redraw) => self.draw(true),
                Ok(Order::Look) => self.look(),
                Ok(Order::Save(answer)) => {
                    let _ = answer.send(self.save());
                }
                Ok(Order::End) | Err(RecvTimeoutError::Disconnected) => {
                    if self.save().is_ok() {
                        self.keep_version(Reason::Closed);
                    }
                    return;
                }
                Err(RecvTimeoutError::Timeout) => {
                    if self.due().is_some_and(|due| due <= Instant::now()) {
                        let _ = self.save();
                    } else {
                        self.look();
                        self.keep_first();
                    }
                    if self.to_keep.is_some_and(|edited| edited.elapsed() >= IDLE) {
                        self.keep_version(Reason::Edited);
                    }
                }
            }
        }
    }

    /// When to save.
    fn due(&self) -> Option<Instant> {
        let pause = self.edited.map(|edited| edited + PAUSE);
        let longest = self.since.map(|since| since + LONGEST);
        let typed = match (pause, longest) {
            (Some(pause), Some(longest)) => Some(pause.min(longest)),
            (pause, _) => pause,
        };
        self.retry.or(typed)
    }

    fn wait(&self) -> Duration {
        self.due().map_or(LOOK, |due| {
            due.saturating_duration_since(Instant::now()).min(LOOK)
        })
    }

    fn edit(&mut self, tree: Instruction, generation: u64, edit: u64) {
        self.edit = edit;
        match self.editing.edit(tree, generation) {
            Ok(None) => {}
            Ok(Some(conflicts)) => self.say_changed(conflicts),
            Err(error) => self.say(DocumentEvent::Unsaved { error }),
        }
        if !self.editing.is_saved() {
            let now = Instant::now();
            self.edited = Some(now);
            self.since.get_or_insert(now);
            self.to_keep = Some(now);
        }
        self.draw(false);
    }

    /// Keeps what it was before it was edited here.
    fn keep_first(&mut self) {
        if !std::mem::replace(&mut self.kept_first, true) {
            self.keep_version(Reason::Edited);
        }
    }

    /// Keeps the files on the disk as a version. One that cannot be kept now is kept later, and
    /// the history says until then that the files are in no version.
    fn keep_version(&mut self, reason: Reason) {
        self.to_keep = None;
        let by = By::now(self.places.author.clone());
        let versions = self
            .editing
            .library()
            .versions(self.places.cache.as_deref());
        let _ = versions.keep(self.editing.folder(), reason, &by);
    }

    fn save(&mut self) -> Result<(), Error> {
        if !self.editing.is_saved() {
            self.keep_first();
        }
        let saved = self.write();
        match &saved {
            Ok(()) => {
                (self.edited, self.since, self.retry) = (None, None, None);
                let at = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| {
                    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
                });
                let notices = self.editing.notices(&self.places.today);
                self.say(DocumentEvent::Saved {
                    edit: self.edit,
                    at,
                    notices,
                });
            }
            Err(error) => {
                self.retry = Some(Instant::now() + RETRY);
                let error = error.clone();
                self.say(DocumentEvent::Unsaved { error });
            }
        }
        saved
    }

    fn write(&mut self) -> Result<(), Error> {
        // Each turn takes in what somebody wrote in between; who writes without end is not
        // waited for.
        for _ in 0..4 {
            if self.editing.save()? {
                return Ok(());
            }
            self.take_in()?;
        }
        Err(Error::new(
            "session.changed-by-other",
            self.editing.source().shown(),
            "the file is changed by another program again and again",
            "what you typed is kept and will be saved as soon as the other program stops",
        ))
    }

    /// Looks at the disk; a file that cannot be read now is looked at again later.
    fn look(&mut self) {
        let _ = self.take_in();
    }

    fn take_in(&mut self) -> Result<(), Error> {
        match self.editing.look()? {
            Outside::Nothing => {}
            Outside::Removed => self.say(DocumentEvent::Removed),
            Outside::Merged(conflicts) => {
                self.say_changed(conflicts);
                self.draw(false);
                if !self.editing.is_saved() {
                    let now = Instant::now();
                    self.edited.get_or_insert(now);
                    self.since.get_or_insert(now);
                }
            }
        }
        Ok(())
    }

    fn say_changed(&self, conflicts: Vec<Contradiction>) {
        self.say(DocumentEvent::Changed {
            tree: Box::new(self.editing.tree().clone()),
            generation: self.editing.generation(),
            edit: self.edit,
            conflicts,
        });
    }

    fn draw(&self, anew: bool) {
        // The drawing thread is gone only when this one is.
        let _ = self.newest.send(Drawing {
            text: self.editing.bytes().to_vec(),
            anew,
        });
    }

    fn say(&self, event: DocumentEvent) {
        (self.listener)(event);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(text: &str, anew: bool) -> Drawing {
        Drawing {
            text: text.as_bytes().to_vec(),
            anew,
        }
    }

    #[test]
    fn what_goes_on_is_drawn_with_what_follows_and_what_comes_after_a_rest_at_once() {
        let (newest, texts) = channel();
        // Nothing else came: whoever waited would be given the later text.
        for (goes_on, anew, text) in [(false, false, "1"), (true, true, "1"), (true, false, "2")] {
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    std::thread::sleep(GOES_ON / 4);
                    newest.send(drawing("2", false))
                });
                let drawn = drawing("1", anew).with_later(&texts, goes_on);
                assert_eq!(String::from_utf8_lossy(&drawn.text), text);
            });
            let _ = texts.try_iter().last();
        }
    }

    #[test]
    fn who_types_without_a_rest_sees_the_pages() {
        let (newest, texts) = channel();
        let typing = std::sync::atomic::AtomicBool::new(true);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while typing.load(std::sync::atomic::Ordering::Relaxed) {
                    let _ = newest.send(drawing("more", false));
                    std::thread::sleep(GOES_ON / 16);
                }
            });
            let _ = drawing("first", false).with_later(&texts, true);
            typing.store(false, std::sync::atomic::Ordering::Relaxed);
        });
    }
}
