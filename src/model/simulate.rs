//! A run in virtual time: exact, at once, and the same on every machine.
//!
//! The clock jumps to the next deadline whenever nothing can run; the outside world answers as `io/delay` would;
//! what computes takes its declared, nominal time and comes to nothing worth looking at.

use std::{rc::Rc, sync::Arc, time::Duration};

use super::{Model, Run, Settings, Stage};
use crate::{
    io::Simulated,
    report::Report,
    runtime::{EventLoop, Host, Time, Turn, VirtualClock},
    trace::{Arena, Record, Recorder},
    workload::Workload,
};

/// Records that fit between two looks.
const RECORDS: u32 = 1 << 14;
/// So much work is done between two looks, however little virtual time passes.
const TURN_BUDGET: Duration = Duration::MAX;

/// What a simulated run came to.
pub struct Simulation {
    /// What became of the tasks, and the run's events.
    pub report: Report,
    /// The trace, in the order recorded.
    pub records: Vec<Record>,
    /// Records that are missing because there was no room for them.
    pub dropped: u32,
}

/// Needs nobody to give turns: [`simulate`] does.
struct ByHand;

impl Host for ByHand {
    fn request_turn(&self) {}
    fn request_turn_after_others(&self) {}
    fn set_timer(&self, _: Option<Time>) {}
}

/// Runs a workload under a model in virtual time, on this thread, which has no other event loop.
pub fn simulate(workload: Workload, settings: Settings, model: &'static Model) -> Simulation {
    let clock = Arc::<VirtualClock>::default();
    let event_loop = EventLoop::new(clock.clone(), Box::new(ByHand));
    let arena = Arc::new(Arena::new(RECORDS, 0, 1));
    // SAFETY: the arena is new, and this is its lane's only recorder.
    let recorder = Rc::new(unsafe { Recorder::new(arena.clone(), 0) });
    let io = Rc::new(Simulated { event_loop: event_loop.clone(), clock: clock.clone() });
    let stage = Stage {
        event_loop: event_loop.clone(),
        recorder,
        control: Arc::default(),
        io,
        simulated: true,
        start_process: None,
    };
    let mut run = Run::new(Rc::new(stage), workload, settings, model, None);
    run.keep_events();
    let (report, _handle) = run.execute();
    let mut report = event_loop.spawn(report);
    let mut records = Vec::new();
    loop {
        while event_loop.turn(TURN_BUDGET) == Turn::More {}
        records.append(&mut arena.drain(0));
        if let Some(report) = report.try_take() {
            return Simulation { report, records, dropped: arena.dropped(0) };
        }
        // A run always waits for something that comes: what waits for ever is made to fail.
        let Some(deadline) = event_loop.next_deadline() else {
            unreachable!("a run that has not ended waits for nothing")
        };
        clock.advance_to(deadline);
    }
}
