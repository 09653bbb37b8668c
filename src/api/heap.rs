//! The heap: dlmalloc behind a lock that threads sleep on, over memory that has been there for a while.
//!
//! It is the standard library's allocator for wasm but for two things.
//!
//! The lock spins there: of more threads than cores, whoever is taken off its core with the lock in hand has the others burn
//! what time they have. Sleeping is for workers only, and no page runs this module on its own thread.
//!
//! And where threads share it, memory is grown ahead of its use. A thread of V8 (seen in Chromium 156) hears at its next loop
//! or call that another has grown the memory; until then whatever looks up how large it is, which is each atomic operation
//! and each bulk one, finds what is new out of bounds. A thread that was taken off its core on the way from there to a lock
//! in new memory trapped so, in one run of 32 threads in some hundreds.

use std::{
    alloc::{GlobalAlloc, Layout},
    arch::wasm32::memory_grow,
    cell::Cell,
    ops::Range,
    ptr,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use dlmalloc::{Allocator, Dlmalloc};

/// What `memory.grow` counts in, in bytes.
const PAGE: usize = 65_536;
/// So much is grown before it is used where threads share the memory, in bytes: by then each has come by a loop or a call. It
/// costs addresses until it is used, not memory.
const AHEAD: usize = 32 << 20;
/// Of what is to be there ahead, the part that is grown at once: each time all threads are interrupted.
const PARTS: usize = 32;

/// How much is grown ahead, in bytes.
static AHEAD_NOW: AtomicUsize = AtomicUsize::new(0);

/// Grows memory ahead of its use from now on; called before there are other threads.
pub(super) fn grow_ahead() {
    AHEAD_NOW.store(AHEAD, Ordering::Relaxed);
}

/// What dlmalloc has its memory from: addresses that are there and unused.
struct Grown {
    /// These are handed out,
    now: Cell<Range<usize>>,
    /// then these. They begin elsewhere once somebody else has grown the memory: the standard library has a small heap of its
    /// own.
    later: Cell<Range<usize>>,
}

impl Grown {
    const fn new() -> Self {
        Self { now: Cell::new(0..0), later: Cell::new(0..0) }
    }

    /// Adds at least so many bytes to what is unused, or begins anew with them where that has been grown behind; says whether
    /// there are so many.
    fn grow(unused: &mut Range<usize>, bytes: usize) -> bool {
        let pages = bytes.div_ceil(PAGE);
        let before = memory_grow::<0>(pages);
        if before == usize::MAX {
            return false;
        }
        let start = before * PAGE;
        if start != unused.end {
            unused.start = start;
        }
        // At the very end of what can be addressed the last page is left: its end would be 0.
        unused.end = start.saturating_add(pages * PAGE);
        true
    }
}

// SAFETY: what is handed out has been grown here, and is handed out once.
unsafe impl Allocator for Grown {
    fn alloc(&self, size: usize) -> (*mut u8, usize, u32) {
        let (mut now, mut later) = (self.now.take(), self.later.take());
        let ahead = AHEAD_NOW.load(Ordering::Relaxed);
        let missing = size.saturating_add(ahead).saturating_sub(now.len() + later.len());
        if missing > 0 {
            Self::grow(&mut later, missing.max(ahead / PARTS));
        }
        if now.len() < size {
            now = if now.end == later.start { now.start..later.end } else { later };
            // Near the most that there may be it is used as it comes; and so is what begins elsewhere and is too little.
            let mut is_more = true;
            while is_more && now.len() < size {
                let short = size - now.len();
                is_more = Self::grow(&mut now, short);
            }
            later = now.end..now.end;
        }
        let start = now.start;
        let is_there = now.len() >= size;
        if is_there {
            now.start += size;
        }
        self.now.set(now);
        self.later.set(later);
        if is_there { (ptr::with_exposed_provenance_mut(start), size, 0) } else { (ptr::null_mut(), 0, 0) }
    }

    fn remap(&self, _: *mut u8, _: usize, _: usize, _: bool) -> *mut u8 {
        ptr::null_mut()
    }

    fn free_part(&self, _: *mut u8, _: usize, _: usize) -> bool {
        false
    }

    fn free(&self, _: *mut u8, _: usize) -> bool {
        false
    }

    fn can_release_part(&self, _: u32) -> bool {
        false
    }

    fn allocates_zeros(&self) -> bool {
        true
    }

    fn page_size(&self) -> usize {
        PAGE
    }
}

static DLMALLOC: Mutex<Dlmalloc<Grown>> = Mutex::new(Dlmalloc::new_with_allocator(Grown::new()));

fn dlmalloc() -> MutexGuard<'static, Dlmalloc<Grown>> {
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
