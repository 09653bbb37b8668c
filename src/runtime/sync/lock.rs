//! A lock.

use std::{
    cell::Cell,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use super::line::{Line, Wait};

/// Is held by one at a time, first come, first served; anybody may release it.
///
/// As `asyncio.Lock`: who is first in line and leaves it passes the call on only when it is polled again.
#[derive(Clone, Default)]
pub struct Lock(Rc<Inner>);

#[derive(Default)]
struct Inner {
    is_locked: Cell<bool>,
    line: Line,
}

/// Says that a lock was not locked when it was to be released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotLocked;

impl Lock {
    /// Waits until the lock is this one's; dropping the wait leaves the line.
    pub fn acquire(&self) -> impl Future<Output = ()> + use<> {
        Acquire { inner: self.0.clone(), wait: None }
    }

    /// Gives the lock back, whoever took it.
    ///
    /// # Errors
    /// Says so if nobody holds it.
    pub fn release(&self) -> Result<(), NotLocked> {
        if !self.0.is_locked.replace(false) {
            return Err(NotLocked);
        }
        self.0.line.call_front();
        Ok(())
    }
}

struct Acquire {
    inner: Rc<Inner>,
    wait: Option<Wait>,
}

impl Future for Acquire {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Acquire { inner, wait } = Pin::into_inner(self);
        if wait.is_none() && !inner.is_locked.get() && inner.line.is_deserted() {
            inner.is_locked.set(true);
            return Poll::Ready(());
        }
        let place = wait.get_or_insert_with(|| inner.line.join());
        std::task::ready!(Pin::new(place).poll(context));
        *wait = None;
        inner.is_locked.set(true);
        Poll::Ready(())
    }
}

impl Drop for Acquire {
    fn drop(&mut self) {
        // Left before the next is called.
        if self.wait.take().is_some() && !self.inner.is_locked.get() {
            self.inner.line.call_front();
        }
    }
}
