//! A world in which nothing goes outside: for tests under the virtual clock.

use std::{rc::Rc, sync::Arc, time::Duration};

use super::{Address, Delay, FetchError, Io, LocalFuture, Page, Resolver};
use crate::{
    runtime::{Clock, Control, EventLoop, VirtualClock, yield_now},
    step::Request,
};

/// Answers `io/delay` as it would be; nothing else can be reached.
pub struct Simulated {
    /// Whose timers the answers come by.
    pub event_loop: Rc<EventLoop>,
    /// Moved by what blocks.
    pub clock: Arc<VirtualClock>,
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
        let event_loop = self.event_loop.clone();
        Box::pin(async move {
            let Some(delay) = Delay::of(&request) else {
                return Err(FetchError::Unreachable { url: request.url });
            };
            // As `asyncio.sleep(0)`, which is no timer.
            match delay.latency.is_zero() {
                true => yield_now().await,
                false => event_loop.sleep(delay.latency).await,
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
