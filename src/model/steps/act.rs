//! What one step does.

use std::time::Duration;

use super::{Failure, Outcome, Path, combine, compute, count, crawl, foretold, store, synchronise};
use crate::{
    io::Delay,
    model::{simulate::Foretelling, strand::Strand},
    runtime::yield_now,
    step::{Action, Value},
    trace::Kind,
    workload::TaskStep,
};

/// Does what a step asks for, once: for the first time, or again in a further `attempt`.
///
/// Only what nearly every task does is done in this future itself. The rest is boxed: what has parts contains
/// itself, and a hundred thousand tasks that only sleep are not to hold room for more.
pub(super) async fn act(strand: &Strand, step: &TaskStep, carried: Value, path: &Path, attempt: u32) -> Outcome {
    let run = strand.run();
    let number = step.number;
    match step.begin(&carried) {
        Action::Pass => Ok(carried),
        Action::Fail(message) => Err(Failure::failed(message)),
        Action::Sleep(duration) | Action::Block(duration) if strand.is_on_thread() => {
            Box::pin(compute::block_on_pool(strand, number, duration)).await.map(|()| carried)
        }
        Action::Sleep(duration) if duration.is_zero() => {
            // Ready, but behind the others.
            strand.enter(Kind::Queued, number);
            strand.suspend(yield_now()).await?;
            Ok(carried)
        }
        Action::Sleep(duration) => {
            let deadline = strand.enter_visibly(Kind::Wait, number) + lasting(strand, step, duration);
            strand.suspend(run.event_loop().sleep_until(deadline)).await?;
            strand.ready_since(number, deadline);
            Ok(carried)
        }
        Action::Block(duration) if run.takes_whole_tasks() && !strand.is_main() => {
            // Only the task's own thread is held.
            let deadline = strand.enter_visibly(Kind::Wait, number) + duration;
            strand.suspend(run.event_loop().sleep_until(deadline)).await?;
            Ok(carried)
        }
        Action::Block(duration) if run.foretelling().is_some_and(Foretelling::has_loops) && !strand.is_main() => {
            Box::pin(foretold::block_loop(strand, number, duration)).await.map(|()| carried)
        }
        Action::Block(duration) => {
            strand.enter_visibly(Kind::Run, number);
            run.io().block(duration, run.control());
            if run.stop_requested() { Err(Failure::Cancelled) } else { Ok(carried) }
        }
        Action::Fetch(mut request) => {
            request.seed = Some(step.chance(attempt));
            strand.enter_visibly(Kind::Wait, number);
            let asked = run.is_simulated().then(|| (request.url.clone(), Delay::of(&request).is_some()));
            let fetched = strand.suspend(run.io().fetch(request, strand.progress(number))).await?;
            if let Some((url, made_here)) = asked {
                Box::pin(foretold::answer(strand, number, &url, made_here)).await?;
            }
            Ok(Value::Bytes(fetched?))
        }
        Action::Crawl(crawl) => Box::pin(crawl::crawl(strand, number, &crawl)).await,
        Action::WriteFile { name, content } => {
            Box::pin(store::write_file(strand, number, name, content)).await.map(|()| carried)
        }
        Action::ReadFile { name } => Box::pin(store::read_file(strand, number, name)).await,
        Action::PutRecord { key, content } => {
            Box::pin(store::put_record(strand, number, key, content)).await.map(|()| carried)
        }
        Action::GetRecord { key } => Box::pin(store::get_record(strand, number, key)).await,
        Action::ScanRecords => Box::pin(store::scan_records(strand, number)).await,
        Action::Compute(kernel) => {
            if run.is_simulated() {
                return Box::pin(foretold::compute(strand, step, &carried)).await;
            }
            let value = match (run.crew(), divisible(strand, step, &carried)) {
                // The process makes a kernel of its own.
                (Some(crew), _) => Box::pin(crew.compute(strand, step, &carried)).await?,
                (None, Some(work)) => Box::pin(compute::compute_divided(strand, number, work)).await?,
                (None, None) => Box::pin(compute::compute(strand, number, kernel, holds_gil(step))).await?,
            };
            strand.keep(&value);
            Ok(value)
        }
        Action::Add { counter, times, how } => {
            Box::pin(count::add(strand, step, &counter, times, how, path)).await.map(|()| carried)
        }
        Action::Read(name) => {
            count::read(strand, &name);
            Ok(carried)
        }
        Action::Write(name) => count::write(strand, &name, path).map(|()| carried),
        Action::Lock(name) => Box::pin(synchronise::lock(strand, number, &name, path)).await.map(|()| carried),
        Action::Unlock(name) => Box::pin(synchronise::unlock(strand, &name, path)).await.map(|()| carried),
        Action::Put { queue } => {
            Box::pin(synchronise::put(strand, number, &queue, carried.clone())).await.map(|()| carried)
        }
        Action::Take { queue } => Box::pin(synchronise::take(strand, number, &queue)).await,
        Action::Barrier { name, parties } => {
            Box::pin(synchronise::barrier(strand, number, &name, parties)).await.map(|()| carried)
        }
        Action::WithLock(name) => Box::pin(synchronise::with_lock(strand, step, &name, carried, path)).await,
        Action::WithLimit { name, permits } => {
            Box::pin(synchronise::with_limit(strand, step, &name, permits, carried, path)).await
        }
        Action::All => Box::pin(combine::all(strand, step, 1, carried, path)).await,
        Action::Each { copies } => Box::pin(combine::all(strand, step, copies, carried, path)).await,
        Action::First => Box::pin(combine::first(strand, step, carried, path)).await,
        Action::Repeat { copies } => Box::pin(combine::repeat(strand, step, copies, carried, path)).await,
        Action::Try => Box::pin(combine::try_else(strand, step, carried, path)).await,
        Action::ToThread => Box::pin(combine::to_thread(strand, step, carried, path)).await,
    }
}

/// How long a step waits for what would take `declared`: in virtual time, as long as it is said to.
fn lasting(strand: &Strand, step: &TaskStep, declared: Duration) -> Duration {
    match strand.run().foretelling() {
        None => declared,
        Some(foretelling) => foretelling.costs.waiting(strand.line(), step.number, declared),
    }
}

/// A computing step as work that divides itself, where the run asks for that and the step can.
fn divisible(strand: &Strand, step: &TaskStep, carried: &Value) -> Option<compute::Divisible> {
    strand.run().workers().filter(|_| strand.run().settings().divided)?;
    let parallel = step.declaration.computes?.parallel?;
    let (arguments, carried) = (step.arguments.clone(), carried.clone());
    Some(Box::new(move || parallel(&arguments, &carried)))
}

/// Whether the Python counterpart of a computing step holds the GIL.
pub(super) fn holds_gil(step: &TaskStep) -> bool {
    step.declaration.computes.is_some_and(|computes| computes.holds_gil)
}
