//! What threads synchronise by: the standard library's, or, under `--cfg loom`, loom's, which tries every order of
//! their operations (`cargo xtask races`).

#[cfg(loom)]
pub use loom::{
    cell::UnsafeCell,
    sync::{
        Condvar, Mutex, MutexGuard,
        atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64},
    },
};
#[cfg(not(loom))]
pub use std::sync::{
    Condvar, Mutex, MutexGuard,
    atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64},
};

#[cfg(not(loom))]
pub use futures_util::task::AtomicWaker;

/// The standard cell, reached as loom's is: within a call, so that loom sees from when to when.
#[cfg(not(loom))]
#[repr(transparent)]
pub struct UnsafeCell<T>(std::cell::UnsafeCell<T>);

#[cfg(not(loom))]
impl<T> UnsafeCell<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        Self(std::cell::UnsafeCell::new(value))
    }

    /// Reads through a pointer that is not to be kept.
    pub fn with<R>(&self, read: impl FnOnce(*const T) -> R) -> R {
        read(self.0.get())
    }

    /// Writes through a pointer that is not to be kept.
    pub fn with_mut<R>(&self, write: impl FnOnce(*mut T) -> R) -> R {
        write(self.0.get())
    }
}

/// loom's, with the interface of `futures_util`'s.
#[cfg(loom)]
#[derive(Default)]
pub struct AtomicWaker(loom::future::AtomicWaker);

#[cfg(loom)]
impl AtomicWaker {
    /// Has this waker called by the next [`AtomicWaker::wake`], in the place of any other.
    pub fn register(&self, waker: &std::task::Waker) {
        self.0.register_by_ref(waker);
    }

    /// Calls the waker that is registered, if there is one, and forgets it.
    pub fn wake(&self) {
        self.0.wake();
    }
}

/// What one thread at a time may use: loom fails where two do, or where the second does not see what the first did.
#[cfg(loom)]
#[derive(Default)]
pub struct Guarded<T>(UnsafeCell<T>);

// SAFETY: loom ends the test before two threads use it at once.
#[cfg(loom)]
unsafe impl<T: Send> Sync for Guarded<T> {}

#[cfg(loom)]
impl<T> Guarded<T> {
    /// Uses it, under the lock that guards it.
    pub fn with<R>(&self, using: impl FnOnce(&mut T) -> R) -> R {
        // SAFETY: loom has seen that nobody else uses it.
        self.0.with_mut(|inside| using(unsafe { &mut *inside }))
    }
}
