//! The outside world for threads that block: their requests are done by the event loop of another thread.
//!
//! ```text
//!  a thread                             the loop
//!  call ── what to do ──▶ mailbox ──▶ does it, on its own Io
//!   parks ◀──────── answer ───────────────┘
//! ```
//!
//! So there is one implementation of everything, the async one; whoever calls it from a thread waits for the answer.

use std::{rc::Rc, sync::Arc, time::Duration};

use futures_channel::{mpsc, oneshot};
use futures_util::{
    FutureExt, StreamExt,
    future::{Either, select},
};

use super::{FetchError, Io, LocalFuture, Page, Progress, Resolver, StorageError};
use crate::{
    runtime::{Control, EventLoop},
    step::Request,
};

/// What is to be done on the loop.
type Call = Box<dyn FnOnce(&dyn Io) -> LocalFuture<()> + Send>;

/// A thread's end. Dropping what a call returns stops it at the other end.
#[derive(Clone)]
pub(crate) struct Remote {
    calls: mpsc::UnboundedSender<Call>,
    resolver: Arc<dyn Resolver>,
}

/// The loop's end.
pub(crate) struct Served {
    calls: mpsc::UnboundedReceiver<Call>,
    io: Rc<dyn Io>,
}

impl Served {
    /// Makes the two ends of a mailbox.
    pub(crate) fn new(io: Rc<dyn Io>) -> (Remote, Self) {
        let (sender, receiver) = mpsc::unbounded();
        (Remote { calls: sender, resolver: io.resolver() }, Self { calls: receiver, io })
    }

    /// Does what is asked for, all at once, as long as it is polled.
    pub(crate) async fn serve(mut self, event_loop: Rc<EventLoop>) {
        while let Some(call) = self.calls.next().await {
            event_loop.spawn(call(&*self.io)).detach();
        }
    }
}

impl Remote {
    /// Has the loop do something, and waits for what comes of it.
    fn call<T: Send + 'static>(&self, work: impl FnOnce(&dyn Io) -> LocalFuture<T> + Send + 'static) -> LocalFuture<T> {
        let (mut sender, receiver) = oneshot::channel();
        let call: Call = Box::new(move |io| {
            let work = work(io);
            Box::pin(async move {
                let done = match select(work, sender.cancellation()).await {
                    Either::Left((result, _)) => Some(result),
                    Either::Right(_) => None,
                };
                if let Some(result) = done {
                    // If nobody waits any more, it is not wanted.
                    let _ = sender.send(result);
                }
            })
        });
        let sent = self.calls.unbounded_send(call);
        Box::pin(async move {
            match receiver.await {
                Ok(result) if sent.is_ok() => result,
                // The loop is gone, and with it whoever could want this.
                _ => std::future::pending().await,
            }
        })
    }
}

impl Remote {
    /// As [`call`](Remote::call), for what tells how far it is: the thread itself hears of it, as its trace is its own.
    fn call_telling<T: Send + 'static>(
        &self,
        progress: Progress,
        work: impl FnOnce(&dyn Io, Progress) -> LocalFuture<T> + Send + 'static,
    ) -> LocalFuture<T> {
        let (told, mut amounts) = mpsc::unbounded();
        let mut answer = self.call(move |io| {
            // Nobody listens any more once the answer is there.
            let tell = move |amount| drop(told.unbounded_send(amount));
            work(io, Box::new(tell))
        });
        Box::pin(async move {
            loop {
                match select(amounts.next(), answer).await {
                    Either::Left((Some(amount), rest)) => {
                        progress(amount);
                        answer = rest;
                    }
                    Either::Left((None, rest)) => return rest.await,
                    Either::Right((result, _)) => {
                        while let Some(Some(amount)) = amounts.next().now_or_never() {
                            progress(amount);
                        }
                        return result;
                    }
                }
            }
        })
    }
}

impl Io for Remote {
    fn begin_run(&self, _: Option<usize>, _: usize) {}

    fn end_run(&self) -> LocalFuture<()> {
        Box::pin(std::future::ready(()))
    }

    fn fetch(&self, request: Request, progress: Progress) -> LocalFuture<Result<Arc<[u8]>, FetchError>> {
        self.call_telling(progress, |io, progress| io.fetch(request, progress))
    }

    fn fetch_page(&self, url: String, progress: Progress) -> LocalFuture<Result<Page, FetchError>> {
        self.call_telling(progress, |io, progress| io.fetch_page(url, progress))
    }

    fn write_file(&self, name: String, bytes: Arc<[u8]>) -> LocalFuture<Result<(), StorageError>> {
        self.call(|io| io.write_file(name, bytes))
    }

    fn read_file(&self, name: String) -> LocalFuture<Result<Arc<[u8]>, StorageError>> {
        self.call(|io| io.read_file(name))
    }

    fn put_record(&self, key: String, bytes: Arc<[u8]>) -> LocalFuture<Result<(), StorageError>> {
        self.call(|io| io.put_record(key, bytes))
    }

    fn get_record(&self, key: String) -> LocalFuture<Result<Arc<[u8]>, StorageError>> {
        self.call(|io| io.get_record(key))
    }

    fn scan_records(&self) -> LocalFuture<Result<u64, StorageError>> {
        self.call(|io| io.scan_records())
    }

    fn resolver(&self) -> Arc<dyn Resolver> {
        self.resolver.clone()
    }

    fn warm_up(&self, request: Request) -> LocalFuture<()> {
        self.call(|io| io.warm_up(request))
    }

    fn block(&self, _: Duration, _: &Control) {
        unreachable!("on a thread, what blocks is a wait of the thread's own")
    }
}
