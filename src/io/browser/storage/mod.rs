//! What runs store: files and a database of each run's own, which go when it ends.
//!
//! ```text
//!  step ──permit──▶ work, which goes on to a good end though nobody waits ──▶ browser
//!    └── dropped ─────▶ given up: what is open is aborted and closed
//! ```
//!
//! A browser's promise cannot be taken back: a file that is being opened would stay open if whoever asked for it were
//! simply dropped. So the work is a task of its own on the loop, and a run ends when all of it has.

mod database;
mod files;
mod lock;
mod place;

use std::{cell::RefCell, convert::Infallible, pin::pin, rc::Rc, sync::Arc, time::Duration};

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use wasm_bindgen::JsValue;

use super::message;
use crate::{
    io::{LocalFuture, StorageError},
    runtime::{EventLoop, Semaphore},
};
use place::Place;
pub(super) use place::sweep;

/// Files and transactions that are open at once: browsers have only so many of them.
const ROOM: usize = 64;
/// A run whose files cannot be removed within this leaves them to the next engine.
const CLEARED_WITHIN: Duration = Duration::from_secs(5);

type Stored<T> = Result<T, StorageError>;
/// Begins work in a run's place.
type Work<T> = Box<dyn FnOnce(Rc<Place>, GivenUp) -> LocalFuture<Stored<T>>>;

/// Stores what runs have to store, one run at a time.
pub(super) struct Storage {
    room: Semaphore,
    place: RefCell<Rc<Place>>,
}

impl Storage {
    pub(super) fn new() -> Self {
        Self { room: Semaphore::new(ROOM), place: RefCell::default() }
    }

    /// Gives the next run a place of its own; nothing is made in the browser until something is stored.
    pub(super) fn begin_run(&self) {
        self.place.take();
    }

    /// Says where the run stores, to others that store there too; it removes then what they leave.
    pub(super) fn share(&self) -> String {
        self.place.borrow().share()
    }

    /// Stores in the place of another engine's run.
    pub(super) fn store_in(&self, place: String) {
        self.place.replace(Rc::new(Place::of_another(place)));
    }

    /// Waits for what is under way, and removes what the run has stored.
    pub(super) fn end_run(&self) -> LocalFuture<()> {
        let (room, place) = (self.room.clone(), self.place.take());
        Box::pin(async move {
            let Some(event_loop) = EventLoop::of_this_thread() else { return };
            let clear = async {
                let mut permits = Vec::new();
                for _ in 0..ROOM {
                    permits.push(room.acquire().await);
                }
                place.clear().await;
            };
            select(pin!(clear), pin!(event_loop.sleep(CLEARED_WITHIN))).await;
        })
    }

    pub(super) fn write_file(&self, name: String, bytes: Arc<[u8]>) -> LocalFuture<Stored<()>> {
        self.work(Box::new(|place, given_up| Box::pin(files::write(place, name, bytes, given_up))))
    }

    pub(super) fn read_file(&self, name: String) -> LocalFuture<Stored<Arc<[u8]>>> {
        self.work(Box::new(|place, given_up| Box::pin(files::read(place, name, given_up))))
    }

    pub(super) fn put_record(&self, key: String, bytes: Arc<[u8]>) -> LocalFuture<Stored<()>> {
        self.work(Box::new(|place, given_up| Box::pin(database::put(place, key, bytes, given_up))))
    }

    pub(super) fn get_record(&self, key: String) -> LocalFuture<Stored<Arc<[u8]>>> {
        self.work(Box::new(|place, given_up| Box::pin(database::get(place, key, given_up))))
    }

    pub(super) fn scan_records(&self) -> LocalFuture<Stored<u64>> {
        self.work(Box::new(|place, given_up| Box::pin(database::scan(place, given_up))))
    }

    /// Has work done once there is room; dropping the future gives it up.
    fn work<T: 'static>(&self, work: Work<T>) -> LocalFuture<Stored<T>> {
        let (room, place) = (self.room.clone(), self.place.borrow().clone());
        Box::pin(async move {
            let permit = room.acquire().await;
            let (_wanted, given_up) = oneshot::channel();
            let (sender, receiver) = oneshot::channel();
            let work = work(place, GivenUp(given_up));
            if let Some(event_loop) = EventLoop::of_this_thread() {
                let whole = async move {
                    let result = work.await;
                    drop(permit);
                    // Nobody listens any more if it was given up.
                    let _ = sender.send(result);
                };
                event_loop.spawn_boxed(whole).detach();
            }
            receiver.await.unwrap_or_else(|_| Err(unwanted()))
        })
    }
}

/// Tells work that nobody waits for it any more.
struct GivenUp(oneshot::Receiver<Infallible>);

impl GivenUp {
    /// Does work unless, or until, it is given up: then it is dropped.
    async fn or<T>(&mut self, work: impl Future<Output = Stored<T>>) -> Stored<T> {
        match select(&mut self.0, pin!(work)).await {
            Either::Left(_) => Err(unwanted()),
            Either::Right((result, _)) => result,
        }
    }
}

/// What nobody hears of.
fn unwanted() -> StorageError {
    StorageError::Refused { what: "go on".to_owned(), reason: "nobody waits for it any more".to_owned() }
}

/// Says what an exception means that stopped the doing of `what`.
fn refused(error: &JsValue, what: impl Into<String>) -> StorageError {
    match name_of(error).as_str() {
        "QuotaExceededError" => StorageError::Full,
        _ => StorageError::Refused { what: what.into(), reason: message(error) },
    }
}

fn lacking(error: &JsValue, lacking: &'static str) -> StorageError {
    StorageError::Lacking { lacking, reason: message(error) }
}

/// The name that tells exceptions apart; empty for what is none.
fn name_of(error: &JsValue) -> String {
    let name = js_sys::Reflect::get(error, &JsValue::from_str("name"));
    name.ok().and_then(|name| name.as_string()).unwrap_or_default()
}
