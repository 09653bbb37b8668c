//! All tasks at once on one thread, taking turns whenever they wait.

use std::rc::Rc;

use super::{Model, Run};

pub(super) static MODEL: Model = Model {
    id: "event-loop",
    name: "Event loop",
    note: "one thread, as asyncio",
    summary: "All tasks start at once on one thread; their waits overlap, their computing does not.",
    needs_threads: false,
    run: |run| Box::pin(all_at_once(run)),
};

/// Spawns every task in the order created, then awaits them all; a task that fails leaves the others alone.
pub(super) async fn all_at_once(run: Rc<Run>) {
    let tasks: Vec<_> = run.tasks().map(|task| run.event_loop().spawn(run.clone().perform(task))).collect();
    for task in tasks {
        task.await;
    }
}
