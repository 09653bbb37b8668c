//! Running other programs.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{env, thread};

use crate::error::{Context, Error, Result};

/// What a watched program came to.
pub enum Watched {
    /// It ended with success.
    Succeeded,
    /// It ended without success, or was ended because it stalled; what it printed.
    Failed(String),
}

/// Short ways to run a program, each with an error that names it.
pub trait Run {
    /// Runs with the terminal's output; fails unless the program succeeds.
    fn run(&mut self) -> Result<()>;

    /// Runs silently; what it printed is in the error if it fails.
    fn run_quietly(&mut self) -> Result<()>;

    /// Runs silently and returns its standard output, trimmed; `None` unless it succeeds.
    fn read(&mut self) -> Option<String>;

    /// Runs and gives up where no line that contains `sign` is printed within `patience`,
    /// or the whole takes longer than `limit`.
    fn watch(&mut self, sign: &str, patience: Duration, limit: Duration) -> Result<Watched>;
}

impl Run for Command {
    fn run(&mut self) -> Result<()> {
        let name = name_of(self);
        let status = self.status().with_context(|| format!("cannot start `{name}`"))?;
        if status.success() { Ok(()) } else { Err(Error::new(format!("`{}` failed ({status})", line_of(self)))) }
    }

    fn run_quietly(&mut self) -> Result<()> {
        let name = name_of(self);
        let output = self.stdin(Stdio::null()).output().with_context(|| format!("cannot start `{name}`"))?;
        if output.status.success() {
            Ok(())
        } else {
            Err(Error::new(format!("{}\n`{}` failed ({})", text_of(&output), line_of(self), output.status)))
        }
    }

    fn read(&mut self) -> Option<String> {
        let output = self.stdin(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn watch(&mut self, sign: &str, patience: Duration, limit: Duration) -> Result<Watched> {
        let name = name_of(self);
        let mut child = self
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start `{name}`"))?;
        let stderr = child.stderr.take().context("the pipe is missing")?;
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(|line| line.ok()) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let started = Instant::now();
        let mut deadline = started + patience;
        let mut printed = String::new();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match lines.recv_timeout(left) {
                Ok(line) => {
                    if line.contains(sign) {
                        deadline = started + limit;
                    }
                    printed.push_str(&line);
                    printed.push('\n');
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    child.kill().with_context(|| format!("cannot end `{name}`"))?;
                    printed.push_str("no answer in time\n");
                    break;
                }
            }
        }
        let status = child.wait().with_context(|| format!("cannot wait for `{name}`"))?;
        Ok(if status.success() { Watched::Succeeded } else { Watched::Failed(printed) })
    }
}

/// Whether PATH holds a program of this name.
pub fn is_on_path(program: &str) -> bool {
    on_path(program).is_some()
}

/// Where PATH finds a program of this name.
pub fn on_path(program: &str) -> Option<std::path::PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// What a finished program printed, both streams.
fn text_of(output: &Output) -> String {
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    text.trim_end().to_owned()
}

/// The program's name without its folder.
fn name_of(command: &Command) -> String {
    let program = Path::new(command.get_program());
    program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned()
}

/// The command about as it would be typed.
fn line_of(command: &Command) -> String {
    let arguments = command.get_args().map(OsStr::to_string_lossy);
    std::iter::once(name_of(command).into()).chain(arguments).collect::<Vec<_>>().join(" ")
}
