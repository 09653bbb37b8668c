//! What a build calls the folders that its sources are in: their names on this machine stay out of it.
//!
//! A panic names the place in the source that it came from, so names of files are in a module. Where the project, its
//! packages and the compiler are on some machine is nobody's business, and would make another file of the same sources.

use std::env;
use std::path::PathBuf;

use crate::error::{Context, Result};
use crate::project::Project;
use crate::setup::Base;

/// cargo's folder.
fn cargo_home() -> Result<PathBuf> {
    let usual = || env::home_dir().map(|home| home.join(".cargo"));
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(usual).context("cargo's folder is neither set nor at home")
}

/// The folders that sources come from, and what a build calls them.
fn called(project: &Project, base: &Base) -> Result<Vec<(PathBuf, &'static str)>> {
    let library = base.prefix.join("lib/rustlib/src/rust/library");
    let mut called = vec![(cargo_home()?.join("registry/src"), "crates"), (project.root.clone(), "playground")];
    // Where it is a link, cargo goes by what that leads to.
    called.extend(library.canonicalize().map(|library| (library, "library")));
    called.push((library, "library"));
    Ok(called)
}

/// The compiler's flags that call them so.
pub fn flags(project: &Project, base: &Base) -> Result<Vec<String>> {
    let flag = |(folder, name): (PathBuf, &str)| format!("--remap-path-prefix={}={name}", folder.display());
    Ok(called(project, base)?.into_iter().map(flag).collect())
}

/// The folders whose names have no business in what is built.
pub fn private(project: &Project) -> Result<Vec<PathBuf>> {
    let mut private = vec![project.root.clone(), cargo_home()?];
    private.extend(env::var_os("RUSTUP_HOME").map(PathBuf::from));
    // With what separates it from its files: without, the name of `/root` may begin a word.
    private.extend(env::home_dir().map(|home| home.join("")));
    Ok(private)
}
