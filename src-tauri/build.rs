//! Lists the commands that the window may call: what is not among them is refused.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&[
        "start",
        "about",
        "set_preferences",
        "open_library",
        "create_library",
        "open_example",
        "forget_recent",
        "list_library",
        "search",
        "create_instruction",
        "duplicate_instruction",
        "rename_instruction",
        "archive_instruction",
        "restore_instruction",
        "add_translation",
        "open_document",
        "edit_document",
        "save_document",
        "close_document",
        "add_picture",
        "add_file",
        "picture",
        "frame_picture",
        "parse_markdown",
        "video",
        "snippet",
        "save_snippet",
        "export_instruction",
        "publish_library",
        "cancel",
        "show_in_folder",
        "open_file",
        "open_link",
        "choose_folder",
        "choose_files",
        "close_window",
        "list_versions",
        "compare_versions",
        "restore_version",
        "restore_step",
        "release_instruction",
        "unjoined_versions",
        "join_versions",
    ]);
    let attributes = tauri_build::Attributes::new().app_manifest(commands);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}
