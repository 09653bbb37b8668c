//! A workload with every draw settled, as data: what another implementation runs to be compared with ours.

mod make;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Serialize;

/// Holds a workload whose draws are settled; all times are whole microseconds.
///
/// Every copy of an `each` or a `repeat` is written out, so a plan may be far longer than its workload.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// Names the join.
    pub join: &'static str,
    /// Says how many tasks may run at once.
    pub limit: Option<u64>,
    /// Says when the whole run is cancelled.
    pub deadline: Option<u64>,
    /// Holds every queue that the text names, with the most values it holds.
    pub queues: BTreeMap<String, Option<usize>>,
    /// Holds the tasks in the order in which they are created.
    pub tasks: Vec<PlannedTask>,
    /// Holds what is done with each result, in finishing order.
    pub then: Option<Vec<PlannedStep>>,
}

/// Holds one task.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlannedTask {
    /// Names it.
    pub name: String,
    /// Says when it arrives.
    pub arrival: u64,
    /// Says when it is cancelled, counted from its permit.
    pub timeout: Option<u64>,
    /// Holds what it does.
    pub steps: Vec<PlannedStep>,
}

/// Holds one step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlannedStep {
    /// Says where it is: `2.1.3` is the third step of the first part of the second step.
    pub path: String,
    /// Says what is done.
    #[serde(flatten)]
    pub deed: Deed,
    /// Says when it is cancelled, counted from its start.
    pub timeout: Option<u64>,
    /// Holds its parts, each copy for itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Vec<PlannedStep>>,
}

/// Says what a step does.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is the action of its name")]
pub enum Deed {
    Sleep { us: u64 },
    Block { us: u64 },
    Fail { message: String },
    Pass,
    Fetch { attempts: Vec<Attempt>, delays: Vec<u64> },
    All,
    First,
    Each,
    Repeat,
    Try,
    ToThread,
    WithLock { name: String },
    WithLimit { name: String, permits: usize },
    Lock { name: String },
    Unlock { name: String },
    Put { name: String },
    Take { name: String },
    Barrier { name: String, parties: usize },
    Add { name: String, times: u64, us: u64 },
    Read { name: String },
    Write { name: String },
}

/// Holds one attempt at a request.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attempt {
    /// Says how long it takes.
    pub us: u64,
    /// Says how it fails, if it does.
    pub error: Option<String>,
    /// Says whether it may go well if it is done again.
    pub retry: bool,
}
