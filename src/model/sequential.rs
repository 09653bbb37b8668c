//! One task after another.

use std::rc::Rc;

use super::{Model, Run};

pub(super) static MODEL: Model = Model {
    id: "sequential",
    name: "Sequential",
    note: "one after another",
    summary: "Each task starts when the one before it has ended; while it waits, nothing else happens.",
    needs_threads: false,
    run: |run| Box::pin(all_in_turn(run)),
};

async fn all_in_turn(run: Rc<Run>) {
    for task in run.tasks() {
        if run.stop_requested() {
            return;
        }
        run.clone().perform(task).await;
    }
}
