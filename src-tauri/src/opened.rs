//! What the program was started with.

use std::path::Path;

/// The library, instruction or file that the program was started with, seen from the folder in
/// which it was started.
pub(crate) fn opened_with(arguments: &[String], folder: &Path) -> Option<String> {
    let path = arguments.get(1).filter(|path| !path.starts_with('-'))?;
    let path = std::path::absolute(folder.join(path)).ok()?;
    Some(path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_opened_is_seen_from_where_the_program_was_started() {
        let folder = std::env::temp_dir();
        let opened = |arguments: &[&str]| {
            let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
            opened_with(&arguments, &folder)
        };
        let inside = folder.join("a b.md").display().to_string();
        assert_eq!(opened(&["werkwijzer", "a b.md"]).as_ref(), Some(&inside));
        assert_eq!(opened(&["werkwijzer", &inside]).as_ref(), Some(&inside));
        assert_eq!(opened(&["werkwijzer", "--flag"]), None);
        assert_eq!(opened(&["werkwijzer"]), None);
    }
}
