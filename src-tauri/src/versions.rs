//! What the page may call about the versions of an instruction.

use serde::Deserialize;
use tauri::AppHandle;
use werkwijzer_app::{
    By, Comparison, Decided, Error, NewRelease, StepRef, Timeline, Unjoined, VersionListed,
    VersionRef, Versions,
};
use werkwijzer_instruction::Status;

use crate::commands::waiting;

/// What open documents hold is saved first, and they look at the disk afterwards.
async fn with_versions<T: Send + 'static>(
    app: AppHandle,
    folder: String,
    work: impl FnOnce(&Versions<'_>, &str, &By) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    waiting(app, move |desk| {
        desk.save_documents(&folder)?;
        let library = desk.library()?;
        let versions = library.versions(Some(&desk.own.cache));
        let result = work(&versions, &folder, &desk.by());
        desk.look();
        result
    })
    .await
}

fn version(named: &str) -> VersionRef {
    match named.parse() {
        Ok(version) => version,
        Err(never) => match never {},
    }
}

#[tauri::command]
pub(crate) async fn list_versions(app: AppHandle, folder: String) -> Result<Timeline, Error> {
    with_versions(app, folder, |versions, folder, _| versions.list(folder)).await
}

#[tauri::command]
pub(crate) async fn compare_versions(
    app: AppHandle,
    folder: String,
    before: String,
    after: String,
    language: Option<String>,
) -> Result<Comparison, Error> {
    with_versions(app, folder, move |versions, folder, _| {
        versions.compare(
            folder,
            &version(&before),
            &version(&after),
            language.as_deref(),
        )
    })
    .await
}

#[tauri::command]
pub(crate) async fn restore_version(
    app: AppHandle,
    folder: String,
    id: String,
) -> Result<Option<VersionListed>, Error> {
    with_versions(app, folder, move |versions, folder, by| {
        versions.restore(folder, &version(&id), by)
    })
    .await
}

#[tauri::command]
pub(crate) async fn restore_step(
    app: AppHandle,
    folder: String,
    id: String,
    step: String,
    language: Option<String>,
) -> Result<Option<VersionListed>, Error> {
    with_versions(app, folder, move |versions, folder, by| {
        let step: StepRef = match step.parse() {
            Ok(step) => step,
            Err(never) => match never {},
        };
        versions.restore_step(folder, &version(&id), &step, language.as_deref(), by)
    })
    .await
}

/// A release as the page asks for it.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ReleaseAsked {
    note: String,
    status: Option<Status>,
    approved_by: Option<String>,
}

#[tauri::command]
pub(crate) async fn release_instruction(
    app: AppHandle,
    folder: String,
    release: ReleaseAsked,
) -> Result<VersionListed, Error> {
    with_versions(app, folder, move |versions, folder, by| {
        let release = NewRelease {
            note: release.note,
            status: release.status,
            approved_by: release.approved_by,
        };
        versions.release(folder, &release, by)
    })
    .await
}

/// What is to be decided; nothing when there is nothing to join.
#[tauri::command]
pub(crate) async fn unjoined_versions(
    app: AppHandle,
    folder: String,
) -> Result<Option<Unjoined>, Error> {
    with_versions(app, folder, |versions, folder, by| {
        versions.unjoined(folder, by)
    })
    .await
}

#[tauri::command]
pub(crate) async fn join_versions(
    app: AppHandle,
    folder: String,
    decided: Decided,
) -> Result<Option<VersionListed>, Error> {
    with_versions(app, folder, move |versions, folder, by| {
        versions.join(folder, &decided, by)
    })
    .await
}
