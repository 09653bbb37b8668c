//! What stands in, in virtual time, for threads and processes: what a step costs passes on a machine.

use std::time::Duration;

use futures_util::future::try_join;

use super::{Failure, act::holds_gil};
use crate::{
    machine::{Computed, ProcessCosts, times},
    model::strand::Strand,
    runtime::{Cancelled, Time},
    step::{Gives, Group, Name, Value},
    trace::{Kind, NO_STEP},
    workload::TaskStep,
};

/// Lets the time pass that a computing step costs, on one of a pool's workers, on the task's own thread or on the loop; it comes to the least value of its kind.
pub(super) async fn compute(strand: &Strand, step: &TaskStep, carried: &Value) -> Result<Value, Failure> {
    compute_slowed(strand, step, carried, 1.0).await
}

/// Adds to a number as computing does: while other cores do so, too, it takes longer.
pub(super) async fn add(strand: &Strand, step: &TaskStep, name: &Name) -> Result<(), Failure> {
    let Some(foretelling) = strand.run().foretelling() else { return Err(Failure::Cancelled) };
    let adding = foretelling.add_to(name);
    compute_slowed(strand, step, &Value::Nothing, adding.slower).await?;
    Ok(())
}

async fn compute_slowed(strand: &Strand, step: &TaskStep, carried: &Value, slower: f64) -> Result<Value, Failure> {
    let run = strand.run();
    let Some(foretelling) = run.foretelling() else { return Err(Failure::Cancelled) };
    let cost = times(foretelling.costs.computing(strand.line(), step, carried), slower);
    let turns = foretelling.turns(strand.task_number(), holds_gil(step));
    if run.simulated_pool().is_some() {
        hold_worker(strand, step.number, Held::Computes { work: cost, turns }, carried).await?;
    } else if run.hands_tasks_over() {
        strand.enter_visibly(Kind::Run, step.number);
        on_machine(strand, step.number, cost, turns).await?;
    } else {
        strand.enter_visibly(Kind::Run, step.number);
        foretelling.machine.block(cost);
    }
    Ok(match step.declaration.gives {
        Gives::Kind(kind) => kind.least(),
        Gives::Same => carried.clone(),
        _ => Value::Nothing,
    })
}

/// What a worker of the pool is held by.
enum Held {
    /// A wait.
    Waits(Duration),
    /// So much work, in turns with others.
    Computes { work: Duration, turns: Option<usize> },
}

/// Waits on a worker of the pool.
pub(super) async fn wait_on_pool(strand: &Strand, step: u16, duration: Duration) -> Result<(), Failure> {
    hold_worker(strand, step, Held::Waits(duration), &Value::Nothing).await
}

/// Holds a worker; where that is a process, once it has started and was sent what it is about.
async fn hold_worker(strand: &Strand, step: u16, held: Held, sent: &Value) -> Result<(), Failure> {
    let Some(pool) = strand.run().simulated_pool() else { return Ok(()) };
    strand.enter_visibly(Kind::Queued, step);
    let permit = strand.suspend(pool.acquire()).await?;
    if let Some(processes) = strand.run().foretelling().and_then(|foretelling| foretelling.processes) {
        await_process(strand, step).await?;
        copy(strand, step, processes.copying(sent)).await?;
    }
    let since = strand.enter_visibly(Kind::Thread, step);
    let ended = match held {
        Held::Waits(time) => {
            strand.suspend(strand.run().event_loop().sleep_until(since + time)).await.map(|()| since + time)
        }
        Held::Computes { work, turns } => on_machine(strand, step, work, turns).await,
    };
    match ended {
        // The loop may hear of it late.
        Ok(ended) => strand.ready_since(step, ended),
        Err(Cancelled) => {
            strand.enter(Kind::Queued, step);
        }
    }
    drop(permit);
    ended?;
    Ok(())
}

/// Computes on the machine; waits for a turn are spans of their own. Returns when it was done.
async fn on_machine(strand: &Strand, step: u16, work: Duration, turns: Option<usize>) -> Result<Time, Cancelled> {
    let Some(foretelling) = strand.run().foretelling() else { return Err(Cancelled) };
    let Computed { waits, ended } = strand.suspend(foretelling.machine.compute(work, turns)).await?;
    waits.into_iter().for_each(|(from, to)| strand.waited_for_turn(step, from, to));
    Ok(ended)
}

/// Has a thread that takes whole tasks take the lock for computing, if there is one, without which it
/// can do nothing, or a task wait until its loop is free; both give it back at once.
pub(in crate::model) async fn go_on(strand: &Strand, step: u16) -> Result<(), Cancelled> {
    let run = strand.run();
    let turns = run.foretelling().and_then(|foretelling| foretelling.turns(strand.task_number(), true));
    if turns.is_some() && run.hands_tasks_over() {
        strand.enter(Kind::Run, step);
        on_machine(strand, step, Duration::ZERO, turns).await?;
    }
    Ok(())
}

/// Has a thread begin with a task that it has taken: that costs something, and needs the lock.
pub(in crate::model) async fn take_task(strand: &Strand) -> Result<(), Cancelled> {
    let Some(foretelling) = strand.run().foretelling() else { return Ok(()) };
    if let Some(processes) = foretelling.processes {
        await_process(strand, NO_STEP).await?;
        copy(strand, NO_STEP, processes.copying(&Value::Nothing)).await?;
    }
    let (cost, turns) = (foretelling.costs.task, foretelling.turns(strand.task_number(), true));
    if turns.is_some() || !cost.is_zero() {
        strand.enter(Kind::Run, NO_STEP);
        on_machine(strand, NO_STEP, cost, turns).await?;
    }
    Ok(())
}

/// Sends something to a process and hears from it: for a part of that time the loop of those who send is at work.
async fn copy(strand: &Strand, step: u16, copying: Duration) -> Result<(), Cancelled> {
    let Some(foretelling) = strand.run().foretelling() else { return Ok(()) };
    let until = strand.enter_visibly(Kind::Copy, step) + copying;
    foretelling.machine.block(ProcessCosts::handling().min(copying));
    strand.suspend(strand.run().event_loop().sleep_until(until)).await
}

/// Waits until the processes are ready, if there are any.
async fn await_process(strand: &Strand, step: u16) -> Result<(), Cancelled> {
    let run = strand.run();
    let Some(processes) = run.foretelling().and_then(|foretelling| foretelling.processes) else { return Ok(()) };
    let ready = run.began() + processes.start_up;
    if run.event_loop().now() < ready {
        strand.enter_visibly(Kind::Spawn, step);
        strand.suspend(run.event_loop().sleep_until(ready)).await?;
    }
    Ok(())
}

/// What blocks one of several loops holds up those on that loop.
pub(super) async fn block_loop(strand: &Strand, step: u16, duration: Duration) -> Result<(), Failure> {
    let Some(foretelling) = strand.run().foretelling() else { return Ok(()) };
    strand.enter_visibly(Kind::Run, step);
    on_machine(strand, step, duration, foretelling.turns(strand.task_number(), true)).await?;
    Ok(())
}

/// Has the loop begin with a task: what that costs holds the loop.
pub(in crate::model) fn begin_task(strand: &Strand) {
    let run = strand.run();
    let Some(foretelling) = run.foretelling().filter(|_| !run.hands_tasks_over()) else { return };
    if !foretelling.costs.task.is_zero() {
        foretelling.machine.block(foretelling.costs.task);
    }
}

/// Of what the outside world adds to a request until the answer begins, a part is work of whoever answers, one request
/// after another: so much, or all but so much where that is this very machine.
const ANSWERING: u32 = 3;
const NOT_ANSWERING: u32 = 4;
/// An answer that is made here comes in so many parts, those of all requests in turn.
const PARTS: u32 = 8;

/// Waits for what the outside world adds to a request: a part of it, and for the answer itself, behind the other
/// requests. Where this machine answers for the site, most of what a page of it takes is such work.
pub(super) async fn answer(strand: &Strand, step: u16, url: &str, made_here: bool) -> Result<(), Cancelled> {
    let run = strand.run();
    let Some(foretelling) = run.foretelling() else { return Ok(()) };
    let is_here = foretelling.costs.site_is_here && !made_here && !url.contains("://");
    let beyond = foretelling.costs.waiting(strand.line(), step, Duration::ZERO);
    let receiving = foretelling.costs.receiving(strand.line(), step);
    if beyond.is_zero() && receiving.is_zero() {
        return Ok(());
    }
    if made_here && !receiving.is_zero() {
        return receive(strand, step, beyond + receiving).await;
    }
    let first = if is_here { beyond - beyond / NOT_ANSWERING } else { beyond / ANSWERING };
    let permit = strand.suspend(foretelling.answering.acquire()).await?;
    strand.suspend(run.event_loop().sleep(first + receiving)).await?;
    drop(permit);
    strand.suspend(run.event_loop().sleep(beyond - first)).await
}

/// Takes in an answer of some length that is made on this very machine: making it is work for one of its cores, taking
/// it in is as much for another, and whatever holds a loop holds up what that loop is to receive.
async fn receive(strand: &Strand, step: u16, receiving: Duration) -> Result<(), Cancelled> {
    let run = strand.run();
    let Some(foretelling) = run.foretelling() else { return Ok(()) };
    // Both were at work when it was measured, in sequence.
    let part = (receiving / PARTS).div_f64(foretelling.costs.all_busy);
    for _ in 0..PARTS {
        let _permit = strand.suspend(foretelling.answering.acquire()).await?;
        let made = foretelling.machine.compute(part, None);
        if run.simulated_pool().is_some() || run.hands_tasks_over() {
            let received = on_machine(strand, step, part, foretelling.turns(strand.task_number(), false));
            try_join(strand.suspend(made), received).await?;
        } else {
            // It goes on beside what holds the loop.
            let made = made.begun();
            foretelling.machine.block(part);
            strand.suspend(made).await?;
        }
    }
    Ok(())
}

/// Waits for what the browser's storage was measured to take beyond what a step declares: it serves one after another.
pub(super) async fn store(strand: &Strand, step: u16) -> Result<(), Cancelled> {
    let Some(foretelling) = strand.run().foretelling() else { return Ok(()) };
    let beyond = foretelling.costs.waiting(strand.line(), step, Duration::ZERO);
    if beyond.is_zero() {
        return Ok(());
    }
    let permit = strand.suspend(foretelling.storing.acquire()).await?;
    strand.suspend(strand.run().event_loop().sleep(beyond)).await?;
    drop(permit);
    Ok(())
}

/// The addresses of the pages that a crawl has yet to read after its first one: as many as it read when it was measured,
/// all linked from that.
pub(super) fn other_pages(strand: &Strand, step: u16, first: &str) -> Vec<String> {
    let pages = strand.run().foretelling().map_or(1, |foretelling| foretelling.costs.pages(strand.line(), step));
    (1..pages).map(|page| format!("{first}#{page}")).collect()
}

/// Whether a thread has not got the lock for computing after this step, and has to take it to go on.
pub(super) fn lets_go(strand: &Strand, step: &TaskStep) -> bool {
    let is_outside = matches!(step.declaration.group, Group::Io | Group::Blocking);
    strand.run().is_simulated() && (is_outside || step.declaration.group == Group::Compute && !holds_gil(step))
}
