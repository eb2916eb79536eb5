//! The fifteen rules of §9 of the design about sync clients, each with the tests that hold it.
//!
//! A test here looks whether those tests are there, so that none is taken away unseen.

#![expect(clippy::disallowed_methods, reason = "a test reads the sources")]

use std::collections::BTreeSet;
use std::path::Path;

use werkwijzer_app::{By, Library, NewRelease, Silent, VersionRef};
use werkwijzer_tests::Scratch;
use werkwijzer_tests::syncthing::files;

/// A rule, and the tests that hold it: a file, and functions in it.
type Rule = (
    u8,
    &'static str,
    &'static [(&'static str, &'static [&'static str])],
);

const RULES: [Rule; 15] = [
    (
        1,
        "a file is replaced, never deleted or cut off first",
        &[
            (
                "src-tauri/crates/store/src/folder/tests.rs",
                &["a_reader_at_the_same_time_sees_whole_old_or_whole_new"],
            ),
            (
                "src-tauri/crates/store/src/destination/tests.rs",
                &["a_reader_sees_only_whole_files_during_a_publication"],
            ),
        ],
    ),
    (
        2,
        "a crash leaves old or new",
        &[
            (
                "tests/tests/crash.rs",
                &["a_kill_at_any_moment_loses_nothing_that_was_done"],
            ),
            (
                "src-tauri/crates/store/src/history/tests/crash.rs",
                &["a_kill_while_packing_or_taking_back_loses_nothing"],
            ),
            (
                "src-tauri/crates/store/src/destination/crash_tests.rs",
                &[
                    "a_stop_at_any_step_leaves_old_or_new_and_is_repaired",
                    "a_kill_at_any_moment_leaves_old_or_new_and_is_repaired",
                ],
            ),
            (
                "tests/tests/disk.rs",
                &[
                    "a_full_drive",
                    "a_limit_of_the_system_on_files",
                    "a_folder_that_cannot_be_written",
                ],
            ),
        ],
    ),
    (
        3,
        "temporaries have names of our own, and only our stale ones are removed",
        &[
            (
                "src-tauri/crates/store/src/atomic.rs",
                &["knows_its_own_temporaries_and_no_others"],
            ),
            (
                "src-tauri/crates/store/src/folder/stale.rs",
                &["only_our_own_stale_temporaries_go"],
            ),
            (
                "src-tauri/crates/store/src/destination/tests.rs",
                &["only_our_own_temporaries_are_swept"],
            ),
        ],
    ),
    (
        4,
        "compare and swap; what is typed stands in a recovery copy",
        &[
            (
                "src-tauri/crates/store/src/folder/tests.rs",
                &["replaces_only_what_the_caller_has_read"],
            ),
            (
                "src-tauri/crates/app/src/editing/tests.rs",
                &[
                    "what_was_typed_survives_a_crash",
                    "what_others_write_is_taken_in_beside_what_is_typed",
                ],
            ),
            (
                "src-tauri/crates/store/src/history/tests/two_computers.rs",
                &[
                    "nothing_that_was_kept_is_lost_whatever_happens",
                    "a_text_that_lost_to_another_is_not_taken_for_undone",
                    "a_copy_that_another_took_in_is_not_taken_for_undone_either",
                ],
            ),
        ],
    ),
    (
        5,
        "changed means other bytes, not another time",
        &[
            (
                "src-tauri/crates/store/src/history/tests/origin.rs",
                &["a_touch_is_no_change_and_an_older_file_with_other_bytes_is_one"],
            ),
            (
                "src-tauri/crates/app/src/editing/tests.rs",
                &[
                    "a_touch_asks_nothing_and_our_own_write_is_no_change",
                    "an_older_file_put_back_is_seen",
                ],
            ),
            (
                "src-tauri/crates/store/src/destination/tests.rs",
                &["another_time_stamp_is_no_change"],
            ),
        ],
    ),
    (
        6,
        "a locked file is tried again, and the document stays unsaved and visibly so",
        &[
            (
                "src-tauri/crates/store/src/atomic.rs",
                &[
                    "waits_for_a_file_in_use_and_gives_up_at_other_errors",
                    "a_file_held_by_another_program_is_locked_and_left_whole",
                ],
            ),
            (
                "tests/tests/disk.rs",
                &["what_is_typed_meanwhile_is_kept_and_saved_later"],
            ),
        ],
    ),
    (
        7,
        "saved after a short pause, and identical bytes are not written",
        &[
            (
                "src-tauri/crates/app/tests/session.rs",
                &["an_edit_is_saved_after_a_pause_and_drawn"],
            ),
            (
                "src-tauri/crates/store/src/folder/tests.rs",
                &["writes_reads_and_leaves_identical_bytes_alone"],
            ),
        ],
    ),
    (
        8,
        "conflict copies are shown beside their original and never deleted unasked",
        &[
            (
                "src-tauri/crates/store/src/name/tests/clutter.rs",
                &[
                    "each_row_of_the_table_is_known",
                    "what_people_call_their_files_is_neither",
                ],
            ),
            (
                "src-tauri/crates/store/src/folder/tests.rs",
                &["lists_sorted_without_clutter_and_flags_conflict_copies"],
            ),
            (
                "src-tauri/crates/app/tests/versions.rs",
                &[
                    "a_conflict_copy_becomes_a_version_and_is_moved_away",
                    "a_file_that_only_looks_like_a_conflict_copy_stays",
                ],
            ),
            (
                "tests/tests/syncthing.rs",
                &["two_authors_who_part_and_meet_lose_nothing"],
            ),
        ],
    ),
    (
        9,
        "what is elsewhere is not fetched by a search; what is unreadable is not deleted",
        &[
            (
                "src-tauri/crates/store/src/folder/placeholder.rs",
                &["knows_the_attributes_of_files_that_are_elsewhere"],
            ),
            (
                "src-tauri/crates/store/src/history/tests/origin.rs",
                &["a_file_that_is_not_on_this_computer_stays_in_the_version"],
            ),
            (
                "tests/tests/publication.rs",
                &["what_cannot_be_read_today_stays_published"],
            ),
        ],
    ),
    (
        10,
        "no database, lock, cache or git in the library",
        &[(
            "tests/tests/rules.rs",
            &["nothing_in_a_library_is_locked_or_written_twice"],
        )],
    ),
    (
        11,
        "names are portable",
        &[
            (
                "src-tauri/crates/store/src/name/tests.rs",
                &[
                    "a_safe_name_is_portable_and_stays",
                    "a_slug_is_portable_and_stays",
                    "names_differ_in_more_than_case",
                ],
            ),
            (
                "src-tauri/crates/store/src/destination/tests.rs",
                &["refuses_paths_that_cannot_stand_together_everywhere"],
            ),
        ],
    ),
    (
        12,
        "the watcher is a hint",
        &[
            (
                "src-tauri/crates/store/src/watch.rs",
                &[
                    "each_way_of_saving_is_heard",
                    "temporary_files_of_sync_clients_are_not",
                    "what_is_looked_at_from_time_to_time_is_heard_too",
                ],
            ),
            (
                "src-tauri/crates/app/tests/session.rs",
                &["what_another_program_writes_is_shown_without_being_asked_for"],
            ),
        ],
    ),
    (
        13,
        "a missing root or a mass deletion pauses and asks",
        &[
            (
                "src-tauri/crates/store/src/folder/tests.rs",
                &["a_missing_folder_is_never_made_by_opening_or_writing"],
            ),
            (
                "src-tauri/crates/store/src/history/tests/leftovers.rs",
                &["nothing_is_collected_while_a_version_is_missing"],
            ),
            (
                "src-tauri/crates/app/src/editing/tests.rs",
                &["a_library_that_is_away_is_an_error_and_keeps_the_recovery_copy"],
            ),
            ("tests/tests/disk.rs", &["a_folder_that_is_away"]),
            (
                "tests/tests/publication.rs",
                &[
                    "a_destination_that_is_away_is_not_made",
                    "most_of_a_publication_is_withdrawn_only_when_that_is_meant",
                ],
            ),
        ],
    ),
    (
        14,
        "a publication writes pictures first, and two runs give the same bytes",
        &[
            (
                "src-tauri/crates/store/src/destination/tests.rs",
                &[
                    "a_second_run_gives_the_same_bytes_and_touches_nothing",
                    "an_error_at_any_step_puts_everything_back",
                ],
            ),
            (
                "tests/tests/publication.rs",
                &["two_publications_of_the_same_library_have_the_same_bytes"],
            ),
        ],
    ),
    (
        15,
        "content is hostile",
        &[
            (
                "tests/tests/hostile.rs",
                &[
                    "no_script_comes_through_in_any_place",
                    "nothing_outside_the_library_is_read",
                    "broken_pictures_are_named_and_the_rest_is_published",
                ],
            ),
            (
                "src-tauri/crates/store/src/folder/tests.rs",
                &["no_path_reaches_outside", "no_link_leads_out"],
            ),
        ],
    ),
];

#[test]
fn each_rule_has_its_tests() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for (at, (number, rule, tests)) in RULES.iter().enumerate() {
        assert_eq!(usize::from(*number), at + 1, "{rule}");
        assert!(!tests.is_empty(), "{rule}");
        for (file, functions) in *tests {
            let text = std::fs::read_to_string(top.join(file)).unwrap();
            for function in *functions {
                // With its parenthesis: `a_kill` is no test if only `a_kill_at_any_moment` is.
                let found = text.contains(&format!("fn {function}("));
                assert!(found, "rule {number}, {rule}: {file} has no {function}");
            }
        }
    }
}

#[test]
fn nothing_in_a_library_is_locked_or_written_twice() {
    let scratch = Scratch::example();
    let folder = "instructions/boek-een-inkoopfactuur";
    let library = Library::open(&scratch.library()).unwrap();
    let before = files(library.path());
    let (cache, by) = (scratch.path("cache"), By::now(Some("Ann".to_owned())));
    let versions = library.versions(Some(&cache));
    versions
        .release(folder, &NewRelease::default(), &by)
        .unwrap();
    let first = files(library.path());
    library.rename_instruction(folder, "Iets anders").unwrap();
    versions
        .restore(folder, &VersionRef::Release(1), &by)
        .unwrap();
    versions.tidy(by.now, &Silent).unwrap();
    scratch.publish().unwrap();
    let after = files(library.path());
    let ours = |path: &&String| path.starts_with(".werkwijzer/");
    // What is in the history is named by its bytes, so no two computers can disagree about it.
    for path in after.keys().filter(ours) {
        let kinds = ["objects/", "snapshots/", "packs/", "conflicts/"];
        let inside = path.trim_start_matches(".werkwijzer/");
        assert!(kinds.iter().any(|kind| inside.starts_with(kind)), "{path}");
    }
    for (path, bytes) in &first {
        assert!(after.get(path) == Some(bytes), "{path} was written again");
    }
    let others = |of: &std::collections::BTreeMap<String, Vec<u8>>| {
        of.keys()
            .filter(|path| !ours(path))
            .cloned()
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(others(&before), others(&after));
}
