//! `db scan`: reads every record of a database.

use std::time::Duration;

use super::{Action, Carries, Declaration, Gives, Group, Parts, Python, Takes, nominal};
use crate::workload::options;

/// Declares `db scan`.
pub static STEP: Declaration = Declaration {
    word: "db scan",
    group: Group::Io,
    summary: "Reads every record of the run's database, and gives how many there are.",
    example: "db put user-{i} 2k -> db scan",
    parameters: &[],
    options: &[&options::STEP_TIMEOUT],
    takes: Takes::Nothing,
    gives: Gives::Kind(Carries::Number),
    computes: None,
    parts: Parts::None,
    object: None,
    python: Python::DbScan,
    begin: |_, _| Action::ScanRecords,
};

/// Returns the nominal time of reading so many records and bytes: what the virtual clock takes it to last.
pub fn cost(records: usize, bytes: usize) -> Duration {
    Duration::from_micros(500) + nominal(records as u64, 20_000_000) + nominal(bytes as u64, 2_000)
}
