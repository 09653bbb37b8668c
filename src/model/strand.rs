//! One line of execution: a task, or a part of one that runs beside others; what is known of it, and its lane of the trace.
//!
//! ```text
//!  created ─▶ queued ─▶ run ◀──▶ wait · lock · backoff
//!               │        ▲ ▼
//!               │      queued ─▶ thread      (a job of the pool)
//!               ▼        │
//!             ended ◀────┘   from anywhere, exactly once
//! ```
//!
//! Each arrow is one clock read and closes the span that went before.

use std::{
    cell::{Cell, RefCell},
    fmt::Display,
    rc::Rc,
};

use super::{Failure, Run, events::Path};
use crate::{
    io::Progress,
    runtime::{Cancellation, Suspend, Time, Who},
    step::Value,
    trace::{Ending, Kind, NO_STEP},
};

/// A step that holds the loop for longer is reported: `slow_callback_duration` of asyncio's debug mode.
const SLOW: std::time::Duration = std::time::Duration::from_millis(100);

/// What became of one task.
#[derive(Debug, Default)]
pub struct TaskRecord {
    /// When it came, where tasks arrive over time.
    pub arrived: Option<Time>,
    /// When its first step was begun.
    pub started: Option<Time>,
    /// How and when it ended.
    pub ended: Option<(Ending, Time)>,
    /// Why, if it did not end well.
    pub error: Option<Box<str>>,
    /// The last number, text or image that a computing step of it came to.
    pub output: Option<Value>,
}

/// A task's or a part's hold on itself. Dropping it ends it as cancelled, if it has not ended.
pub(crate) struct Strand {
    run: Rc<Run>,
    cancellation: Rc<Cancellation>,
    /// The number of its task, or [`super::events::MAIN`].
    task: i64,
    /// Its number in the trace: the task's own, or one above all tasks' for a part; nothing is recorded without.
    lane: Option<u32>,
    current: RefCell<Current>,
    has_ended: Cell<bool>,
    /// It is inside `to_thread`: what holds a thread holds one of the pool.
    on_thread: Cell<bool>,
    /// A timeout, or another part that is quicker, may end its waits.
    may_be_ended: Cell<bool>,
    /// Those that wait for it.
    above: Option<Rc<Above>>,
}

/// A lane that waits for all its parts, and those that wait for it.
struct Above {
    lane: u32,
    above: Option<Rc<Above>>,
}

/// How a part belongs to those beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PartOf {
    /// All of them are waited for.
    All,
    /// The first that has ended ends the others.
    First,
}

/// The span a strand is in.
#[derive(Clone, Copy)]
struct Current {
    kind: Kind,
    step: u16,
    since: Time,
    /// Its opening is recorded, so its end has to be.
    opened: bool,
    /// Another thread records what goes on, or nothing is to be seen; the span is not closed from here.
    elsewhere: bool,
}

impl Strand {
    /// Creates a task: it is queued until it is started; one that has yet to arrive is not seen before.
    pub(super) fn task(run: Rc<Run>, id: u32, cancellation: Rc<Cancellation>, has_arrived: bool) -> Self {
        Self::create(run, i64::from(id), Some(id), cancellation, has_arrived)
    }

    /// Takes over a task that was created elsewhere, and has been seen in a span of this kind since then.
    pub(super) fn taken_over(run: Rc<Run>, id: u32, cancellation: Rc<Cancellation>, kind: Kind, since: Time) -> Self {
        let strand = Self::create(run, i64::from(id), Some(id), cancellation, false);
        strand.current.replace(Current { kind, step: NO_STEP, since, opened: true, elsewhere: false });
        strand
    }

    /// Stands for a task in a process where that waits for others; nothing is seen of it.
    pub(super) fn on_behalf_of(run: Rc<Run>, id: u32, may_be_ended: bool) -> Self {
        let strand = Self::create(run, i64::from(id), Some(id), Rc::default(), false);
        strand.has_ended.set(true);
        strand.may_be_ended.set(may_be_ended);
        strand
    }

    /// Creates a part of this strand's task that runs beside others, on a lane of its own.
    pub(super) fn part(&self, step: u16, of: PartOf, cancellation: Rc<Cancellation>) -> Self {
        let lane = self.lane.map(|parent| {
            let lane = self.run.new_lane();
            self.run.recorder().link(lane, parent, step, self.run.event_loop().now());
            lane
        });
        let mut part = Self::create(self.run.clone(), self.task, lane, cancellation, true);
        part.on_thread.set(self.on_thread.get());
        part.may_be_ended.set(self.may_be_ended.get() || of == PartOf::First);
        if of == PartOf::All {
            part.above = Some(Rc::new(Above { lane: self.who().lane, above: self.above.clone() }));
        }
        part
    }

    /// Makes main's strand, which is on no lane.
    pub(super) fn main(run: Rc<Run>, cancellation: Rc<Cancellation>) -> Self {
        Self::create(run, super::events::MAIN, None, cancellation, true)
    }

    fn create(run: Rc<Run>, task: i64, lane: Option<u32>, cancellation: Rc<Cancellation>, is_seen: bool) -> Self {
        let since = run.event_loop().now();
        if let Some(lane) = lane.filter(|_| is_seen) {
            run.recorder().open(lane, NO_STEP, Kind::Queued, since);
        }
        let current = Current { kind: Kind::Queued, step: NO_STEP, since, opened: true, elsewhere: !is_seen };
        Self {
            run,
            cancellation,
            task,
            lane,
            current: RefCell::new(current),
            has_ended: Cell::new(false),
            on_thread: Cell::new(false),
            may_be_ended: Cell::new(false),
            above: None,
        }
    }

    pub(crate) fn run(&self) -> &Rc<Run> {
        &self.run
    }

    pub(super) fn cancellation(&self) -> &Rc<Cancellation> {
        &self.cancellation
    }

    /// Its number in the trace; nothing for main.
    pub(super) fn lane(&self) -> Option<u32> {
        self.lane
    }

    /// The number of its task, which is no less than 0 where tasks are done in processes.
    pub(super) fn task_id(&self) -> u32 {
        u32::try_from(self.task).unwrap_or(u32::MAX)
    }

    /// The number of its task.
    pub(super) fn task_number(&self) -> i64 {
        self.task
    }

    /// Its lane and its task, as those know it who wait for it; main has a lane that nobody else has.
    pub(super) fn who(&self) -> Who {
        Who { lane: self.lane.unwrap_or(u32::MAX), task: self.task }
    }

    /// The lanes that wait for it.
    pub(super) fn above(&self) -> Vec<u32> {
        let above = std::iter::successors(self.above.as_deref(), |above| above.above.as_deref());
        above.map(|above| above.lane).collect()
    }

    /// Whether something else than what it waits for may end its waits.
    pub(super) fn may_be_ended(&self) -> bool {
        self.may_be_ended.get() || self.run.settings().deadline.is_some()
    }

    /// Says whether something else may end its waits from now on; returns what was so before.
    pub(super) fn set_may_be_ended(&self, may_be_ended: bool) -> bool {
        self.may_be_ended.replace(may_be_ended)
    }

    /// Goes into `to_thread`, or out of it; returns where it was before.
    pub(super) fn go_on_thread(&self, on_thread: bool) -> bool {
        self.on_thread.replace(on_thread)
    }

    /// Whether what holds a thread is to hold one of the pool.
    pub(super) fn is_on_thread(&self) -> bool {
        self.on_thread.get() && self.run.has_pool()
    }

    /// Notes an event, where events are kept.
    pub(crate) fn note(&self, path: &Path, what: &'static str, detail: impl Display) {
        self.run.note(self.task, path, what, detail);
    }

    /// Waits for `work` without holding the loop; fails as soon as the task is cancelled.
    pub(super) fn suspend<F: Future>(&self, work: F) -> Suspend<'_, F> {
        self.cancellation.suspend(work)
    }

    /// The step it is in.
    pub(super) fn step(&self) -> u16 {
        self.current.borrow().step
    }

    /// Begins its first step.
    pub(super) fn start(&self) {
        let now = self.leave();
        self.stay(Kind::Run, 0, now);
        self.record(|record| record.started = Some(now));
    }

    /// Goes into a span that is seen only when it has ended; returns when it began.
    pub(super) fn enter(&self, kind: Kind, step: u16) -> Time {
        let now = self.leave();
        self.stay(kind, step, now);
        now
    }

    /// Goes into a span that may last, and so is seen while it goes on; returns when it began.
    pub(super) fn enter_visibly(&self, kind: Kind, step: u16) -> Time {
        let now = self.leave();
        if let Some(lane) = self.lane {
            self.run.recorder().open(lane, step, self.kind_here(kind), now);
        }
        self.stay(kind, step, now);
        self.current.borrow_mut().opened = true;
        now
    }

    /// Hands the recording of what follows to another thread, until [`Strand::back`].
    pub(super) fn hand_over(&self) {
        self.current.borrow_mut().elsewhere = true;
    }

    /// Returns what records how many bytes of a response have come.
    pub(super) fn progress(&self, step: u16) -> Progress {
        let (run, lane) = (self.run.clone(), self.lane);
        Box::new(move |bytes| {
            if let Some(lane) = lane {
                run.recorder().bytes(lane, step, bytes, run.event_loop().now());
            }
        })
    }

    /// Takes the recording back from a thread that was done at `since`; it was ready from then on.
    pub(super) fn back(&self, step: u16, since: Time) {
        self.stay(Kind::Queued, step, since);
    }

    /// Says that what it asked a process for was done at `since`, and has been on the way back until now.
    pub(super) fn returned(&self, step: u16, since: Time) {
        let now = self.run.event_loop().now();
        if let Some(lane) = self.lane {
            self.run.recorder().close(lane, step, Kind::Copy, since, now);
        }
        self.stay(Kind::Queued, step, now);
    }

    /// Says that its wait was over at `since`: from then on it was queued behind others on the loop.
    pub(super) fn ready_since(&self, step: u16, since: Time) {
        let Current { kind, since: began, .. } = *self.current.borrow();
        if let Some(lane) = self.lane {
            self.run.recorder().close(lane, step, kind, began, since);
        }
        self.stay(Kind::Queued, step, since);
    }

    /// Says that, from when to when, it waited for its turn to compute, in the middle of what it does.
    pub(super) fn waited_for_turn(&self, step: u16, from: Time, to: Time) {
        let Current { kind, since, opened, .. } = *self.current.borrow();
        if let Some(lane) = self.lane {
            if opened || from > since {
                self.run.recorder().close(lane, step, kind, since, from);
            }
            self.run.recorder().close(lane, step, Kind::Gil, from, to);
        }
        self.stay(kind, step, to);
    }

    /// The number of its task's line, counted from 0; nothing for main.
    pub(super) fn line(&self) -> Option<usize> {
        self.run.workload().line_number_of(usize::try_from(self.task).ok()?)
    }

    /// Keeps what a computing step of the task came to, if a person may want to see it, or compare it.
    pub(super) fn keep(&self, value: &Value) {
        self.run.record(self.task, |record| match (value, &record.output) {
            // A text is kept for its checksum only, and is not to displace what a person sees.
            (Value::Text(_), Some(Value::Number(_) | Value::Image { .. })) | (Value::Nothing | Value::Bytes(_), _) => {}
            _ => record.output = Some(value.clone()),
        });
    }

    /// Ends it; only the first call counts.
    pub(super) fn end(&self, result: Result<(), &Failure>) {
        if self.has_ended.replace(true) {
            return;
        }
        let (ending, error) = match result {
            Ok(()) => (Ending::Done, None),
            Err(failure) => (failure.ending(), failure.message().map(Box::from)),
        };
        let now = self.leave();
        // The end of a task in a process is seen once its parent knows.
        if let Some(lane) = self.lane.filter(|_| !(self.run.is_in_process() && self.is_task())) {
            self.run.recorder().end(lane, ending, now);
        }
        self.record(|record| {
            record.ended = Some((ending, now));
            record.error = error;
        });
    }

    /// Notes that the task has ended on another thread, which has recorded that.
    pub(super) fn ended_elsewhere(&self, record: TaskRecord) {
        self.has_ended.set(true);
        self.record(|own| *own = TaskRecord { arrived: own.arrived, ..record });
    }

    /// Whether it is main's.
    pub(super) fn is_main(&self) -> bool {
        self.task == super::events::MAIN
    }

    /// Changes the record of the task; a part has none of its own.
    pub(super) fn record(&self, change: impl FnOnce(&mut TaskRecord)) {
        if self.is_task() {
            self.run.record(self.task, change);
        }
    }

    /// Whether it is a task's, and not a part's.
    fn is_task(&self) -> bool {
        self.lane.map(i64::from) == Some(self.task)
    }

    /// Closes the current span, and returns when; a wait for the lock under which threads compute is a span of its own.
    fn leave(&self) -> Time {
        let Current { kind, step, since, opened, elsewhere } = *self.current.borrow();
        let now = self.run.event_loop().now();
        let waited = self.run.hold().and_then(|hold| hold.take_wait());
        let until = waited.map_or(now, |(from, _)| from.max(since));
        let held = until.since(since);
        if kind == Kind::Run && held > SLOW && self.task >= 0 {
            self.run.slow(self.task, step, held);
        }
        // Too short for the clock: nothing to see, and the trace has better uses for the room.
        let invisible = !opened && until == since;
        if let (Some(lane), false) = (self.lane, elsewhere) {
            if !invisible {
                self.run.recorder().close(lane, step, kind, since, until);
            }
            if until < now {
                self.run.recorder().close(lane, step, Kind::Gil, until, now);
            }
        }
        now
    }

    fn stay(&self, kind: Kind, step: u16, since: Time) {
        self.current.replace(Current { kind: self.kind_here(kind), step, since, opened: false, elsewhere: false });
    }

    /// What runs, runs on a thread of its own where tasks are taken whole; main stays on the loop.
    fn kind_here(&self, kind: Kind) -> Kind {
        if kind == Kind::Run && self.run.takes_whole_tasks() && !self.is_main() { Kind::Thread } else { kind }
    }
}

impl Drop for Strand {
    fn drop(&mut self) {
        self.end(Err(&Failure::Cancelled));
    }
}
