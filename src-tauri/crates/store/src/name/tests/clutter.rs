//! The table of §9 of the design, client by client: what each leaves behind, and what people call
//! their files that only looks so.

use super::*;

/// A client, the conflict copies that it makes of `n.md`, and what is never a document.
struct Row {
    client: Client,
    conflicts: &'static [&'static str],
    ignored: &'static [&'static str],
}

const TABLE: &[Row] = &[
    Row {
        client: Client::Dropbox,
        conflicts: &[
            "n (Ann's conflicted copy 2026-01-02).md",
            "n (Ann's conflicted copy 2026-01-02 (1)).md",
            "n (Ann's conflicted copy).md",
            "n (PC-12's conflicted copy 2026-01-02).md",
            "n (conflicted copy).md",
            "n (Case Conflict).md",
            "n (Case Conflict 1).md",
            "n (Unicode Encoding Conflict).md",
            "n (Selective Sync Conflict).md",
        ],
        ignored: &[
            ".dropbox",
            ".dropbox.attr",
            ".dropbox.cache",
            "~$n.docx",
            ".~n.docx",
            "~n.tmp",
        ],
    },
    Row {
        client: Client::Syncthing,
        conflicts: &[
            "n.sync-conflict-20260102-030405-ABCDEFG.md",
            "n.sync-conflict-20260102-030405.md",
            // A copy of a copy.
            "n.sync-conflict-20260102-030405-ABCDEFG.sync-conflict-20260103-030405-HIJKLMN.md",
        ],
        ignored: &[
            ".syncthing.n.md.tmp",
            "~syncthing~n.md.tmp",
            ".stfolder",
            ".stignore",
            ".stversions",
        ],
    },
    Row {
        client: Client::Nextcloud,
        conflicts: &[
            "n (conflicted copy 2026-01-02 030405).md",
            "n (conflicted copy ann 2026-01-02 030405).md",
            "n_conflict-20260102-030405.md",
            "n (case clash from ann).md",
        ],
        ignored: &[
            ".n.md.~1f2e",
            ".sync_ab12.db",
            ".sync_ab12.db-wal",
            ".sync_ab12.db-shm",
            "n.md~",
            "n.md.part",
            ".~lock.n.odt#",
        ],
    },
    Row {
        client: Client::GoogleDrive,
        conflicts: &["n (1).md", "n (12).md"],
        ignored: &[".tmp.driveupload", ".tmp.drivedownload"],
    },
    Row {
        client: Client::OneDrive,
        conflicts: &[
            "n-ANNPC.md",
            "n-DESKTOP-A1B2C3D.md",
            "n-ANNPC-safeBackup-0001.md",
            "n-DESKTOP-A1B2C3D-safeBackup-0001.md",
            "n-annpc-safeBackup-0012.md",
        ],
        ignored: &["desktop.ini", "Desktop.ini", "n.tmp", "~$n.docx", ".lock"],
    },
    Row {
        client: Client::ICloud,
        conflicts: &["n 2.md", "n 13.md"],
        ignored: &[".n.md.icloud"],
    },
    // In another language than English.
    Row {
        client: Client::Some,
        conflicts: &[
            "n (conflicterend exemplaar van Ann 2026-01-02).md",
            "n (In Konflikt stehende Kopie von Ann 2026-01-02).md",
        ],
        ignored: &[],
    },
];

/// People give names like these, too: they count only beside their original.
const WEAK: &[Client] = &[
    Client::GoogleDrive,
    Client::OneDrive,
    Client::ICloud,
    Client::Some,
];

#[test]
fn each_row_of_the_table_is_known() {
    for row in TABLE {
        for name in row.conflicts {
            let suspicion = conflict_copy_of(name).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(suspicion.original, "n.md", "{name}");
            assert_eq!(suspicion.client, row.client, "{name}");
            let weak = WEAK.contains(&row.client) && !name.contains("safeBackup");
            assert_eq!(suspicion.weak, weak, "{name}");
            assert!(!is_ignored(name), "{name} would never be shown");
        }
        for name in row.ignored {
            assert!(is_ignored(name), "{name}");
            assert!(!is_portable(name), "{name}");
        }
    }
}

#[test]
fn what_editors_and_systems_leave_is_passed_by() {
    for name in [
        ".~lock.n.odt#",
        ".n.md.swp",
        ".n.md.swo",
        ".#n.md",
        "._n.md",
        ".DS_Store",
        "Thumbs.db",
        "THUMBS.DB",
    ] {
        assert!(is_ignored(name), "{name}");
    }
}

#[test]
fn what_people_call_their_files_is_neither() {
    for name in [
        "instruction.md",
        "instruction.en.md",
        "Photo 2.jpg",
        "screen (1).png",
        "inbox-ANNPC.png",
        "Essay (conflict theory).md",
        "Konflikt (2026).md",
        "a_conflict-of-interest.md",
        "conflict.md",
        "conflicted copy.md",
        "e-mail.md",
        "btw-aangifte-2.md",
        "n-safeBackup-1.md",
        "n.sync-conflict-x.md",
        "x.sync-conflict-20260102-03040é.md",
        "(1).md",
        ").md",
        "Chapter 1.md",
        "Jaar 2026.md",
    ] {
        assert_eq!(conflict_copy_of(name), None, "{name}");
        assert!(!is_ignored(name), "{name}");
    }
    for name in [
        ".werkwijzer",
        "tmp",
        "part",
        "~notes.md",
        "swap.swf",
        "Thumbs.db.md",
        "icloud.md",
        "dropbox.md",
        "desktop.ini.md",
        "lock",
        "n.~1f2e.md",
    ] {
        assert!(!is_ignored(name), "{name}");
    }
}

#[test]
fn pictures_and_what_is_drawn_on_them_have_copies_too() {
    for (name, original) in [
        (
            "inbox.sync-conflict-20260102-030405-ABCDEFG.png",
            "inbox.png",
        ),
        (
            "inbox.png.markup.sync-conflict-20260102-030405-ABCDEFG.json",
            "inbox.png.markup.json",
        ),
        (
            "instruction.en (Ann's conflicted copy 2026-01-02).md",
            "instruction.en.md",
        ),
    ] {
        let suspicion = conflict_copy_of(name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(suspicion.original, original);
    }
}

#[test]
fn a_placeholder_stands_for_its_file() {
    assert_eq!(placeholder_of(".n.md.icloud").as_deref(), Some("n.md"));
    for name in [".icloud", "n.md.icloud", ".n.md", "icloud", ""] {
        assert_eq!(placeholder_of(name), None, "{name}");
    }
}
