//! The allocator: how much it has given out, since what a run costs in memory is to be seen, and that it has no more.

use std::{
    alloc::{GlobalAlloc, Layout},
    sync::{Arc, OnceLock},
};

use super::heap::Heap;
use crate::runtime::{Control, count_allocated};

/// What the page is told before the instance traps: nobody here asks for memory that can do without it.
const EXHAUSTED: &str = "it ran out of memory; have fewer tasks at once (`limit`), or smaller ones";

/// Where the page looks for what was said last.
static LAST_WORDS: OnceLock<Arc<Control>> = OnceLock::new();

/// Has the page told when there is no more memory; a worker without such words only traps.
pub(super) fn tell_of_exhaustion(control: Arc<Control>) {
    // It is the same for all threads of an instance.
    let _ = LAST_WORDS.set(control);
}

/// The heap; it counts the bytes that are asked for.
struct Counting;

/// Tells the page where there is no more.
fn noted(memory: *mut u8) -> *mut u8 {
    if memory.is_null()
        && let Some(control) = LAST_WORDS.get()
    {
        control.report_panic(EXHAUSTED);
    }
    memory
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: every call goes to the heap unchanged; counting and telling allocate nothing and do not unwind.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count_allocated(layout.size() as isize);
        // SAFETY: the caller keeps the allocator's contract, and this passes it on.
        noted(unsafe { Heap.alloc(layout) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count_allocated(layout.size() as isize);
        // SAFETY: as above.
        noted(unsafe { Heap.alloc_zeroed(layout) })
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count_allocated(-(layout.size() as isize));
        // SAFETY: as above.
        unsafe { Heap.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count_allocated(size as isize - layout.size() as isize);
        // SAFETY: as above.
        noted(unsafe { Heap.realloc(pointer, layout, size) })
    }
}
