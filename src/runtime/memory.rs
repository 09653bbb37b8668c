//! How much memory is allocated, where somebody counts.

use std::{
    cell::Cell,
    sync::atomic::{AtomicIsize, Ordering},
};

/// A thread counts for itself up to so many bytes, more or fewer than it last told: an atomic operation for each
/// allocation would be a tenth of what a task costs.
const TOLD_AT: usize = 16 << 10;

/// Bytes that are allocated; less than 0 is nobody's count.
static ALLOCATED: AtomicIsize = AtomicIsize::new(0);

thread_local! {
    /// What this thread has not told yet.
    static UNTOLD: Cell<isize> = const { Cell::new(0) };
}

/// Counts an allocation, or with fewer than 0 bytes its end; whoever allocates calls it.
pub fn count_allocated(bytes: isize) {
    UNTOLD.with(|untold| {
        let sum = untold.get() + bytes;
        untold.set(if sum.unsigned_abs() < TOLD_AT { sum } else { 0 });
        if sum.unsigned_abs() >= TOLD_AT {
            // Only a sum: it orders nothing.
            ALLOCATED.fetch_add(sum, Ordering::Relaxed);
        }
    });
}

/// Tells how many bytes are allocated on all threads, of each other one up to 16 KB more or less; `None` where nobody
/// counts.
pub fn allocated() -> Option<usize> {
    let sum = ALLOCATED.load(Ordering::Relaxed) + UNTOLD.get();
    usize::try_from(sum).ok().filter(|bytes| *bytes > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_thread_counts_all_see_but_for_what_it_has_not_told() {
        const ODD: isize = 1_000;
        let before = allocated().unwrap_or_default();
        let counted = std::thread::spawn(|| (0..1_000).for_each(|_| count_allocated(ODD)));
        assert!(counted.join().is_ok());
        let seen = allocated().expect("somebody counts") - before;
        assert!((1_000_000 - TOLD_AT..=1_000_000).contains(&seen), "{seen}");
        // One's own are counted to the byte.
        count_allocated(7);
        assert_eq!(allocated().expect("somebody counts") - before, seen + 7);
    }
}
