//! What all threads of one run have in common.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use crate::{
    join::JOINS,
    model::{Model, Settings, shared::Counters},
    runtime::Time,
    thread::Gil,
    workload::Workload,
};

/// What all threads of one run have in common.
pub(in crate::model) struct Common {
    pub(in crate::model) workload: Workload,
    pub(in crate::model) settings: Settings,
    pub(in crate::model) model: &'static Model,
    /// Under which threads take turns at computing.
    pub(in crate::model) gil: Option<Arc<Gil>>,
    pub(super) counters: Counters,
    /// The next free lane of the trace.
    lanes: AtomicU32,
    /// Lanes of one process are so far apart: others have those between.
    lane_step: u32,
    pub(super) began: OnceLock<Time>,
}

impl Common {
    /// What there is at the beginning of a run; the tasks' own lanes are taken.
    pub(super) fn new(workload: Workload, settings: Settings, model: &'static Model, gil: Option<Arc<Gil>>) -> Self {
        Self {
            settings,
            model,
            gil,
            counters: Counters::default(),
            lanes: AtomicU32::new(u32::try_from(workload.task_count()).unwrap_or(u32::MAX)),
            lane_step: 1,
            began: OnceLock::new(),
            workload,
        }
    }

    /// What a process knows of a run: its parent has the limit, and counters are the process's own.
    ///
    /// It is the process with this number, counted from 0, of so many.
    pub(in crate::model) fn in_process(
        workload: Workload,
        model: &'static Model,
        seed: u64,
        has_deadline: bool,
        began: Time,
        (number, processes): (usize, usize),
    ) -> Self {
        let deadline = has_deadline.then_some(Duration::MAX);
        let first = workload.task_count() + number as u64;
        Self {
            settings: Settings { join: JOINS[0], limit: None, workers: 1, seed, divided: false, deadline },
            model,
            gil: None,
            counters: Counters::default(),
            lanes: AtomicU32::new(u32::try_from(first).unwrap_or(u32::MAX)),
            lane_step: u32::try_from(processes).unwrap_or(1),
            began: OnceLock::from(began),
            workload,
        }
    }

    /// The number of a lane that nobody else has.
    pub(super) fn new_lane(&self) -> u32 {
        self.lanes.fetch_add(self.lane_step, Ordering::Relaxed)
    }

    /// The name of the task with this number.
    pub(in crate::model) fn task_name(&self, task: i64) -> String {
        let found = usize::try_from(task).ok().and_then(|task| self.workload.line_of(task));
        found.map_or_else(|| "main".to_owned(), |(line, index)| line.task_name(index))
    }
}
