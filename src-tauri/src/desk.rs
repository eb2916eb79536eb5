//! What is open: the library, its documents, and the jobs that run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use serde::Serialize;
use tauri::{AppHandle, Emitter as _, Manager as _};
use werkwijzer_app::{
    By, Computer, Context, DestinationListed, Error, Found, Library, Listed, Listener, Notice,
    Opened, OwnFolders, Preferences, Recent, Session, Shown, Silent, VersionRef, Watch, Watching,
};

use crate::crash;

/// After a library was opened, what can wait waits so long: the window is drawn meanwhile.
const CALM: Duration = Duration::from_secs(10);

/// What the window shows, seen from the backend.
pub(crate) struct Desk {
    pub(crate) own: OwnFolders,
    computer: Mutex<Computer>,
    library: Mutex<Option<OpenLibrary>>,
    beginning: Mutex<Beginning>,
    /// Whether anything in the library changed since it was opened.
    changed: AtomicBool,
    /// Held while the index is brought up to date: twice at once is twice the work.
    indexing: Mutex<()>,
    documents: Mutex<BTreeMap<u32, Arc<Session>>>,
    jobs: Mutex<BTreeMap<u32, Arc<AtomicBool>>>,
    next_document: AtomicU32,
}

/// Before the page is there to be told.
#[derive(Default)]
struct Beginning {
    /// What the program was started with is opened meanwhile.
    opening: Option<JoinHandle<Result<LibraryView, Error>>>,
    page_listens: bool,
}

impl Beginning {
    fn open(&mut self, path: String, app: &AppHandle) {
        let app = app.clone();
        let before = self.opening.take();
        self.opening = Some(std::thread::spawn(move || {
            // The last one stays open.
            let _ = before.map(JoinHandle::join);
            app.state::<Desk>().open_library(Path::new(&path), &app)
        }));
    }
}

struct OpenLibrary {
    path: PathBuf,
    /// None where changes cannot be followed.
    _watching: Option<Watching>,
}

/// What the window needs when it starts.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Start {
    version: String,
    recent: Vec<Recent>,
    preferences: Preferences,
    /// The language of the system: `nl`, `en` …
    language: String,
    /// Whether no library was ever opened on this computer.
    first: bool,
    /// What came of opening what the app was started with: told once.
    opened: Option<StartedWith>,
    /// The report of a crash that was not told yet.
    crash: Option<String>,
}

/// What came of opening the library, instruction folder or Markdown file that the app was started
/// with.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum StartedWith {
    Library(Box<LibraryView>),
    Failure(Error),
}

/// A library as the window shows it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct LibraryView {
    path: String,
    name: String,
    language: Option<String>,
    /// It is of a newer format: nothing in it is changed.
    read_only: bool,
    instructions: Vec<Listed>,
    /// Those that are retired.
    archived: Vec<Listed>,
    snippets: Vec<String>,
    variables: Vec<(String, String)>,
    notices: Vec<Notice>,
    preferences: Preferences,
    destinations: Vec<DestinationListed>,
    /// The folder of the instruction to show at once.
    open: Option<String>,
    /// The language to show it in; that of the source when none.
    open_language: Option<String>,
}

impl Desk {
    pub(crate) fn open(own: OwnFolders) -> Result<Self, Error> {
        Ok(Self {
            computer: Mutex::new(Computer::open(&own.config)?),
            own,
            library: Mutex::default(),
            beginning: Mutex::default(),
            changed: AtomicBool::default(),
            indexing: Mutex::default(),
            documents: Mutex::default(),
            jobs: Mutex::default(),
            next_document: AtomicU32::new(1),
        })
    }

    /// Opens what the program was started with while the web view starts.
    pub(crate) fn open_first(&self, path: String, app: &AppHandle) {
        let mut beginning = lock(&self.beginning);
        // What another start gave is newer.
        if beginning.opening.is_none() {
            beginning.open(path, app);
        }
    }

    /// Opens what the program was started again with; the page does, once it listens.
    pub(crate) fn open_next(&self, path: String, app: &AppHandle) {
        let mut beginning = lock(&self.beginning);
        if beginning.page_listens {
            let _ = app.emit("open", path);
        } else {
            beginning.open(path, app);
        }
    }

    /// Waits for what was begun. The page listens to changes when it asks for this, and not before.
    pub(crate) fn start(&self) -> Start {
        let opening = {
            let mut beginning = lock(&self.beginning);
            beginning.page_listens = true;
            beginning.opening.take()
        };
        let opened = opening.map(|opening| {
            let view = opening.join().unwrap_or_else(|_| Err(Error::gave_up()))?;
            if self.changed.load(Ordering::Acquire) {
                let LibraryView {
                    open,
                    open_language,
                    ..
                } = view;
                let now = self.list()?;
                return Ok(LibraryView {
                    open,
                    open_language,
                    ..now
                });
            }
            Ok(view)
        });
        let mut computer = lock(&self.computer);
        let crash = computer.untold_crash(&crash::folder(&self.own.data));
        let recent = computer.recent();
        let system = sys_locale::get_locale().unwrap_or_default();
        Start {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            first: recent.is_empty() && computer.is_new(),
            recent,
            preferences: computer.preferences(None),
            language: system.split(['-', '_']).next().unwrap_or("en").to_owned(),
            opened: opened.map(|opened| match opened {
                Ok(library) => StartedWith::Library(Box::new(library)),
                Err(error) => StartedWith::Failure(error),
            }),
            crash: crash.map(|report| report.display().to_string()),
        }
    }

    pub(crate) fn prefer(&self, preferences: Preferences) -> Result<(), Error> {
        let library = self.library().ok();
        lock(&self.computer).prefer(preferences, library.as_ref())
    }

    pub(crate) fn preferences(&self) -> Preferences {
        lock(&self.computer).preferences(self.library().ok().as_ref())
    }

    pub(crate) fn forget_recent(&self, path: &str) -> Result<(), Error> {
        lock(&self.computer).forget(path)
    }

    pub(crate) fn name_destination(&self, name: &str, folder: Option<&Path>) -> Result<(), Error> {
        let mut library = self.library()?;
        library.name_destination(name, folder, &mut lock(&self.computer))
    }

    pub(crate) fn forget_destination(&self, name: &str) -> Result<(), Error> {
        let mut library = self.library()?;
        library.forget_destination(name, &mut lock(&self.computer))
    }

    /// Opens a library by its folder, or by anything in it, and follows it from now on.
    pub(crate) fn open_library(&self, path: &Path, app: &AppHandle) -> Result<LibraryView, Error> {
        let (library, inside) = Library::open_around(path)?;
        lock(&self.computer).opened(&library)?;
        let (app, tidying) = (app.clone(), app.clone());
        self.changed.store(false, Ordering::Release);
        let watching = Watching::begin(&library, move || {
            let desk = app.state::<Self>();
            desk.changed.store(true, Ordering::Release);
            desk.look();
            // A window that is closing hears it no more.
            let _ = app.emit("library", ());
        });
        let mut view = self.view(&library)?;
        if let Some(inside) = inside {
            view.open = Some(inside.folder);
            view.open_language = inside.language;
        }
        match watching {
            Ok(watching) => self.keep(&library, Some(watching)),
            Err(error) => {
                view.notices.push(error.into());
                self.keep(&library, None);
            }
        }
        std::thread::spawn(move || {
            std::thread::sleep(CALM);
            tidying.state::<Self>().tidy();
        });
        Ok(view)
    }

    /// What the words are found in, as the library was when it was last listed.
    pub(crate) fn search(&self, words: &str) -> Result<Vec<Found>, Error> {
        self.library()?.search(words, Some(&self.own.index()))
    }

    /// Brings the index of the open library up to date; tells whether the window shows something
    /// old.
    pub(crate) fn refresh(&self) -> bool {
        let Ok(library) = self.library() else {
            return false;
        };
        let _indexing = lock(&self.indexing);
        // Listing the library says what is wrong.
        library.refresh(&self.own.index()).unwrap_or(false)
    }

    /// Looks through the index and keeps the history of the open library in few files.
    pub(crate) fn tidy(&self) {
        let Ok(library) = self.library() else { return };
        // Where it cannot be used, listing the library says so.
        let _ = library.check_index(&self.own.index());
        let versions = library.versions(Some(&self.own.cache));
        // What is not put together now is another time.
        let _ = versions.tidy(By::now(None).now, &Silent);
    }

    fn keep(&self, library: &Library, watching: Option<Watching>) {
        *lock(&self.library) = Some(OpenLibrary {
            path: library.path().to_owned(),
            _watching: watching,
        });
    }

    /// The open library as it stands on the disk now.
    pub(crate) fn list(&self) -> Result<LibraryView, Error> {
        self.view(&self.library()?)
    }

    fn view(&self, library: &Library) -> Result<LibraryView, Error> {
        let indexing = lock(&self.indexing);
        let (listed, notices) = library.list(Some(&self.own.index()))?;
        drop(indexing);
        let (archived, instructions) = listed.into_iter().partition(Listed::is_retired);
        let computer = lock(&self.computer);
        Ok(LibraryView {
            path: library.path().display().to_string(),
            name: library.settings().name.clone(),
            language: library.settings().language.clone(),
            read_only: library.is_newer(),
            instructions,
            archived,
            snippets: library.snippets()?,
            variables: library.variables(),
            notices,
            preferences: computer.preferences(Some(library)),
            destinations: library.destinations(&computer),
            open: None,
            open_language: None,
        })
    }

    /// The open library.
    pub(crate) fn library(&self) -> Result<Library, Error> {
        match lock(&self.library).as_ref() {
            Some(open) => Library::open(&open.path),
            None => Err(Error::no_library()),
        }
    }

    pub(crate) fn open_document(
        &self,
        folder: &str,
        language: Option<&str>,
        listener: Listener,
    ) -> Result<(u32, Opened), Error> {
        let places = werkwijzer_app::Places {
            recoveries: Some(self.own.data.join("recovery")),
            cache: Some(self.own.cache.clone()),
            today: werkwijzer_app::today(),
            author: self.preferences().author,
        };
        let library = self.library()?;
        let (session, opened) = Session::open(library.path(), folder, language, &places, listener)?;
        let number = self.next_document.fetch_add(1, Ordering::Relaxed);
        lock(&self.documents).insert(number, Arc::new(session));
        Ok((number, opened))
    }

    pub(crate) fn document(&self, number: u32) -> Result<Arc<Session>, Error> {
        let documents = lock(&self.documents);
        documents
            .get(&number)
            .cloned()
            .ok_or_else(Error::no_document)
    }

    /// Looks at the disk: something may have changed there.
    pub(crate) fn look(&self) {
        for session in lock(&self.documents).values() {
            session.look();
        }
    }

    /// Saves what is open of an instruction.
    pub(crate) fn save_documents(&self, folder: &str) -> Result<(), Error> {
        let place = self.library()?.path().join(folder);
        let documents = lock(&self.documents);
        let mut open = documents.values();
        open.try_for_each(|session| {
            if session.folder() == place {
                session.save()
            } else {
                Ok(())
            }
        })
    }

    /// Who works here, at this moment.
    pub(crate) fn by(&self) -> By {
        By::now(self.preferences().author)
    }

    /// A picture of a version of an instruction of the open library.
    pub(crate) fn version_picture(
        &self,
        folder: &str,
        version: &VersionRef,
        path: &str,
        width: Option<u32>,
    ) -> Result<Shown, Error> {
        let library = self.library()?;
        let versions = library.versions(Some(&self.own.cache));
        versions.picture(folder, version, path, width)
    }

    /// Saves a document and forgets it.
    pub(crate) fn close_document(&self, number: u32) -> Result<(), Error> {
        let session = lock(&self.documents).remove(&number);
        session.map_or(Ok(()), |session| session.save())
    }

    /// Saves all that is open and forgets it.
    pub(crate) fn close(&self) {
        let open = std::mem::take(&mut *lock(&self.documents));
        // What cannot be saved stays in its recovery copy.
        drop(open);
    }

    pub(crate) fn cancel(&self, job: u32) {
        if let Some(stop) = lock(&self.jobs).get(&job) {
            stop.store(true, Ordering::Relaxed);
        }
    }

    /// Runs a long job that the window can watch and cancel by its number.
    pub(crate) fn run<T>(
        &self,
        job: u32,
        progress: impl Fn(Progress) + Sync,
        work: impl FnOnce(&Context<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let stop = Arc::new(AtomicBool::new(false));
        lock(&self.jobs).insert(job, Arc::clone(&stop));
        let watch = Watched { stop, progress };
        let result = work(&self.context(&watch));
        lock(&self.jobs).remove(&job);
        result
    }

    fn context<'a>(&self, watch: &'a dyn Watch) -> Context<'a> {
        Context {
            today: werkwijzer_app::today(),
            cache: Some(self.own.cache.clone()),
            watch,
        }
    }
}

/// How far a job is.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Progress {
    done: usize,
    total: usize,
    what: String,
}

struct Watched<F> {
    stop: Arc<AtomicBool>,
    progress: F,
}

impl<F: Fn(Progress) + Sync> Watch for Watched<F> {
    fn progress(&self, done: usize, total: usize, what: &str) {
        let what = what.to_owned();
        (self.progress)(Progress { done, total, what });
    }

    fn cancelled(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A command that gave up left whole values behind.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
