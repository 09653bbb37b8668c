//! What the language takes and what it refuses, as tables.

use super::diagnostic::{Diagnostic, MAX_SHOWN};
use super::{MAX_BYTES, parse};

/// Holds a faulty text, and line, column, length and message of each of its errors.
type Refused = (&'static str, &'static [(usize, usize, usize, &'static str)]);

const SHAPE: &str = "A line begins with a name and a colon, such as `page: sleep 1s`";

