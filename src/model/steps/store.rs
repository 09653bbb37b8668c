//! Files and records: what a run stores, and what it reads of that.

use super::{Failure, Outcome, foretold};
use crate::{
    io::{LocalFuture, StorageError},
    model::strand::Strand,
    step::{Content, Value},
    trace::Kind,
};

pub(super) async fn write_file(strand: &Strand, step: u16, name: String, content: Content) -> Result<(), Failure> {
    // Making bytes up takes time, which is the step's.
    strand.enter(Kind::Run, step);
    let bytes = content.into_bytes();
    wait(strand, step, strand.run().io().write_file(name, bytes)).await
}

pub(super) async fn read_file(strand: &Strand, step: u16, name: String) -> Outcome {
    wait(strand, step, strand.run().io().read_file(name)).await.map(Value::Bytes)
}

pub(super) async fn put_record(strand: &Strand, step: u16, key: String, content: Content) -> Result<(), Failure> {
    strand.enter(Kind::Run, step);
    let bytes = content.into_bytes();
    wait(strand, step, strand.run().io().put_record(key, bytes)).await
}

pub(super) async fn get_record(strand: &Strand, step: u16, key: String) -> Outcome {
    wait(strand, step, strand.run().io().get_record(key)).await.map(Value::Bytes)
}

pub(super) async fn scan_records(strand: &Strand, step: u16) -> Outcome {
    let records = Value::Number(wait(strand, step, strand.run().io().scan_records()).await?);
    strand.keep(&records);
    Ok(records)
}

/// Waits for storage, without holding the loop.
async fn wait<T>(strand: &Strand, step: u16, work: LocalFuture<Result<T, StorageError>>) -> Result<T, Failure> {
    strand.enter_visibly(Kind::Wait, step);
    let stored = strand.suspend(work).await?;
    foretold::store(strand, step).await?;
    Ok(stored?)
}
