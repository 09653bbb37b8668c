//! Where things are: the project's folders and what its lock file pins.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Context, Result};

/// The project's folders, all under its root.
pub struct Project {
    /// The folder with the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// What the commands make, and nothing else, is here.
    pub target: PathBuf,
}

impl Project {
    /// The checkout that this program was compiled from.
    pub fn here() -> Result<Self> {
        let root =
            Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask's folder has no parent")?.to_path_buf();
        Ok(Self { target: root.join("target"), root })
    }

    /// The page's sources.
    pub fn www(&self) -> PathBuf {
        self.root.join("www")
    }

    /// The benchmarks' sources.
    pub fn bench(&self) -> PathBuf {
        self.root.join("bench")
    }

    /// Where the benchmarks' npm packages are installed.
    pub fn bench_npm(&self) -> PathBuf {
        self.target.join("bench/npm")
    }

    /// What has Lighthouse look at the site.
    pub fn lighthouse(&self) -> PathBuf {
        self.root.join("tests/lighthouse")
    }

    /// Where Lighthouse is installed.
    pub fn lighthouse_npm(&self) -> PathBuf {
        self.target.join("lighthouse/npm")
    }

    /// Where the npm packages are installed.
    pub fn npm(&self) -> PathBuf {
        self.target.join("npm")
    }

    /// The npm packages themselves.
    pub fn node_modules(&self) -> PathBuf {
        self.npm().join("node_modules")
    }

    /// The version of `package` in Cargo.lock; the first one if there are several.
    pub fn locked_version(&self, package: &str) -> Result<String> {
        let lock = fs::read_to_string(self.root.join("Cargo.lock")).context("cannot read Cargo.lock")?;
        let name = format!("name = \"{package}\"");
        lock.lines()
            .skip_while(|line| *line != name)
            .find_map(|line| line.strip_prefix("version = \""))
            .and_then(|rest| rest.strip_suffix('"'))
            .map(str::to_owned)
            .with_context(|| format!("Cargo.lock has no package `{package}`"))
    }
}
