//! A semaphore.

use std::{
    cell::Cell,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use super::line::{Line, Wait};

/// Counts permits; who finds none waits in line.
///
/// Invariant: while anyone waits in line, no permit is free, since one that is given back goes
/// straight to the first in line.
#[derive(Clone)]
pub struct Semaphore(Rc<Inner>);

struct Inner {
    free: Cell<usize>,
    line: Line,
}

/// A permit; dropping it gives it back.
#[must_use = "dropping a permit gives it back"]
pub struct Permit(Rc<Inner>);

impl Semaphore {
    /// Makes a semaphore with `permits` permits; one makes it a lock.
    pub fn new(permits: usize) -> Self {
        Self(Rc::new(Inner { free: Cell::new(permits), line: Line::default() }))
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
        if wait.is_none() && inner.free.get() > 0 {
            inner.free.update(|free| free - 1);
            return Poll::Ready(Permit(inner.clone()));
        }
        let place = wait.get_or_insert_with(|| inner.line.join());
        std::task::ready!(Pin::new(place).poll(context));
        *wait = None;
        Poll::Ready(Permit(inner.clone()))
    }
}

impl Drop for Acquire {
    fn drop(&mut self) {
        if self.wait.as_ref().is_some_and(Wait::is_called) {
            // Handed over but never seen: pass it on.
            drop(Permit(self.inner.clone()));
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if !self.0.line.call_first() {
            self.0.free.update(|free| free + 1);
        }
    }
}
