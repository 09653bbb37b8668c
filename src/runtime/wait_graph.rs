//! Who holds which lock, and who waits for which: a wait that closes a circle is found when it begins.
//!
//! The circle is looked for along the one edge that each waiting line of execution has, so it costs as many
//! steps as it is long. A line that waits for its own parts waits for all that they wait for.

use std::{collections::HashMap, sync::Arc};

/// Names a lock.
type Name = Arc<str>;

/// A line of execution: its lane in the trace, and the number of its task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Who {
    /// Its own.
    pub lane: u32,
    /// Its task's; negative for main.
    pub task: i64,
}

/// The locks of a run, and those who wait for them; `W` is how a wait is made to fail.
pub struct WaitGraph<W> {
    holders: HashMap<Name, Who>,
    waits: HashMap<u32, Wait<W>>,
    /// The lanes that wait below each lane which waits for its parts.
    below: HashMap<u32, Vec<u32>>,
}

struct Wait<W> {
    who: Who,
    above: Vec<u32>,
    lock: Name,
    may_end: bool,
    waiter: W,
}

/// A wait in a circle of waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Who waits.
    pub who: Who,
    /// For which lock.
    pub lock: Name,
    /// Who holds it, and will not give it back.
    pub holder: Who,
}

impl<W> Default for WaitGraph<W> {
    fn default() -> Self {
        Self { holders: HashMap::new(), waits: HashMap::new(), below: HashMap::new() }
    }
}

impl<W: Clone> WaitGraph<W> {
    /// Notes that `who` has the lock.
    pub fn hold(&mut self, lock: &Name, who: Who) {
        self.holders.insert(lock.clone(), who);
    }

    /// Notes that nobody has the lock.
    pub fn release(&mut self, lock: &Name) {
        self.holders.remove(lock);
    }

    /// Who has the lock.
    pub fn holder(&self, lock: &Name) -> Option<Who> {
        self.holders.get(lock).copied()
    }

    /// Notes that `who`, on behalf of the lanes `above` it, waits for the lock until [`WaitGraph::leave`].
    ///
    /// Returns the circle that this closes, beginning with the new wait, and how the others in it are made to fail.
    /// A circle with a wait in it that `may_end` for another reason, such as a timeout, is none.
    pub fn wait(
        &mut self,
        who: Who,
        above: Vec<u32>,
        lock: &Name,
        may_end: bool,
        waiter: W,
    ) -> Option<(Vec<Edge>, Vec<W>)> {
        let mut circle = Vec::new();
        let closes = self.leads_back(lock, who, &above, &mut circle);
        let others: Vec<_> = circle.iter().skip(1).filter_map(|edge| self.waits.get(&edge.who.lane)).collect();
        let is_final = closes && !may_end && !others.iter().any(|wait| wait.may_end);
        let found = is_final.then(|| others.into_iter().map(|wait| wait.waiter.clone()).collect());
        for lane in &above {
            self.below.entry(*lane).or_default().push(who.lane);
        }
        self.waits.insert(who.lane, Wait { who, above, lock: lock.clone(), may_end, waiter });
        found.map(|others| (circle, others))
    }

    /// Notes that the line on this lane waits no more.
    pub fn leave(&mut self, lane: u32) {
        let Some(wait) = self.waits.remove(&lane) else { return };
        for above in wait.above {
            if let Some(below) = self.below.get_mut(&above) {
                below.retain(|other| *other != lane);
                if below.is_empty() {
                    self.below.remove(&above);
                }
            }
        }
    }

    /// Follows the waits from `lock`, for which `who` waits, and says whether they lead back to who waits.
    fn leads_back(&self, lock: &Name, who: Who, above: &[u32], circle: &mut Vec<Edge>) -> bool {
        let Some(holder) = self.holder(lock) else { return false };
        circle.push(Edge { who, lock: lock.clone(), holder });
        let first = circle[0].who.lane;
        if holder.lane == first || above.contains(&holder.lane) {
            return true;
        }
        let below = self.below.get(&holder.lane).into_iter().flatten();
        for next in std::iter::once(&holder.lane).chain(below) {
            let is_known = circle.iter().any(|edge| edge.who.lane == *next);
            if let (false, Some(wait)) = (is_known, self.waits.get(next))
                && self.leads_back(&wait.lock, wait.who, above, circle)
            {
                return true;
            }
        }
        circle.pop();
        false
    }
}

/// Tells a circle in one sentence; `name` names tasks.
pub fn sentence(circle: &[Edge], name: impl Fn(i64) -> String) -> String {
    let edge = |edge: &Edge| {
        let (who, holder) = (name(edge.who.task), name(edge.holder.task));
        match edge.who.task == edge.holder.task {
            true => format!("{who} waits for lock `{}`, which it holds itself", edge.lock),
            false => format!("{who} waits for lock `{}`, which {holder} holds", edge.lock),
        }
    };
    format!("deadlock: {}", circle.iter().map(edge).collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(lane: u32) -> Who {
        Who { lane, task: i64::from(lane) }
    }

    /// Waits, and returns who is in the circle that this closes.
    fn wait(graph: &mut WaitGraph<u32>, lane: u32, above: &[u32], lock: &str) -> Option<Vec<u32>> {
        let (circle, others) = graph.wait(who(lane), above.to_vec(), &lock.into(), false, lane)?;
        let lanes: Vec<_> = circle.iter().map(|edge| edge.who.lane).collect();
        assert_eq!(lanes[1..], others);
        Some(lanes)
    }

    fn held(locks: &[(&str, u32)]) -> WaitGraph<u32> {
        let mut graph = WaitGraph::default();
        locks.iter().for_each(|(lock, lane)| graph.hold(&(*lock).into(), who(*lane)));
        graph
    }

    #[test]
    fn a_circle_is_found_with_the_wait_that_closes_it() {
        let mut graph = held(&[("A", 0), ("B", 1), ("C", 2)]);
        assert_eq!(wait(&mut graph, 0, &[], "B"), None);
        assert_eq!(wait(&mut graph, 1, &[], "C"), None);
        assert_eq!(wait(&mut graph, 3, &[], "A"), None);
        assert_eq!(wait(&mut graph, 2, &[], "A"), Some(vec![2, 0, 1]));
    }

    #[test]
    fn who_has_left_is_in_no_circle() {
        let mut graph = held(&[("A", 0), ("B", 1)]);
        assert_eq!(wait(&mut graph, 0, &[], "B"), None);
        graph.leave(0);
        assert_eq!(wait(&mut graph, 1, &[], "A"), None);
    }

    #[test]
    fn who_waits_for_a_lock_of_its_own_is_a_circle_alone() {
        let mut graph = held(&[("A", 0)]);
        assert_eq!(wait(&mut graph, 0, &[], "A"), Some(vec![0]));
    }

    #[test]
    fn a_circle_that_a_timeout_will_break_is_none() {
        let mut graph = held(&[("A", 0), ("B", 1)]);
        assert!(graph.wait(who(0), Vec::new(), &"B".into(), true, 0).is_none());
        assert_eq!(wait(&mut graph, 1, &[], "A"), None);
    }

    #[test]
    fn a_part_that_waits_for_what_its_task_holds_closes_a_circle() {
        let mut graph = held(&[("A", 0)]);
        assert_eq!(wait(&mut graph, 7, &[0], "A"), Some(vec![7]));
    }

    #[test]
    fn a_task_waits_for_what_its_parts_wait_for() {
        let mut graph = held(&[("A", 0), ("B", 1)]);
        // Part 7 of task 0, which has A and waits for its parts, wants B.
        assert_eq!(wait(&mut graph, 7, &[0], "B"), None);
        assert_eq!(wait(&mut graph, 1, &[], "A"), Some(vec![1, 7]));
    }

    #[test]
    fn the_sentence_tells_who_waits_for_whom() {
        let mut graph = held(&[("A", 0), ("B", 1)]);
        let _ = wait(&mut graph, 0, &[], "B");
        let (circle, _) = graph.wait(who(1), Vec::new(), &"A".into(), false, 1).expect("a circle");
        assert_eq!(
            sentence(&circle, |task| format!("t {task}")),
            "deadlock: t 1 waits for lock `A`, which t 0 holds; t 0 waits for lock `B`, which t 1 holds"
        );
    }
}
