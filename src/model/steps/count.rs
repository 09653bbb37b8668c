//! Numbers that tasks share.

use super::{Failure, Path, act::holds_gil, compute, foretold};
use crate::{
    model::strand::Strand,
    step::{Add, Adding, Name, Value},
    workload::TaskStep,
};

/// Adds to a counter, as computing does.
pub(super) async fn add(
    strand: &Strand,
    step: &TaskStep,
    name: &Name,
    times: u64,
    how: Adding,
    path: &Path,
) -> Result<(), Failure> {
    let run = strand.run();
    let counter = run.counter(name);
    let elsewhere = run.crew();
    let foretold_elsewhere = run.foretelling().is_some_and(|foretelling| foretelling.processes.is_some())
        && !(run.hands_tasks_over() && strand.is_main());
    if (run.is_in_process() || elsewhere.is_some() || foretold_elsewhere) && how != Adding::Racy {
        return Err(Failure::failed(format!(
            "`{name}` cannot be added to by several processes: each has a memory of its own; let one process add, or \
             send the numbers to it through a queue"
        )));
    }
    if let Some(crew) = elsewhere {
        crew.compute(strand, step, &Value::Nothing).await?;
        counter.miss(times);
        run.report(private(name));
        return Ok(());
    }
    if run.is_simulated() {
        foretold::add(strand, step, name).await?;
        if foretold_elsewhere {
            counter.miss(times);
            run.report(private(name));
            return Ok(());
        }
        // In virtual time nothing comes in between.
        counter.add_undisturbed(times);
    } else {
        let kernel = Box::new(Add::to(counter.clone(), times, how));
        compute::compute(strand, step.number, kernel, holds_gil(step)).await?;
    }
    strand.note(path, "write", format_args!("{name}={}", counter.read()));
    Ok(())
}

/// Tells why a parent does not see what its processes add.
pub(crate) fn private(name: &str) -> String {
    format!("Each process has a memory of its own: what they added to `{name}` is not seen by their parent.")
}

/// Reads a counter, and remembers for the task what it found.
pub(super) fn read(strand: &Strand, name: &Name) {
    let run = strand.run();
    run.reads().borrow_mut().insert((strand.task_number(), name.clone()), run.counter(name).read());
}

/// Writes one more than the task read last.
pub(super) fn write(strand: &Strand, name: &Name, path: &Path) -> Result<(), Failure> {
    let run = strand.run();
    let read = run.reads().borrow().get(&(strand.task_number(), name.clone())).copied();
    let read = read.ok_or_else(|| Failure::failed(format!("`{name}` was not read before it was written")))?;
    let counter = run.counter(name);
    counter.write(read);
    strand.note(path, "write", format_args!("{name}={}", counter.read()));
    Ok(())
}
