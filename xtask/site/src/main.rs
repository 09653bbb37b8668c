//! Puts the playground's site together and serves it. `cargo xtask` calls this; people need not.

mod archive;
mod pack;
mod server;
mod weigh;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut arguments = lexopt::Parser::from_env();
    match arguments.next()? {
        Some(Value(name)) if name == "pack" => pack::pack(&pack_options(arguments)?),
        Some(Value(name)) if name == "example" => example(arguments),
        Some(Value(name)) if name == "serve" => server::serve(serve_options(arguments)?),
        Some(Value(name)) if name == "weigh" => weigh::weigh(&folder_option(&mut arguments)?),
        Some(Value(name)) if name == "archive" => {
            let folder = folder_option(&mut arguments)?;
            archive::archive(&folder, &PathBuf::from(arguments.value()?))
        }
        _ => bail!("say `pack`, `example`, `serve`, `weigh` or `archive`"),
    }
}

fn folder_option(arguments: &mut lexopt::Parser) -> Result<PathBuf> {
    arguments.value().map(PathBuf::from).context("the site's folder is missing")
}

fn pack_options(mut arguments: lexopt::Parser) -> Result<pack::Options> {
    let (mut www, mut npm, mut out, mut release, mut recorded) = (None, None, None, false, false);
    let (mut threads, mut single) = (None, None);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("www") => www = Some(PathBuf::from(arguments.value()?)),
            Long("npm") => npm = Some(PathBuf::from(arguments.value()?)),
            Long("threads") => threads = Some(PathBuf::from(arguments.value()?)),
            Long("single") => single = Some(PathBuf::from(arguments.value()?)),
            Long("out") => out = Some(PathBuf::from(arguments.value()?)),
            Long("release") => release = true,
            Long("recorded") => recorded = true,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(pack::Options {
        www: www.context("--www is missing")?,
        npm: npm.context("--npm is missing")?,
        threads: threads.context("--threads is missing")?,
        single: single.context("--single is missing")?,
        out: out.context("--out is missing")?,
        release,
        recorded,
    })
}

fn example(mut arguments: lexopt::Parser) -> Result<()> {
    let (mut name, mut source, mut wasm, mut out) = (None, None, None, None);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("name") => name = Some(arguments.value()?.string()?),
            Long("source") => source = Some(PathBuf::from(arguments.value()?)),
            Long("wasm") => wasm = Some(PathBuf::from(arguments.value()?)),
            Long("out") => out = Some(PathBuf::from(arguments.value()?)),
            other => return Err(other.unexpected().into()),
        }
    }
    pack::example(
        &name.context("--name is missing")?,
        &source.context("--source is missing")?,
        &wasm.context("--wasm is missing")?,
        &out.context("--out is missing")?,
    )
}

fn serve_options(mut arguments: lexopt::Parser) -> Result<server::Options> {
    let mut folder = None;
    let mut options =
        server::Options { folder: PathBuf::new(), port: 8080, host: server::Host::Isolated, base: "/".to_owned() };
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(value) if folder.is_none() => folder = Some(PathBuf::from(value)),
            Long("port") => options.port = arguments.value()?.parse()?,
            Long("plain") => options.host = server::Host::Plain,
            Long("base") => options.base = arguments.value()?.string()?,
            other => return Err(other.unexpected().into()),
        }
    }
    if !options.base.starts_with('/') || !options.base.ends_with('/') {
        bail!("--base must start and end with a slash, as /sub/path/ does");
    }
    options.folder = folder.context("the folder to serve is missing")?;
    Ok(options)
}
