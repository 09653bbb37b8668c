//! What a run goes by: what the caller says, else what the workload says, else the defaults.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    join::{self, JOINS, Join},
    workload::Workload,
};

/// What a caller may say about a run; it outranks the workload's `run:` line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Overrides {
    /// At most so many tasks at once.
    pub limit: Option<u64>,
    /// So many threads for the models that use them.
    pub workers: Option<u64>,
    /// What all draws are made from.
    pub seed: Option<u64>,
    /// What computes on a worker is divided among the pool's threads, where it can be.
    pub divided: bool,
}

/// What a run goes by.
#[derive(Clone, Copy)]
pub struct Settings {
    /// How the tasks are awaited together.
    pub join: &'static Join,
    /// At most so many tasks at once; `None`: no limit.
    pub limit: Option<usize>,
    /// So many threads for the models that use them.
    pub workers: usize,
    /// What all draws are made from.
    pub seed: u64,
    /// What computes on a worker is divided among the pool's threads, where it can be.
    pub divided: bool,
    /// When the run is cancelled, counted from its start.
    pub deadline: Option<Duration>,
}

impl Settings {
    /// Settles what goes for a run of `workload` on a machine with `cores` cores.
    pub fn settle(workload: &Workload, overrides: Overrides, cores: usize) -> Self {
        let written = workload.run_options();
        let count = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
        Self {
            join: written.join.and_then(join::find).unwrap_or(JOINS[0]),
            limit: overrides.limit.or(written.limit).map(count),
            workers: overrides.workers.or(written.workers).map_or(cores, count),
            seed: overrides.seed.or(written.seed).unwrap_or(0),
            divided: overrides.divided,
            deadline: written.deadline,
        }
    }
}
