//! What a step asks a model to do.

use std::sync::Arc;
use std::time::Duration;

use super::{Adding, Content, Crawl, Kernel};

/// Names a lock, a limit, a queue, a barrier or a counter.
pub type Name = Arc<str>;

/// Tells a model what a started step wants done; models know these few, not the steps.
///
/// Where an action has parts, they are in the [`TaskStep`](crate::workload::TaskStep); each part is given the value
/// that reached its step.
#[derive(Debug)]
pub enum Action {
    /// Wait this long without holding a thread.
    Sleep(Duration),
    /// Wait this long and hold the thread.
    Block(Duration),
    /// Make an HTTP request.
    Fetch(Request),
    /// Read a page and those it links to.
    Crawl(Crawl),
    /// Write a file that belongs to the run.
    WriteFile {
        /// Which.
        name: String,
        /// All that is in it then.
        content: Content,
    },
    /// Read a file that belongs to the run.
    ReadFile {
        /// Which.
        name: String,
    },
    /// Put a record into the run's database.
    PutRecord {
        /// Under which key.
        key: String,
        /// What it holds.
        content: Content,
    },
    /// Get a record of the run's database.
    GetRecord {
        /// Under which key it is.
        key: String,
    },
    /// Read every record of the run's database.
    ScanRecords,
    /// Run a kernel to its end, chunk by chunk.
    Compute(Box<dyn Kernel>),
    /// End the task as failed, with this message.
    Fail(String),
    /// Go on with the next step.
    Pass,
    /// Do all parts at once and wait for all; the first failure cancels the others.
    All,
    /// Do all parts at once until one has ended, and cancel the others.
    First,
    /// Do this many copies of the part at once and wait for all; the first failure cancels the others.
    Each {
        /// How many.
        copies: u64,
    },
    /// Do this many copies of the part one after another; each is given what the one before came to.
    Repeat {
        /// How many.
        copies: u64,
    },
    /// Do the first part and, if it fails, the second.
    Try,
    /// Do the part on a thread beside the event loop.
    ToThread,
    /// Do the part while holding the lock.
    WithLock(Name),
    /// Do the part while holding a permit.
    WithLimit {
        /// Whose permit.
        name: Name,
        /// How many there are.
        permits: usize,
    },
    /// Take the lock and go on.
    Lock(Name),
    /// Give the lock back.
    Unlock(Name),
    /// Put the value that was handed on into the queue; wait while it is full.
    Put {
        /// Into which.
        queue: Name,
    },
    /// Take a value out of the queue; wait while it is empty.
    Take {
        /// Out of which.
        queue: Name,
    },
    /// Wait until this many wait here.
    Barrier {
        /// Where.
        name: Name,
        /// How many.
        parties: usize,
    },
    /// Add one to the counter, so many times.
    Add {
        /// To which.
        counter: Name,
        /// How many times.
        times: u64,
        /// With what that guards it.
        how: Adding,
    },
    /// Read the counter and remember the number.
    Read(Name),
    /// Write to the counter one more than was read last.
    Write(Name),
}

/// Describes an HTTP request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Holds the URL, relative to the page or absolute.
    pub url: String,
    /// Names the HTTP method.
    pub method: &'static str,
    /// Holds what is sent along, as UTF-8.
    pub body: Option<String>,
    /// What chance is drawn from where the URL leaves something to it and names no seed.
    pub seed: Option<u32>,
}
