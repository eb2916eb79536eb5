//! A harness for tests of the whole: a real library in a temporary folder, published into a
//! real one.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test lays out its files itself, and fails where it cannot"
)]

pub mod desktop;
pub mod syncthing;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use tempfile::TempDir;
use werkwijzer_app::{By, Context, Error, Library, Published, Publishing, Silent};

/// A library and a destination that vanish with it.
#[derive(Debug)]
pub struct Scratch {
    place: TempDir,
}

impl Scratch {
    /// An empty library and an empty destination.
    #[must_use]
    pub fn new() -> Self {
        let scratch = Self::bare();
        Library::create(&scratch.library(), "Test", "en").unwrap();
        scratch
    }

    /// The example library and an empty destination.
    #[must_use]
    pub fn example() -> Self {
        let scratch = Self::bare();
        Library::create_example(&scratch.library()).unwrap();
        scratch
    }

    fn bare() -> Self {
        let place = TempDir::new().unwrap();
        std::fs::create_dir_all(place.path().join("destination")).unwrap();
        Self { place }
    }

    /// The library's folder.
    #[must_use]
    pub fn library(&self) -> PathBuf {
        self.place.path().join("library")
    }

    /// The destination's folder.
    #[must_use]
    pub fn destination(&self) -> PathBuf {
        self.place.path().join("destination")
    }

    /// A folder for anything else.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    /// Writes a file of the library.
    #[must_use]
    pub fn with(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.write(path, bytes);
        self
    }

    /// Writes a file of the library.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        put(&self.library().join(path), bytes);
    }

    /// Writes the Markdown of an instruction.
    #[must_use]
    pub fn instruction(self, name: &str, markdown: impl AsRef<[u8]>) -> Self {
        self.with(&format!("instructions/{name}/instruction.md"), markdown)
    }

    /// Publishes, on a certain day.
    pub fn publish_on(&self, day: &str) -> Result<Published, Error> {
        self.publish_as(&Publishing::by(Self::ann()), day)
    }

    /// Somebody, now.
    #[must_use]
    pub fn ann() -> By {
        By::now(Some("Ann".into()))
    }

    /// Publishes in a certain way, on a certain day.
    pub fn publish_as(&self, how: &Publishing, day: &str) -> Result<Published, Error> {
        let context = Context {
            today: day.to_owned(),
            cache: Some(self.path("cache")),
            watch: &Silent,
        };
        werkwijzer_app::publish(&self.library(), &self.destination(), how, &context)
    }

    /// Publishes.
    pub fn publish(&self) -> Result<Published, Error> {
        self.publish_on("2026-11-24")
    }

    /// A published file.
    #[must_use]
    pub fn published(&self, path: &str) -> Vec<u8> {
        let path = self.destination().join(path);
        std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}

impl Default for Scratch {
    fn default() -> Self {
        Self::new()
    }
}

/// Writes a file, with its folder.
pub fn put(path: &Path, bytes: impl AsRef<[u8]>) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// A small picture.
#[must_use]
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([(x % 251) as u8, (y % 241) as u8, 120])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

/// A context in which nothing is kept, on a certain day.
#[must_use]
pub fn context() -> Context<'static> {
    Context {
        today: "2026-11-24".into(),
        cache: None,
        watch: &Silent,
    }
}

/// All files below a folder with their time of change and bytes.
#[must_use]
pub fn files(folder: &Path) -> BTreeMap<String, (SystemTime, Vec<u8>)> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                let changed = path.metadata().unwrap().modified().unwrap();
                found.insert(name, (changed, std::fs::read(&path).unwrap()));
            }
        }
    }
    found
}

/// The `werkwijzer` command as the tests were built with it.
#[must_use]
pub fn werkwijzer() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folders = test.ancestors().skip(1).take(2);
    folders
        .map(|folder| folder.join(format!("werkwijzer{}", std::env::consts::EXE_SUFFIX)))
        .find(|program| program.is_file())
        .expect("`cargo test --workspace` builds the command")
}

/// The folder of real manuals that is not part of the project: `WERKWIJZER_CORPUS`, or
/// `../shared/corpus` beside the clone.
#[must_use]
pub fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("WERKWIJZER_CORPUS").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    named.or(Some(beside)).filter(|folder| folder.is_dir())
}
