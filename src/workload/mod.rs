//! The workload language: read from text to typed data, checked, written back, completed, explained, coloured, and turned into tasks.
//!
//! ```text
//! run: limit 8, seed 7            # what concerns the whole run
//! 16 x page timeout 2s: fetch io/delay?ms=200&i={i} timeout 1s -> primes 2M
//! 3 x slow: sleep [1s 2s 3s] -> fail 30% "no luck"
//! 1 x users: fetch users.json retry 3 -> each 5 ( with limit DB 2 ( fetch io/delay?ms=80 ) )
//! ```

mod amount;
mod arrival;
mod check;
mod complete;
mod cursor;
mod describe;
mod diagnostic;
mod draw;
mod help;
mod highlight;
pub mod options;
mod parameter;
mod parse;
mod places;
mod plan;
mod print;
mod private;
mod quantity;
mod report;
mod role;
mod run_options;
mod settle;
mod size;
mod source;
mod task;
mod task_step;
pub mod tree;
mod url;

#[cfg(all(test, not(target_family = "wasm")))]
mod properties;
#[cfg(test)]
mod tests;

pub use amount::{Unit, print_duration};
pub use complete::{Completion, complete};
pub use describe::{Description, Limits, OptionDescriptions, ParameterDescription, StepDescription, describe};
pub use diagnostic::{Diagnostic, Fix};
pub(crate) use draw::Draws;
pub use help::{Help, help_at};
pub use highlight::{Token, TokenKind, highlight};
pub use parameter::{Fallback, Kind, Parameter, Shared};
pub use parse::{MAX_BYTES, parse};
pub use places::StepPlace;
pub use plan::{Attempt, Deed, Plan, PlannedStep, PlannedTask};
pub use quantity::Quantity;
pub use report::{LineOutline, Report, StepOutline, Warning, check};
pub use run_options::RunOptions;
pub use size::Size;
pub use task::Task;
pub use task_step::{Part, Retry, TaskStep};
pub use tree::Workload;
