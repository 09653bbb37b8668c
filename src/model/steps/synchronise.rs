//! Locks, limits, queues and barriers between tasks.

use super::{Failure, Outcome, Path, steps};
use crate::{
    model::{
        shared::{Held, Want},
        strand::Strand,
    },
    step::{Name, Value},
    trace::Kind,
    workload::TaskStep,
};

/// Waits for others until the task has what it wants; the wait is on the timeline.
async fn waiting(strand: &Strand, step: u16, want: Want) -> Outcome {
    let lock = match &want {
        Want::Lock { name, .. } => Some(name.clone()),
        _ => None,
    };
    let since = strand.enter_visibly(Kind::Lock, step);
    let outcome = strand.run().shared().wait(strand, want).await;
    let until = strand.enter(Kind::Run, step);
    if let Some(lock) = lock {
        strand.run().waited(&lock, until.since(since));
    }
    outcome
}

/// Takes a lock, for whoever remembers to unlock it.
pub(super) async fn lock(strand: &Strand, step: u16, name: &Name, path: &Path) -> Result<(), Failure> {
    let owner = Some(strand.task_number());
    waiting(strand, step, Want::Lock { name: name.clone(), owner }).await?;
    strand.run().owned_locks(strand.task_number(), |locks| locks.push(name.clone()));
    strand.note(path, "acquire", format_args!("lock:{name}"));
    Ok(())
}

/// Unlocks a lock, no matter whose: neither asyncio nor threading asks.
pub(super) async fn unlock(strand: &Strand, name: &Name, path: &Path) -> Result<(), Failure> {
    let owner = give_back(strand, name, path).await?;
    if owner.is_some_and(|owner| owner != strand.task_number()) {
        strand.run().report(format!(
            "A task unlocked `{name}`, which another task had locked: Python does not ask whose a lock is."
        ));
    }
    Ok(())
}

/// Shows that a process waits for its parent's answer, while others of the process go on.
fn on_the_way(strand: &Strand) {
    if strand.run().is_in_process() {
        strand.enter(Kind::Copy, strand.step());
    }
}

async fn give_back(strand: &Strand, name: &Name, path: &Path) -> Result<Option<i64>, Failure> {
    on_the_way(strand);
    let released = strand.run().shared().release(Held::Lock(name.clone())).await;
    strand.enter(Kind::Run, strand.step());
    let owner = released.map_err(|_| Failure::failed(format!("`{name}` is not locked, so it cannot be unlocked")))?;
    strand.note(path, "release", format_args!("lock:{name}"));
    Ok(owner)
}

/// Releases what a task took by a bare `lock` and did not give back, and says so.
pub(crate) async fn release_forgotten(strand: &Strand, whole: &Path) {
    let run = strand.run();
    let mut locks = Vec::new();
    run.owned_locks(strand.task_number(), |owned| locks = std::mem::take(owned));
    for name in locks {
        if run.shared().release_owned(&name, strand.task_number()).await {
            strand.note(whole, "release", format_args!("lock:{name}"));
            run.report(format!("A task ended without unlocking `{name}`; it was unlocked for it."));
        }
    }
}

/// Holds a lock while the part is done.
pub(super) async fn with_lock(strand: &Strand, step: &TaskStep, name: &Name, carried: Value, path: &Path) -> Outcome {
    waiting(strand, step.number, Want::Lock { name: name.clone(), owner: None }).await?;
    strand.note(path, "acquire", format_args!("lock:{name}"));
    let outcome = part(strand, step, carried, path).await;
    // Somebody may have unlocked it meanwhile: that failure outranks what the part came to.
    give_back(strand, name, path).await?;
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
    waiting(strand, step.number, Want::Permit { name: name.clone(), permits }).await?;
    strand.note(path, "acquire", format_args!("limit:{name}"));
    let outcome = part(strand, step, carried, path).await;
    on_the_way(strand);
    // A permit that is out can be given back.
    let _ = strand.run().shared().release(Held::Permit(name.clone())).await;
    strand.enter(Kind::Run, step.number);
    strand.note(path, "release", format_args!("limit:{name}"));
    outcome
}

async fn part(strand: &Strand, step: &TaskStep, carried: Value, path: &Path) -> Outcome {
    match step.parts.first() {
        Some(part) => steps(strand, &part.copy(0), carried, &path.at(0)).await,
        None => Ok(carried),
    }
}

/// Puts a value into a queue.
pub(super) async fn put(strand: &Strand, step: u16, queue: &Name, value: Value) -> Result<(), Failure> {
    waiting(strand, step, Want::Put { queue: queue.clone(), value }).await.map(drop)
}

/// Takes a value out of a queue.
pub(super) async fn take(strand: &Strand, step: u16, queue: &Name) -> Outcome {
    waiting(strand, step, Want::Take { queue: queue.clone() }).await
}

/// Waits for the others at a barrier.
pub(super) async fn barrier(strand: &Strand, step: u16, name: &Name, parties: usize) -> Result<(), Failure> {
    waiting(strand, step, Want::Barrier { name: name.clone(), parties }).await.map(drop)
}
