//! A semaphore for tasks of one loop: first come, first served.

use std::{
    cell::RefCell,
    collections::VecDeque,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

/// Counts permits; whoever finds none waits in line.
///
/// Invariant: while anyone waits in line, no permit is free; a permit that is
/// given back goes straight to the first in line.
#[derive(Clone)]
pub struct Semaphore(Rc<RefCell<Inner>>);

struct Inner {
    free: usize,
    line: VecDeque<Rc<RefCell<Place>>>,
}

enum Place {
    Waiting(Waker),
    Granted,
    Left,
}

/// A permit; dropping it gives it back.
#[must_use = "dropping a permit gives it back"]
pub struct Permit(Rc<RefCell<Inner>>);

impl Semaphore {
    /// Makes a semaphore with `permits` permits.
    pub fn new(permits: usize) -> Self {
        Self(Rc::new(RefCell::new(Inner { free: permits, line: VecDeque::new() })))
    }

    /// Waits for a permit; dropping the wait leaves the line.
    pub fn acquire(&self) -> impl Future<Output = Permit> + use<> {
        Acquire { semaphore: self.0.clone(), place: None }
    }
}

struct Acquire {
    semaphore: Rc<RefCell<Inner>>,
    place: Option<Rc<RefCell<Place>>>,
}

impl Future for Acquire {
    type Output = Permit;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Permit> {
        if let Some(place) = &self.place {
            let granted = match &mut *place.borrow_mut() {
                Place::Waiting(waker) => {
                    waker.clone_from(context.waker());
                    false
                }
                Place::Granted | Place::Left => true,
            };
            if !granted {
                return Poll::Pending;
            }
            self.place = None;
            return Poll::Ready(Permit(self.semaphore.clone()));
        }
        let mut inner = self.semaphore.borrow_mut();
        if inner.free > 0 {
            inner.free -= 1;
            return Poll::Ready(Permit(self.semaphore.clone()));
        }
        let place = Rc::new(RefCell::new(Place::Waiting(context.waker().clone())));
        inner.line.push_back(place.clone());
        drop(inner);
        self.place = Some(place);
        Poll::Pending
    }
}

impl Drop for Acquire {
    fn drop(&mut self) {
        let Some(place) = self.place.take() else {
            return;
        };
        if let Place::Granted = place.replace(Place::Left) {
            // Granted but never taken: pass it on.
            drop(Permit(self.semaphore.clone()));
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        loop {
            let next = self.0.borrow_mut().line.pop_front();
            let Some(place) = next else {
                self.0.borrow_mut().free += 1;
                return;
            };
            let before = place.replace(Place::Granted);
            match before {
                Place::Waiting(waker) => return waker.wake(),
                Place::Granted | Place::Left => continue,
            }
        }
    }
}
