//! Cancellation as asyncio has it: asked for by others, delivered at the task's next suspension.
//!
//! ```text
//!  request ──▶ pending ──▶ the suspension that is polled next ends with `Cancelled`
//!     └─ while the task waits for children: passed on to them; their ends bring it back
//! ```
//!
//! Nothing is dropped from outside: whoever is cancelled runs on, gives back what it holds, and ends.

use std::{
    cell::{Cell, RefCell},
    pin::{Pin, pin},
    rc::Rc,
    task::{Context, Poll, Waker},
};

/// The news, at a suspension, that the task is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

thread_local! {
    /// Whether the task that is being polled, and may join a line, is asked to end.
    static IN_LINE: RefCell<Option<Rc<Cell<bool>>>> = const { RefCell::new(None) };
}

/// Tells of the task that is being polled whether it was asked to end, now and later.
pub(super) fn of_this_task() -> Option<Rc<Cell<bool>>> {
    IN_LINE.with_borrow(Clone::clone)
}

/// What others may ask of one task.
#[derive(Default)]
pub struct Cancellation {
    /// Requests that were not withdrawn, as `asyncio.Task.cancelling`.
    requests: Cell<u32>,
    /// A request was not delivered yet.
    pending: Rc<Cell<bool>>,
    waker: RefCell<Option<Waker>>,
    /// Who is to be cancelled instead while the task waits for them; says whether anyone still runs.
    children: RefCell<Option<Rc<dyn Fn() -> bool>>>,
}

impl Cancellation {
    /// Asks the task to end, as `asyncio.Task.cancel`.
    pub fn request(&self) {
        self.requests.update(|requests| requests + 1);
        let children = self.children.borrow().clone();
        match children {
            Some(cancel) if cancel() => {}
            // They have ended, and their ends wake the task anyway.
            Some(_) => self.pending.set(true),
            None => {
                self.pending.set(true);
                if let Some(waker) = self.waker.take() {
                    waker.wake();
                }
            }
        }
    }

    /// Takes a request back, as `asyncio.Task.uncancel` (3.13); returns how many are left.
    pub fn withdraw(&self) -> u32 {
        self.requests.update(|requests| requests.saturating_sub(1));
        if self.requests.get() == 0 {
            self.pending.set(false);
        }
        self.requests.get()
    }

    /// Delivers a request anew that was set aside for a more important failure.
    pub fn remind(&self) {
        if self.requests.get() > 0 {
            self.pending.set(true);
        }
    }

    /// How many requests there are that were not withdrawn.
    pub fn requests(&self) -> u32 {
        self.requests.get()
    }

    /// Takes the request that is to be delivered, if there is one.
    pub fn take(&self) -> Result<(), Cancelled> {
        if self.pending.take() { Err(Cancelled) } else { Ok(()) }
    }

    /// Waits for `work`, unless the task is cancelled while it waits: then `work` is dropped.
    pub fn suspend<F: Future>(&self, work: F) -> Suspend<'_, F> {
        Suspend { cancellation: self, suspended: false, work }
    }

    fn remember(&self, waker: &Waker) {
        let mut kept = self.waker.borrow_mut();
        match &mut *kept {
            Some(kept) => kept.clone_from(waker),
            None => *kept = Some(waker.clone()),
        }
    }

    /// As [`Cancellation::suspend`], for work that waits in a line: others see at once that it is not waiting any more.
    pub async fn suspend_in_line<T>(&self, work: impl Future<Output = T>) -> Result<T, Cancelled> {
        let mut work = pin!(work);
        self.suspend(std::future::poll_fn(|context| {
            let before = IN_LINE.replace(Some(self.pending.clone()));
            let polled = work.as_mut().poll(context);
            IN_LINE.set(before);
            polled
        }))
        .await
    }

    /// As [`Cancellation::suspend`], but a request goes to `cancel_children` instead as long as that returns true.
    pub async fn suspend_for_children<T>(
        &self,
        work: impl Future<Output = T>,
        cancel_children: Rc<dyn Fn() -> bool>,
    ) -> Result<T, Cancelled> {
        self.children.replace(Some(cancel_children));
        let result = self.suspend(work).await;
        self.children.take();
        result
    }
}

pin_project_lite::pin_project! {
    /// A wait that a cancellation ends; see [`Cancellation::suspend`].
    #[must_use = "a wait does nothing unless awaited"]
    pub struct Suspend<'c, F> {
        cancellation: &'c Cancellation,
        suspended: bool,
        #[pin]
        work: F,
    }
}

impl<F: Future> Future for Suspend<'_, F> {
    type Output = Result<F::Output, Cancelled>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        if *this.suspended {
            this.cancellation.take()?;
        }
        if let Poll::Ready(value) = this.work.poll(context) {
            this.cancellation.waker.take();
            return Poll::Ready(Ok(value));
        }
        *this.suspended = true;
        if this.cancellation.pending.get() {
            // It was asked for while the task ran: its first wait is over at once.
            context.waker().wake_by_ref();
        }
        this.cancellation.remember(context.waker());
        Poll::Pending
    }
}
