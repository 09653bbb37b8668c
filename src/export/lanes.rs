//! The names of tasks, parts and steps, as the page shows them.

use std::collections::HashMap;

use super::Trace;
use crate::trace::Link;
use crate::workload::{self, LineOutline, Workload};

/// A part: whose it is, in which step, the how manieth there.
struct Part {
    parent: u32,
    step: u16,
    number: u32,
}

/// Knows what the numbers of a trace stand for.
pub(crate) struct Lanes {
    tasks: Vec<String>,
    lines: Vec<LineOutline>,
    /// The number of each line's first task.
    firsts: Vec<u64>,
    parts: HashMap<u32, Part>,
}

impl Lanes {
    pub(crate) fn new(workload: &Workload, text: &str, trace: &Trace<'_>) -> Lanes {
        let lines = workload::check(text).lines;
        let firsts = lines.iter().scan(0, |next, line| {
            let first = *next;
            *next += line.count;
            Some(first)
        });
        let mut made: HashMap<(u32, u16), u32> = HashMap::new();
        let mut parts = HashMap::new();
        for (at, _) in trace.kind.iter().enumerate().filter(|(_, kind)| **kind == Link::PartOf as u8) {
            let (parent, step) = (trace.end[at] as u32, trace.step[at]);
            let number = made.entry((parent, step)).or_default();
            *number += 1;
            parts.insert(trace.task[at], Part { parent, step, number: *number });
        }
        Lanes { firsts: firsts.collect(), tasks: workload.task_names().collect(), lines, parts }
    }

    /// Returns the name of a task, or of a part: `page 1 › each 2`.
    pub(crate) fn name(&self, lane: u32) -> String {
        if let Some(name) = self.tasks.get(lane as usize) {
            return name.clone();
        }
        // A part is made after what it belongs to, so numbers fall on the way up.
        match self.parts.get(&lane).filter(|part| part.parent < lane) {
            Some(part) => {
                let step = self.step(lane, part.step).unwrap_or_default();
                let word = step.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
                format!("{} › {word}{}{}", self.name(part.parent), if word.is_empty() { "" } else { " " }, part.number)
            }
            None => format!("part {lane}"),
        }
    }

    /// Returns a step of a task, or of the task that a part belongs to in the end.
    pub(crate) fn step(&self, lane: u32, step: u16) -> Option<&str> {
        Some(self.lines.get(self.line(lane)?)?.steps.get(usize::from(step))?.text.as_str())
    }

    /// Returns the number, from 0, of the line that a task or part is of.
    pub(crate) fn line(&self, lane: u32) -> Option<usize> {
        let task = u64::from(self.task(lane)?);
        self.firsts.partition_point(|first| *first <= task).checked_sub(1)
    }

    /// Returns the lane that a part belongs to, and in which step of it; nothing for a task.
    pub(crate) fn parent(&self, lane: u32) -> Option<(u32, u16)> {
        self.parts.get(&lane).map(|part| (part.parent, part.step))
    }

    fn task(&self, lane: u32) -> Option<u32> {
        let mut above = lane;
        while above as usize >= self.tasks.len() {
            above = self.parts.get(&above).filter(|part| part.parent < above)?.parent;
        }
        Some(above)
    }
}
