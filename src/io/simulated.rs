//! A world in which nothing goes outside: for tests under the virtual clock.

use std::{rc::Rc, sync::Arc, time::Duration};

use super::{FetchError, Io, LocalFuture};
use crate::{
    runtime::{Clock, Control, EventLoop, VirtualClock},
    step::Request,
};

/// Answers every fetch after the `ms` in its query, with the `status` in its query.
pub struct Simulated {
    /// Whose timers the answers come by.
    pub event_loop: Rc<EventLoop>,
    /// Moved by what blocks.
    pub clock: Arc<VirtualClock>,
}

impl Simulated {
    fn parameter(url: &str, name: &str) -> Option<u64> {
        let (_, query) = url.split_once('?')?;
        query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')?.parse().ok())
    }
}

impl Io for Simulated {
    fn fetch(&self, request: Request) -> LocalFuture<Result<u64, FetchError>> {
        let event_loop = self.event_loop.clone();
        Box::pin(async move {
            let latency = Self::parameter(&request.url, "ms").unwrap_or(0);
            event_loop.sleep(Duration::from_millis(latency)).await;
            match Self::parameter(&request.url, "status") {
                Some(status @ 400..) => Err(FetchError::Status {
                    url: request.url,
                    status: u16::try_from(status).unwrap_or(u16::MAX),
                    hint: "",
                }),
                _ => Ok(Self::parameter(&request.url, "bytes").unwrap_or(0)),
            }
        })
    }

    fn origin(&self, _: &str) -> String {
        String::new()
    }

    fn warm_up(&self, _: Request) -> LocalFuture<()> {
        Box::pin(std::future::ready(()))
    }

    fn block(&self, duration: Duration, _: &Control) {
        self.clock.advance_to(self.clock.now() + duration);
    }
}
