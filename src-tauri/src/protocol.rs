//! `media:` and `page:`: what open documents show. The page names a document by its number, so
//! that nothing but the media of an open library can be asked for.

#![expect(
    clippy::needless_pass_by_value,
    reason = "a handler gets what the web view asks for, by value"
)]

use std::collections::BTreeMap;

use tauri::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, RANGE, X_CONTENT_TYPE_OPTIONS,
};
use tauri::http::{Request, Response, StatusCode};
use tauri::{AppHandle, Manager as _, UriSchemeContext, UriSchemeResponder, Wry};
use werkwijzer_app::{Error, Session, Shown, VersionRef, Wanted};

use crate::desk::Desk;

type Answer = Result<Response<Vec<u8>>, Error>;

/// `media://localhost/<document>/<target>?width=<pixels>`, with `whole` for a picture without its
/// crop, and of a version `media://localhost/version/<folder>/<id>/<path>?width=<pixels>`
pub(crate) fn media(
    context: UriSchemeContext<'_, Wry>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    if let Some(asked) = OfVersion::of(&request) {
        let app: AppHandle = context.app_handle().clone();
        tauri::async_runtime::spawn_blocking(move || {
            let shown = app.state::<Desk>().version_picture(
                &asked.folder,
                &asked.version,
                &asked.path,
                asked.width,
            );
            responder.respond(shown.map_or_else(|_| not_found(), media_response));
        });
        return;
    }
    serve(&context, request, responder, |session, asked| {
        let width = asked.query.get("width");
        let wanted = Wanted {
            width: width.and_then(|width| width.parse().ok()),
            whole: asked.query.contains_key("whole"),
            start: asked.start,
        };
        Ok(media_response(session.media(&asked.target, &wanted)?))
    });
}

/// `page://localhost/<document>/<index>?width=<pixels>` and `page://localhost/<document>/html`
pub(crate) fn page(
    context: UriSchemeContext<'_, Wry>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    serve(&context, request, responder, |session, asked| {
        if asked.target == "html" {
            let html = session.html()?;
            return Ok(response("text/html; charset=utf-8", html.into_bytes()));
        }
        let width = asked.query.get("width");
        let page = asked
            .target
            .parse()
            .ok()
            .zip(width.and_then(|width| width.parse().ok()))
            .and_then(|(index, width)| session.page(index, width));
        Ok(page.map_or_else(not_found, |png| response("image/png", png)))
    });
}

/// What is asked for, taken apart.
struct Asked {
    document: u32,
    target: String,
    query: BTreeMap<String, String>,
    /// The first byte of a piece.
    start: Option<u64>,
}

/// A picture of a version.
struct OfVersion {
    folder: String,
    version: VersionRef,
    path: String,
    width: Option<u32>,
}

impl OfVersion {
    fn of(request: &Request<Vec<u8>>) -> Option<Self> {
        let path = request.uri().path().strip_prefix("/version/")?;
        let mut parts = path.splitn(3, '/').map(decoded);
        let (folder, version, path) = (parts.next()??, parts.next()??, parts.next()??);
        let version = match version.parse() {
            Ok(version) => version,
            Err(never) => match never {},
        };
        Some(Self {
            folder,
            version,
            path,
            width: query(request)
                .get("width")
                .and_then(|width| width.parse().ok()),
        })
    }
}

fn decoded(text: &str) -> Option<String> {
    let text = percent_encoding::percent_decode_str(text).decode_utf8();
    text.ok().map(std::borrow::Cow::into_owned)
}

fn query(request: &Request<Vec<u8>>) -> BTreeMap<String, String> {
    let query = request.uri().query().unwrap_or_default();
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .filter_map(|(key, value)| Some((key.to_owned(), decoded(value)?)))
        .collect()
}

impl Asked {
    fn of(request: &Request<Vec<u8>>) -> Option<Self> {
        let (document, target) = request
            .uri()
            .path()
            .trim_start_matches('/')
            .split_once('/')?;
        let range = request
            .headers()
            .get(RANGE)
            .and_then(|range| range.to_str().ok());
        Some(Self {
            document: document.parse().ok()?,
            target: decoded(target)?,
            query: query(request),
            start: range
                .and_then(|range| range.strip_prefix("bytes="))
                .and_then(|range| range.split('-').next())
                .and_then(|start| start.parse().ok()),
        })
    }
}

fn serve(
    context: &UriSchemeContext<'_, Wry>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
    answer: impl FnOnce(&Session, &Asked) -> Answer + Send + 'static,
) {
    let app: AppHandle = context.app_handle().clone();
    tauri::async_runtime::spawn_blocking(move || {
        let answered = Asked::of(&request).and_then(|asked| {
            let session = app.state::<Desk>().document(asked.document).ok()?;
            answer(&session, &asked).ok()
        });
        responder.respond(answered.unwrap_or_else(not_found));
    });
}

fn media_response(shown: Shown) -> Response<Vec<u8>> {
    let mut response = response(shown.media_type, shown.bytes);
    if let Some((piece, total)) = shown.piece {
        let range = format!("bytes {}-{}/{total}", piece.start, piece.end.max(1) - 1);
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        let headers = response.headers_mut();
        headers.insert(
            ACCEPT_RANGES,
            tauri::http::HeaderValue::from_static("bytes"),
        );
        if let Ok(range) = range.parse() {
            headers.insert(CONTENT_RANGE, range);
        }
    }
    response
}

fn response(media_type: &'static str, bytes: Vec<u8>) -> Response<Vec<u8>> {
    let mut response = Response::new(bytes);
    let value = tauri::http::HeaderValue::from_static;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, value(media_type));
    headers.insert(X_CONTENT_TYPE_OPTIONS, value("nosniff"));
    // The address changes with what it shows, except that of a picture whose file was replaced.
    headers.insert(CACHE_CONTROL, value("no-cache"));
    response
}

fn not_found() -> Response<Vec<u8>> {
    let mut response = response("text/plain", Vec::new());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}
