//! Locks, limits, queues and barriers between the tasks of one loop: first come, first served.

use super::{Failure, Outcome, Path, steps};
use crate::{
    model::{strand::Strand, stuck::Blocked},
    runtime::NotLocked,
    step::{Name, Value},
    trace::Kind,
    workload::TaskStep,
};

/// Waits for others; fails, saying what for, if it turns out that none of them can ever go on.
pub(crate) async fn blocked<T>(
    strand: &Strand,
    work: impl Future<Output = T>,
    what: impl FnOnce() -> String,
) -> Result<T, Failure> {
    // Who need not wait is not counted among those who do.
    let waiting = std::cell::OnceCell::new();
    let mut work = std::pin::pin!(work);
    let counted = std::future::poll_fn(|context| {
        let polled = work.as_mut().poll(context);
        if polled.is_pending() {
            waiting.get_or_init(|| strand.run().blocked_on_others(strand.cancellation()));
        }
        polled
    });
    let result = strand.cancellation().suspend_in_line(counted).await;
    if waiting.get().is_some_and(Blocked::is_hopeless) {
        strand.cancellation().withdraw();
        strand.cancellation().remind();
        return Err(Failure::failed(format!(
            "it waits for {} for ever: every task that could go on waits too",
            what()
        )));
    }
    Ok(result?)
}

/// As [`blocked`], with the wait on the timeline.
async fn waiting<T>(
    strand: &Strand,
    step: u16,
    work: impl Future<Output = T>,
    what: impl FnOnce() -> String,
) -> Result<T, Failure> {
    strand.enter_visibly(Kind::Lock, step);
    let result = blocked(strand, work, what).await;
    strand.enter(Kind::Run, step);
    result
}

/// Takes a lock, for whoever remembers to unlock it.
pub(super) async fn lock(strand: &Strand, step: u16, name: &Name, path: &Path) -> Result<(), Failure> {
    let lock = strand.run().shared().lock(name);
    waiting(strand, step, lock.lock.acquire(), || format!("lock `{name}`")).await?;
    lock.own(Some(strand.task_number()));
    strand.run().owned_locks(strand.task_number(), |locks| locks.push(name.clone()));
    strand.note(path, "acquire", format_args!("lock:{name}"));
    Ok(())
}

/// Unlocks a lock, no matter whose: asyncio does not ask.
pub(super) fn unlock(strand: &Strand, name: &Name, path: &Path) -> Result<(), Failure> {
    let lock = strand.run().shared().lock(name);
    give_back(strand, name, path)?;
    if let Some(owner) = lock.own(None) {
        strand.run().owned_locks(owner, |locks| locks.retain(|held| held != name));
        if owner != strand.task_number() {
            strand.run().report(format!(
                "A task unlocked `{name}`, which another task had locked: asyncio does not ask whose a lock is."
            ));
        }
    }
    Ok(())
}

fn give_back(strand: &Strand, name: &Name, path: &Path) -> Result<(), Failure> {
    let lock = strand.run().shared().lock(name);
    lock.lock
        .release()
        .map_err(|NotLocked| Failure::failed(format!("`{name}` is not locked, so it cannot be unlocked")))?;
    strand.note(path, "release", format_args!("lock:{name}"));
    Ok(())
}

/// Releases what a task took by a bare `lock` and did not give back, and says so.
pub(crate) fn release_forgotten(strand: &Strand, whole: &Path) {
    let mut forgotten = Vec::new();
    strand.run().owned_locks(strand.task_number(), |locks| forgotten = std::mem::take(locks));
    for name in forgotten {
        strand.run().shared().lock(&name).own(None);
        if give_back(strand, &name, whole).is_ok() {
            strand.run().report(format!("A task ended without unlocking `{name}`; it was unlocked for it."));
        }
    }
}

/// Holds a lock while the part is done.
pub(super) async fn with_lock(strand: &Strand, step: &TaskStep, name: &Name, carried: Value, path: &Path) -> Outcome {
    let lock = strand.run().shared().lock(name);
    waiting(strand, step.number, lock.lock.acquire(), || format!("lock `{name}`")).await?;
    strand.note(path, "acquire", format_args!("lock:{name}"));
    let outcome = part(strand, step, carried, path).await;
    if let Some(owner) = lock.own(None) {
        strand.run().owned_locks(owner, |locks| locks.retain(|held| held != name));
    }
    // Somebody may have unlocked it meanwhile: that failure outranks what the part came to.
    give_back(strand, name, path)?;
    outcome
}

/// Holds a permit while the part is done.
pub(super) async fn with_limit(
    strand: &Strand,
    step: &TaskStep,
    name: &Name,
    permits: usize,
    carried: Value,
    path: &Path,
) -> Outcome {
    let limit = strand.run().shared().limit(name, permits);
    let permit = waiting(strand, step.number, limit.acquire(), || format!("limit `{name}`")).await?;
    strand.note(path, "acquire", format_args!("limit:{name}"));
    let outcome = part(strand, step, carried, path).await;
    drop(permit);
    strand.note(path, "release", format_args!("limit:{name}"));
    outcome
}

async fn part(strand: &Strand, step: &TaskStep, carried: Value, path: &Path) -> Outcome {
    match step.parts.first() {
        Some(part) => steps(strand, &part.copy(0), carried, &path.at(0)).await,
        None => Ok(carried),
    }
}

pub(super) async fn put(strand: &Strand, step: u16, name: &Name, value: Value) -> Result<(), Failure> {
    let queue = strand.run().shared().queue(name);
    waiting(strand, step, queue.put(value), || format!("room in queue `{name}`")).await
}

pub(super) async fn take(strand: &Strand, step: u16, name: &Name) -> Outcome {
    let queue = strand.run().shared().queue(name);
    waiting(strand, step, queue.take(), || format!("something in queue `{name}`")).await
}

pub(super) async fn barrier(strand: &Strand, step: u16, name: &Name, parties: usize) -> Result<(), Failure> {
    let barrier = strand.run().shared().barrier(name, parties);
    let what = || format!("the others at barrier `{name}`");
    waiting(strand, step, barrier.wait(), what).await
}
