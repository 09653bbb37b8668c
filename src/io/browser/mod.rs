//! The browser as the outside world.

mod fetch;
mod storage;

use std::{cell::RefCell, rc::Rc, sync::Arc, time::Duration};

use wasm_bindgen::{JsCast, JsValue};
use web_sys::Url;

use super::{Address, FetchError, Io, LocalFuture, Page, Progress, Resolver, StorageError, room};
use crate::{
    runtime::{Clock, Control, Semaphore},
    step::Request,
};

/// Fetches and stores from inside a worker; relative URLs are the page's.
pub struct Browser {
    base: Rc<str>,
    clock: crate::api::BrowserClock,
    /// Requests above a number wait here, since a browser has only so much room for them.
    in_flight: RefCell<Semaphore>,
    storage: storage::Storage,
}

impl Browser {
    /// Makes the outside world of a page whose address is `base`.
    pub fn new(base: &str, clock: crate::api::BrowserClock) -> Self {
        let in_flight = RefCell::new(room(None, 1));
        Self { base: base.into(), clock, in_flight, storage: storage::Storage::new() }
    }

    /// Removes what runs have stored whose engines were ended before they could.
    pub fn sweep() -> impl Future<Output = ()> {
        storage::sweep()
    }

    /// Fetches once there is room; dropping the future leaves the line.
    fn fetch_in_line(
        &self,
        request: Request,
        progress: Progress,
    ) -> impl Future<Output = Result<Page, FetchError>> + use<> {
        let (base, room) = (self.base.clone(), self.in_flight.borrow().acquire());
        async move {
            let _permit = room.await;
            fetch::fetch(base, request, progress).await
        }
    }
}

impl Io for Browser {
    fn begin_run(&self, limit: Option<usize>, processes: usize) {
        self.in_flight.replace(room(limit, processes));
        self.storage.begin_run();
    }

    fn place(&self) -> Option<String> {
        Some(self.storage.share())
    }

    fn store_in(&self, place: String) {
        self.storage.store_in(place);
    }

    fn end_run(&self) -> LocalFuture<()> {
        self.storage.end_run()
    }

    fn fetch(&self, request: Request, progress: Progress) -> LocalFuture<Result<Arc<[u8]>, FetchError>> {
        let page = self.fetch_in_line(request, progress);
        Box::pin(async move { Ok(page.await?.body) })
    }

    fn fetch_page(&self, url: String, progress: Progress) -> LocalFuture<Result<Page, FetchError>> {
        Box::pin(self.fetch_in_line(Request { url, method: "GET", body: None, seed: None }, progress))
    }

    fn write_file(&self, name: String, bytes: Arc<[u8]>) -> LocalFuture<Result<(), StorageError>> {
        self.storage.write_file(name, bytes)
    }

    fn read_file(&self, name: String) -> LocalFuture<Result<Arc<[u8]>, StorageError>> {
        self.storage.read_file(name)
    }

    fn put_record(&self, key: String, bytes: Arc<[u8]>) -> LocalFuture<Result<(), StorageError>> {
        self.storage.put_record(key, bytes)
    }

    fn get_record(&self, key: String) -> LocalFuture<Result<Arc<[u8]>, StorageError>> {
        self.storage.get_record(key)
    }

    fn scan_records(&self) -> LocalFuture<Result<u64, StorageError>> {
        self.storage.scan_records()
    }

    fn resolver(&self) -> Arc<dyn Resolver> {
        Arc::new(RelativeTo(self.base.as_ref().into()))
    }

    fn warm_up(&self, request: Request) -> LocalFuture<()> {
        let base = self.base.clone();
        Box::pin(async move {
            let own = Url::new(&base).map_or_else(|_| String::new(), |url| url.origin());
            let same_origin = Url::new_with_base(&request.url, &base).is_ok_and(|url| url.origin() == own);
            // Our own endpoint answers this at once; elsewhere, the same URL is asked for without its body.
            let url = if same_origin { "io/delay?ms=0".to_owned() } else { request.url };
            let method = if same_origin { "GET" } else { "HEAD" };
            // A failure shows in the run itself.
            let _ = fetch::fetch(base, Request { url, method, body: None, seed: None }, Box::new(|_| {})).await;
        })
    }

    #[cfg(target_feature = "atomics")]
    fn block(&self, duration: Duration, control: &Control) {
        use js_sys::{Atomics, Int32Array};
        let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
        let words = Int32Array::new(&memory.buffer());
        let index = (control.layout().stop / size_of::<i32>()) as u32;
        // `not-equal`: a stop was asked for already.
        let waited = Atomics::wait_with_timeout(&words, index, 0, duration.as_secs_f64() * 1e3);
        if waited.is_err() {
            spin(&self.clock, duration, control);
        }
    }

    #[cfg(not(target_feature = "atomics"))]
    fn block(&self, duration: Duration, control: &Control) {
        spin(&self.clock, duration, control);
    }
}

/// Resolves URLs relative to the page's, as the browser does.
struct RelativeTo(Box<str>);

impl Resolver for RelativeTo {
    fn resolve(&self, url: &str, base: Option<&str>) -> Option<Address> {
        let url = Url::new_with_base(url, base.unwrap_or(&self.0)).ok()?;
        url.set_hash("");
        Some(Address { url: url.href(), origin: url.origin() })
    }
}

/// Holds the thread by looking at the clock: what is left where a thread cannot sleep.
fn spin(clock: &crate::api::BrowserClock, duration: Duration, control: &Control) {
    let deadline = clock.now() + duration;
    while clock.now() < deadline && !control.stop_requested() {
        std::hint::spin_loop();
    }
}

/// Returns the browser's words for what went wrong.
fn message(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => error.message().into(),
        None => format!("{error:?}"),
    }
}
