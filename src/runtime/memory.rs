//! How much memory is allocated, where somebody counts.

use std::sync::atomic::{AtomicIsize, Ordering};

/// Bytes that are allocated; less than 0 is nobody's count.
static ALLOCATED: AtomicIsize = AtomicIsize::new(0);

/// Counts an allocation, or with fewer than 0 bytes its end; whoever allocates calls it.
pub fn count_allocated(bytes: isize) {
    // Only a sum: it orders nothing.
    ALLOCATED.fetch_add(bytes, Ordering::Relaxed);
}

/// Tells how many bytes are allocated on all threads; `None` where nobody counts.
pub fn allocated() -> Option<usize> {
    usize::try_from(ALLOCATED.load(Ordering::Relaxed)).ok().filter(|bytes| *bytes > 0)
}
