//! A semaphore.

use std::{
    cell::Cell,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use super::line::{Line, Wait};

/// Counts permits; who finds none, or others before it, waits in line.
///
/// As in `asyncio.Semaphore`, a permit that is given back goes straight to the first in line, and as long as that
/// one has not seen it, whoever comes waits behind, even if more permits have become free.
#[derive(Clone)]
pub struct Semaphore(Rc<Inner>);

struct Inner {
    free: Cell<usize>,
    /// Permits that were handed over and not seen yet.
    handed_over: Cell<usize>,
    line: Line,
}

impl Inner {
    /// Hands over what is free to who waits.
    fn serve(&self) {
        while self.free.get() > 0 && self.line.call_first() {
            self.free.update(|free| free - 1);
            self.handed_over.update(|count| count + 1);
        }
    }
}

/// A permit; dropping it gives it back.
#[must_use = "dropping a permit gives it back"]
pub struct Permit(Rc<Inner>);

impl Semaphore {
    /// Makes a semaphore with `permits` permits; one makes it a lock.
    pub fn new(permits: usize) -> Self {
        Self(Rc::new(Inner { free: Cell::new(permits), handed_over: Cell::new(0), line: Line::default() }))
    }

    /// Waits for a permit; dropping the wait leaves the line.
    pub fn acquire(&self) -> impl Future<Output = Permit> + use<> {
        Acquire { inner: self.0.clone(), wait: None }
    }

    /// How many permits are free.
    pub fn free(&self) -> usize {
        self.0.free.get()
    }
}

struct Acquire {
    inner: Rc<Inner>,
    wait: Option<Wait>,
}

impl Future for Acquire {
    type Output = Permit;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Permit> {
        let Acquire { inner, wait } = Pin::into_inner(self);
        if wait.is_none() && inner.free.get() > 0 && inner.handed_over.get() == 0 {
            inner.free.update(|free| free - 1);
            return Poll::Ready(Permit(inner.clone()));
        }
        let place = wait.get_or_insert_with(|| inner.line.join());
        std::task::ready!(Pin::new(place).poll(context));
        *wait = None;
        inner.handed_over.update(|count| count - 1);
        inner.serve();
        Poll::Ready(Permit(inner.clone()))
    }
}

impl Drop for Acquire {
    fn drop(&mut self) {
        let Some(wait) = self.wait.take() else { return };
        if wait.is_called() {
            // Handed over but never seen: it is for the next.
            self.inner.handed_over.update(|count| count - 1);
            self.inner.free.update(|free| free + 1);
        }
        drop(wait);
        self.inner.serve();
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.free.update(|free| free + 1);
        self.0.serve();
    }
}
