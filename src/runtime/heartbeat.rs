//! How late the loop comes to what is due, and how much memory there is in use then.

use std::{cell::RefCell, rc::Rc, time::Duration};

use super::{EventLoop, Task, Time, allocated};

/// Wants to be woken regularly, and notes how late it is; it ends when dropped.
pub struct Heartbeat {
    beats: Rc<RefCell<Beats>>,
    _task: Task<()>,
}

struct Beats {
    /// The most memory that was allocated at a beat.
    most_allocated: usize,
    period: Duration,
    due: Time,
    lags: Vec<Duration>,
}

impl Beats {
    /// Notes every beat that is due by now.
    ///
    /// Those that were due while the loop was held were late too, each by what was left; without them a
    /// long block would count for no more than a short one.
    fn catch_up(&mut self, now: Time) {
        self.most_allocated = self.most_allocated.max(allocated().unwrap_or(0));
        while self.due <= now {
            self.lags.push(now.since(self.due));
            self.due = self.due + self.period;
        }
    }
}

impl Heartbeat {
    /// Starts beating, once in `period`; `told` when a beat was due and when it came.
    ///
    /// Of the beats that one block held up, it is told of the first: none came later than that.
    pub fn start(event_loop: &Rc<EventLoop>, period: Duration, told: impl Fn(Time, Time) + 'static) -> Self {
        let due = event_loop.now() + period;
        let beats = Rc::new(RefCell::new(Beats { most_allocated: 0, period, due, lags: Vec::new() }));
        let beating = {
            let (event_loop, beats) = (event_loop.clone(), beats.clone());
            async move {
                loop {
                    let due = beats.borrow().due;
                    event_loop.sleep_until(due).await;
                    let now = event_loop.now();
                    beats.borrow_mut().catch_up(now);
                    told(due, now);
                }
            }
        };
        Self { beats, _task: event_loop.spawn(beating) }
    }

    /// Looks once more how much memory is allocated, beside the beats.
    pub fn look_at_memory(&self) {
        let mut beats = self.beats.borrow_mut();
        beats.most_allocated = beats.most_allocated.max(allocated().unwrap_or(0));
    }

    /// The most memory that was allocated at a beat, in bytes; 0 where nobody counts.
    pub fn most_allocated(&self) -> usize {
        self.beats.borrow().most_allocated
    }

    /// Ends the beating at `now`; tells how late each beat was, the least late first.
    pub fn stop(self, now: Time) -> Vec<Duration> {
        let mut beats = self.beats.borrow_mut();
        beats.catch_up(now);
        beats.lags.sort_unstable();
        std::mem::take(&mut beats.lags)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{Turn, VirtualClock, by_hand::ByHand};

    #[test]
    fn a_block_counts_for_each_beat_that_it_held_up() {
        let clock = Arc::<VirtualClock>::default();
        let event_loop = EventLoop::new(clock.clone(), Box::new(ByHand));
        let told = Rc::<RefCell<Vec<(f64, f64)>>>::default();
        let tell = {
            let told = told.clone();
            move |due: Time, came: Time| told.borrow_mut().push((due.as_millis(), came.as_millis()))
        };
        let heartbeat = Heartbeat::start(&event_loop, Duration::from_millis(10), tell);
        while event_loop.turn(Duration::MAX) == Turn::More {}
        for millis in [10.0, 20.0, 55.0] {
            clock.advance_to(Time::from_millis(millis));
            while event_loop.turn(Duration::MAX) == Turn::More {}
        }
        let lags: Vec<_> = heartbeat.stop(Time::from_millis(85.0)).iter().map(Duration::as_millis).collect();
        assert_eq!(lags, [0, 0, 5, 5, 15, 15, 25, 25]);
        assert_eq!(*told.borrow(), [(10.0, 10.0), (20.0, 20.0), (30.0, 55.0)]);
        while event_loop.turn(Duration::MAX) == Turn::More {}
        assert_eq!(event_loop.timers_waiting(), 0);
    }
}
