//! What tasks reach outside for, and how it fails.

#[cfg(target_family = "wasm")]
mod browser;
mod delay;
mod remote;
mod simulated;
mod storage;

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use thiserror::Error;

use crate::{
    runtime::{Control, Semaphore},
    step::Request,
};
#[cfg(target_family = "wasm")]
pub use browser::Browser;
pub use delay::Delay;
pub(crate) use remote::{Remote, Served};
pub use simulated::Simulated;
pub use storage::StorageError;

/// Requests in flight at once, unless a run's `limit` asks for more.
pub(crate) const IN_FLIGHT: usize = 256;
/// However great the limit: Chromium fails requests above some 1,400 in flight.
const IN_FLIGHT_AT_MOST: usize = 1_000;

/// The room that a browser has for the requests of a run, or of one of its processes; who asks first gets it first.
fn room(limit: Option<usize>, processes: usize) -> Semaphore {
    let in_flight = limit.unwrap_or_default().clamp(IN_FLIGHT, IN_FLIGHT_AT_MOST);
    Semaphore::new((in_flight / processes).max(1))
}

/// A future that stays on its thread.
pub type LocalFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// Is told, with each chunk of a response, how many bytes have come so far.
pub type Progress = Box<dyn Fn(u64)>;

/// Why a fetch failed; each sentence says what is known and what to do.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum FetchError {
    /// The browser gave no response, and does not say why.
    #[error(
        "{url} could not be reached: no network, an unknown host, a refused connection, bad TLS, or a server that does not let this page read it (CORS); the browser does not say which"
    )]
    Unreachable {
        /// As requested.
        url: String,
    },
    /// The server answered with an error.
    #[error("{url} answered HTTP {status}{hint}")]
    Status {
        /// As requested.
        url: String,
        /// 400 or more.
        status: u16,
        /// What to do, where that is known, else empty.
        hint: &'static str,
        /// When to ask again, where the server says so.
        retry_after: Option<Duration>,
    },
    /// The body was cut off.
    #[error("the response of {url} broke off after {bytes} bytes")]
    BrokenOff {
        /// As requested.
        url: String,
        /// Read until then.
        bytes: u64,
    },
    /// The body is longer than a task may read.
    #[error("the response of {url} is longer than {limit} bytes, the most that one fetch reads; ask for less")]
    TooLarge {
        /// As requested.
        url: String,
        /// In bytes.
        limit: u64,
    },
    /// The browser refuses the request as such.
    #[error("{url} cannot be requested: {reason}")]
    Refused {
        /// As requested.
        url: String,
        /// The browser's words.
        reason: String,
    },
}

impl FetchError {
    /// Says when to ask again, where the server said so.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            FetchError::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Says whether the same request may go well later: the network, 5xx or 429.
    pub fn may_pass(&self) -> bool {
        match self {
            FetchError::Unreachable { .. } | FetchError::BrokenOff { .. } => true,
            FetchError::Status { status, .. } => *status >= 500 || *status == 429,
            FetchError::TooLarge { .. } | FetchError::Refused { .. } => false,
        }
    }
}

/// What came of reading a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Where it was found in the end, after redirects.
    pub url: String,
    /// Whether the server says that it is HTML.
    pub is_html: bool,
    /// All of it.
    pub body: Arc<[u8]>,
}

/// A URL by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Absolute, without a fragment.
    pub url: String,
    /// What it belongs to; for telling origins apart.
    pub origin: String,
}

/// Tells URLs apart.
pub trait Resolver: Send + Sync {
    /// Resolves a URL relative to `base`, or to the playground's page; none if it is no URL.
    fn resolve(&self, url: &str, base: Option<&str>) -> Option<Address>;
}

/// The outside world as the models see it.
pub trait Io {
    /// Makes ready for a run that has at most `limit` tasks inside at once, or all of them; so many processes share what
    /// a browser has room for.
    fn begin_run(&self, limit: Option<usize>, processes: usize);

    /// Says where the run stores, for its processes, which share it; none if there is nothing to share.
    fn place(&self) -> Option<String> {
        None
    }

    /// Stores where another engine's run does, which removes what is there when it ends.
    fn store_in(&self, _: String) {}

    /// Removes what the run stored: its files and its database.
    fn end_run(&self) -> LocalFuture<()>;

    /// Requests a URL and reads the whole response; tells `progress` of each chunk.
    ///
    /// Dropping the future aborts the request.
    fn fetch(&self, request: Request, progress: Progress) -> LocalFuture<Result<Arc<[u8]>, FetchError>>;

    /// Requests a page and reads all of it; says where it was, too.
    ///
    /// Dropping the future aborts the request.
    fn fetch_page(&self, url: String, progress: Progress) -> LocalFuture<Result<Page, FetchError>>;

    /// Writes a file of the run: all of it, in place of what was there.
    ///
    /// Dropping the future leaves the file as it was, unless it is too late for that.
    fn write_file(&self, name: String, bytes: Arc<[u8]>) -> LocalFuture<Result<(), StorageError>>;

    /// Reads a file of the run.
    fn read_file(&self, name: String) -> LocalFuture<Result<Arc<[u8]>, StorageError>>;

    /// Puts a record into the run's database, in place of one with the same key.
    ///
    /// Dropping the future aborts the transaction, unless it is too late for that.
    fn put_record(&self, key: String, bytes: Arc<[u8]>) -> LocalFuture<Result<(), StorageError>>;

    /// Gets a record of the run's database.
    fn get_record(&self, key: String) -> LocalFuture<Result<Arc<[u8]>, StorageError>>;

    /// Reads every record of the run's database; comes to how many there are.
    fn scan_records(&self) -> LocalFuture<Result<u64, StorageError>>;

    /// Tells URLs apart, on any thread.
    fn resolver(&self) -> Arc<dyn Resolver>;

    /// Resolves a URL; see [`Resolver::resolve`].
    fn resolve(&self, url: &str, base: Option<&str>) -> Option<Address> {
        self.resolver().resolve(url, base)
    }

    /// Makes ready what a first request to this URL's origin would pay for; failures do not matter here.
    fn warm_up(&self, request: Request) -> LocalFuture<()>;

    /// Holds the calling thread for `duration`, or until a stop is asked for.
    fn block(&self, duration: Duration, control: &Control);
}
