//! `bench`: builds what is measured and its peers, and has `bench/driver/` measure them side by side.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::Run;
use crate::error::{Context, Result};
use crate::project::Project;
use crate::setup::{self, Toolchains};
use crate::site::{Flavour, Site};

/// The scripts of the page that measurements run on: itself, its worker, and the workers of peers.
const SCRIPTS: [&str; 6] =
    ["main.js", "worker.js", "echo-worker.js", "atomics-worker.js", "comlink-worker.js", "workerpool-worker.js"];

/// What native peers may use of the processor.
struct Vectors {
    flags: &'static str,
    /// What `matrixmultiply`, which looks for itself at run time, may find; all of it, if this is empty. It reads that
    /// from a variable of its tests as it is compiled: the version is pinned by the lock file.
    found: &'static str,
}

/// Vectors as wide as wasm's: 128 bits, which is SSE 4.2 on x86-64 and what every ARM of 64 bits has.
const EQUAL_VECTORS: Vectors = if cfg!(target_arch = "x86_64") {
    Vectors { flags: "-Ctarget-cpu=x86-64-v2", found: "none" }
} else {
    Vectors { flags: "", found: "" }
};

/// All that this machine's processor can do.
const ALL_VECTORS: Vectors = Vectors { flags: "-Ctarget-cpu=native", found: "" };

/// Measures the rows that `arguments` name, or all; a target that is missed is no error.
pub fn bench(arguments: &[String]) -> Result<()> {
    let project = Project::here()?;
    let (toolchains, browsers) = setup::for_benchmarks(&project)?;
    let site = Site::build(&project, &toolchains, Flavour::Measured)?;
    add_page(&project, &site.folder)?;
    let dist = Site::build(&project, &toolchains, Flavour::Tested)?;
    let example = Site::example(&project, &toolchains)?;
    let native = native_peers(&project, &toolchains, "native", EQUAL_VECTORS)?;
    let native_best = native_peers(&project, &toolchains, "native-best", ALL_VECTORS)?;
    let server = site.start(&[])?;
    Command::new("node")
        .arg(project.bench().join("driver/run.mjs"))
        .args(arguments)
        .current_dir(&project.root)
        .env("BENCH_URL", &server.url)
        .env("BENCH_DIST", &dist.folder)
        .env("BENCH_EXAMPLE", &example.folder)
        .env("BENCH_MODULES", project.bench_npm().join("node_modules"))
        .env("BENCH_NATIVE", &native)
        .env("BENCH_NATIVE_BEST", &native_best)
        .env("BENCH_PYTHON", project.bench().join("python/peer.py"))
        .env("NODE_MODULES", project.node_modules())
        .env("CHROMIUM", &browsers.chromium)
        .run()
        .context("the measurements did not come to an end")
}

/// Puts the page that measurements run on into the site, with the peers that are JavaScript.
fn add_page(project: &Project, site: &Path) -> Result<()> {
    let (source, out) = (project.bench().join("page"), site.join("bench"));
    Command::new(project.node_modules().join(".bin/esbuild"))
        .current_dir(&source)
        .env("NODE_PATH", project.bench_npm().join("node_modules"))
        .args(SCRIPTS)
        .args(["--bundle", "--format=esm", "--target=es2024", "--log-level=warning"])
        // What workerpool asks for where it runs in Node.js.
        .args(["--external:worker_threads", "--external:os", "--external:child_process"])
        .arg(format!("--outdir={}", out.display()))
        .run()
        .context("cannot bundle bench/page/")?;
    fs::copy(source.join("index.html"), out.join("index.html")).context("cannot copy bench/page/index.html")?;
    Ok(())
}

/// Compiles the peers that run natively; returns the program.
fn native_peers(project: &Project, toolchains: &Toolchains, name: &str, vectors: Vectors) -> Result<PathBuf> {
    let target = project.target.join("bench").join(name);
    Command::new("cargo")
        .current_dir(project.bench().join("native"))
        .env("RUSTUP_TOOLCHAIN", &toolchains.threads)
        .env("CARGO_TARGET_DIR", &target)
        .env("RUSTFLAGS", vectors.flags)
        .env("MMTEST_FEATURE", vectors.found)
        // Not `--locked`: the lock file follows what the playground, which is among the dependencies, depends on.
        .args(["build", "--release"])
        .run()
        .context("the native peers do not compile")?;
    Ok(target.join("release/bench-native"))
}
