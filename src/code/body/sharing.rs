//! Steps that wait for what tasks share.

use super::super::words::shared_name;
use super::Body;
use crate::model::Tasks;
use crate::workload::tree::Step;

impl Body<'_> {
    pub(super) fn shared(&mut self, step: &Step, sort: &str) -> String {
        shared_name(sort, &name_of(step))
    }

    /// Writes a call that waits with care, or for another process, if this is the way; else nothing.
    pub(super) fn waiting(&mut self, call: &str, helper: &str) -> Option<String> {
        let helper: &'static str = match (helper, self.way.tasks) {
            ("acquire", Tasks::OnLoops) => "acquire.apart",
            ("put", Tasks::OnLoops) => "put.apart",
            ("take", Tasks::OnLoops) => "take.apart",
            ("holding", Tasks::OnLoops) => "holding.apart",
            (_, Tasks::OnLoop | Tasks::InTurn) => return None,
            _ if !self.way.waits_with_care() => return None,
            ("acquire", _) => "acquire.care",
            ("put", _) => "put.care",
            ("take", _) => "take.care",
            _ => "holding.care",
        };
        self.uses.helper(helper);
        Some(format!("{}{call}", if self.way.is_async() { "await " } else { "" }))
    }

    pub(super) fn on_shared(&mut self, careful: &str, plain: &str, helper: &str) {
        let wait = if self.way.is_async() { "await " } else { "" };
        let written = self.waiting(careful, helper).unwrap_or_else(|| format!("{wait}{plain}"));
        self.put(&written);
    }

    pub(super) fn holding(&mut self, step: &Step, sort: &str, number: u16, is_needed: bool) {
        let name = self.shared(step, sort);
        let is_careful = self.waiting("", "holding").is_some();
        let held = if is_careful { format!("holding({name})") } else { name };
        let wait = if self.way.is_async() { "async " } else { "" };
        self.put(&format!("{wait}with {held}:"));
        self.deeper(|body| body.part_here(step, 0, number, "0", is_needed));
    }
}

/// The name of what tasks share that a step works on.
pub(in crate::code) fn name_of(step: &Step) -> String {
    step.shared().map(|(_, name)| name.to_string()).unwrap_or_default()
}
