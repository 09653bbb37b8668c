//! What became of a run's tasks.

use std::collections::HashMap;

use crate::model::TaskRecord;

/// What became of tasks.
pub(super) enum Records {
    /// Of all.
    All(Vec<TaskRecord>),
    /// Of those that somebody has taken.
    Taken(HashMap<u32, TaskRecord>),
}

impl Default for Records {
    fn default() -> Self {
        Records::Taken(HashMap::new())
    }
}

impl Records {
    pub(super) fn of_all(count: u64) -> Self {
        let mut list = Vec::new();
        list.resize_with(usize::try_from(count).unwrap_or(usize::MAX), TaskRecord::default);
        Records::All(list)
    }

    pub(super) fn get_mut(&mut self, task: i64) -> Option<&mut TaskRecord> {
        match self {
            Records::All(list) => list.get_mut(usize::try_from(task).ok()?),
            Records::Taken(map) => map.get_mut(&u32::try_from(task).ok()?),
        }
    }
}
