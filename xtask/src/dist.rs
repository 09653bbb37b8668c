//! `dist`: the site for a host; and whether it is the same site whenever and wherever it is built.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::error::{Context, Error, Result};
use crate::paths;
use crate::project::Project;
use crate::setup;
use crate::site::{Flavour, Site};

/// The files of a folder and of those in it, by name.
type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Builds `dist/`; `--archive` puts it into a zip file, `--twice` builds it again from nothing and compares.
pub fn dist(arguments: &[String]) -> Result<()> {
    if let Some(other) = arguments.iter().find(|argument| !["--archive", "--twice"].contains(&argument.as_str())) {
        return Err(Error::new(format!("there is no option `{other}`; say `dist [--archive] [--twice]`")));
    }
    let asked = |option: &str| arguments.iter().any(|argument| argument == option);
    let project = Project::here()?;
    let toolchains = setup::for_building(&project)?;
    let site = Site::build(&project, &toolchains, Flavour::Dist)?;
    println!("dist/ is ready: copy it to any static host, under any path");
    if asked("--archive") {
        let file = project.target.join(concat!("concurrency-playground-", env!("CARGO_PKG_VERSION"), ".zip"));
        site.archive(&file)?;
        println!("{} holds it", file.display());
    }
    if asked("--twice") {
        let again = anew(&project)?;
        let second = Site::build(&again, &toolchains, Flavour::Tested)?;
        let first = files(&site.folder)?;
        let apart = differences(&first, &files(&second.folder)?);
        if !apart.is_empty() {
            let built = again.target.display();
            return Err(Error::new(format!("built again, in {built}, these files are others: {}", apart.join(", "))));
        }
        // It holds gigabytes.
        fs::remove_dir_all(&again.target).context("cannot remove the second build")?;
        println!("built again from nothing, each of its {} files is the same, byte by byte", first.len());
    }
    Ok(())
}

/// Fails where a file of the site names a folder of this machine.
pub fn names_no_folder(project: &Project, site: &Site) -> Result<()> {
    let naming = naming(&files(&site.folder)?, &paths::private(project)?);
    if naming.is_empty() {
        return Ok(());
    }
    Err(Error::new(format!("files of the site name folders of this machine: {}", naming.join(", "))))
}

/// The project as if nothing had been built yet, but for what comes from npm.
fn anew(project: &Project) -> Result<Project> {
    let again = Project { root: project.root.clone(), target: project.target.join("again") };
    if again.target.exists() {
        fs::remove_dir_all(&again.target).context("cannot remove an earlier second build")?;
    }
    fs::create_dir_all(&again.target).context("cannot make a folder under target/")?;
    symlink(project.npm(), again.npm()).context("cannot lend npm's packages to the second build")?;
    Ok(again)
}

/// Reads all files of a folder.
fn files(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).with_context(|| format!("cannot read {}", next.display()))? {
            let path = entry.context("cannot read a folder of the site")?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            files.insert(path.strip_prefix(folder).unwrap_or(&path).to_path_buf(), bytes);
        }
    }
    Ok(files)
}

/// The names of files that are not the same in both.
fn differences(first: &Files, second: &Files) -> Vec<String> {
    let names = first.keys().chain(second.keys().filter(|name| !first.contains_key(*name)));
    names.filter(|name| first.get(*name) != second.get(*name)).map(|name| name.display().to_string()).collect()
}

/// The names of files in which the name of one of these folders stands, with that.
fn naming(files: &Files, folders: &[PathBuf]) -> Vec<String> {
    let contains = |bytes: &[u8], folder: &[u8]| bytes.windows(folder.len()).any(|part| part == folder);
    let named = |bytes: &[u8]| folders.iter().find(|folder| contains(bytes, folder.as_os_str().as_bytes()));
    let naming = files.iter().filter_map(|(name, bytes)| Some((name, named(bytes)?)));
    naming.map(|(name, folder)| format!("{} ({})", name.display(), folder.display())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(files: &[(&str, &str)]) -> Files {
        files.iter().map(|(name, text)| (PathBuf::from(name), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn a_file_that_is_another_or_is_missing_on_either_side_is_a_difference() {
        let first = made(&[("a.js", "1"), ("b.js", "2"), ("c.js", "3")]);
        assert_eq!(differences(&first, &first), Vec::<String>::new());
        let second = made(&[("a.js", "1"), ("b.js", "other"), ("d.js", "4")]);
        assert_eq!(differences(&first, &second), ["b.js", "c.js", "d.js"]);
    }

    #[test]
    fn a_folder_of_this_machine_is_found_in_the_middle_of_a_file() {
        let site =
            made(&[("a.wasm", "src/lib.rs/home/me/.cargo/registry/x.rs"), ("b.wasm", "src/lib.rs"), ("c.js", "")]);
        let folders = [PathBuf::from("/home/me/.cargo"), PathBuf::from("/home/me/")];
        assert_eq!(naming(&site, &folders), ["a.wasm (/home/me/.cargo)"]);
    }

    #[test]
    fn files_of_folders_in_the_folder_are_read_too() {
        let folder = std::env::temp_dir().join(format!("playground-files-{}", std::process::id()));
        fs::create_dir_all(folder.join("threads")).expect("a folder");
        fs::write(folder.join("main.js"), "1").expect("a file");
        fs::write(folder.join("threads/a.wasm"), "2").expect("a file");
        let found = files(&folder).expect("files");
        fs::remove_dir_all(&folder).expect("removed");
        assert_eq!(found, made(&[("main.js", "1"), ("threads/a.wasm", "2")]));
    }
}
