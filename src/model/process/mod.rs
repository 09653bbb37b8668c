//! Processes: each has a memory and an event loop of its own, and hears from others only by messages.
//!
//! ```text
//!  parent                                                  process
//!  Crew ── Begin ─────────────────────────────────────────▶ parses the workload, says that it is ready
//!       ── Perform a task · Do a step ────────────────────▶ runs it on its own loop
//!       ◀─ Ask: wait for a lock, a queue, …; give back ───  (the parent serves what tasks share by name)
//!       ── Answer ────────────────────────────────────────▶
//!       ◀─ Performed · Did ───────────────────────────────
//!       ── Cancel ── End ─────────────────────────────────▶ tells what it noticed, and is ended
//! ```
//!
//! Where messages go is the host's: in the browser a process is a worker with its own instance of the module, in tests
//! a thread that shares nothing.

mod asking;
mod child;
mod crew;
mod executor;
mod message;
#[cfg(all(test, not(target_family = "wasm"), not(loom)))]
mod tests;

use std::{cell::RefCell, sync::Arc};

use futures_channel::mpsc;
use futures_util::StreamExt;

pub use child::serve;
pub(super) use crew::Crew;
pub(super) use executor::ProcessExecutor;

/// What one message is made of: what postcard makes of it, and the bytes that are too many for that.
///
/// JSON would be read by names, with several times the code for each type.
#[derive(Clone, Debug)]
pub struct Parcel {
    /// The message.
    pub head: Vec<u8>,
    /// What the message refers to by number.
    pub payloads: Vec<Arc<[u8]>>,
}

/// One end of the line between a parent and a process; dropping it hangs up.
pub struct Channel {
    send: Box<dyn Fn(Parcel)>,
    received: RefCell<mpsc::UnboundedReceiver<Parcel>>,
}

impl Channel {
    /// Makes an end that sends by `send`, and receives what comes in.
    pub fn new(send: impl Fn(Parcel) + 'static, received: mpsc::UnboundedReceiver<Parcel>) -> Self {
        Self { send: Box::new(send), received: RefCell::new(received) }
    }

    fn send(&self, parcel: Parcel) {
        (self.send)(parcel);
    }

    /// Waits for the next message; `None` once the other end is gone. One waits at a time.
    #[expect(clippy::await_holding_refcell_ref, reason = "one waits at a time, and nobody else borrows it")]
    async fn receive(&self) -> Option<Parcel> {
        self.received.borrow_mut().next().await
    }
}

/// Starts processes: makes one that records on this lane, and returns the line to it.
pub type StartProcess = dyn Fn(usize) -> Channel;
