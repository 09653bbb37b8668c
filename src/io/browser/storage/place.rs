//! Where one run stores: a folder and a database of its own, and a lock that says it is alive.

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::HashSet,
    pin::pin,
    time::Duration,
};

use futures_util::future::{Either, select};
use indexed_db_futures::{database::Database, factory::DBFactory};
use js_sys::{IteratorNext, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FileSystemDirectoryHandle, FileSystemGetDirectoryOptions, FileSystemRemoveOptions, WorkerGlobalScope};

use super::{Stored, database, lacking, lock, name_of};
use crate::{
    io::StorageError,
    runtime::{EventLoop, Semaphore},
};

/// What the folders, the databases and the locks of all runs are called, with a number of the run's own.
const PREFIX: &str = "concurrency-playground-run-";
/// How often it is tried to remove a folder in which a file is still being closed, and how long after each other.
const TRIES: usize = 20;
const TRY_EVERY: Duration = Duration::from_millis(50);

/// Where one run stores; each part is made in the browser when it is first asked for.
pub(super) struct Place {
    name: String,
    whose: Cell<Whose>,
    /// Parts are made one at a time, so that each is made once.
    making: Semaphore,
    alive: RefCell<Option<lock::Held>>,
    folder: OnceCell<FileSystemDirectoryHandle>,
    database: OnceCell<Database>,
}

/// Who stores in a place, and so who removes it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// This engine alone.
    Own,
    /// This engine and the run's processes; it removes what they leave.
    Shared,
    /// Another engine, of whose run this is a process.
    Another,
}

impl Default for Place {
    fn default() -> Self {
        // Two runs whose names are the same would only wait for each other's lock.
        let number = (js_sys::Math::random() * 9e15) as u64;
        Self::named(format!("{PREFIX}{number:x}"), Whose::Own)
    }
}

impl Place {
    fn named(name: String, whose: Whose) -> Self {
        Self {
            name,
            whose: Cell::new(whose),
            making: Semaphore::new(1),
            alive: RefCell::default(),
            folder: OnceCell::new(),
            database: OnceCell::new(),
        }
    }

    /// Returns the place of another engine's run, which has this name.
    pub(super) fn of_another(name: String) -> Self {
        Self::named(name, Whose::Another)
    }

    /// Returns the name for others to store here.
    pub(super) fn share(&self) -> String {
        self.whose.set(Whose::Shared);
        self.name.clone()
    }

    /// Returns the folder for the run's files.
    pub(super) async fn folder(&self) -> Stored<FileSystemDirectoryHandle> {
        let _turn = self.making.acquire().await;
        if let Some(folder) = self.folder.get() {
            return Ok(folder.clone());
        }
        let lacks = |error: JsValue| lacking(&error, "file system");
        self.live().await.map_err(lacks)?;
        let options = FileSystemGetDirectoryOptions::new();
        options.set_create(true);
        let root = root().await.map_err(lacks)?;
        let made = root.get_directory_handle_with_options(&self.name, &options);
        let folder = JsFuture::from(made).await.map_err(lacks)?;
        Ok(self.folder.get_or_init(|| folder.unchecked_into()).clone())
    }

    /// Returns the run's database.
    pub(super) async fn database(&self) -> Stored<Database> {
        let _turn = self.making.acquire().await;
        if let Some(database) = self.database.get() {
            return Ok(database.clone());
        }
        self.live().await.map_err(|error| lacking(&error, "database"))?;
        let database = database::open(&self.name).await.map_err(|error| {
            let (lacking, reason) = ("database", error.to_string());
            StorageError::Lacking { lacking, reason }
        })?;
        Ok(self.database.get_or_init(|| database).clone())
    }

    /// Says to others that this run is alive, so that nobody removes what it stores.
    async fn live(&self) -> Result<(), JsValue> {
        if self.alive.borrow().is_none() {
            let held = lock::share(&self.name).await?;
            self.alive.replace(Some(held));
        }
        Ok(())
    }

    /// Removes all that the run has stored.
    pub(super) async fn clear(&self) {
        let alive = self.alive.take();
        if let Some(database) = self.database.get() {
            database.clone().close();
        }
        let removes = match self.whose.get() {
            Whose::Own => alive.is_some(),
            Whose::Shared => true,
            Whose::Another => false,
        };
        if removes {
            remove(&self.name).await;
        }
    }
}

/// Removes what runs have left behind whose engines were ended; what a living run stores is left alone, also that of
/// another page.
pub(in crate::io::browser) async fn sweep() {
    let Some(event_loop) = EventLoop::of_this_thread() else { return };
    for name in found().await {
        let removal = async move {
            // It is granted once the run has ended, however that is.
            if let Ok(_alone) = lock::hold(&name).await {
                remove(&name).await;
            }
        };
        event_loop.spawn_boxed(removal).detach();
    }
}

/// Finds the names of all runs of which something is stored.
async fn found() -> HashSet<String> {
    let folders = folders().await.unwrap_or_default();
    let databases = databases().await.unwrap_or_default();
    folders.into_iter().chain(databases).filter(|name| name.starts_with(PREFIX)).collect()
}

async fn folders() -> Result<Vec<String>, JsValue> {
    let names = root().await?.keys();
    let mut found = Vec::new();
    loop {
        let next: IteratorNext = JsFuture::from(names.next()?).await?.unchecked_into();
        if next.done() {
            return Ok(found);
        }
        found.extend(next.value().as_string());
    }
}

async fn databases() -> Result<Vec<String>, indexed_db_futures::error::OpenDbError> {
    let databases = DBFactory::new()?.databases()?.await?;
    Ok(databases.filter_map(|database| Some(database.ok()?.name().to_owned())).collect())
}

/// Removes a run's folder and its database. What cannot be removed is left to the next engine that sweeps.
async fn remove(name: &str) {
    let Some(event_loop) = EventLoop::of_this_thread() else { return };
    let folder = async {
        for _ in 0..TRIES {
            match remove_folder(name).await {
                Err(error) if name_of(&error) == "NoModificationAllowedError" => event_loop.sleep(TRY_EVERY).await,
                _ => return,
            }
        }
    };
    let database = async {
        if let Ok(Ok(removal)) = DBFactory::new().map(|factory| factory.delete_db(name)) {
            let _ = removal.await;
        }
    };
    match select(pin!(folder), pin!(database)).await {
        Either::Left(((), database)) => database.await,
        Either::Right(((), folder)) => folder.await,
    }
}

async fn remove_folder(name: &str) -> Result<JsValue, JsValue> {
    let options = FileSystemRemoveOptions::new();
    options.set_recursive(true);
    JsFuture::from(root().await?.remove_entry_with_options(name, &options)).await
}

/// Returns the root of the Origin Private File System.
async fn root() -> Result<FileSystemDirectoryHandle, JsValue> {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    let storage = scope.navigator().storage();
    // Where a page is not secure there is neither.
    let has = |of: &JsValue, name: &str| !of.is_undefined() && Reflect::has(of, &name.into()).unwrap_or(false);
    if !has(&storage, "getDirectory") {
        return Err(js_sys::Error::new("it has no private file system here").into());
    }
    let root: Promise = storage.get_directory();
    Ok(JsFuture::from(root).await?.unchecked_into())
}
