//! Following a library on the disk while it is open.

use werkwijzer_store::Watcher;

use crate::error::Error;
use crate::library::Library;

/// As long as it is kept, `changed` is called soon after something in the library changed, by
/// whatever program. It is only a hint: an open instruction also looks for itself.
#[derive(Debug)]
pub struct Watching(#[expect(dead_code, reason = "it works as long as it is kept")] Watcher);

impl Watching {
    /// Begins to follow a library.
    pub fn begin(library: &Library, changed: impl Fn() + Send + 'static) -> Result<Self, Error> {
        Ok(Self(Watcher::begin(&library.folder, changed)?))
    }
}
