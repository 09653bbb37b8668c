//! One workload under one model, once.

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::HashMap,
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use super::{
    Model, Settings, TaskRecord,
    children::{Children, Until},
    events::{Events, MAIN, Path},
    shared::Shared,
    strand::Strand,
    stuck::{Blocked, Stuck},
};
use crate::{
    io::Io,
    join::Join,
    report::{Arrivals, Percentiles, Report, SlowStep, Stay, millis},
    runtime::{Cancellation, Control, EventLoop, Heartbeat, Semaphore, Time, Verdict, timeout, yield_now},
    step::Name,
    thread::Workers,
    trace::{Ending, Recorder},
    workload::{Task, Workload, print_duration},
};

/// How often the loop is asked how late it is.
const HEARTBEAT: Duration = Duration::from_millis(10);
/// As many slow steps as a report tells of.
const SLOW_STEPS_KEPT: usize = 1_000;

/// Where runs take place: what an engine has, and lends to one run at a time.
pub struct Stage {
    /// The event loop on show.
    pub event_loop: Rc<EventLoop>,
    /// Writes the loop's lane of the trace.
    pub recorder: Recorder,
    /// How the page speaks to running code.
    pub control: Arc<Control>,
    /// The outside world.
    pub io: Rc<dyn Io>,
    /// Whether time is virtual: then what computes takes its nominal time.
    pub simulated: bool,
}

/// What one run needs beside the workload's tasks.
pub struct Run {
    stage: Rc<Stage>,
    workload: Workload,
    settings: Settings,
    workers: Option<Workers>,
    limit: Option<Semaphore>,
    shared: Shared,
    stuck: Stuck,
    events: Events,
    notes: RefCell<Vec<String>>,
    slow: RefCell<Vec<SlowStep>>,
    /// Locks that tasks took by a bare `lock` and have not given back, in the order taken.
    locks: RefCell<HashMap<i64, Vec<Name>>>,
    tasks: RefCell<Vec<TaskRecord>>,
    lanes: Cell<u32>,
    began: Cell<Time>,
    /// Known once it is executed.
    model: OnceCell<&'static Model>,
    /// Stands in for the workers where time is virtual.
    simulated_pool: Semaphore,
}

/// Stops a run from outside.
pub struct Handle(Rc<Cancellation>);

impl Handle {
    /// Cancels every task that is under way; the run then ends and reports.
    pub fn stop(&self) {
        self.0.request();
    }
}

impl Run {
    /// Prepares a run of `workload`; with `workers`, computing goes to them.
    pub fn new(stage: Rc<Stage>, workload: Workload, settings: Settings, workers: Option<Workers>) -> Self {
        let mut tasks = Vec::new();
        let count = workload.task_count();
        tasks.resize_with(usize::try_from(count).unwrap_or(usize::MAX), TaskRecord::default);
        Self {
            limit: settings.limit.map(Semaphore::new),
            shared: Shared::new(workload.run_options().queues),
            stuck: Stuck::default(),
            events: Events::default(),
            notes: RefCell::default(),
            slow: RefCell::default(),
            locks: RefCell::default(),
            stage,
            workload,
            settings,
            workers,
            tasks: RefCell::new(tasks),
            lanes: Cell::new(u32::try_from(count).unwrap_or(u32::MAX)),
            began: Cell::default(),
            model: OnceCell::new(),
            simulated_pool: Semaphore::new(settings.workers),
        }
    }

    /// Keeps the run's events, which its report then holds.
    pub fn keep_events(&mut self) {
        self.events = Events::kept();
    }

    /// Runs every task under `model`, and returns what became of them.
    ///
    /// Every task has ended and every worker has left when it returns. The
    /// handle stops the run; the workload's deadline stops it too.
    pub fn execute(self, model: &'static Model) -> (impl Future<Output = Report> + use<>, Handle) {
        let run = Rc::new(self);
        let cancellation = Rc::<Cancellation>::default();
        let handle = Handle(cancellation.clone());
        let report = async move {
            let stage = run.stage.clone();
            let event_loop = &stage.event_loop;
            stage.io.begin_run(run.settings.limit);
            // The loop looks at the clock between polls: one that is under way belongs to no run.
            yield_now().await;
            event_loop.take_longest_block();
            // Virtual time may be years, and nothing is late in it but by what the report shows otherwise.
            let heartbeat = (!stage.simulated).then(|| {
                let stage = stage.clone();
                Heartbeat::start(event_loop, HEARTBEAT, move |due, came| stage.recorder.lag(due, came))
            });
            let watch = {
                let (run, event_loop) = (run.clone(), event_loop.clone());
                async move { run.stuck.watch(event_loop, || run.note_stuck()).await }
            };
            let watch = event_loop.spawn(watch);
            let began = event_loop.now();
            run.began.set(began);
            let main = event_loop.spawn(run.clone().main(model, cancellation));
            main.await;
            let ended = event_loop.now();
            drop(watch);
            yield_now().await;
            let longest_block = event_loop.take_longest_block();
            let lag = heartbeat.and_then(|heartbeat| Percentiles::of(&heartbeat.stop(ended)));
            let report = Report::new(began, ended, longest_block);
            let report = run.finish(report, ended).await;
            let cleared = stage.io.end_run();
            // Who has asked for a stop is not kept waiting.
            match stage.control.stop_requested() {
                true => event_loop.spawn(cleared).detach(),
                false => cleared.await,
            }
            Report { lag, ..report }
        };
        (report, handle)
    }

    /// Awaits the tasks together, within the deadline.
    async fn main(self: Rc<Self>, model: &'static Model, cancellation: Rc<Cancellation>) {
        self.stuck.created();
        let main = Strand::main(self.clone(), cancellation);
        // Fails only if it was set before, to the same.
        let _ = self.model.set(model);
        let work = async {
            match model.in_turn {
                true => self.settings.join.in_turn(&main).await,
                false => (self.settings.join.run)(&main).await,
            }
        };
        let (result, verdict) = match self.settings.deadline {
            None => (work.await, Verdict::InTime),
            Some(deadline) => {
                let is_cancelled = |result: &Result<String, _>| result.is_err();
                timeout(self.event_loop(), main.cancellation(), deadline, work, is_cancelled).await
            }
        };
        let returned = match (verdict, result) {
            (Verdict::TimedOut, _) => {
                let deadline = self.settings.deadline.unwrap_or_default();
                self.report(format!(
                    "The run's deadline of {} passed: what was under way was cancelled.",
                    print_duration(deadline)
                ));
                "timed-out".to_owned()
            }
            (Verdict::InTime, Ok(returned)) => returned,
            (Verdict::InTime, Err(cancelled)) => {
                let _ = cancelled;
                "cancelled".to_owned()
            }
        };
        main.note(&Path::whole(&self.events), "return", returned);
        main.end(Ok(()));
        self.stuck.ended();
    }

    async fn finish(self: Rc<Self>, mut report: Report, ended: Time) -> Report {
        let records = self.tasks.take();
        let mut stays = Vec::new();
        for (id, (name, record)) in self.workload.task_names().zip(records).enumerate() {
            let (ending, at) = record.ended.unwrap_or_else(|| {
                self.recorder().end(id as u32, Ending::Skipped, ended);
                (Ending::Skipped, ended)
            });
            if let Some(arrived) = record.arrived {
                stays.push(Stay { arrived, ended: at, ending });
            }
            report.add(name, ending, record.started.unwrap_or(at), at, record.error, record.output);
        }
        report.arrivals = self.workload.has_arrivals().then(|| Arrivals::of(&stays, self.began.get(), ended));
        report.slow = self.slow.take();
        report.simulated = self.stage.simulated;
        report.notes = self.notes.take();
        report.events = self.events.take();
        if let Some(workers) = &self.workers {
            workers.close().await;
        }
        report
    }

    pub(crate) fn tasks(&self) -> impl Iterator<Item = Task> {
        self.workload.tasks(self.settings.seed)
    }

    /// Creates all tasks, in order.
    pub(crate) fn start_all(self: &Rc<Self>, main: &Strand, until: Until) -> Children {
        let children = Children::new(until);
        for task in self.tasks() {
            children.spawn(main, |birth| self.clone().perform(task, birth));
        }
        children
    }

    /// The name of the task with this number.
    pub(crate) fn task_name(&self, task: usize) -> String {
        let found = self.workload.line_of(task);
        found.map(|(line, index)| line.task_name(index)).unwrap_or_default()
    }

    pub(crate) fn workload(&self) -> &Workload {
        &self.workload
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(crate) fn event_loop(&self) -> &Rc<EventLoop> {
        &self.stage.event_loop
    }

    pub(super) fn recorder(&self) -> &Recorder {
        &self.stage.recorder
    }

    pub(super) fn control(&self) -> &Arc<Control> {
        &self.stage.control
    }

    pub(super) fn io(&self) -> &dyn Io {
        &*self.stage.io
    }

    pub(super) fn workers(&self) -> Option<&Workers> {
        self.workers.as_ref()
    }

    /// The permits that stand in for the workers, where time is virtual and the model has a pool.
    pub(super) fn simulated_pool(&self) -> Option<&Semaphore> {
        let has_pool = self.model.get().is_some_and(|model| model.needs_threads);
        (self.stage.simulated && has_pool).then_some(&self.simulated_pool)
    }

    /// Whether time is virtual.
    pub(super) fn is_simulated(&self) -> bool {
        self.stage.simulated
    }

    /// Whether what holds a thread can hold one of a pool.
    pub(super) fn has_pool(&self) -> bool {
        self.workers.is_some() || self.simulated_pool().is_some()
    }

    pub(super) fn limit(&self) -> Option<&Semaphore> {
        self.limit.as_ref()
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(crate) fn events(&self) -> &Events {
        &self.events
    }

    pub(super) fn began(&self) -> Time {
        self.began.get()
    }

    /// Whether what is meant to be done at once is done one after another, as nothing is done at once.
    pub(super) fn does_parts_in_turn(&self) -> bool {
        self.model.get().is_some_and(|model| model.in_turn)
    }

    pub(crate) fn stop_requested(&self) -> bool {
        self.stage.control.stop_requested()
    }

    pub(super) fn note(&self, task: i64, path: &Path, what: &'static str, detail: impl std::fmt::Display) {
        if self.events.are_kept() {
            let since = self.event_loop().now().since(self.began.get());
            self.events.note(since, task, path, what, detail);
        }
    }

    fn note_stuck(&self) {
        self.note(MAIN, &Path::whole(&self.events), "return", "stuck");
        self.report("Tasks waited for each other, so that none could ever go on; their waits were ended.".to_owned());
    }

    /// Says something about the run as a whole, once.
    pub(super) fn report(&self, sentence: String) {
        let mut notes = self.notes.borrow_mut();
        if !notes.contains(&sentence) {
            notes.push(sentence);
        }
    }

    /// Notes that a step held the loop for long.
    pub(super) fn slow(&self, task: i64, step: u16, held: Duration) {
        let mut slow = self.slow.borrow_mut();
        if slow.len() < SLOW_STEPS_KEPT {
            let id = usize::try_from(task).unwrap_or_default();
            let line = self.workload.line_of(id);
            let step = line.and_then(|(line, _)| line.step(step)).map(ToString::to_string).unwrap_or_default();
            slow.push(SlowStep { task: self.task_name(id), step, ms: millis(held) });
        }
    }

    /// Changes the list of a task's locks that were taken by a bare `lock`.
    pub(super) fn owned_locks(&self, task: i64, change: impl FnOnce(&mut Vec<Name>)) {
        let mut all = self.locks.borrow_mut();
        let locks = all.entry(task).or_default();
        change(locks);
        if locks.is_empty() {
            all.remove(&task);
        }
    }

    pub(super) fn new_lane(&self) -> u32 {
        let lane = self.lanes.get();
        self.lanes.set(lane.saturating_add(1));
        lane
    }

    pub(super) fn record(&self, task: i64, change: impl FnOnce(&mut TaskRecord)) {
        let id = usize::try_from(task).unwrap_or(usize::MAX);
        if let Some(record) = self.tasks.borrow_mut().get_mut(id) {
            change(record);
        }
    }

    pub(super) fn child_created(&self) {
        self.stuck.created();
    }

    pub(super) fn child_ended(&self) {
        self.stuck.ended();
    }

    /// Says that somebody waits for his own children until the guard is dropped.
    pub(super) fn blocked_on_children(&self) -> Blocked {
        self.stuck.block(None)
    }

    /// Says that somebody waits for other tasks until the guard is dropped.
    pub(super) fn blocked_on_others(&self, cancellation: &Rc<Cancellation>) -> Blocked {
        self.stuck.block(Some(cancellation))
    }
}

impl Join {
    /// Runs the tasks one after another, as far as this join goes on.
    async fn in_turn(&self, main: &Strand) -> Result<String, crate::runtime::Cancelled> {
        let run = main.run();
        for task in run.tasks() {
            let (id, name) = (task.id, task.name.clone());
            let one = Children::new(Until::All);
            one.spawn(main, |birth| run.clone().perform(task, birth));
            one.wait_or_cancel(main).await?;
            let Some(outcome) = one.outcome(0) else { continue };
            if let Some(returned) = (self.after_each)(main, id, &name, outcome).await? {
                return Ok(returned);
            }
        }
        Ok("done".to_owned())
    }
}
