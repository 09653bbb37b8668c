//! Threads that each take one task at a time, and block in its waits.

use std::{
    cell::RefCell,
    rc::Rc,
    sync::{Arc, Mutex, PoisonError},
};

use super::{Assignment, Executor, Findings, Finished};
use crate::{
    io::{Remote, Served},
    model::{
        run::{Common, Run, STUCK, Stage},
        shared::{Boxed, Monitor, OnThread},
        strand::Strand,
    },
    runtime::{Cancellation, Clock, Control, Gate, Task},
    thread::{Gil, Hold, Parker, Queue, Workers},
    trace::{Kind, Recorder},
};

/// The threads of one run. Each occupies a worker from the start of the run to its end.
pub(crate) struct ThreadExecutor {
    workers: Workers,
    tasks: Arc<Queue<Assignment>>,
    monitor: Arc<Monitor>,
    findings: Arc<Mutex<Findings>>,
    /// Serves the threads' input and output on main's loop, until it is dropped.
    served: RefCell<Option<Task<()>>>,
}

/// What one thread is given; all of it goes there.
struct Seat {
    common: Arc<Common>,
    control: Arc<Control>,
    clock: Arc<dyn Clock>,
    gil: Option<Arc<Gil>>,
    monitor: Arc<Monitor>,
    tasks: Arc<Queue<Assignment>>,
    io: Remote,
    findings: Arc<Mutex<Findings>>,
}

impl ThreadExecutor {
    /// Has every worker take tasks, under a lock for computing if there is one.
    pub(crate) fn start(workers: Workers, stage: &Stage, common: &Arc<Common>, monitor: &Arc<Monitor>) -> Self {
        let tasks = Arc::new(Queue::new());
        let findings = Arc::<Mutex<Findings>>::default();
        let (io, served) = Served::new(stage.io.clone());
        for _ in 0..workers.count() {
            let seat = Seat {
                common: common.clone(),
                control: stage.control.clone(),
                clock: stage.event_loop.clock().clone(),
                gil: common.gil.clone(),
                monitor: monitor.clone(),
                tasks: tasks.clone(),
                io: io.clone(),
                findings: findings.clone(),
            };
            workers.submit(Box::new(move |recorder| seat.take_tasks(recorder)));
        }
        let event_loop = stage.event_loop.clone();
        let served = stage.event_loop.spawn_boxed(served.serve(event_loop));
        Self { workers, tasks, monitor: monitor.clone(), findings, served: RefCell::new(Some(served)) }
    }
}

impl Executor for ThreadExecutor {
    fn submit(&self, assignment: Assignment) {
        self.tasks.push(assignment);
    }

    fn abandoned(&self) {
        self.monitor.abandoned();
    }

    fn close(&self) -> Boxed<'_, Findings> {
        Box::pin(async move {
            self.tasks.close();
            self.workers.close().await;
            self.served.take();
            let mut findings = std::mem::take(&mut *self.findings.lock().unwrap_or_else(PoisonError::into_inner));
            let (deadlocks, is_stuck) = self.monitor.findings();
            deadlocks.iter().for_each(|sentence| findings.deadlock(sentence.to_string()));
            if is_stuck {
                findings.note(STUCK.to_owned());
            }
            findings
        })
    }
}

impl Seat {
    /// Takes one task after another until there are no more.
    fn take_tasks(self, recorder: &Rc<Recorder>) {
        let Seat { common, control, clock, gil, monitor, tasks, io, findings } = self;
        let hold = gil.map(|gil| Rc::new(Hold::new(gil, recorder.lane(), clock.clone())));
        let gate = hold.clone().map(|hold| hold as Rc<dyn Gate>);
        let parker = Parker::new(clock, gate);
        let stage = Stage {
            event_loop: parker.event_loop().clone(),
            recorder: recorder.clone(),
            control,
            io: Rc::new(io),
            simulated: false,
            start_process: None,
        };
        let run = Rc::new(Run::on_thread(stage, common, Rc::new(OnThread(monitor.clone())), hold));
        while let Some(assignment) = tasks.take() {
            if !assignment.claim.take() {
                continue;
            }
            monitor.taken();
            take(&run, &parker, assignment);
            monitor.done();
        }
        let noticed = run.take_findings();
        findings.lock().unwrap_or_else(PoisonError::into_inner).merge(noticed);
    }
}

/// Does one task from its beginning to its end; the thread sleeps whenever the task waits.
fn take(run: &Rc<Run>, parker: &Parker, assignment: Assignment) {
    let Assignment { task, queued_since, request, reply, .. } = assignment;
    let cancellation = Rc::<Cancellation>::default();
    let id = u32::try_from(task.id).unwrap_or(u32::MAX);
    run.expect(id);
    let strand = Strand::taken_over(run.clone(), id, cancellation.clone(), Kind::Queued, queued_since);
    let (performing, event_loop) = (run.clone(), run.event_loop().clone());
    let outcome = parker.block_on(async move {
        let asked = event_loop.spawn_boxed(async move {
            request.made().await;
            cancellation.request();
        });
        let outcome = performing.perform_here(strand, task).await;
        // Dropped while the loop has turns: it takes one to let go of what is not wanted any more.
        drop(asked);
        outcome
    });
    let record = run.take_record(id);
    // Main's loop has gone only if its engine has.
    let _ = reply.send(Finished { outcome, record });
}
