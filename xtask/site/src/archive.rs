//! The site as one file, for a release: the same bytes whenever and wherever the same site is put into it.

use std::fs::{self, File};
use std::io::{Seek, Write};
use std::path::Path;

use anyhow::{Context, Result};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::weigh;

/// Writes the files of `folder` into the zip file `out`.
pub fn archive(folder: &Path, out: &Path) -> Result<()> {
    let file = File::create(out).with_context(|| format!("cannot make {}", out.display()))?;
    write(folder, file)
}

/// Files go in by their names' order, with neither the time nor the rights that they have on this machine.
fn write(folder: &Path, out: impl Write + Seek) -> Result<()> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(out);
    for name in weigh::files(folder)? {
        let bytes = fs::read(folder.join(&name)).with_context(|| format!("cannot read {name} of the site"))?;
        zip.start_file(&name, options).with_context(|| format!("cannot add {name} to the archive"))?;
        zip.write_all(&bytes).with_context(|| format!("cannot add {name} to the archive"))?;
    }
    zip.finish().context("cannot end the archive")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::time::SystemTime;

    use super::*;

    fn archived(folder: &Path) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        write(folder, &mut bytes).expect("an archive");
        bytes.into_inner()
    }

    #[test]
    fn the_same_files_make_the_same_archive_whenever_they_were_made() {
        let folder = std::env::temp_dir().join(format!("playground-archive-{}", std::process::id()));
        fs::create_dir_all(folder.join("threads")).expect("a folder");
        for (name, text) in [("main.js", "1"), ("index.html", "2"), ("threads/a.wasm", "3")] {
            fs::write(folder.join(name), text).expect("a file");
        }
        let first = archived(&folder);
        let file = File::options().write(true).open(folder.join("main.js")).expect("the file");
        file.set_modified(SystemTime::UNIX_EPOCH).expect("a time");
        assert_eq!(archived(&folder), first);
        let zip = zip::ZipArchive::new(Cursor::new(&first)).expect("a zip file");
        let names: Vec<String> = zip.file_names().map(|name| name.expect("a name").into_owned()).collect();
        assert_eq!(names, ["index.html", "main.js", "threads/a.wasm"]);
        fs::write(folder.join("main.js"), "4").expect("a file");
        assert_ne!(archived(&folder), first);
        fs::remove_dir_all(&folder).expect("removed");
    }
}
