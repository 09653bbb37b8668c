//! Puts the site together: both wasm modules with their JavaScript, the bundled modules, and the other files.

mod bindgen;
mod bundle;
mod example;
mod files;
mod licences;
mod offline;
mod page;
mod pages;
mod split;
mod threads;

use std::path::PathBuf;

use anyhow::Result;

pub use example::example;

/// What goes in and where it goes.
pub struct Options {
    /// The page's sources.
    pub www: PathBuf,
    /// The npm packages: a `node_modules` folder.
    pub npm: PathBuf,
    /// The compiled threads build.
    pub threads: PathBuf,
    /// The compiled single build.
    pub single: PathBuf,
    /// The site.
    pub out: PathBuf,
    /// Whether it is for a host: minified, without source maps.
    pub release: bool,
    /// Whether the modules are whole, and tell which of their functions run.
    pub recorded: bool,
}

/// The module's name in the site.
const MODULE: &str = "playground";

/// The folders of the two builds in the site.
const BUILDS: [&str; 2] = ["threads", "single"];

/// Puts the site together; the wasm modules are left alone where they are up to date.
pub fn pack(options: &Options) -> Result<()> {
    files::clear(&options.out, &BUILDS)?;
    for (build, wasm) in BUILDS.iter().zip([&options.threads, &options.single]) {
        let out = options.out.join(build);
        let Some(module) = bindgen::generate(wasm, &out, MODULE, !options.release, true)? else {
            continue;
        };
        if options.recorded {
            split::record(&module)?;
        } else {
            split::split(wasm, &module, !options.release)?;
        }
        threads::replace(&out)?;
        bundle::package(options, &module.with_file_name("playground.js"))?;
    }
    let bundled = bundle::modules(options)?;
    bundle::style_sheets(options)?;
    files::copy(&options.www, &options.out)?;
    page::fill(&options.www, &options.out, &bundled)?;
    pages::write(&options.out)?;
    // While one develops, what is built is to be seen at once: nothing is kept.
    let kept = if options.release { Some(offline::list(&options.out)?) } else { None };
    bundle::service_worker(options, kept.as_deref())?;
    if options.release {
        licences::write(&options.npm, &bundled.packages()?, &options.out)?;
    }
    Ok(())
}
