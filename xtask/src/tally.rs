//! Counts tests by what their runners print.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::ops::AddAssign;
use std::process::{Command, Stdio};

use crate::error::{Context, Result};

/// How many tests did what.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Tests that hold.
    pub passed: u32,
    /// Tests that do not, and suites that did not get as far.
    pub failed: u32,
    /// Tests that were not run.
    pub skipped: u32,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(out, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

/// Runs a test runner.
pub trait Tallied {
    /// Passes the runner's output on, and counts. A runner that fails without a failed test counts as one, and so
    /// does one that runs no test.
    fn tally(&mut self) -> Result<Tally>;
}

impl Tallied for Command {
    fn tally(&mut self) -> Result<Tally> {
        let name = self.get_program().to_string_lossy().into_owned();
        let mut child = self
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start `{name}`"))?;
        let output = child.stdout.take().context("the pipe is missing")?;
        let mut tally = Tally::default();
        for line in BufReader::new(output).split(b'\n') {
            let line = line.with_context(|| format!("cannot read what `{name}` prints"))?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            tally += of_line(&line);
        }
        let status = child.wait().with_context(|| format!("cannot wait for `{name}`"))?;
        if tally.failed == 0 && (!status.success() || tally.passed == 0) {
            println!("{name}: no test failed, but the runner ended with {status} after {}", tally);
            tally.failed = 1;
        }
        Ok(tally)
    }
}

/// What a line adds: `test result: ok. 3 passed; 0 failed; 1 ignored; …` of Rust's runners,
/// `ℹ pass 3`, `ℹ fail 0`, `ℹ skipped 1` of Node's.
fn of_line(line: &str) -> Tally {
    if let Some(counts) = line.strip_prefix("test result: ") {
        return Tally {
            passed: count_before(counts, " passed"),
            failed: count_before(counts, " failed"),
            skipped: count_before(counts, " ignored"),
        };
    }
    let count = |name: &str| {
        line.strip_prefix("ℹ ")
            .and_then(|rest| rest.strip_prefix(name))
            .and_then(|rest| rest.trim().parse().ok())
            .unwrap_or(0)
    };
    Tally {
        passed: count("pass "),
        failed: count("fail ") + count("cancelled "),
        skipped: count("skipped ") + count("todo "),
    }
}

/// The number before `word`.
fn count_before(text: &str, word: &str) -> u32 {
    text.split(word)
        .next()
        .and_then(|before| before.rsplit(' ').next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(lines: &[&str]) -> Tally {
        let mut tally = Tally::default();
        for line in lines {
            tally += of_line(line);
        }
        tally
    }

    #[test]
    fn rust_runners_are_counted() {
        let lines = [
            "test a ... ok",
            "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.05s",
            "test result: ok. 1 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.05s",
        ];
        assert_eq!(tally(&lines), Tally { passed: 13, failed: 3, skipped: 1 });
    }

    #[test]
    fn node_runner_is_counted() {
        let lines = ["ℹ tests 7", "ℹ pass 3", "ℹ fail 1", "ℹ cancelled 1", "ℹ skipped 2", "ℹ duration_ms 80"];
        assert_eq!(tally(&lines), Tally { passed: 3, failed: 2, skipped: 2 });
    }

    #[test]
    fn the_closing_line_is_plain() {
        let mut tally = Tally { passed: 3, failed: 0, skipped: 0 };
        assert_eq!(tally.to_string(), "3 passed, 0 failed");
        tally.skipped = 1;
        assert_eq!(tally.to_string(), "3 passed, 0 failed, 1 skipped");
    }
}
