//! The event loop and what tasks wait on.
//!
//! The loop knows nothing of browsers: a [`Host`] gives it turns and one timer,
//! a [`Clock`] tells it the time. In the browser both are the browser's; in
//! tests the clock is virtual and jumps to the next deadline.

#[cfg(test)]
mod by_hand;
mod cancel;
mod clock;
mod event_loop;
mod heartbeat;
mod memory;
pub mod primitives;
mod ready;
mod stop;
mod sync;
mod task;
mod timeout;
mod timer;
mod wait_graph;
mod yielding;

pub use cancel::{Cancellation, Cancelled, Suspend};
pub use clock::{Clock, Time, VirtualClock};
pub use event_loop::{EventLoop, Gate, Host, Turn};
pub use heartbeat::Heartbeat;
pub use memory::{allocated, count_allocated};
pub use stop::{Control, ControlLayout, Stop, Stopped};
pub use sync::{Barrier, Lock, NotLocked, Permit, Queue, Semaphore};
pub use task::Task;
pub use timeout::{Timing, timeout};
pub use timer::{Alarm, Sleep};
pub use wait_graph::{Edge, WaitGraph, Who, sentence};
pub use yielding::yield_now;
