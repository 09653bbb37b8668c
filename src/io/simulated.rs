//! A world in which nothing goes outside: for tests under the virtual clock.

use std::{rc::Rc, sync::Arc, time::Duration};

use super::{Address, Delay, FetchError, Io, LocalFuture, Page, Resolver};
use crate::{
    runtime::{Clock, Control, EventLoop, VirtualClock, yield_now},
    step::Request,
};

/// Answers `io/delay` as it would be.
pub struct Simulated {
    /// Whose timers the answers come by.
    pub event_loop: Rc<EventLoop>,
    /// Moved by what blocks.
    pub clock: Arc<VirtualClock>,
    /// Answers take so many times as long.
    pub slowness: f64,
    /// Whether what else is asked for is answered, with nothing and at once.
    pub answers_all: bool,
}

impl Simulated {
    /// Makes the world of a loop that goes by a virtual clock: `io/delay` is there, and nothing else.
    pub fn new(event_loop: Rc<EventLoop>, clock: Arc<VirtualClock>) -> Self {
        Self { event_loop, clock, slowness: 1.0, answers_all: false }
    }
}

/// Takes every URL as it is written.
struct AsWritten;

impl Resolver for AsWritten {
    fn resolve(&self, url: &str, _: Option<&str>) -> Option<Address> {
        Some(Address { url: url.to_owned(), origin: String::new() })
    }
}

impl Io for Simulated {
    fn begin_run(&self, _: Option<usize>, _: usize) {}

    fn end_run(&self) -> LocalFuture<()> {
        Box::pin(std::future::ready(()))
    }

    fn fetch(&self, request: Request) -> LocalFuture<Result<Arc<[u8]>, FetchError>> {
        let (event_loop, slowness, answers_all) = (self.event_loop.clone(), self.slowness, self.answers_all);
        Box::pin(async move {
            let Some(delay) = Delay::of(&request) else {
                return if answers_all {
                    Ok(Arc::default())
                } else {
                    Err(FetchError::Unreachable { url: request.url })
                };
            };
            let latency = if slowness == 1.0 { delay.latency } else { delay.latency.mul_f64(slowness) };
            // As `asyncio.sleep(0)`, which is no timer.
            match latency.is_zero() {
                true => yield_now().await,
                false => event_loop.sleep(latency).await,
            }
            let bytes = delay.answer(&request.url)?;
            Ok(vec![0; usize::try_from(bytes).unwrap_or(usize::MAX)].into())
        })
    }

    fn fetch_page(&self, url: String) -> LocalFuture<Result<Page, FetchError>> {
        let body = self.fetch(Request { url: url.clone(), method: "GET", body: None });
        Box::pin(async move { Ok(Page { url, is_html: false, body: body.await? }) })
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
