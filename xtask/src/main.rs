//! The project's commands: `cargo xtask help` lists them.
//!
//! This program is kept small and free of dependencies, since a fresh machine compiles it twice: once with the
//! user's compiler and once with the project's own.

mod command;
mod error;
mod project;
mod setup;
mod site;
mod wasm;

use std::env;
use std::process::ExitCode;

use error::Result;
use project::Project;

/// What `help` prints.
const HELP: &str = "\
Usage: cargo xtask COMMAND

  serve [--port N]   set up what is missing, build the playground and serve it on http://127.0.0.1:8080/
  setup              only set up, for all commands
  help               this list
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
        "setup" => set_up(),
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

fn set_up() -> Result<()> {
    setup::for_building(&Project::here()?)?;
    Ok(())
}

fn serve(arguments: &[String]) -> Result<()> {
    let project = Project::here()?;
    let toolchains = setup::for_building(&project)?;
    let site = site::Site::build(&project, &toolchains, site::Flavour::Development)?;
    site.serve(arguments)
}
