//! Which thread did what in a simulated run, where threads are lines of execution that have no number.
//!
//! Threads take work first in first out and are all alike, so any that is free may have been the one: the lowest is said
//! to be. Loops are dealt tasks in turn, so there the number is known.

use std::collections::HashMap;

use super::{Computing, Model, Tasks};
use crate::order;
use crate::trace::{Ending, Kind, Link, NO_STEP, Record};

/// What one thread is busy with, from when to when.
struct Stay {
    lane: u32,
    start: f64,
    end: f64,
}

/// Tells for each record of a simulated run which thread it is of: 0 is the event loop's, others count from 1.
pub fn seats(records: &[Record], model: &Model, workers: usize) -> Vec<u8> {
    let parts = Parts::of(records);
    match (model.tasks, model.computing) {
        (Tasks::OnLoops, _) => {
            let loops = u32::try_from(workers.max(1)).unwrap_or(u32::MAX);
            records.iter().map(|record| parts.worker(record, |task| numbered(task % loops))).collect()
        }
        (Tasks::OnThreads | Tasks::InProcesses, _) => {
            let seats: HashMap<u32, u8> = seated(parts.stays(records)).map(|(stay, seat)| (stay.lane, seat)).collect();
            records.iter().map(|record| parts.worker(record, |task| seats.get(&task).copied().unwrap_or(0))).collect()
        }
        (_, Computing::OnThreads | Computing::InProcesses) => {
            let mut seats: HashMap<u32, Vec<(f64, f64, u8)>> = HashMap::new();
            for (stay, seat) in seated(jobs(records)) {
                seats.entry(stay.lane).or_default().push((stay.start, stay.end, seat));
            }
            let seat = |record: &Record| {
                let stays = seats.get(&record.task).filter(|_| is_of_a_job(record))?;
                let last = stays.partition_point(|(start, ..)| *start <= record.start).checked_sub(1)?;
                Some(stays[last].2)
            };
            records.iter().map(|record| seat(record).unwrap_or(0)).collect()
        }
        (_, Computing::Here) => vec![0; records.len()],
    }
}

/// The number of a thread that is not the event loop's.
fn numbered(worker: u32) -> u8 {
    u8::try_from(worker + 1).unwrap_or(u8::MAX)
}

/// Gives each stay the lowest seat that is free by then, in the order of their beginnings.
fn seated(mut stays: Vec<Stay>) -> impl Iterator<Item = (Stay, u8)> {
    order::sort_by(&mut stays, |one, other| one.start.total_cmp(&other.start));
    let mut free_from: Vec<f64> = Vec::new();
    stays.into_iter().map(move |stay| {
        let seat = free_from.iter().position(|from| *from <= stay.start).unwrap_or_else(|| {
            free_from.push(0.0);
            free_from.len() - 1
        });
        free_from[seat] = stay.end;
        (stay, numbered(seat as u32))
    })
}

fn is_of_a_job(record: &Record) -> bool {
    record.kind == Kind::Thread as u8 || record.kind == Kind::Gil as u8
}

/// The jobs of a pool: what computes for one step, and waits for its turn in between.
fn jobs(records: &[Record]) -> Vec<Stay> {
    let mut spans: Vec<&Record> = records.iter().filter(|record| is_of_a_job(record) && !record.end.is_nan()).collect();
    order::sort_by(&mut spans, |one, other| one.task.cmp(&other.task).then(one.start.total_cmp(&other.start)));
    let mut jobs: Vec<Stay> = Vec::new();
    for span in spans {
        match jobs.last_mut().filter(|job| job.lane == span.task && job.end == span.start) {
            Some(job) => job.end = span.end,
            None => jobs.push(Stay { lane: span.task, start: span.start, end: span.end }),
        }
    }
    jobs
}

/// Whose parts are whose.
struct Parts(HashMap<u32, u32>);

impl Parts {
    fn of(records: &[Record]) -> Self {
        let links = records.iter().filter(|record| record.kind == Link::PartOf as u8);
        Self(links.map(|link| (link.task, link.end as u32)).collect())
    }

    /// The task that a lane is of, itself or as a part of a part of it.
    fn task_of(&self, lane: u32) -> u32 {
        // Parts have higher numbers than what they are parts of, so this ends.
        std::iter::successors(Some(lane), |lane| self.0.get(lane).copied().filter(|above| above < lane))
            .last()
            .unwrap_or(lane)
    }

    /// The worker that has the task of a record; the event loop as long as nobody has it.
    fn worker(&self, record: &Record, of: impl Fn(u32) -> u8) -> u8 {
        if is_before(record) || record.kind > Link::PartOf as u8 { 0 } else { of(self.task_of(record.task)) }
    }

    /// From when to when each task is with its worker.
    fn stays(&self, records: &[Record]) -> Vec<Stay> {
        let mut stays: HashMap<u32, Stay> = HashMap::new();
        let is_span = |record: &Record| record.kind < Ending::Done as u8 && !record.end.is_nan();
        for record in records.iter().filter(|record| is_span(record) && !is_before(record)) {
            let lane = self.task_of(record.task);
            let stay = stays.entry(lane).or_insert(Stay { lane, start: record.start, end: record.end });
            stay.start = stay.start.min(record.start);
            stay.end = stay.end.max(record.end);
        }
        // In an order that is always the same.
        let mut stays: Vec<Stay> = stays.into_values().collect();
        order::sort_by_key(&mut stays, |stay| stay.lane);
        stays
    }
}

/// Whether a task has not begun to be done.
fn is_before(record: &Record) -> bool {
    record.step == NO_STEP && (record.kind == Kind::Queued as u8 || record.kind == Kind::Spawn as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        machine::Premises,
        model::{Settings, find, simulate},
        workload::parse,
    };

    /// The threads on which each task's computing was seen, in a simulated run on so many workers and as many cores.
    fn computed_on(text: &str, model: &str, workers: u64) -> Vec<Vec<u8>> {
        let (workload, model) = (parse(text).expect("valid"), find(model).expect("known"));
        let overrides = crate::model::Overrides { workers: Some(workers), ..Default::default() };
        let settings = Settings::settle(&workload, overrides, workers as usize);
        let tasks = workload.task_count() as u32;
        let records = simulate(workload, settings, model, &Premises::of_cores(workers as usize)).records;
        let seats = seats(&records, model, workers as usize);
        let solid = |record: &Record| record.kind == Kind::Run as u8 || record.kind == Kind::Thread as u8;
        let of = |task: u32| {
            let mine = records.iter().zip(&seats).filter(|(record, _)| record.task == task && solid(record));
            let mut seen: Vec<u8> = mine.map(|(_, seat)| *seat).collect();
            seen.dedup();
            seen
        };
        (0..tasks).map(of).collect()
    }

    #[test]
    fn the_loop_computes_by_itself_where_nobody_else_does() {
        assert_eq!(computed_on("2 x t: primes 100M", "event-loop", 2), [vec![0], vec![0]]);
    }

    #[test]
    fn a_pool_of_two_takes_jobs_as_its_threads_become_free() {
        assert_eq!(computed_on("3 x t: primes 100M", "event-loop-pool", 2), [vec![1], vec![2], vec![1]]);
    }

    #[test]
    fn whole_tasks_stay_on_their_thread_and_loops_are_dealt_tasks_in_turn() {
        let text = "3 x t: primes 100M -> sleep 10ms -> primes 100M";
        assert_eq!(computed_on(text, "threads", 2), [vec![1], vec![2], vec![1]]);
        assert_eq!(computed_on(text, "event-loops", 2), [vec![1], vec![2], vec![1]]);
        assert_eq!(computed_on(text, "processes", 3), [vec![1], vec![2], vec![3]]);
    }

    #[test]
    fn under_a_lock_a_job_keeps_its_thread_while_it_waits_for_its_turn() {
        assert_eq!(computed_on("2 x t: primes 100M", "event-loop-pool-gil", 2), [vec![1], vec![2]]);
    }
}
