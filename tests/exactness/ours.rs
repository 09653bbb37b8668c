//! Runs a workload on our event loop under the virtual clock.

use std::{rc::Rc, sync::Arc, time::Duration};

use concurrency_playground::{
    io::Simulated,
    model::{self, Overrides, Run, Settings, Stage},
    runtime::{EventLoop, Host, Task, Time, Turn, VirtualClock},
    trace::{Arena, Recorder},
    workload::parse,
};

use crate::compare::Event;

/// What all draws are made from where the text does not say.
pub const SEED: u64 = 0;

/// Needs nobody to give turns: we do.
struct ByHand;

impl Host for ByHand {
    fn request_turn(&self) {}
    fn request_turn_after_others(&self) {}
    fn set_timer(&self, _: Option<Time>) {}
}

/// Runs a workload to its end; returns its events.
pub fn events(text: &str) -> Vec<Event> {
    let clock = Arc::<VirtualClock>::default();
    let event_loop = EventLoop::new(clock.clone(), Box::new(ByHand));
    let arena = Arc::new(Arena::new(1 << 4, 0, 1 << 4));
    // SAFETY: the arena is new, and this is its lane's only recorder.
    let recorder = unsafe { Recorder::new(arena, 0) };
    let io = Rc::new(Simulated { event_loop: event_loop.clone(), clock: clock.clone() });
    let stage = Rc::new(Stage { event_loop: event_loop.clone(), recorder, control: Arc::default(), io });
    let workload = parse(text).expect("a valid workload");
    let settings = Settings::settle(&workload, Overrides { seed: Some(SEED), ..Overrides::default() }, 1);
    let mut run = Run::new(stage, workload, settings, None);
    run.keep_events();
    let (report, _handle) = run.execute(model::find("event-loop").expect("the event loop"));
    let mut report = event_loop.spawn(report);
    loop {
        while event_loop.turn(Duration::MAX) == Turn::More {}
        if let Some(report) = Task::try_take(&mut report) {
            assert_eq!(event_loop.timers_waiting(), 0, "every timer is given back\n{text}");
            return report.events.into_iter().map(Event::from).collect();
        }
        let deadline = event_loop.next_deadline().unwrap_or_else(|| panic!("the run hangs\n{text}"));
        clock.advance_to(deadline);
    }
}
