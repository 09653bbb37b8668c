//! What those who run tasks have to tell of a run besides what became of each task.

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    report::{LockReport, PageRead, SlowStep, millis},
    step::Name,
};

/// As many slow steps as a report tells of.
const SLOW_STEPS_KEPT: usize = 1_000;

/// As many pages as a report tells of.
const PAGES_KEPT: usize = 1_000;

/// What one thread, or the loop, noticed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Findings {
    /// Sentences about the run as a whole, each once.
    pub(crate) notes: Vec<String>,
    /// Circles of waits for locks, each as a sentence.
    pub(crate) deadlocks: Vec<String>,
    /// Steps that held the loop for long.
    pub(crate) slow: Vec<SlowStep>,
    /// Pages that crawls have read.
    pub(crate) pages: Vec<PageRead>,
    /// What the memories of processes hold in the end, in bytes.
    pub(crate) memory_bytes: usize,
    /// What was meant to be added to the counters of processes, which nobody else sees.
    pub(crate) private_counters: BTreeMap<String, u64>,
    waits: BTreeMap<Name, Waits>,
}

/// How long tasks waited for one lock.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Waits {
    count: usize,
    longest: Duration,
    total: Duration,
}

impl Findings {
    /// Keeps a sentence.
    pub(crate) fn note(&mut self, sentence: String) {
        if !self.notes.contains(&sentence) {
            self.notes.push(sentence);
        }
    }

    /// Keeps a circle of waits.
    pub(crate) fn deadlock(&mut self, sentence: String) {
        if !self.deadlocks.contains(&sentence) {
            self.deadlocks.push(sentence);
        }
    }

    /// Keeps a step that held the loop for long.
    pub(crate) fn slow(&mut self, step: impl FnOnce() -> SlowStep) {
        if self.slow.len() < SLOW_STEPS_KEPT {
            self.slow.push(step());
        }
    }

    /// Keeps a page that a crawl has read.
    pub(crate) fn page(&mut self, page: impl FnOnce() -> PageRead) {
        if self.pages.len() < PAGES_KEPT {
            self.pages.push(page());
        }
    }

    /// Counts a wait for a lock.
    pub(crate) fn waited(&mut self, lock: &Name, time: Duration) {
        let waits = self.waits.entry(lock.clone()).or_default();
        waits.count += 1;
        waits.longest = waits.longest.max(time);
        waits.total += time;
    }

    /// Adds what another noticed.
    pub(crate) fn merge(&mut self, other: Findings) {
        other.notes.into_iter().for_each(|sentence| self.note(sentence));
        other.deadlocks.into_iter().for_each(|sentence| self.deadlock(sentence));
        other.slow.into_iter().for_each(|step| self.slow(|| step));
        other.pages.into_iter().for_each(|page| self.page(|| page));
        self.memory_bytes += other.memory_bytes;
        for (counter, expected) in other.private_counters {
            *self.private_counters.entry(counter).or_default() += expected;
        }
        for (lock, Waits { count, longest, total }) in other.waits {
            let waits = self.waits.entry(lock).or_default();
            waits.count += count;
            waits.longest = waits.longest.max(longest);
            waits.total += total;
        }
    }

    /// Tells how long tasks waited for each lock.
    pub(crate) fn locks(&self) -> Vec<LockReport> {
        let report = |(lock, waits): (&Name, &Waits)| LockReport {
            name: lock.to_string(),
            waits: waits.count,
            longest_ms: millis(waits.longest),
            total_ms: millis(waits.total),
        };
        self.waits.iter().map(report).collect()
    }
}
