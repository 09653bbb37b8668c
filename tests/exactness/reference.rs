//! Asks real asyncio what the events of a workload are.

use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
};

use concurrency_playground::workload::parse;
use serde::{Deserialize, Serialize};

use crate::{compare::Event, ours::SEED};

/// A Python that is new enough.
pub struct Reference {
    python: &'static str,
}

/// What the reference says of one workload.
#[derive(Deserialize, Serialize)]
pub struct Answer {
    id: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<Event>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Reference {
    /// Finds a Python of version 3.11 or later; set-up for the tests sees to it that there is one.
    pub fn find() -> Reference {
        let is_new = "import sys; sys.exit(sys.version_info < (3, 11))";
        let works = |python: &&str| {
            let status = Command::new(python).args(["-c", is_new]).stderr(Stdio::null()).status();
            status.is_ok_and(|status| status.success())
        };
        let python = ["python3", "python"].into_iter().find(works);
        Reference { python: python.expect("these tests need CPython 3.11 or later, as `python3` or `python`") }
    }

    /// The program's name.
    pub fn python(&self) -> &'static str {
        self.python
    }

    /// Runs the reference's own tests.
    pub fn test(&self) {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference");
        let output = Command::new(self.python).args(["-B", "-m", "unittest", "discover", "-s"]).arg(folder).output();
        let output = output.expect("Python starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Has every kernel's counterpart run and timed; returns what it says, as JSON.
    pub fn kernels(&self) -> serde_json::Value {
        let program = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference/kernels.py");
        let output = Command::new(self.python).arg("-B").arg(program).arg("--json").output().expect("Python starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("plain data")
    }

    /// Has every workload run, in one process.
    pub fn ask<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Vec<Answer> {
        let program = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference/run.py");
        let mut child = Command::new(self.python)
            .arg("-B")
            .arg(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python starts");
        let questions: Vec<String> = texts
            .enumerate()
            .map(|(id, text)| {
                let plan = parse(text).unwrap_or_else(|errors| panic!("{errors:?}\n{text}")).plan(SEED);
                serde_json::to_string(&serde_json::json!({ "id": id, "plan": plan })).expect("plain data")
            })
            .collect();
        let mut input = child.stdin.take().expect("it was piped");
        // It answers while it is asked: both at once, or both wait for ever.
        let asking =
            std::thread::spawn(move || questions.iter().try_for_each(|question| writeln!(input, "{question}")));
        let output = child.wait_with_output().expect("Python runs");
        assert!(output.status.success(), "the reference ended with {}", output.status);
        asking.join().expect("the questions were put").expect("Python takes them");
        from_lines(&String::from_utf8(output.stdout).expect("JSON is UTF-8"))
    }
}

/// Reads answers, one a line.
fn from_lines(lines: &str) -> Vec<Answer> {
    lines.lines().map(|line| serde_json::from_str(line).expect("an answer")).collect()
}

/// Writes answers, one a line.
pub fn to_lines(answers: &[Answer]) -> String {
    answers.iter().map(|answer| serde_json::to_string(answer).expect("plain data") + "\n").collect()
}
