//! The kinds of span, declared once: the page's legend, colours and hover text read this table.

use serde::{Deserialize, Serialize};

/// What a task was doing during a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// Ready or asked for, but no slot: behind a limit, in a pool's queue, or behind a busy loop.
    Queued = 0,
    /// Running on the event loop's thread; nothing else runs there meanwhile.
    Run = 1,
    /// Running on a thread of the pool.
    Thread = 2,
    /// Waiting for I/O, a timer or its own parts, using no thread.
    Wait = 3,
    /// Waiting for others: for a lock, a limit's permit, a queue or a barrier.
    Lock = 4,
    /// Waiting, after a failure, to try again.
    Backoff = 5,
    /// Waiting for the global interpreter lock, ready to compute.
    Gil = 6,
    /// Waiting for a process to start.
    Spawn = 7,
    /// On the way between processes: packed, sent and unpacked.
    Copy = 8,
}

/// What a record says of the event loop itself; its task is [`crate::trace::NO_TASK`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Beat {
    /// What was due at the record's start was done at its end.
    Lag = 40,
}

/// How much of something there is so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Amount {
    /// So many bytes of a response have come by the record's start; their number is in its end column.
    Bytes = 48,
}

/// What a record says of two lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Link {
    /// The record's task is a part, at the record's step, of the task whose number is in its end column.
    PartOf = 32,
}

/// How a task ended; every created task ends in exactly one of these ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Ending {
    /// All its steps are done.
    Done = 16,
    /// A step failed.
    Failed = 17,
    /// It was ended from outside before its last step was done.
    Cancelled = 18,
    /// Its time limit passed.
    TimedOut = 19,
    /// It was never started.
    Skipped = 20,
}

impl Ending {
    /// All endings, in the order in which tables show them.
    pub const ALL: [Ending; 5] = [Ending::Done, Ending::Failed, Ending::Cancelled, Ending::TimedOut, Ending::Skipped];
}

/// What the page needs to know to show a kind or an ending.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct KindDescription {
    /// The value in the trace's kind column.
    pub id: u8,
    /// A word for style sheets and results.
    pub word: &'static str,
    /// What the legend says.
    pub name: &'static str,
    /// One sentence for a person.
    pub summary: &'static str,
    /// `span` for what lasts, `end` for how a task ended, `link` for what one lane is to another, `beat` for what the
    /// loop itself did, `amount` for how much there is so far. The end of a `link` and of an `amount` is no time.
    pub group: &'static str,
    /// Whether a span holds the thread it is on: `always`; `whole`, where that does a whole task and nothing else
    /// meanwhile; or `never`.
    pub holds: &'static str,
    /// Whether a core is busy meanwhile, unless the step only blocks its thread.
    pub computes: bool,
}

/// Whether a record of this kind says what a task did or how it ended.
pub fn is_of_a_task(kind: u8) -> bool {
    kind < Link::PartOf as u8
}

/// Describes every kind of record.
pub fn describe() -> Vec<KindDescription> {
    let spans = Kind::ALL.map(Kind::description);
    let ends = Ending::ALL.map(Ending::description);
    let link = KindDescription {
        id: Link::PartOf as u8,
        word: "part-of",
        name: "part of",
        summary: "Runs beside others as a part of a task's step.",
        group: "link",
        holds: "never",
        computes: false,
    };
    let lag = KindDescription {
        id: Beat::Lag as u8,
        word: "lag",
        name: "lag of the loop",
        summary: "How late the event loop came to what was due.",
        group: "beat",
        holds: "never",
        computes: false,
    };
    let bytes = KindDescription {
        id: Amount::Bytes as u8,
        word: "bytes",
        name: "bytes so far",
        summary: "How many bytes of a response have come so far.",
        group: "amount",
        holds: "never",
        computes: false,
    };
    spans.into_iter().chain(ends).chain([link, lag, bytes]).collect()
}

impl Kind {
    /// All kinds, in the order of their numbers.
    pub const ALL: [Kind; 9] = [
        Kind::Queued,
        Kind::Run,
        Kind::Thread,
        Kind::Wait,
        Kind::Lock,
        Kind::Backoff,
        Kind::Gil,
        Kind::Spawn,
        Kind::Copy,
    ];

    /// Whether a span of it holds the thread it is on; see [`KindDescription::holds`].
    pub fn holds(self) -> &'static str {
        match self {
            Kind::Run | Kind::Thread | Kind::Copy => "always",
            Kind::Wait | Kind::Lock | Kind::Backoff | Kind::Gil => "whole",
            Kind::Queued | Kind::Spawn => "never",
        }
    }

    /// Whether a core is busy meanwhile; see [`KindDescription::computes`].
    pub fn computes(self) -> bool {
        matches!(self, Kind::Run | Kind::Thread)
    }

    /// What the page needs to know to show it.
    pub fn description(self) -> KindDescription {
        let (word, name, summary) = match self {
            Kind::Queued => {
                ("queued", "queued", "Ready, but no slot is free: behind a limit, a full pool, or a busy event loop.")
            }
            Kind::Run => (
                "run",
                "runs on the loop",
                "Runs on the event loop's own thread: every other task of the loop stands still.",
            ),
            Kind::Thread => {
                ("thread", "runs on a thread", "Runs on a thread, or in a process, other than the event loop's.")
            }
            Kind::Wait => ("wait", "waits", "Waits for I/O, a timer or its own parts; the thread is free for others."),
            Kind::Lock => (
                "lock",
                "waits for others",
                "Waits for a lock, a limit, a queue or a barrier: until another task acts.",
            ),
            Kind::Backoff => ("backoff", "backs off", "Waits, after a failure, before it tries again."),
            Kind::Spawn => ("spawn", "waits for its process", "Waits until the process that will do it has started."),
            Kind::Copy => ("copy", "is copied", "On the way to a process or back: packed, sent and unpacked."),
            Kind::Gil => {
                ("gil", "waits for the GIL", "Ready to compute, but another thread holds the global interpreter lock.")
            }
        };
        KindDescription {
            id: self as u8,
            word,
            name,
            summary,
            group: "span",
            holds: self.holds(),
            computes: self.computes(),
        }
    }
}

impl Ending {
    fn description(self) -> KindDescription {
        let (word, name, summary) = match self {
            Ending::Done => ("done", "done", "All its steps are done."),
            Ending::Failed => ("failed", "failed", "A step failed."),
            Ending::Cancelled => ("cancelled", "cancelled", "It was ended before its last step was done."),
            Ending::TimedOut => ("timed-out", "timed out", "Its time limit passed."),
            Ending::Skipped => ("skipped", "skipped", "It was never started."),
        };
        KindDescription { id: self as u8, word, name, summary, group: "end", holds: "never", computes: false }
    }

    /// The ending's word in results, as in [`describe`].
    pub fn word(self) -> &'static str {
        self.description().word
    }
}
