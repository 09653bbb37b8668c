//! A run from its beginning to its report.

use std::{rc::Rc, time::Duration};

use super::{Records, Run};
use crate::{
    join::Join,
    model::{
        Tasks,
        children::{Children, Until},
        events::{MAIN, Path},
        process::{Crew, ProcessExecutor},
        shared::CounterReport,
        steps::count::private,
        strand::Strand,
    },
    report::{Arrivals, Percentiles, Report, Stay, distribution, millis},
    runtime::{Cancellation, Cancelled, Gate, Heartbeat, Time, Timing, allocated, timeout, yield_now},
    trace::Ending,
    workload::{options::MAX_WORKERS, print_duration},
};

/// What is said of a run in which nobody could go on.
pub(in crate::model) const STUCK: &str =
    "Tasks waited for each other, so that none could ever go on; their waits were ended.";
/// What a thread's stack takes: wasm-bindgen's default, on the heap.
const STACK_BYTES: usize = 2 << 20;
/// How often the loop is asked how late it is.
const HEARTBEAT: Duration = Duration::from_millis(10);

/// Stops a run from outside.
pub struct Handle(Rc<Cancellation>);

impl Handle {
    /// Cancels every task that is under way; the run then ends and reports.
    pub fn stop(&self) {
        self.0.request();
    }
}

impl Run {
    /// Runs every task, and returns what became of them.
    ///
    /// Every task has ended and every worker has left when it returns. The
    /// handle stops the run; the workload's deadline stops it too.
    pub fn execute(self) -> (impl Future<Output = Report> + use<>, Handle) {
        let run = Rc::new(self);
        let cancellation = Rc::<Cancellation>::default();
        let handle = Handle(cancellation.clone());
        let report = async move {
            let stage = run.stage.clone();
            let event_loop = &stage.event_loop;
            stage.io.begin_run(run.settings().limit, 1);
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
            let watch = event_loop.spawn_boxed(watch);
            run.hold_loop(true);
            let allocated_before = allocated();
            let began = event_loop.now();
            // Fails only if it was set before, and a run is executed once.
            let _ = run.common.began.set(began);
            run.start_processes();
            let main = event_loop.spawn_boxed(run.clone().main(cancellation));
            // All tasks are made in main's first turn.
            if let Some(heartbeat) = &heartbeat {
                yield_now().await;
                heartbeat.look_at_memory();
            }
            main.await;
            let ended = event_loop.now();
            let memory = heartbeat.as_ref().zip(allocated_before);
            let memory = memory.map(|(heartbeat, before)| heartbeat.most_allocated().saturating_sub(before));
            run.hold_loop(false);
            drop(watch);
            yield_now().await;
            let longest_block = event_loop.take_longest_block();
            let lag = heartbeat.and_then(|heartbeat| Percentiles::of(&heartbeat.stop(ended)));
            let report = Report::new(began, ended, longest_block);
            let report = run.clone().finish(report, ended).await;
            let cleared = stage.io.end_run();
            // Who has asked for a stop is not kept waiting.
            match stage.control.stop_requested() {
                true => event_loop.spawn(cleared).detach(),
                false => cleared.await,
            }
            let memory_bytes = memory.map(|tasks| tasks + run.memory_of_others());
            Report { lag, memory_bytes, ..report }
        };
        (report, handle)
    }

    /// The stacks of the run's threads and the memories of its processes, in bytes.
    fn memory_of_others(&self) -> usize {
        let threads = if self.common.model.needs_threads() { self.settings().workers } else { 0 };
        threads * STACK_BYTES + self.memory_of_processes.get()
    }

    /// Has the loop take turns with the threads that compute, if there is a lock for that and tasks are on the loop.
    fn hold_loop(&self, hold: bool) {
        let tasks_are_here = self.executor.get().is_none() && !self.common.model.hands_tasks_over();
        let own = self.hold.clone().map(|hold| hold as Rc<dyn Gate>);
        let gate = own.or_else(|| self.foretelling()?.gate()).filter(|_| hold && tasks_are_here);
        self.event_loop().set_gate(gate);
    }

    /// Starts the processes that the model needs; that they take their time is part of the run.
    fn start_processes(self: &Rc<Self>) {
        if let Some(foretelling) = self.foretelling() {
            return foretelling.start_processes(self.began());
        }
        let Some(start) = self.stage.start_process.as_ref().filter(|_| self.common.model.needs_processes()) else {
            return;
        };
        let crew = Crew::start(self, &self.common, &**start, self.settings().workers);
        // Both were empty.
        let _ = match self.common.model.hands_tasks_over() {
            true => self.executor.set(Rc::new(ProcessExecutor::new(self, crew, self.common.model.tasks))).is_ok(),
            false => self.crew.set(crew).is_ok(),
        };
    }

    /// Awaits the tasks together, within the deadline.
    async fn main(self: Rc<Self>, cancellation: Rc<Cancellation>) {
        self.stuck.created();
        let main = Strand::main(self.clone(), cancellation);
        let join = self.settings().join;
        let work = async {
            match self.common.model.tasks {
                Tasks::InTurn => join.in_turn(&main).await,
                _ => (join.run)(&main).await,
            }
        };
        let (result, verdict) = match self.settings().deadline {
            None => (work.await, Timing::InTime),
            Some(deadline) => {
                let is_cancelled = |result: &Result<String, _>| result.is_err();
                timeout(self.event_loop(), main.cancellation(), deadline, work, is_cancelled).await
            }
        };
        let returned = match (verdict, result) {
            (Timing::TimedOut, _) => {
                let deadline = self.settings().deadline.unwrap_or_default();
                self.report(format!(
                    "The run's deadline of {} passed: what was under way was cancelled.",
                    print_duration(deadline)
                ));
                "timed-out".to_owned()
            }
            (Timing::InTime, Ok(returned)) => returned,
            (Timing::InTime, Err(Cancelled)) => "cancelled".to_owned(),
        };
        main.note(&Path::whole(&self.events), "return", returned);
        main.end(Ok(()));
        self.stuck.ended();
    }

    async fn finish(self: Rc<Self>, mut report: Report, ended: Time) -> Report {
        if let Some(executor) = self.executor.get() {
            let noticed = executor.close().await;
            self.findings.borrow_mut().merge(noticed);
        }
        if let Some(crew) = self.crew.get() {
            let noticed = crew.close().await;
            self.findings.borrow_mut().merge(noticed);
        }
        if let Some(workers) = &self.workers {
            workers.close().await;
        }
        let records = match self.records.take() {
            Records::All(records) => records,
            Records::Taken(_) => Vec::new(),
        };
        let mut stays = Vec::new();
        for (id, (name, record)) in self.workload().task_names().zip(records).enumerate() {
            let (ending, at) = record.ended.unwrap_or_else(|| {
                self.recorder().end(id as u32, Ending::Skipped, ended);
                (Ending::Skipped, ended)
            });
            if let Some(arrived) = record.arrived {
                stays.push(Stay { arrived, ended: at, ending });
            }
            report.add(name, ending, record.started.unwrap_or(at), at, record.error, record.output);
        }
        report.distribution = distribution(&stays);
        report.arrivals = self.workload().has_arrivals().then(|| Arrivals::of(&stays, self.began(), ended));
        let mut findings = self.findings.take();
        self.memory_of_processes.set(findings.memory_bytes);
        if self.common.model.has_a_thread_each() && self.settings().workers as u64 == MAX_WORKERS {
            let tasks = self.workload().task_count();
            if tasks > MAX_WORKERS {
                findings.note(format!(
                    "{} at a time are the most that the playground starts; the rest of the {tasks} tasks waited in line.",
                    MAX_WORKERS
                ));
            }
        }
        report.counters = self.common.counters.results();
        for (name, expected) in &findings.private_counters {
            report.notes.push(private(name));
            report.counters.push(CounterReport { name: name.clone(), expected: *expected, found: 0 });
        }
        report.locks = findings.locks();
        report.slow = findings.slow;
        report.pages = findings.pages;
        report.notes.extend(findings.notes);
        report.deadlocks = findings.deadlocks;
        report.start_up_ms = self.ready.get().map(|ready| millis(ready.since(self.began())));
        report.simulated = self.stage.simulated;
        report.events = self.events.take();
        report
    }

    fn note_stuck(&self) {
        self.note(MAIN, &Path::whole(&self.events), "return", "stuck");
        self.report(STUCK.to_owned());
    }
}

impl Join {
    /// Runs the tasks one after another, as far as this join goes on.
    async fn in_turn(&self, main: &Strand) -> Result<String, Cancelled> {
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
