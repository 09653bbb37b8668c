//! The project's commands: `cargo xtask help` lists them.
//!
//! This program is kept small and free of dependencies, since a fresh machine compiles it twice: once with the
//! user's compiler and once with the project's own.

mod bench;
mod check;
mod command;
mod dist;
mod early;
mod error;
mod fuzz;
mod licences;
mod lighthouse;
mod paths;
mod project;
mod races;
mod setup;
mod site;
mod tally;
mod test;
mod wasm;

use std::env;
use std::process::ExitCode;

use error::{Error, Result};
use project::Project;
use site::{Flavour, Site};

/// What `help` prints.
const HELP: &str = "\
Usage: cargo xtask COMMAND

  serve [--port N]                 build the playground and serve it on http://127.0.0.1:8080/
  test [--only SUITE]              run every test, or those of one suite: native, loom, wasm, e2e
  test --only e2e NAME             those in browsers whose file has this in its name
  check                            format, lints, documentation, types, weight and folders of the site, licences,
                                   advisories
  bench [--quick] [ID…]            measure against others, side by side; see bench/RESULTS.md
  races [--only loom|tsan|miri]    what threads share: its orders, under ThreadSanitizer, under Miri
  faults [--quick] [NAME]          what the page makes of a faulty network, host, browser or hand (minutes)
  fuzz [--minutes N] [TARGET…]     look for input that breaks what takes it: text, JSON, queries, responses
  soak                             runs and starts again and again: memory levels off, and none is lost (minutes)
  lighthouse                       have Lighthouse look at the built site
  early                            see which functions a page runs until its first task has ended, for them to be in the
                                   module's first part
  example [--port N]               build and serve examples/threads/: the smallest page with threads
  dist [--archive] [--twice]       build dist/, which any static host can serve under any path; put it into a zip file;
                                   build it again from nothing and compare, byte by byte
  setup                            install what these commands need; each does that by itself too
  help                             this list
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (name, rest) = match arguments.split_first() {
        Some((name, rest)) => (name.as_str(), rest),
        None => ("help", &[][..]),
    };
    let result = match name {
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        "serve" => serve(rest),
        "test" => test::test(rest),
        "bench" => bench::bench(rest),
        "check" => none(rest).and_then(|()| check::check()),
        "races" => races::races(rest),
        "faults" => test::faults(rest),
        "fuzz" => fuzz::fuzz(rest),
        "soak" => none(rest).and_then(|()| test::soak()),
        "lighthouse" => none(rest).and_then(|()| lighthouse::lighthouse()),
        "early" => none(rest).and_then(|()| early::early()),
        "example" => example(rest),
        "dist" => dist::dist(rest),
        "setup" => none(rest).and_then(|()| set_up()),
        _ => {
            eprint!("There is no command `{name}`.\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(arguments: &[String]) -> Result<()> {
    let project = Project::here()?;
    let toolchains = setup::for_building(&project)?;
    Site::build(&project, &toolchains, Flavour::Development)?.serve(arguments)
}

fn example(arguments: &[String]) -> Result<()> {
    let project = Project::here()?;
    let toolchains = setup::for_building(&project)?;
    Site::example(&project, &toolchains)?.serve(arguments)
}

fn set_up() -> Result<()> {
    let project = Project::here()?;
    setup::for_testing(&project)?;
    setup::for_checking(&project)?;
    println!("set-up: all is there");
    Ok(())
}

/// Refuses arguments where none are known.
fn none(arguments: &[String]) -> Result<()> {
    match arguments {
        [] => Ok(()),
        [first, ..] => Err(Error::new(format!("there is no option `{first}`; `cargo xtask help` lists what there is"))),
    }
}
