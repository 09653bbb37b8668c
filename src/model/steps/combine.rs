//! Steps that are made of other steps.

use super::{Failure, Outcome, Path, steps};
use crate::{
    model::{
        children::{Children, Until},
        strand::{PartOf, Strand},
    },
    step::Value,
    trace::{Kind, NO_STEP},
    workload::{Part, TaskStep},
};

/// Does `copies` of every part at once; the first failure cancels the others.
pub(super) async fn all(strand: &Strand, step: &TaskStep, copies: u64, carried: Value, path: &Path) -> Outcome {
    let parts = || step.parts.iter().flat_map(|part| (0..copies).map(move |copy| (part, copy)));
    if strand.run().does_parts_in_turn() {
        for (place, (part, copy)) in parts().enumerate() {
            steps(strand, &part.copy(copy), carried.clone(), &path.at(place)).await?;
        }
        return Ok(Value::Nothing);
    }
    let children = Children::new(Until::AllOrFailure);
    start(strand, step, PartOf::All, &children, parts(), &carried, path);
    children.wait_as_group(strand).await?;
    Ok(Value::Nothing)
}

/// Does all parts at once until one has ended; the others are cancelled. Comes to what the first came to.
pub(super) async fn first(strand: &Strand, step: &TaskStep, carried: Value, path: &Path) -> Outcome {
    let parts = || step.parts.iter().map(|part| (part, 0));
    if strand.run().does_parts_in_turn() {
        let Some((part, copy)) = parts().next() else { return Ok(carried) };
        return steps(strand, &part.copy(copy), carried, &path.at(0)).await;
    }
    let children = Children::new(Until::First);
    start(strand, step, PartOf::First, &children, parts(), &carried, path);
    let waited = children.wait(strand).await;
    let winner = children.first_ended();
    children.cancel();
    let drained = children.drain(strand).await;
    waited?;
    drained?;
    winner.and_then(|winner| children.outcome(winner)).unwrap_or(Err(Failure::Cancelled))
}

/// Puts parts at the end of the loop's queue, in order, each with the same value.
fn start<'p>(
    strand: &Strand,
    step: &TaskStep,
    of: PartOf,
    children: &Children,
    parts: impl Iterator<Item = (&'p Part, u64)>,
    carried: &Value,
    path: &Path,
) {
    for (place, (part, copy)) in parts.enumerate() {
        let (part, carried, path) = (part.clone(), carried.clone(), path.at(place));
        children.spawn(strand, |birth| {
            let strand = strand.part(step.number, of, birth.cancellation.clone());
            async move {
                let part = part.copy(copy);
                strand.enter(Kind::Run, part.first().map_or(NO_STEP, |step| step.number));
                let outcome = steps(&strand, &part, carried, &path).await;
                strand.end(outcome.as_ref().map(|_| ()));
                drop((strand, part));
                birth.end(outcome).await;
            }
        });
    }
    strand.enter_visibly(Kind::Wait, step.number);
}

/// Does copies of the part one after another, each with what the one before came to.
pub(super) async fn repeat(strand: &Strand, step: &TaskStep, copies: u64, carried: Value, path: &Path) -> Outcome {
    let mut carried = carried;
    for (place, copy) in (0..copies).enumerate() {
        for part in &step.parts {
            carried = steps(strand, &part.copy(copy), carried, &path.at(place)).await?;
        }
    }
    Ok(carried)
}

/// Does the first part and, if that fails, the second; a cancellation is no failure.
pub(super) async fn try_else(strand: &Strand, step: &TaskStep, carried: Value, path: &Path) -> Outcome {
    let [body, otherwise] = step.parts.as_slice() else { return Ok(carried) };
    match steps(strand, &body.copy(0), carried.clone(), &path.at(0)).await {
        Err(Failure::Failed { .. } | Failure::TimedOut(_)) => {
            steps(strand, &otherwise.copy(0), carried, &path.at(1)).await
        }
        outcome => outcome,
    }
}

/// Does the part with what blocks or computes in it on a thread of the pool, where the model has one.
pub(super) async fn to_thread(strand: &Strand, step: &TaskStep, carried: Value, path: &Path) -> Outcome {
    let Some(part) = step.parts.first() else { return Ok(carried) };
    let before = strand.go_on_thread(true);
    let outcome = steps(strand, &part.copy(0), carried, &path.at(0)).await;
    strand.go_on_thread(before);
    outcome
}
