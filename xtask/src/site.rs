//! The built site: compiled here, put together and served by the crate in `xtask/site/`.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use crate::command::Run;
use crate::error::{Context, Error, Result};
use crate::project::Project;
use crate::setup::Toolchains;
use crate::wasm::Build;

/// What a built site is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// For `serve`: with source maps, under `target/`.
    Development,
    /// For a host: small, in `dist/`.
    Dist,
    /// The same under `target/`, so that tests leave `dist/` alone.
    Tested,
    /// The same with the benchmarks' functions in the module.
    Measured,
    /// The same with modules that tell which of their functions run.
    Recorded,
}

impl Flavour {
    fn folder(self, project: &Project) -> PathBuf {
        match self {
            Self::Development => project.target.join("site"),
            Self::Dist => project.root.join("dist"),
            Self::Tested => project.target.join("dist"),
            Self::Measured => project.target.join("bench/site"),
            Self::Recorded => project.target.join("early"),
        }
    }

    /// The package whose library is the site's module.
    fn package(self) -> &'static str {
        match self {
            Self::Measured => "bench-module",
            _ => "playground-module",
        }
    }
}

/// A folder that can be served.
pub struct Site {
    /// Its files.
    pub folder: PathBuf,
    program: PathBuf,
}

impl Site {
    /// Builds both wasm modules and puts the site together.
    pub fn build(project: &Project, toolchains: &Toolchains, flavour: Flavour) -> Result<Self> {
        let program = program(project, toolchains)?;
        let (threads, single) = compile(project, toolchains, flavour.package())?;
        let folder = flavour.folder(project);
        let mut pack = Command::new(&program);
        pack.arg("pack");
        let inputs: [(&str, &Path); 5] = [
            ("--www", &project.www()),
            ("--npm", &project.node_modules()),
            ("--threads", &threads),
            ("--single", &single),
            ("--out", &folder),
        ];
        for (option, path) in inputs {
            pack.arg(option).arg(path);
        }
        if flavour != Flavour::Development {
            pack.arg("--release");
        }
        if flavour == Flavour::Recorded {
            pack.arg("--recorded");
        }
        pack.current_dir(&project.root).run().context("cannot put the site together")?;
        Ok(Self { folder, program })
    }

    /// Builds the smallest page with threads, `examples/threads/`.
    pub fn example(project: &Project, toolchains: &Toolchains) -> Result<Self> {
        let program = program(project, toolchains)?;
        let wasm = Build::Threads.compile(project, toolchains, "threads-example")?;
        let source = project.root.join("examples/threads");
        let folder = project.target.join("examples/threads");
        let mut pack = Command::new(&program);
        pack.args(["example", "--name", "threads"]);
        for (option, path) in [("--source", &source), ("--wasm", &wasm), ("--out", &folder)] {
            pack.arg(option).arg(path);
        }
        pack.run().context("cannot put the example together")?;
        Ok(Self { folder, program })
    }

    /// Says what the site's files weigh; fails where they are too heavy for a browser.
    pub fn weigh(&self) -> Result<()> {
        Command::new(&self.program).arg("weigh").arg(&self.folder).run().context("the site is too heavy")
    }

    /// Puts the site into a zip file.
    pub fn archive(&self, file: &Path) -> Result<()> {
        Command::new(&self.program).arg("archive").arg(&self.folder).arg(file).run().context("cannot make the archive")
    }

    /// Serves the site until the program is ended.
    pub fn serve(&self, arguments: &[String]) -> Result<()> {
        // In this program's place, so that whatever ends it ends the server.
        let error = self.server().args(arguments).exec();
        Err(Error::new(format!("cannot start the server: {error}")))
    }

    /// Serves the site on a free port until the value is dropped.
    pub fn start(&self, arguments: &[&str]) -> Result<Server> {
        let mut child = self
            .server()
            .args(["--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the server")?;
        let output = child.stdout.take().context("the pipe is missing")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).context("cannot read what the server says")?;
        // Made first, so that the server is ended whatever it said.
        let mut server = Server { child, url: String::new() };
        server.url = line
            .split_whitespace()
            .find(|word| word.starts_with("http://"))
            .context("the server did not start")?
            .to_owned();
        Ok(server)
    }

    fn server(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("serve").arg(&self.folder);
        command
    }
}

/// A running server; dropping it ends it.
#[must_use]
pub struct Server {
    child: Child,
    /// Where the page is.
    pub url: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Compiles both wasm modules at once: each is linked on one core.
fn compile(project: &Project, toolchains: &Toolchains, package: &str) -> Result<(PathBuf, PathBuf)> {
    thread::scope(|scope| {
        let threads = scope.spawn(|| Build::Threads.compile(project, toolchains, package));
        let single = Build::Single.compile(project, toolchains, package);
        let threads = threads.join().unwrap_or_else(|_| Err(Error::new("the thread that compiles panicked")));
        Ok((threads?, single?))
    })
}

/// Compiles the program that packs and serves.
fn program(project: &Project, toolchains: &Toolchains) -> Result<PathBuf> {
    Command::new("cargo")
        .current_dir(&project.root)
        .env("RUSTUP_TOOLCHAIN", &toolchains.threads)
        .env("CARGO_TARGET_DIR", &project.target)
        .args(["build", "--package", "site"])
        .run()
        .context("the site builder does not compile")?;
    Ok(project.target.join("debug/site"))
}
