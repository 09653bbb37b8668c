//! Says whether two lists of events are the same, as far as they have to be.
//!
//! Between two instants the order is total; within one instant it is exact for starts, for each task (and each part
//! of it that runs beside others), and for each lock, limit and queue; for the rest the instant has the same events.

use std::collections::{BTreeMap, BTreeSet};

use concurrency_playground::{
    model,
    workload::{Deed, Plan, PlannedStep},
};
use serde::{Deserialize, Serialize};

/// One event: when in microseconds, which task, at which step, what, and a detail.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Event(u64, i64, String, String, String);

impl From<model::Event> for Event {
    fn from(model::Event(time, task, path, what, detail): model::Event) -> Self {
        Event(time, task, path, what.to_owned(), detail)
    }
}

/// What of a plan decides which orders matter.
#[derive(Default)]
struct Shape {
    /// The paths of parts that run beside others, of each task.
    parts: BTreeSet<(i64, String)>,
    /// The queue of each step that has one.
    queues: BTreeMap<(i64, String), String>,
}

impl Shape {
    fn of(plan: &Plan) -> Shape {
        let mut shape = Shape::default();
        for (task, planned) in (0..).zip(&plan.tasks) {
            shape.add(task, &planned.steps);
        }
        shape.add(model::MAIN, plan.then.as_deref().unwrap_or_default());
        shape
    }

    fn add(&mut self, task: i64, steps: &[PlannedStep]) {
        for step in steps {
            match &step.deed {
                Deed::All | Deed::Each | Deed::First => {
                    let parts = 1..=step.parts.len();
                    self.parts.extend(parts.map(|part| (task, format!("{}.{part}.", step.path))));
                }
                Deed::Put { name } | Deed::Take { name } => {
                    self.queues.insert((task, step.path.clone()), name.to_string());
                }
                _ => {}
            }
            for part in &step.parts {
                self.add(task, part);
            }
        }
    }

    /// Names the orders in which an event has its place.
    fn orders(&self, Event(_, task, path, what, detail): &Event) -> Vec<String> {
        let mut orders = Vec::new();
        if what == "start" {
            orders.push("starts".to_owned());
        }
        let ends = path.match_indices('.').map(|(dot, _)| &path[..=dot]).collect::<Vec<_>>().into_iter();
        let part = ends.rev().find(|prefix| self.parts.contains(&(*task, (*prefix).to_owned())));
        orders.push(format!("task {task} part {}", part.unwrap_or_default()));
        if matches!(what.as_str(), "acquire" | "release") {
            orders.push(detail.clone());
        }
        if let ("end", Some(queue)) = (what.as_str(), self.queues.get(&(*task, path.clone()))) {
            orders.push(format!("queue {queue}"));
        }
        orders
    }

    fn sequences<'e>(&self, events: &'e [Event]) -> BTreeMap<String, Vec<&'e Event>> {
        let mut sequences = BTreeMap::<_, Vec<_>>::new();
        for event in events {
            for order in self.orders(event) {
                sequences.entry(order).or_default().push(event);
            }
        }
        sequences
    }
}

/// Tells the first thing that is not the same.
pub fn difference(plan: &Plan, ours: &[Event], theirs: &[Event]) -> Option<String> {
    // What is stuck there stays so; here it is told, and the run goes on.
    let is_stuck = |event: &Event| event.4 == "stuck";
    let ours = &ours[..ours.iter().position(is_stuck).map_or(ours.len(), |stuck| stuck + 1)];
    let sorted = |events: &[Event]| {
        let mut events = events.to_vec();
        events.sort();
        events
    };
    let (ours_sorted, theirs_sorted) = (sorted(ours), sorted(theirs));
    if ours_sorted != theirs_sorted {
        let place = ours_sorted.iter().zip(&theirs_sorted).take_while(|(a, b)| a == b).count();
        return Some(told("events", place, &ours_sorted, &theirs_sorted, ours, theirs));
    }
    let shape = Shape::of(plan);
    let (our_orders, their_orders) = (shape.sequences(ours), shape.sequences(theirs));
    our_orders.iter().find_map(|(order, mine)| {
        let other = &their_orders[order];
        let place = mine.iter().zip(other).take_while(|(a, b)| a == b).count();
        (mine != other).then(|| told(order, place, mine, other, ours, theirs))
    })
}

fn told<E: std::fmt::Debug>(
    order: &str,
    place: usize,
    ours: &[E],
    theirs: &[E],
    all_ours: &[Event],
    all_theirs: &[Event],
) -> String {
    let list = |events: &[Event]| {
        let lines = events
            .iter()
            .map(|Event(time, task, path, what, detail)| format!("  {time} {task} {path} {what} {detail}"));
        lines.collect::<Vec<_>>().join("\n")
    };
    format!(
        "{order}, place {place}: here {:?}, there {:?}\nhere:\n{}\nthere:\n{}",
        ours.get(place),
        theirs.get(place),
        list(all_ours),
        list(all_theirs)
    )
}
