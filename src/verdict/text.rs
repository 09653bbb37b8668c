//! The paragraph.

use super::{
    Bound, Case, Finding,
    case::{counted, told},
};
use crate::model::{Computing, Model, Tasks};

/// As many findings as a paragraph tells.
const TOLD: usize = 3;

/// What the run amounts to, in a few sentences.
pub(super) fn paragraph(case: &Case<'_>, findings: &[Finding], next: Option<&str>, python: Option<&str>) -> String {
    let found = findings.iter().take(TOLD).map(|finding| finding.sentence.clone());
    let sentences = bound(case).into_iter().chain(winner(case)).chain(found);
    let rest = next.into_iter().chain(python).map(str::to_owned);
    sentences.chain(rest).collect::<Vec<_>>().join(" ")
}

fn bound(case: &Case<'_>) -> Option<String> {
    let times = case.plainest()?.times.as_ref()?;
    let (waited, computed) = (told(times.waiting), told(times.computing));
    Some(match case.bound {
        Bound::Io => {
            format!("This workload is bound by I/O: its tasks waited {waited} in all and computed {computed}.")
        }
        Bound::Cpu => {
            format!("This workload is bound by the CPU: its tasks computed {computed} in all and waited {waited}.")
        }
        Bound::Lock => {
            "This workload is bound by a lock: its tasks waited longer for each other than for anything else."
                .to_owned()
        }
        Bound::Mixed => {
            format!("This workload both waits and computes: its tasks waited {waited} in all and computed {computed}.")
        }
        Bound::Nothing => return None,
    })
}

fn winner(case: &Case<'_>) -> Option<String> {
    let winner = case.winner()?;
    if case.runs.len() == 1 {
        return Some(format!("{} took {}.", winner.name(), told(winner.wall_ms)));
    }
    let close = case
        .runs
        .iter()
        .filter(|run| run.is_whole() && run.model != winner.model && run.wall_ms < 1.05 * winner.wall_ms);
    let close: Vec<_> = close.map(|run| run.name()).collect();
    let beside = if close.is_empty() { String::new() } else { format!(", and {} about as quick", close.join(", ")) };
    let speedup = winner.speedup.filter(|speedup| *speedup >= 1.05);
    let faster = speedup.map_or(String::new(), |speedup| format!(", {speedup:.1} times as fast as one after another"));
    let ideal = case.of_ideal().map_or(String::new(), |part| {
        format!(
            "; the best that {} and the longest task allow is {:.0} % of that",
            counted(case.cores, "core"),
            part * 100.0
        )
    });
    Some(format!("{} was quickest with {}{faster}{beside}{ideal}.", winner.name(), told(winner.wall_ms)))
}

/// What would help next.
pub(super) fn next(case: &Case<'_>) -> Option<String> {
    let near = case.of_ideal()? > 0.8;
    let has_threads = case
        .runs
        .iter()
        .any(|run| run.is(|model| model.needs_processes() || model.needs_threads() && !model.has_gil()));
    Some(match case.bound {
        Bound::Cpu if near => "Only less work, a better algorithm or more cores would make it quicker.".to_owned(),
        Bound::Cpu if !has_threads && case.cores > 1 && case.workload.task_count() > 1 => {
            format!("Threads, or a pool, would compute on {} at once.", counted(case.cores, "core"))
        }
        Bound::Io if near => "Only quicker answers, or fewer waits in a row, would make it quicker.".to_owned(),
        Bound::Io if case.settings.limit.is_some() => "A higher limit would overlap more of the waits.".to_owned(),
        Bound::Io => "More of the waits at once would make it quicker.".to_owned(),
        Bound::Lock => "Holding the lock for less, or not at all, would make it quicker.".to_owned(),
        Bound::Mixed if !has_threads && case.cores > 1 => {
            "A loop with a pool would overlap the waits and compute beside them.".to_owned()
        }
        Bound::Cpu | Bound::Mixed | Bound::Nothing => return None,
    })
}

/// Whether the answer would be another in Python.
pub(super) fn python(case: &Case<'_>) -> Option<String> {
    let (winner, times) = (case.winner()?, case.plainest()?.times.as_ref()?);
    let on_threads = |model: &Model| {
        (model.tasks == Tasks::OnThreads || model.computing == Computing::OnThreads) && !model.has_gil()
    };
    if !winner.is(on_threads) || matches!(case.bound, Bound::Io | Bound::Nothing) || times.computing <= 0.0 {
        return None;
    }
    let places = case.workload.step_places();
    let holds = |line: &str, number: u16| {
        let place = places.iter().find(|place| place.line_name == line && place.number == number);
        place.and_then(|place| place.declaration.computes).is_some_and(|computes| computes.holds_gil)
    };
    let holding =
        times.steps.iter().filter(|step| holds(&step.line, step.step)).map(|step| step.computing).sum::<f64>();
    Some(if holding > times.computing / 2.0 {
        "In Python the winner would be another model: under CPython's GIL threads compute one at a time, so there it takes processes, interpreters of their own (since 3.14), or a free-threaded build."
            .to_owned()
    } else {
        "In Python it would be the same: most of what is computed here lets go of the GIL meanwhile.".to_owned()
    })
}
