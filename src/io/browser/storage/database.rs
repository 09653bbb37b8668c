//! Records, in IndexedDB.
//!
//! A transaction commits by itself once the loop has gone on without a request of it being under way. So all requests
//! of one are made at once, and none waits for another.

use std::{rc::Rc, sync::Arc};

use indexed_db_futures::{
    KeyRange, OpenDbResult, database::Database, error::Error, internals::SystemRepr, prelude::*,
    transaction::TransactionMode,
};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::IdbTransaction;

use super::{GivenUp, Place, Stored, refused};
use crate::io::StorageError;

/// The one store that a run's database has.
const STORE: &str = "records";
/// Bytes that a scan has in memory at a time, as far as the records before tell.
const SCANNED_AT_ONCE: u64 = 8 << 20;
/// Records that a scan reads first, and at most, in one transaction.
const FIRST_BATCH: u32 = 16;
const LARGEST_BATCH: u64 = 1_000;

/// Opens a run's database, which is made if there is none.
pub(super) async fn open(name: &str) -> OpenDbResult<Database> {
    Database::open(name)
        .with_version(1_u8)
        .with_on_upgrade_needed(|_, database| {
            database.create_object_store(STORE).build()?;
            Ok(())
        })
        .await
}

/// Puts a record in place of what is there.
pub(super) async fn put(place: Rc<Place>, key: String, bytes: Arc<[u8]>, mut given_up: GivenUp) -> Stored<()> {
    let database = place.database().await?;
    let what = || format!("put `{key}`");
    let put = async {
        let failed = |error| failed(error, what());
        let transaction = database.transaction(STORE).with_mode(TransactionMode::Readwrite).build().map_err(failed)?;
        let own = transaction.as_sys().clone().unchecked_into::<IdbTransaction>();
        let store = transaction.object_store(STORE).map_err(failed)?;
        // A copy: what is shared cannot be stored.
        let value = JsValue::from(Uint8Array::from(&*bytes));
        let request = store.put(value).with_key(key.as_str()).primitive().map_err(failed)?;
        let committed = transaction.commit().await;
        drop(request);
        // What does not fit is often found out only as the transaction is committed, and told nowhere else.
        match (committed, own.error()) {
            (Ok(()), _) => Ok(()),
            (Err(_), Some(reason)) => Err(refused(&reason, what())),
            (Err(error), None) => Err(failed(error)),
        }
    };
    given_up.or(put).await
}

/// Gets a record.
pub(super) async fn get(place: Rc<Place>, key: String, mut given_up: GivenUp) -> Stored<Arc<[u8]>> {
    let database = place.database().await?;
    let get = async {
        let failed = |error| failed(error, format!("get `{key}`"));
        let transaction = database.transaction(STORE).build().map_err(failed)?;
        let store = transaction.object_store(STORE).map_err(failed)?;
        let found: Option<JsValue> = store.get(key.as_str()).primitive().map_err(failed)?.await.map_err(failed)?;
        let found = found.and_then(|found| found.dyn_into::<Uint8Array>().ok());
        Ok(found.ok_or_else(|| StorageError::NoRecord { key: key.clone() })?.to_vec().into())
    };
    given_up.or(get).await
}

/// Reads every record, some at a time, and counts them; what is put meanwhile may or may not be among them.
pub(super) async fn scan(place: Rc<Place>, mut given_up: GivenUp) -> Stored<u64> {
    let database = place.database().await?;
    let scan = async {
        let (mut records, mut bytes, mut batch) = (0, 0, FIRST_BATCH);
        let mut range = KeyRange::LowerBound(String::new(), false);
        loop {
            let (read, last) = read_batch(&database, range, batch, &mut bytes).await?;
            records += u64::from(read);
            let Some(last) = last.filter(|_| read == batch) else {
                return Ok(records);
            };
            range = KeyRange::LowerBound(last, true);
            let fitting = SCANNED_AT_ONCE * records / bytes.max(1);
            batch = u32::try_from(fitting.clamp(1, LARGEST_BATCH)).unwrap_or(FIRST_BATCH);
        }
    };
    given_up.or(scan).await
}

/// Reads up to `most` records; returns how many there were, and the last one's key.
async fn read_batch(
    database: &Database,
    range: KeyRange<String>,
    most: u32,
    bytes: &mut u64,
) -> Stored<(u32, Option<String>)> {
    let failed = |error| failed(error, "scan the database");
    let transaction = database.transaction(STORE).build().map_err(failed)?;
    let store = transaction.object_store(STORE).map_err(failed)?;
    let keys = store
        .get_all_keys::<String>()
        .with_query::<String, _>(range.clone())
        .with_limit(most)
        .primitive()
        .map_err(failed)?;
    let values =
        store.get_all::<JsValue>().with_query::<String, _>(range).with_limit(most).primitive().map_err(failed)?;
    let last = keys.await.map_err(failed)?.last().transpose().map_err(failed)?;
    let mut read = 0;
    for value in values.await.map_err(failed)? {
        let value = value.map_err(failed)?.dyn_into::<Uint8Array>();
        *bytes += value.map_or(0, |value| u64::from(value.length()));
        read += 1;
    }
    Ok((read, last))
}

fn failed(error: Error, what: impl Into<String>) -> StorageError {
    match error {
        Error::DomException(exception) => refused(AsRef::<JsValue>::as_ref(&exception), what),
        other => StorageError::Refused { what: what.into(), reason: other.to_string() },
    }
}
