//! Runs a workload on our event loop in virtual time.

use concurrency_playground::{
    machine::Premises,
    model::{self, Overrides, Settings, simulate},
    workload::parse,
};

use crate::compare::Event;

/// What all draws are made from where the text does not say.
pub const SEED: u64 = 0;

/// Runs a workload to its end; returns its events.
pub fn events(text: &str) -> Vec<Event> {
    let workload = parse(text).expect("a valid workload");
    let settings = Settings::settle(&workload, Overrides { seed: Some(SEED), ..Overrides::default() }, 1);
    let model = model::find("event-loop").expect("the event loop");
    simulate(workload, settings, model, &Premises::of_cores(1)).report.events.into_iter().map(Event::from).collect()
}
