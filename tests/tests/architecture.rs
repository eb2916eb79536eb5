//! Which crate may use which: arrows go one way.

use std::collections::BTreeMap;

use cargo_metadata::{DependencyKind, MetadataCommand};

#[test]
fn crates_use_only_those_below_them() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("werkwijzer-instruction", [].as_slice()),
        ("werkwijzer-store", &[]),
        ("werkwijzer-picture", &["werkwijzer-instruction"]),
        (
            "werkwijzer-export",
            &["werkwijzer-instruction", "werkwijzer-picture"],
        ),
        (
            "werkwijzer-app",
            &[
                "werkwijzer-export",
                "werkwijzer-instruction",
                "werkwijzer-picture",
                "werkwijzer-store",
            ],
        ),
        (
            "werkwijzer-cli",
            &["werkwijzer-app", "werkwijzer-instruction"],
        ),
        (
            "werkwijzer-desktop",
            &["werkwijzer-app", "werkwijzer-instruction"],
        ),
        ("werkwijzer-tests", &["werkwijzer-app"]),
    ]);
    let metadata = MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo tells what the workspace consists of");
    for package in &metadata.packages {
        let may = allowed
            .get(package.name.as_str())
            .unwrap_or_else(|| panic!("{} is new: say here what it may use", package.name));
        for dependency in &package.dependencies {
            let ours = dependency.name.starts_with("werkwijzer-");
            if ours && dependency.kind == DependencyKind::Normal {
                assert!(
                    may.contains(&dependency.name.as_str()),
                    "{} must not use {}",
                    package.name,
                    dependency.name
                );
            }
        }
        let uses_tauri = package
            .dependencies
            .iter()
            .any(|dependency| dependency.name.starts_with("tauri"));
        assert_eq!(
            uses_tauri,
            package.name.as_str() == "werkwijzer-desktop",
            "only the shell uses tauri: {}",
            package.name
        );
    }
}

#[test]
fn the_document_and_the_exports_read_no_file_clock_or_network() {
    for package in ["instruction", "picture", "export"] {
        let folder = format!(
            "{}/../src-tauri/crates/{package}/src",
            env!("CARGO_MANIFEST_DIR")
        );
        let mut open = vec![std::path::PathBuf::from(folder)];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(&folder).expect("the folder of a crate") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    open.push(path);
                    continue;
                }
                #[expect(clippy::disallowed_methods, reason = "a test reads the sources")]
                let text = std::fs::read_to_string(&path).expect("a source file");
                for word in [
                    "std::fs",
                    "fs_err",
                    "SystemTime::now",
                    "Instant::now",
                    "std::net",
                ] {
                    assert!(!text.contains(word), "{} uses {word}", path.display());
                }
            }
        }
    }
}
