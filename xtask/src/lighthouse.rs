//! `lighthouse`: what Lighthouse, the judge of pages in Chromium, makes of the built site.

use std::process::Command;

use crate::command::Run;
use crate::error::{Context, Result};
use crate::project::Project;
use crate::setup;
use crate::site::{Flavour, Site};

/// Has it look at the site as a phone and as a desktop see it; fails where a figure is less than it has to be.
pub fn lighthouse() -> Result<()> {
    let project = Project::here()?;
    let (toolchains, browsers) = setup::for_lighthouse(&project)?;
    let site = Site::build(&project, &toolchains, Flavour::Tested)?;
    Command::new("node")
        .arg(project.lighthouse().join("run.mjs"))
        .arg(&site.folder)
        .arg(project.target.join("lighthouse/reports"))
        .env("NODE_MODULES", project.lighthouse_npm().join("node_modules"))
        .env("CHROMIUM", &browsers.chromium)
        .run()
        .context("Lighthouse finds the page wanting")
}
