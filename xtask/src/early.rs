//! `early`: sees which functions of the module a page runs until its first task has ended. Those are its first part.

use std::process::Command;

use crate::command::Run;
use crate::error::{Context, Result};
use crate::project::Project;
use crate::setup;
use crate::site::{Flavour, Site};

/// Writes down what has run in Chromium; the next build goes by that.
pub fn early() -> Result<()> {
    let project = Project::here()?;
    let (toolchains, browsers) = setup::for_testing(&project)?;
    let server = Site::build(&project, &toolchains, Flavour::Recorded)?.start(&[])?;
    Command::new("node")
        .arg(project.root.join("xtask/early.mjs"))
        .arg(&server.url)
        .arg(project.root.join("xtask/site/src/pack/split/early.txt"))
        .env("NODE_MODULES", project.node_modules())
        .env("CHROMIUM", &browsers.chromium)
        .run()
        .context("the functions that run early were not seen")
}
