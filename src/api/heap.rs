//! The heap: dlmalloc behind a lock that threads sleep on.
//!
//! It is the standard library's allocator for wasm but for the lock, which spins there: of more threads than cores, whoever
//! is taken off its core with the lock in hand has the others burn what time they have. Sleeping is for workers only, and no
//! page runs this module on its own thread.

use std::{
    alloc::{GlobalAlloc, Layout},
    sync::{Mutex, MutexGuard, PoisonError},
};

use dlmalloc::Dlmalloc;

static DLMALLOC: Mutex<Dlmalloc> = Mutex::new(Dlmalloc::new());

fn dlmalloc() -> MutexGuard<'static, Dlmalloc> {
    DLMALLOC.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The one heap of an instance.
pub(super) struct Heap;

// SAFETY: dlmalloc keeps the allocator's contract, and the lock has one thread at a time in it. The lock neither allocates
// nor unwinds.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the allocator's contract, and this passes it on.
        unsafe { dlmalloc().malloc(layout.size(), layout.align()) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        unsafe { dlmalloc().calloc(layout.size(), layout.align()) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { dlmalloc().free(pointer, layout.size(), layout.align()) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as above.
        unsafe { dlmalloc().realloc(pointer, layout.size(), layout.align(), size) }
    }
}
