//! What the program is made of, as its About view lists it.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cargo_metadata::{DependencyKind, MetadataCommand, PackageId};
use serde_json::{Value, json};

/// With `WERKWIJZER_WRITE` set it writes the list instead.
#[test]
fn the_list_of_components_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut components = crates(root);
    components.extend(packages(root));
    let list: Vec<Value> = components
        .into_iter()
        .map(|((name, version), licence)| {
            json!({ "name": name, "version": version, "licence": licence })
        })
        .collect();
    let made = serde_json::to_string_pretty(&list).unwrap() + "\n";
    let file = root.join("assets/components.json");
    if std::env::var_os("WERKWIJZER_WRITE").is_some() {
        std::fs::write(&file, made).unwrap();
        return;
    }
    let there = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        there == made,
        "{} is not what the program is made of; `make types` writes it anew",
        file.display()
    );
}

type Components = BTreeMap<(String, String), String>;

/// All crates in the program on any system, not those that only build or test it.
fn crates(root: &Path) -> Components {
    let metadata = MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .other_options(vec!["--locked".into()])
        .exec()
        .unwrap();
    let resolve = metadata.resolve.as_ref().unwrap();
    let nodes: BTreeMap<&PackageId, _> =
        resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let mut open: Vec<&PackageId> = metadata
        .packages
        .iter()
        .filter(|package| ["werkwijzer-desktop", "werkwijzer-cli"].contains(&package.name.as_str()))
        .map(|package| &package.id)
        .collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            let needed = nodes[id].deps.iter().filter(|dependency| {
                let mut kinds = dependency.dep_kinds.iter();
                kinds.any(|kind| kind.kind == DependencyKind::Normal)
            });
            open.extend(needed.map(|dependency| &dependency.pkg));
        }
    }
    metadata
        .packages
        .iter()
        .filter(|package| seen.contains(&package.id) && package.source.is_some())
        .map(|package| {
            let licence = package
                .license
                .clone()
                .unwrap_or_else(|| "in its own file".into());
            (
                (package.name.to_string(), package.version.to_string()),
                licence,
            )
        })
        .collect()
}

/// All packages in the window.
fn packages(root: &Path) -> Components {
    let lock = std::fs::read(root.join("ui/package-lock.json")).unwrap();
    let lock: Value = serde_json::from_slice(&lock).unwrap();
    lock["packages"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(path, package)| !path.is_empty() && package["dev"] != json!(true))
        .map(|(path, package)| {
            let name = path.rsplit("node_modules/").next().unwrap();
            let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
            ((name.to_owned(), text("version")), text("license"))
        })
        .collect()
}
