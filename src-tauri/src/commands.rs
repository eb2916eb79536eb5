//! What the page may call. Each takes what it was given apart, calls one function, and answers.

#![expect(
    clippy::needless_pass_by_value,
    clippy::too_many_arguments,
    reason = "a command gets what the page sends, by value and by name"
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tauri::ipc::{Channel, Invoke, InvokeBody, Request};
use tauri::{AppHandle, Manager as _, State, Window, Wry};
use tauri_plugin_dialog::DialogExt as _;
use tauri_plugin_notification::NotificationExt as _;
use tauri_plugin_opener::OpenerExt as _;
use werkwijzer_app::{
    AddedFile, DocumentEvent, Error, Exported, Format, Found, Framing, Library, Opened,
    PictureInfo, Preferences, Published, Publishing, Template, VideoInfo,
};
use werkwijzer_instruction::{Block, Instruction};

use crate::desk::{Desk, LibraryView, Progress, Start};
use crate::{menu, versions, window};

pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        start,
        about,
        set_preferences,
        open_library,
        create_library,
        open_example,
        forget_recent,
        list_library,
        search,
        create_instruction,
        duplicate_instruction,
        rename_instruction,
        archive_instruction,
        restore_instruction,
        add_translation,
        open_document,
        edit_document,
        save_document,
        close_document,
        add_picture,
        add_file,
        picture,
        frame_picture,
        parse_markdown,
        video,
        snippet,
        save_snippet,
        export_instruction,
        publish_library,
        name_destination,
        forget_destination,
        cancel,
        show_in_folder,
        open_file,
        open_link,
        choose_folder,
        choose_files,
        close_window,
        versions::list_versions,
        versions::compare_versions,
        versions::restore_version,
        versions::restore_step,
        versions::release_instruction,
        versions::unjoined_versions,
        versions::join_versions,
    ]
}

/// Works on a thread that may wait, so that neither the window nor other commands do.
pub(crate) async fn waiting<T: Send + 'static>(
    app: AppHandle,
    work: impl FnOnce(&Desk) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tauri::async_runtime::spawn_blocking(move || work(&app.state::<Desk>()))
        .await
        .unwrap_or_else(|_| Err(Error::gave_up()))
}

#[tauri::command]
async fn start(app: AppHandle) -> Result<Start, Error> {
    waiting(app, |desk| Ok(desk.start())).await
}

/// What the program is made of.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Component {
    name: String,
    version: String,
    licence: String,
}

/// The program and what it is made of.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct About {
    version: String,
    components: Vec<Component>,
}

#[tauri::command]
fn about() -> About {
    let components = include_str!("../../assets/components.json");
    About {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        components: serde_json::from_str(components).unwrap_or_default(),
    }
}

#[tauri::command]
async fn set_preferences(app: AppHandle, preferences: Preferences) -> Result<(), Error> {
    let new = preferences.clone();
    waiting(app.clone(), move |desk| desk.prefer(new)).await?;
    window::follow(&app, &preferences);
    Ok(())
}

#[tauri::command]
async fn open_library(app: AppHandle, path: PathBuf) -> Result<LibraryView, Error> {
    let handle = app.clone();
    waiting(app, move |desk| desk.open_library(&path, &handle)).await
}

#[tauri::command]
async fn create_library(
    app: AppHandle,
    path: PathBuf,
    name: String,
    language: String,
) -> Result<LibraryView, Error> {
    let handle = app.clone();
    waiting(app, move |desk| {
        Library::create(&path, &name, &language)?;
        desk.open_library(&path, &handle)
    })
    .await
}

#[tauri::command]
async fn open_example(app: AppHandle) -> Result<LibraryView, Error> {
    let handle = app.clone();
    waiting(app, move |desk| {
        let path = desk.own.example();
        if !Library::is_at(&path) {
            Library::create_example(&path)?.release_example(&desk.by())?;
        }
        desk.open_library(&path, &handle)
    })
    .await
}

#[tauri::command]
async fn forget_recent(app: AppHandle, path: String) -> Result<(), Error> {
    waiting(app, move |desk| desk.forget_recent(&path)).await
}

#[tauri::command]
async fn list_library(app: AppHandle) -> Result<LibraryView, Error> {
    waiting(app, Desk::list).await
}

#[tauri::command]
async fn search(app: AppHandle, words: String) -> Result<Vec<Found>, Error> {
    waiting(app, move |desk| desk.search(&words)).await
}

#[tauri::command]
async fn create_instruction(
    app: AppHandle,
    title: String,
    template: String,
) -> Result<String, Error> {
    let template = Template::named(&template).unwrap_or(Template::Blank);
    waiting(app, move |desk| {
        desk.library()?.create_instruction(&title, template)
    })
    .await
}

#[tauri::command]
async fn duplicate_instruction(app: AppHandle, folder: String) -> Result<String, Error> {
    waiting(app, move |desk| {
        desk.library()?.duplicate_instruction(&folder)
    })
    .await
}

#[tauri::command]
async fn rename_instruction(app: AppHandle, folder: String, title: String) -> Result<(), Error> {
    waiting(app, move |desk| {
        desk.library()?.rename_instruction(&folder, &title)
    })
    .await
}

#[tauri::command]
async fn archive_instruction(app: AppHandle, folder: String) -> Result<(), Error> {
    waiting(app, move |desk| {
        desk.library()?.archive_instruction(&folder)
    })
    .await
}

#[tauri::command]
async fn restore_instruction(app: AppHandle, folder: String) -> Result<(), Error> {
    waiting(app, move |desk| {
        desk.library()?.restore_instruction(&folder)
    })
    .await
}

#[tauri::command]
async fn add_translation(app: AppHandle, folder: String, language: String) -> Result<(), Error> {
    waiting(app, move |desk| {
        desk.library()?.add_translation(&folder, &language)
    })
    .await
}

/// An opened document with the number by which the page names it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "Opened"))]
pub(crate) struct OpenedDocument {
    document: u32,
    #[serde(flatten)]
    opened: Opened,
}

#[tauri::command]
async fn open_document(
    app: AppHandle,
    folder: String,
    language: Option<String>,
    events: Channel<DocumentEvent>,
) -> Result<OpenedDocument, Error> {
    waiting(app, move |desk| {
        // A page that was loaded anew hears of its old documents no more.
        let listener = Arc::new(move |event| drop(events.send(event)));
        let (document, opened) = desk.open_document(&folder, language.as_deref(), listener)?;
        Ok(OpenedDocument { document, opened })
    })
    .await
}

/// Not async: edits are taken in the order in which the page sent them.
#[tauri::command]
fn edit_document(
    desk: State<'_, Desk>,
    document: u32,
    tree: Instruction,
    edit: u64,
    generation: u64,
) -> Result<(), Error> {
    desk.document(document)?.edit(tree, edit, generation);
    Ok(())
}

#[tauri::command]
async fn save_document(app: AppHandle, document: u32) -> Result<(), Error> {
    waiting(app, move |desk| desk.document(document)?.save()).await
}

#[tauri::command]
async fn close_document(app: AppHandle, document: u32) -> Result<(), Error> {
    waiting(app, move |desk| desk.close_document(document)).await
}

#[tauri::command]
async fn add_picture(app: AppHandle, request: Request<'_>) -> Result<AddedFile, Error> {
    let header = |name: &str| {
        request
            .headers()
            .get(name)?
            .to_str()
            .ok()
            .map(str::to_owned)
    };
    let document = header("document")
        .and_then(|number| number.parse().ok())
        .unwrap_or(0);
    let name = header("name").unwrap_or_default();
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(Error::gave_up());
    };
    let bytes = bytes.clone();
    waiting(app, move |desk| {
        let session = desk.document(document)?;
        let name = percent_encoding::percent_decode_str(&name).decode_utf8_lossy();
        session.add(&bytes, &name)
    })
    .await
}

#[tauri::command]
async fn add_file(app: AppHandle, document: u32, path: PathBuf) -> Result<AddedFile, Error> {
    waiting(app, move |desk| desk.document(document)?.add_file(&path)).await
}

#[tauri::command]
async fn picture(app: AppHandle, document: u32, target: String) -> Result<PictureInfo, Error> {
    waiting(app, move |desk| desk.document(document)?.picture(&target)).await
}

#[tauri::command]
async fn frame_picture(
    app: AppHandle,
    document: u32,
    target: String,
    framing: Framing,
) -> Result<(), Error> {
    waiting(app, move |desk| {
        desk.document(document)?.frame(&target, &framing)
    })
    .await
}

#[tauri::command]
async fn parse_markdown(text: String) -> Vec<Block> {
    werkwijzer_instruction::paste::blocks(&text)
}

#[tauri::command]
async fn video(app: AppHandle, document: u32, target: String) -> Result<Option<VideoInfo>, Error> {
    waiting(app, move |desk| {
        let session = desk.document(document)?;
        Ok(werkwijzer_app::video(&target, |film| session.has(film)))
    })
    .await
}

#[tauri::command]
async fn snippet(app: AppHandle, document: u32, name: String) -> Result<Vec<Block>, Error> {
    waiting(app, move |desk| {
        let session = desk.document(document)?;
        desk.library()?.snippet_blocks(&name, session.language())
    })
    .await
}

#[tauri::command]
async fn save_snippet(
    app: AppHandle,
    document: u32,
    name: String,
    blocks: Vec<Block>,
) -> Result<(), Error> {
    waiting(app, move |desk| {
        let session = desk.document(document)?;
        desk.library()?
            .write_snippet(&name, session.language(), blocks)?;
        session.redraw();
        Ok(())
    })
    .await
}

#[tauri::command]
async fn export_instruction(
    app: AppHandle,
    window: Window,
    job: u32,
    folder: String,
    language: Option<String>,
    formats: Vec<String>,
    out: PathBuf,
    progress: Channel<Progress>,
) -> Result<Exported, Error> {
    let formats: Vec<Format> = formats
        .iter()
        .filter_map(|name| Format::named(name))
        .collect();
    let exported = waiting(app, move |desk| {
        let path = desk
            .library()?
            .document_path(&folder, language.as_deref())?;
        desk.run(
            job,
            |at| drop(progress.send(at)),
            |context| werkwijzer_app::export(&path, &formats, &out, context),
        )
    })
    .await;
    tell(&window, &EXPORT, &exported);
    exported
}

#[tauri::command]
async fn publish_library(
    app: AppHandle,
    window: Window,
    job: u32,
    to: PathBuf,
    create: bool,
    dry_run: bool,
    withdraw: bool,
    note: Option<String>,
    progress: Channel<Progress>,
) -> Result<Published, Error> {
    let published = waiting(app, move |desk| {
        let library = desk.library()?;
        desk.run(
            job,
            |at| drop(progress.send(at)),
            |context| {
                let how = Publishing {
                    note,
                    create,
                    dry_run,
                    withdraw,
                    ..Publishing::by(desk.by())
                };
                werkwijzer_app::publish(library.path(), &to, &how, context)
            },
        )
    })
    .await;
    if !dry_run {
        tell(&window, &PUBLICATION, &published);
    }
    published
}

#[tauri::command]
async fn name_destination(
    app: AppHandle,
    name: String,
    folder: Option<PathBuf>,
) -> Result<(), Error> {
    waiting(app, move |desk| {
        desk.name_destination(&name, folder.as_deref())
    })
    .await
}

#[tauri::command]
async fn forget_destination(app: AppHandle, name: String) -> Result<(), Error> {
    waiting(app, move |desk| desk.forget_destination(&name)).await
}

/// How the end of a job is told to who does something else meanwhile, in Dutch and English. What
/// went wrong stands in the window: a notification can be read by who walks by.
struct Ending {
    good: [&'static str; 2],
    bad: [&'static str; 2],
}

const EXPORT: Ending = Ending {
    good: ["De export is klaar", "The export is ready"],
    bad: [
        "De export is niet gelukt. In het venster staat waarom.",
        "The export did not work. The window says why.",
    ],
};

const PUBLICATION: Ending = Ending {
    good: ["De bibliotheek is gepubliceerd", "The library is published"],
    bad: [
        "Publiceren is niet gelukt. In het venster staat waarom.",
        "Publishing did not work. The window says why.",
    ],
};

impl Ending {
    /// Nothing to who looks on or stopped it.
    fn words<T>(
        &self,
        looks_on: bool,
        language: Option<&str>,
        result: &Result<T, Error>,
    ) -> Option<&'static str> {
        let [dutch, english] = match result {
            _ if looks_on => return None,
            Ok(_) => self.good,
            Err(error) if error.is_cancelled() => return None,
            Err(_) => self.bad,
        };
        Some(menu::word(language, dutch, english))
    }
}

/// Says that a job ended, to a person who meanwhile does something else.
fn tell<T>(window: &Window, ending: &Ending, result: &Result<T, Error>) {
    let language = window.state::<Desk>().preferences().language;
    let looks_on = window.is_focused().unwrap_or(true);
    if let Some(words) = ending.words(looks_on, language.as_deref(), result) {
        let note = window.notification().builder().title("Werkwijzer");
        // Where the system shows none, the window tells it.
        let _ = note.body(words).show();
    }
}

#[tauri::command]
fn cancel(desk: State<'_, Desk>, job: u32) {
    desk.cancel(job);
}

#[tauri::command]
async fn show_in_folder(app: AppHandle, path: PathBuf) -> Result<(), Error> {
    app.opener()
        .reveal_item_in_dir(&path)
        .map_err(|error| Error::not_opened(&path.display().to_string(), &error))
}

#[tauri::command]
async fn open_file(app: AppHandle, path: String) -> Result<(), Error> {
    let shown = may_open(&path)?;
    app.opener()
        .open_path(&path, None::<&str>)
        .map_err(|error| Error::not_opened(shown, &error))
}

/// What is exported may be opened, and folders; nothing that would run.
fn may_open(path: &str) -> Result<&str, Error> {
    let file = Path::new(path);
    let extension = file.extension().map(std::ffi::OsStr::to_ascii_lowercase);
    let known = ["pdf", "html", "md"].map(Some);
    let named = extension
        .as_ref()
        .map(|extension| extension.to_str().unwrap_or_default());
    if known.contains(&named) || file.is_dir() {
        Ok(path)
    } else {
        Err(Error::not_opened(path, &"it is no file that was exported"))
    }
}

#[tauri::command]
async fn open_link(app: AppHandle, address: String) -> Result<(), Error> {
    let lower = address.to_ascii_lowercase();
    if !["https://", "http://", "mailto:"]
        .iter()
        .any(|start| lower.starts_with(start))
    {
        return Err(Error::not_opened(&address, &"it is no address of the web"));
    }
    app.opener()
        .open_url(&address, None::<&str>)
        .map_err(|error| Error::not_opened(&address, &error))
}

#[tauri::command]
async fn choose_folder(window: Window, title: String) -> Result<Option<String>, Error> {
    let dialog = window.dialog().file().set_title(title).set_parent(&window);
    let chosen = tauri::async_runtime::spawn_blocking(move || dialog.blocking_pick_folder());
    Ok(chosen.await.ok().flatten().map(|path| path.to_string()))
}

#[tauri::command]
async fn choose_files(window: Window, title: String, kind: String) -> Result<Vec<String>, Error> {
    let (name, extensions): (_, &[&str]) = if kind == "video" {
        ("MP4, WebM", &["mp4", "webm"])
    } else {
        (
            "PNG, JPEG …",
            &[
                "png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff", "svg",
            ],
        )
    };
    let dialog = window.dialog().file().set_title(title).set_parent(&window);
    let dialog = dialog.add_filter(name, extensions);
    let chosen = tauri::async_runtime::spawn_blocking(move || dialog.blocking_pick_files());
    let chosen = chosen.await.ok().flatten().unwrap_or_default();
    Ok(chosen.iter().map(ToString::to_string).collect())
}

#[tauri::command]
fn close_window(window: Window) {
    window::close(&window);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_job_is_told_only_to_who_looks_away() {
        let words = |looks_on, language, result: Result<(), Error>| {
            PUBLICATION.words(looks_on, Some(language), &result)
        };
        assert_eq!(words(true, "nl", Ok(())), None);
        assert_eq!(
            words(false, "nl", Ok(())),
            Some("De bibliotheek is gepubliceerd")
        );
        assert_eq!(words(false, "en", Ok(())), Some("The library is published"));
        let stopped = Error {
            code: "cancelled".into(),
            ..Error::gave_up()
        };
        assert_eq!(words(false, "nl", Err(stopped)), None);
        let failed = words(false, "nl", Err(Error::gave_up()));
        assert!(failed.is_some_and(|said| said.contains("niet gelukt")));
        assert_eq!(words(true, "nl", Err(Error::gave_up())), None);
    }
}
