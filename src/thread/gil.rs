//! A global interpreter lock: one thread computes at a time, as in CPython with its GIL.
//!
//! ```text
//!  take ──free──▶ held ──switch point, nobody asks──▶ held
//!    │              ▲ │
//!    │ 5 ms pass    │ └──switch point, somebody asks──▶ freed ──▶ who asked has it ──▶ take again
//!    └──▶ asks ─────┘
//! ```
//!
//! The algorithm is that of CPython 3.10 to 3.14 (`Python/ceval_gil.c`, Pitrou's "new GIL" of 3.2): who waits longer
//! than the switch interval asks the holder to let go; the holder looks at its switch points, and having let go
//! because it was asked, takes the lock again only after another thread has had it.

use std::{
    sync::{PoisonError, atomic::Ordering},
    time::Duration,
};

use crate::primitives::{AtomicBool, Condvar, Mutex, MutexGuard};

/// After so long a wait the holder is asked to let go: `sys.getswitchinterval()`.
pub const SWITCH_INTERVAL: Duration = Duration::from_millis(5);

/// The lock; threads are told apart by their lanes.
pub struct Gil {
    state: Mutex<State>,
    /// The lock was let go.
    freed: Condvar,
    /// Another thread has taken the lock than had it last.
    switched: Condvar,
    /// The holder is asked to let go at its next switch point.
    asked: AtomicBool,
}

struct State {
    is_held: bool,
    last_holder: Option<usize>,
    /// Counts the times the lock went to another thread.
    switches: u64,
    waiting: usize,
}

impl Default for Gil {
    fn default() -> Self {
        Self {
            state: Mutex::new(State { is_held: false, last_holder: None, switches: 0, waiting: 0 }),
            freed: Condvar::new(),
            switched: Condvar::new(),
            asked: AtomicBool::new(false),
        }
    }
}

impl Gil {
    /// Takes the lock if nobody has it; says whether it did.
    pub fn try_take(&self, by: usize) -> bool {
        let mut state = self.lock();
        let is_free = !state.is_held;
        if is_free {
            self.hand_to(&mut state, by);
        }
        is_free
    }

    /// Waits for the lock, and asks its holder to let go whenever the switch interval has passed without a switch.
    pub fn take(&self, by: usize) {
        let mut state = self.lock();
        state.waiting += 1;
        while state.is_held {
            let before = state.switches;
            let (woken, interval_passed) = self.wait_for_freed(state);
            state = woken;
            if interval_passed && state.is_held && state.switches == before {
                self.ask();
            }
        }
        state.waiting -= 1;
        self.hand_to(&mut state, by);
    }

    /// Asks the holder to let go at its next switch point.
    pub fn ask(&self) {
        self.asked.store(true, Ordering::Release);
    }

    /// Whether the holder is asked to let go.
    pub fn is_asked(&self) -> bool {
        self.asked.load(Ordering::Acquire)
    }

    /// Lets the lock go; if that was asked for, returns only once another thread has had it, or none waits any more.
    pub fn release(&self, by: usize) {
        let mut state = self.lock();
        state.is_held = false;
        self.freed.notify_one();
        if self.asked.load(Ordering::Acquire) {
            let before = state.switches;
            // It was taken by another when a switch is counted; who takes it is no longer `by`.
            while state.switches == before && state.waiting > 0 && state.last_holder == Some(by) {
                state = self.switched.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    fn hand_to(&self, state: &mut State, by: usize) {
        state.is_held = true;
        self.asked.store(false, Ordering::Release);
        if state.last_holder != Some(by) {
            state.last_holder = Some(by);
            state.switches += 1;
        }
        self.switched.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing that can panic is done with it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the lock is let go or the interval has passed; says whether it was the interval.
    #[cfg(not(loom))]
    fn wait_for_freed<'g>(&self, state: MutexGuard<'g, State>) -> (MutexGuard<'g, State>, bool) {
        let (state, timeout) = self.freed.wait_timeout(state, SWITCH_INTERVAL).unwrap_or_else(PoisonError::into_inner);
        (state, timeout.timed_out())
    }

    /// Under loom there is no time: whoever waits has asked before, by an operation of its own.
    #[cfg(loom)]
    fn wait_for_freed<'g>(&self, state: MutexGuard<'g, State>) -> (MutexGuard<'g, State>, bool) {
        (self.freed.wait(state).unwrap_or_else(PoisonError::into_inner), false)
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU32, AtomicUsize},
    };

    use super::*;

    #[test]
    fn one_thread_at_a_time_has_it_and_none_starves() {
        const THREADS: usize = 4;
        const TURNS: u32 = 200;
        let gil = Arc::<Gil>::default();
        let inside = Arc::<AtomicUsize>::default();
        let turns: Arc<Vec<AtomicU32>> = Arc::new((0..THREADS).map(|_| AtomicU32::new(0)).collect());
        std::thread::scope(|scope| {
            for thread in 0..THREADS {
                let (gil, inside, turns) = (gil.clone(), inside.clone(), turns.clone());
                scope.spawn(move || {
                    for _ in 0..TURNS {
                        gil.take(thread);
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        turns[thread].fetch_add(1, Ordering::Relaxed);
                        assert_eq!(inside.fetch_sub(1, Ordering::SeqCst), 1);
                        gil.release(thread);
                    }
                });
            }
        });
        assert!(turns.iter().all(|turns| turns.load(Ordering::Relaxed) == TURNS));
    }

    #[test]
    fn who_lets_go_because_it_was_asked_has_it_again_only_after_another() {
        let gil = Arc::<Gil>::default();
        gil.take(0);
        let other = {
            let gil = gil.clone();
            std::thread::spawn(move || {
                gil.take(1);
                gil.release(1);
            })
        };
        // The other asks once it has waited for the interval.
        while !gil.is_asked() {
            std::thread::yield_now();
        }
        gil.release(0);
        assert_eq!(gil.lock().last_holder, Some(1));
        other.join().expect("it has had its turn");
        gil.take(0);
    }

    #[test]
    fn it_is_tried_without_waiting() {
        let gil = Gil::default();
        assert!(gil.try_take(0));
        assert!(!gil.try_take(1));
        gil.release(0);
        assert!(gil.try_take(1));
    }
}

#[cfg(all(test, loom))]
mod races {
    use std::sync::{Arc, atomic::AtomicUsize};

    use loom::thread;

    use super::*;
    use crate::primitives::Guarded;

    /// The lock, and who has had it, in order.
    #[derive(Default)]
    struct Turns {
        gil: Gil,
        turns: Guarded<Vec<usize>>,
    }

    impl Turns {
        fn turn(&self, by: usize) {
            self.gil.take(by);
            self.note_and_release(by);
        }

        fn note_and_release(&self, by: usize) {
            self.turns.with(|turns| turns.push(by));
            self.gil.release(by);
        }
    }

    #[test]
    fn one_thread_at_a_time_has_it_and_each_gets_it() {
        loom::model(|| {
            let shared = Arc::<Turns>::default();
            let [one, two] = [1, 2].map(|by| {
                let shared = shared.clone();
                thread::spawn(move || shared.turn(by))
            });
            if shared.gil.try_take(0) {
                shared.gil.ask();
                shared.note_and_release(0);
            }
            shared.turn(0);
            one.join().unwrap();
            two.join().unwrap();
            let turns = shared.turns.with(std::mem::take);
            assert!([1, 2].iter().all(|by| turns.iter().filter(|turn| *turn == by).count() == 1));
        });
    }

    #[test]
    fn whoever_lets_go_because_it_was_asked_has_it_again_only_after_another() {
        static WAS_DUE: AtomicUsize = AtomicUsize::new(0);
        loom::model(|| {
            let shared = Arc::<Turns>::default();
            shared.gil.take(0);
            let other = {
                let shared = shared.clone();
                thread::spawn(move || shared.turn(1))
            };
            // The interval passes at some time.
            let interval = {
                let shared = shared.clone();
                thread::spawn(move || shared.gil.ask())
            };
            let is_due = shared.gil.is_asked() && shared.gil.lock().waiting > 0;
            shared.gil.release(0);
            shared.turn(0);
            other.join().unwrap();
            interval.join().unwrap();
            if is_due {
                WAS_DUE.fetch_add(1, Ordering::Relaxed);
                assert_eq!(shared.turns.with(std::mem::take), [1, 0]);
            }
        });
        assert_ne!(WAS_DUE.load(Ordering::Relaxed), 0);
    }
}
