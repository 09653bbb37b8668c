//! Files, in the Origin Private File System.

use std::{cell::Cell, rc::Rc, sync::Arc};

use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetFileOptions, FileSystemWritableFileStream,
};

use super::{GivenUp, Place, Stored, lacking, name_of, refused};
use crate::io::StorageError;

/// Writes all of a file; it stays as it was if that is given up or fails.
pub(super) async fn write(place: Rc<Place>, name: String, bytes: Arc<[u8]>, mut given_up: GivenUp) -> Stored<()> {
    let was_aborted = Cell::new(false);
    let refuses = |error: JsValue| {
        was_aborted.set(name_of(&error) == "AbortError");
        refused(&error, format!("write `{name}`"))
    };
    let stream = open(&place.folder().await?, &name).await?;
    let written = async {
        // A copy: views of shared memory are refused.
        let copy = Uint8Array::from(&*bytes);
        JsFuture::from(stream.write_with_js_u8_array(&copy).map_err(refuses)?).await.map_err(refuses)?;
        JsFuture::from(stream.close()).await.map_err(refuses)?;
        Ok(())
    };
    let written = given_up.or(written).await;
    if written.is_err() {
        // Fails if it is closed already.
        let _ = JsFuture::from(stream.abort()).await;
    }
    match written {
        // Chromium (156) now and then finds the way to the file broken before it finds the room used up.
        Err(StorageError::Refused { .. }) if was_aborted.get() && !fits(&place, &name, bytes.len()).await => {
            Err(StorageError::Full)
        }
        written => written,
    }
}

/// Whether there is room for a file of so many bytes, as far as the browser says.
async fn fits(place: &Place, name: &str, bytes: usize) -> bool {
    let tried = async {
        let stream = open(&place.folder().await?, name).await?;
        let grown = match stream.truncate_with_f64(bytes as f64) {
            Ok(growing) => JsFuture::from(growing).await,
            Err(error) => Err(error),
        };
        let _ = JsFuture::from(stream.abort()).await;
        grown.map_err(|error| refused(&error, format!("write `{name}`")))
    };
    !matches!(tried.await, Err(StorageError::Full))
}

async fn open(folder: &FileSystemDirectoryHandle, name: &str) -> Stored<FileSystemWritableFileStream> {
    let refuses = |error: JsValue| refused(&error, format!("write `{name}`"));
    let options = FileSystemGetFileOptions::new();
    options.set_create(true);
    let made = folder.get_file_handle_with_options(name, &options);
    let file: FileSystemFileHandle = JsFuture::from(made).await.map_err(refuses)?.unchecked_into();
    // Safari has it since version 26.
    if !Reflect::has(&file, &"createWritable".into()).unwrap_or(false) {
        return Err(lacking(&js_sys::Error::new("it writes no files beside the loop").into(), "file system"));
    }
    Ok(JsFuture::from(file.create_writable()).await.map_err(refuses)?.unchecked_into())
}

/// Reads all of a file.
pub(super) async fn read(place: Rc<Place>, name: String, mut given_up: GivenUp) -> Stored<Arc<[u8]>> {
    let refuses = |error: JsValue| match name_of(&error).as_str() {
        "NotFoundError" => StorageError::NoFile { name: name.clone() },
        _ => refused(&error, format!("read `{name}`")),
    };
    let folder = place.folder().await?;
    let bytes = async {
        let file = JsFuture::from(folder.get_file_handle(&name)).await.map_err(refuses)?;
        let file = file.unchecked_into::<FileSystemFileHandle>().get_file();
        let file: File = JsFuture::from(file).await.map_err(refuses)?.unchecked_into();
        let buffer: ArrayBuffer = JsFuture::from(file.array_buffer()).await.map_err(refuses)?.unchecked_into();
        Ok(Uint8Array::new(&buffer).to_vec().into())
    };
    given_up.or(bytes).await
}
