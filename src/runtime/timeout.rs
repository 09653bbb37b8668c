//! A limit on time, as `asyncio.timeout`.

use std::{cell::Cell, rc::Rc, time::Duration};

use super::{EventLoop, cancel::Cancellation};

/// How work within a limit came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// It ended in time, or for reasons of its own.
    InTime,
    /// It was cancelled because the limit passed, and nobody else wanted that.
    TimedOut,
}

/// Does `work`, and asks its task to end once `limit` has passed; `is_cancelled` tells whether work ended by that.
///
/// Work that does not suspend is not interrupted, so it may take longer than the limit.
pub async fn timeout<T>(
    event_loop: &Rc<EventLoop>,
    cancellation: &Rc<Cancellation>,
    limit: Duration,
    work: impl Future<Output = T>,
    is_cancelled: impl FnOnce(&T) -> bool,
) -> (T, Timing) {
    let before = cancellation.requests();
    let expired = Rc::new(Cell::new(false));
    let expire = {
        let (cancellation, expired) = (cancellation.clone(), expired.clone());
        move || {
            expired.set(true);
            cancellation.request();
        }
    };
    let alarm = event_loop.call_at(event_loop.now() + limit, expire);
    let result = work.await;
    drop(alarm);
    if expired.get() && cancellation.withdraw() <= before && is_cancelled(&result) {
        return (result, Timing::TimedOut);
    }
    (result, Timing::InTime)
}
