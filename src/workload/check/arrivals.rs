//! A line's tasks arrive in one way.

use crate::workload::diagnostic::Problem;
use crate::workload::options::{EVERY, POISSON};
use crate::workload::tree::Workload;

/// Reports lines that say twice when their tasks arrive.
pub(super) fn twice_arriving(workload: &Workload) -> Vec<Problem> {
    let second = |line: &crate::workload::tree::Line| {
        let arrives = |name| [EVERY.name, POISSON.name].contains(&name);
        line.options.iter().filter(|option| arrives(option.declaration.name)).nth(1).map(|option| option.span)
    };
    let message = format!("`{}` and `{}` both say when the tasks arrive; leave one out.", EVERY.name, POISSON.name);
    workload.lines().filter_map(second).map(|span| Problem::new(span, message.as_str()).fix(span, "")).collect()
}
