//! A time limit on a future.

use std::{pin::pin, rc::Rc, task::Poll, time::Duration};

use super::EventLoop;

/// The time limit passed before the work was done; the work has been dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elapsed;

/// Runs `future` for at most `limit`, then drops it.
///
/// A future that is done when it is next looked at counts as done even if the
/// limit has passed meanwhile, as with `asyncio.timeout`: what does not
/// suspend is not interrupted.
pub async fn timeout<T>(
    event_loop: &Rc<EventLoop>,
    limit: Duration,
    future: impl Future<Output = T>,
) -> Result<T, Elapsed> {
    let mut future = pin!(future);
    let mut limit = pin!(event_loop.sleep(limit));
    std::future::poll_fn(|context| {
        if let Poll::Ready(value) = future.as_mut().poll(context) {
            return Poll::Ready(Ok(value));
        }
        limit.as_mut().poll(context).map(|()| Err(Elapsed))
    })
    .await
}
