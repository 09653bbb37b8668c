//! Requests.

use std::{rc::Rc, sync::Arc, time::Duration};

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStreamDefaultReader, RequestCache, RequestInit, RequestMode, Response, Url,
    WorkerGlobalScope,
};

use super::message;
use crate::{
    io::{Delay, FetchError, Page, Progress},
    step::Request,
};

/// The most bytes that one fetch reads.
const BODY_LIMIT: usize = 64 << 20;

/// Aborts its request when dropped, unless that was [`finished`](AbortOnDrop::finished) before.
#[must_use = "dropping it aborts the request"]
struct AbortOnDrop(Option<AbortController>);

impl AbortOnDrop {
    fn finished(mut self) {
        self.0 = None;
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// Requests a URL, relative ones to `base`, and reads the whole response; dropping the future aborts the request.
pub(super) async fn fetch(base: Rc<str>, request: Request, progress: Progress) -> Result<Page, FetchError> {
    let refused = |error: JsValue| FetchError::Refused { url: request.url.clone(), reason: message(&error) };
    let url = Url::new_with_base(&Delay::address(&request), &base).map_err(refused)?;
    let controller = AbortController::new().map_err(refused)?;
    let init = RequestInit::new();
    init.set_method(request.method);
    init.set_cache(RequestCache::NoStore);
    init.set_mode(RequestMode::Cors);
    init.set_signal(Some(&controller.signal()));
    if let Some(body) = &request.body {
        init.set_body(&JsValue::from_str(body));
    }
    let outgoing = web_sys::Request::new_with_str_and_init(&url.href(), &init).map_err(refused)?;
    let abort = AbortOnDrop(Some(controller));
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    let unreachable = |_| FetchError::Unreachable { url: request.url.clone() };
    let response: Response =
        JsFuture::from(scope.fetch_with_request(&outgoing)).await.map_err(unreachable)?.unchecked_into();
    if !response.ok() {
        let url = request.url.clone();
        let (status, hint) = (response.status(), hint(&request.url, response.status()));
        return Err(FetchError::Status { url, status, hint, retry_after: retry_after(&response) });
    }
    let (url, is_html) = (response.url(), is_html(&response));
    let body = read(&request.url, response, progress).await?;
    abort.finished();
    Ok(Page { url, is_html, body })
}

/// Reads a body to its end.
async fn read(url: &str, response: Response, progress: Progress) -> Result<Arc<[u8]>, FetchError> {
    let mut bytes = Vec::new();
    let Some(body) = response.body() else {
        return Ok(bytes.into());
    };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    loop {
        let so_far = bytes.len();
        let broken = |_| FetchError::BrokenOff { url: url.to_owned(), bytes: so_far as u64 };
        let part = JsFuture::from(reader.read()).await.map_err(broken)?;
        let chunk = Reflect::get(&part, &JsValue::from_str("value")).map_err(broken)?;
        let Ok(chunk) = chunk.dyn_into::<Uint8Array>() else {
            return Ok(bytes.into());
        };
        let come = chunk.length() as usize;
        let length = so_far + come;
        if length > BODY_LIMIT {
            return Err(FetchError::TooLarge { url: url.to_owned(), limit: BODY_LIMIT as u64 });
        }
        bytes.reserve(come);
        chunk.copy_to_uninit(&mut bytes.spare_capacity_mut()[..come]);
        // SAFETY: there is room for so many more bytes, and all of them have just been written.
        unsafe { bytes.set_len(length) };
        progress(length as u64);
    }
}

/// Says whether the server calls its answer a page.
fn is_html(response: &Response) -> bool {
    let kind = response.headers().get("content-type").ok().flatten().unwrap_or_default().to_ascii_lowercase();
    ["text/html", "application/xhtml+xml"].iter().any(|html| kind.starts_with(html))
}

/// Reads when the server wants to be asked again, if it says so in seconds; a date is not understood.
fn retry_after(response: &Response) -> Option<Duration> {
    let value = response.headers().get("retry-after").ok()??;
    value.trim().parse().ok().map(Duration::from_secs)
}

/// Says what to do about the playground's own endpoints where they are missing.
fn hint(url: &str, status: u16) -> &'static str {
    match status {
        404 if url.starts_with("net/") => ": only `cargo xtask serve` answers net/delay; on a static host use io/delay",
        404 if url.starts_with("io/") => {
            ": the service worker that answers io/ does not control this page; reload it, and see that the browser allows service workers"
        }
        _ => "",
    }
}
