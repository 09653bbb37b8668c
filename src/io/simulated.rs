//! A world in which nothing goes outside: for runs and tests under the virtual clock.

use std::{cell::RefCell, collections::HashMap, rc::Rc, sync::Arc, time::Duration};

use super::{Address, Delay, FetchError, Io, LocalFuture, Page, Progress, Resolver, StorageError, room};
use crate::{
    runtime::{Clock, Control, EventLoop, Semaphore, VirtualClock, yield_now},
    step::{Request, db_get, db_put, db_scan, file_read, file_write},
};

/// What a run has stored, by name.
type Store = Rc<RefCell<HashMap<String, Arc<[u8]>>>>;

/// Answers `io/delay` as it would be, and stores in memory; nothing else can be reached.
pub struct Simulated {
    /// Whose timers the answers come by.
    event_loop: Rc<EventLoop>,
    /// Moved by what blocks.
    clock: Arc<VirtualClock>,
    /// Requests wait here as they do for a browser's room.
    in_flight: RefCell<Semaphore>,
    files: Store,
    records: Store,
    /// Answers take so many times as long.
    pub slowness: f64,
    /// Whether what else is asked for is answered, too, with nothing and at once.
    pub answers_all: bool,
}

impl Simulated {
    /// Makes a world whose answers come by the timers of `event_loop`; what blocks moves `clock`.
    pub fn new(event_loop: Rc<EventLoop>, clock: Arc<VirtualClock>) -> Self {
        let (files, records) = (Store::default(), Store::default());
        Self {
            event_loop,
            clock,
            in_flight: RefCell::new(room(None, 1)),
            files,
            records,
            slowness: 1.0,
            answers_all: false,
        }
    }

    /// Stores once `time` has passed.
    fn store(&self, store: &Store, name: String, bytes: Arc<[u8]>, time: Duration) -> LocalFuture<Stored<()>> {
        let (event_loop, store, slowness) = (self.event_loop.clone(), store.clone(), self.slowness);
        Box::pin(async move {
            event_loop.sleep(slowed(time, slowness)).await;
            store.borrow_mut().insert(name, bytes);
            Ok(())
        })
    }

    /// Loads what was there when it was asked for, once the time of its size has passed.
    fn load(
        &self,
        store: &Store,
        name: String,
        cost: fn(usize) -> Duration,
        missing: fn(String) -> StorageError,
    ) -> LocalFuture<Stored<Arc<[u8]>>> {
        let (event_loop, slowness) = (self.event_loop.clone(), self.slowness);
        let found = store.borrow().get(&name).cloned();
        let time = cost(found.as_ref().map_or(0, |bytes| bytes.len()));
        Box::pin(async move {
            event_loop.sleep(slowed(time, slowness)).await;
            found.ok_or_else(|| missing(name))
        })
    }
}

type Stored<T> = Result<T, StorageError>;

/// What is not slowed stays the same to the nanosecond.
fn slowed(time: Duration, slowness: f64) -> Duration {
    if slowness == 1.0 { time } else { time.mul_f64(slowness) }
}

/// Takes every URL as it is written.
struct AsWritten;

impl Resolver for AsWritten {
    fn resolve(&self, url: &str, _: Option<&str>) -> Option<Address> {
        Some(Address { url: url.to_owned(), origin: String::new() })
    }
}

impl Io for Simulated {
    fn begin_run(&self, limit: Option<usize>, processes: usize) {
        self.in_flight.replace(room(limit, processes));
    }

    fn end_run(&self) -> LocalFuture<()> {
        self.files.take();
        self.records.take();
        Box::pin(std::future::ready(()))
    }

    fn fetch(&self, request: Request, _: Progress) -> LocalFuture<Result<Arc<[u8]>, FetchError>> {
        let (event_loop, slowness, answers_all) = (self.event_loop.clone(), self.slowness, self.answers_all);
        let room = self.in_flight.borrow().acquire();
        Box::pin(async move {
            let _permit = room.await;
            let Some(delay) = Delay::of(&request) else {
                return if answers_all {
                    Ok(Arc::default())
                } else {
                    Err(FetchError::Unreachable { url: request.url })
                };
            };
            let latency = slowed(delay.latency, slowness);
            // As `asyncio.sleep(0)`, which is no timer.
            match latency.is_zero() {
                true => yield_now().await,
                false => event_loop.sleep(latency).await,
            }
            let bytes = delay.answer(&request.url)?;
            Ok(vec![0; usize::try_from(bytes).unwrap_or(usize::MAX)].into())
        })
    }

    fn fetch_page(&self, url: String, progress: Progress) -> LocalFuture<Result<Page, FetchError>> {
        let body = self.fetch(Request { url: url.clone(), method: "GET", body: None, seed: None }, progress);
        Box::pin(async move { Ok(Page { url, is_html: false, body: body.await? }) })
    }

    fn write_file(&self, name: String, bytes: Arc<[u8]>) -> LocalFuture<Stored<()>> {
        let time = file_write::cost(bytes.len());
        self.store(&self.files, name, bytes, time)
    }

    fn read_file(&self, name: String) -> LocalFuture<Stored<Arc<[u8]>>> {
        self.load(&self.files, name, file_read::cost, |name| StorageError::NoFile { name })
    }

    fn put_record(&self, key: String, bytes: Arc<[u8]>) -> LocalFuture<Stored<()>> {
        let time = db_put::cost(bytes.len());
        self.store(&self.records, key, bytes, time)
    }

    fn get_record(&self, key: String) -> LocalFuture<Stored<Arc<[u8]>>> {
        self.load(&self.records, key, db_get::cost, |key| StorageError::NoRecord { key })
    }

    fn scan_records(&self) -> LocalFuture<Stored<u64>> {
        let (records, bytes) = {
            let records = self.records.borrow();
            (records.len(), records.values().map(|bytes| bytes.len()).sum())
        };
        let (event_loop, slowness) = (self.event_loop.clone(), self.slowness);
        Box::pin(async move {
            event_loop.sleep(slowed(db_scan::cost(records, bytes), slowness)).await;
            Ok(records as u64)
        })
    }

    fn resolver(&self) -> Arc<dyn Resolver> {
        Arc::new(AsWritten)
    }

    fn warm_up(&self, _: Request) -> LocalFuture<()> {
        Box::pin(std::future::ready(()))
    }

    fn block(&self, duration: Duration, _: &Control) {
        self.clock.advance_to(self.clock.now() + duration);
    }
}
