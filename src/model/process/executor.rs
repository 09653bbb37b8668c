//! Processes that take whole tasks: each one at a time, or all of its tasks at once on a loop of its own.

use std::rc::{Rc, Weak};

use super::{
    Crew,
    message::{Packing, ToParent, ToProcess},
};
use crate::{
    model::{
        Tasks,
        executor::{Assignment, Executor, Finished},
        findings::Findings,
        run::Run,
        shared::Boxed,
    },
    trace::{Kind, NO_STEP},
};

/// Deals whole tasks to processes.
pub(crate) struct ProcessExecutor {
    run: Weak<Run>,
    crew: Rc<Crew>,
    tasks: Tasks,
}

impl ProcessExecutor {
    pub(crate) fn new(run: &Rc<Run>, crew: Rc<Crew>, tasks: Tasks) -> Self {
        Self { run: Rc::downgrade(run), crew, tasks }
    }
}

impl Executor for ProcessExecutor {
    fn submit(&self, assignment: Assignment) {
        // Whoever submits holds the run.
        let Some(run) = self.run.upgrade() else { return };
        let event_loop = run.event_loop().clone();
        event_loop.spawn_boxed(perform(run, self.crew.clone(), self.tasks, assignment)).detach();
    }

    fn abandoned(&self) {}

    fn close(&self) -> Boxed<'_, Findings> {
        Box::pin(self.crew.close())
    }
}

/// Has a process do a task, and waits for its end.
async fn perform(run: Rc<Run>, crew: Rc<Crew>, tasks: Tasks, assignment: Assignment) {
    let Assignment { task, queued_since, claim, request, reply } = assignment;
    let id = u32::try_from(task.id).unwrap_or(u32::MAX);
    let (event_loop, recorder) = (run.event_loop(), run.recorder());
    let place = match tasks {
        // Dealt out in turn, as a server's connections are.
        Tasks::OnLoops => None,
        _ => {
            // Only those with a process can end a wait for others.
            let _blocked = run.waits_for_place();
            Some(super::crew::Taken { crew: crew.clone(), number: crew.idle.take().await })
        }
    };
    if !claim.take() {
        return;
    }
    let member = crew.member(place.as_ref().map_or(task.id, |place| place.number)).clone();
    let started = event_loop.now();
    recorder.close(id, NO_STEP, Kind::Queued, queued_since, started);
    if !member.is_ready.get() {
        recorder.open(id, NO_STEP, Kind::Spawn, started);
        // What is not wanted any more still waits for the process: it is the process that is started.
        let _ = member.ready.clone().await;
        recorder.close(id, NO_STEP, Kind::Spawn, started, event_loop.now());
    }
    let sent = event_loop.now();
    let performed = member.send_work(id, Packing::default().parcel(&ToProcess::Perform { task: id, sent }));
    // Dropped with this future.
    let _asked = {
        let member = member.clone();
        event_loop.spawn_boxed(async move {
            request.made().await;
            member.cancel(id);
        })
    };
    let Ok((parcel, ToParent::Performed { outcome, record, .. })) = performed.await else { return };
    drop(place);
    let (outcome, mut record) = (parcel.outcome(outcome), parcel.record(record));
    let now = event_loop.now();
    if let Some((ending, ended)) = &mut record.ended {
        recorder.close(id, NO_STEP, Kind::Copy, *ended, now);
        recorder.end(id, *ending, now);
        *ended = now;
    }
    // Main may have gone on without it.
    let _ = reply.send(Finished { outcome, record });
}
