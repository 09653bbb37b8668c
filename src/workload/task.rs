//! The tasks of a workload, each with its own values.

use std::time::Duration;

use super::arrival::Arrivals;
use super::draw::Draws;
use super::options;
use super::settle::Settling;
use super::task_step::TaskStep;
use super::tree::{Line, Workload};
use crate::step::Resolved;

/// Stands where the key of a consumer's draws has the number of a task.
const CONSUMER: u64 = u64::MAX;

/// Holds one task, ready to be run.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Counts the tasks of the workload, from 0.
    pub id: usize,
    /// Counts the lines of tasks, from 0.
    pub line: usize,
    /// Counts the tasks of the line, from 1.
    pub index: u64,
    /// Names the task.
    pub name: String,
    /// Says when the task arrives, counted from the start of the run; its latency counts from then.
    pub arrival: Duration,
    /// Says when the task is cancelled, counted from when it may run.
    pub timeout: Option<Duration>,
    /// Holds what the task does, in order.
    pub steps: Vec<TaskStep>,
}

impl Workload {
    /// Makes the tasks one after another, drawing from `seed`; the same seed makes the same tasks.
    pub fn tasks(&self, seed: u64) -> impl Iterator<Item = Task> {
        self.line_starts().flat_map(move |start| {
            let mut arrivals = Arrivals::of(start.line);
            (1..=start.line.task_count()).map(move |index| start.task(seed, index, &mut arrivals))
        })
    }

    /// Makes the first task of each line, as [`Workload::tasks`] does.
    pub fn first_tasks(&self, seed: u64) -> impl Iterator<Item = Task> {
        self.line_starts().map(move |start| start.task(seed, 1, &mut Arrivals::of(start.line)))
    }

    /// Makes the task with this number, as [`Workload::tasks`] does, but arriving at once; `None` if there is none.
    pub fn task(&self, seed: u64, id: u64) -> Option<Task> {
        let start = self.line_starts().find(|start| id < start.first + start.line.task_count())?;
        let task = start.task(seed, id - start.first + 1, &mut Arrivals::of(start.line));
        Some(Task { arrival: Duration::ZERO, ..task })
    }

    fn line_starts(&self) -> impl Iterator<Item = LineStart<'_>> {
        self.lines().enumerate().scan(0, |next, (number, line)| {
            let start = LineStart { first: *next, number, line };
            *next += line.task_count();
            Some(start)
        })
    }

    /// Makes the steps of the `then:` row for the `index`th result that is consumed, counted from 0.
    pub fn consumer(&self, seed: u64, index: u64) -> Vec<TaskStep> {
        let settling = Settling::new(Draws::new(seed, &[CONSUMER, index]), index + 1);
        settling.steps(self.then().unwrap_or_default(), 0)
    }

    /// Names every task, in order.
    pub fn task_names(&self) -> impl Iterator<Item = String> {
        self.lines().flat_map(|line| (1..=line.task_count()).map(|index| line.task_name(index)))
    }
}

/// Holds a line, and where it stands among all.
#[derive(Clone, Copy)]
struct LineStart<'w> {
    /// Counts the tasks of the lines before.
    first: u64,
    number: usize,
    line: &'w Line,
}

impl LineStart<'_> {
    /// Makes the line's task with this number, counted from 1.
    fn task(self, seed: u64, index: u64, arrivals: &mut Arrivals) -> Task {
        let id = self.first + index - 1;
        let draws = Draws::new(seed, &[id]);
        let arrival = arrivals.next(&draws);
        let settling = Settling::new(draws, index);
        let timeout = settling.whole_task(&self.line.options).into_iter().find_map(|(option, value)| match value {
            Resolved::Duration(timeout) if option.name == options::TASK_TIMEOUT.name => Some(timeout),
            _ => None,
        });
        Task {
            id: usize::try_from(id).unwrap_or(usize::MAX),
            line: self.number,
            index,
            name: self.line.task_name(index),
            arrival,
            timeout,
            steps: settling.steps(&self.line.steps, 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::{Action, Value};
    use crate::workload::parse;

    fn tasks(text: &str, seed: u64) -> Vec<Task> {
        parse(text).expect(text).tasks(seed).collect()
    }

    fn sleeps(text: &str, seed: u64) -> Vec<Duration> {
        let tasks = tasks(text, seed);
        tasks.iter().map(|task| task.steps[0].arguments.duration(0)).collect()
    }

    #[test]
    fn tasks_are_numbered_and_named_in_the_order_written() {
        let made = tasks("2 x page: sleep 1s\n\nsingle: sleep 1s\n1 x one: sleep 1s", 0);
        let seen: Vec<_> = made.iter().map(|task| (task.id, task.line, task.index, task.name.as_str())).collect();
        assert_eq!(seen, [(0, 0, 1, "page 1"), (1, 0, 2, "page 2"), (2, 1, 1, "single"), (3, 2, 1, "one 1"),]);
    }

    #[test]
    fn a_task_alone_is_as_it_is_among_all() {
        let workload =
            parse("3 x a: sleep 1s..2s\nb: fail 50%\n2 x c: fetch x?i={i} timeout [1s 2s]").expect("a workload");
        for task in workload.tasks(7) {
            assert_eq!(workload.task(7, task.id as u64), Some(task));
        }
        assert_eq!(workload.task(7, 6), None);
    }

    #[test]
    fn the_first_task_has_index_one_in_texts_and_lists() {
        let made = tasks("3 x a timeout [1s 2s]: fetch io/{i}?again={i} body \"{i}\"", 0);
        let urls: Vec<_> = made.iter().map(|task| task.steps[0].arguments.text(0)).collect();
        assert_eq!(urls, ["io/1?again=1", "io/2?again=2", "io/3?again=3"]);
        let sizes = tasks("3 x a: blur [16x20 24x28] 2", 0);
        let widths: Vec<_> = sizes.iter().map(|task| task.steps[0].arguments.size(0).width).collect();
        assert_eq!(widths, [16, 24, 16]);
        let timeouts: Vec<_> = made.iter().filter_map(|task| task.timeout).collect();
        assert_eq!(timeouts, [1, 2, 1].map(Duration::from_secs));
    }

    #[test]
    fn the_same_seed_draws_the_same_and_another_draws_others() {
        let text = "50 x a: sleep 1s..3s";
        assert_eq!(sleeps(text, 7), sleeps(text, 7));
        assert_ne!(sleeps(text, 7), sleeps(text, 8));
        let (low, high) = (Duration::from_secs(1), Duration::from_secs(3));
        assert!(sleeps(text, 7).iter().all(|time| (low..=high).contains(time)));
    }

    #[test]
    fn each_value_of_a_task_is_drawn_for_itself() {
        let made = tasks("a: sleep 0s..1s timeout 1s..2s -> sleep 0s..1s", 7);
        let steps = &made[0].steps;
        let (first, second) = (steps[0].arguments.duration(0), steps[1].arguments.duration(0));
        assert_ne!(first, second);
        let timeout = steps[0].timeout().expect("written");
        assert_ne!(timeout - Duration::from_secs(1), first);
        assert_eq!(steps[1].timeout(), None);
    }

    #[test]
    fn a_percentage_fails_about_so_many_tasks() {
        let failing = |text| {
            let made = tasks(text, 7);
            let fails = |task: &&Task| matches!(task.steps[0].begin(&Value::Nothing), Action::Fail(_));
            made.iter().filter(fails).count()
        };
        assert_eq!(failing("1000 x a: fail"), 1000);
        assert_eq!(failing("1000 x a: fail 100%"), 1000);
        assert_eq!(failing("1000 x a: fail 0%"), 0);
        assert!((240..360).contains(&failing("1000 x a: fail 30%")));
    }

    #[test]
    fn a_million_tasks_are_made_one_by_one() {
        let workload = parse("1M x a: sleep 1s").expect("a workload");
        assert_eq!(workload.task_count(), 1_000_000);
        let mut tasks = workload.tasks(0);
        assert_eq!(tasks.next().map(|task| task.name).as_deref(), Some("a 1"));
    }

    #[test]
    fn a_consumer_has_its_own_values_for_each_result() {
        let text = "run: join completed\na: fail\nthen: sleep 0s..1s -> fetch io/{i}";
        let workload = parse(text).expect(text);
        let consumed: Vec<_> = (0..3).map(|index| workload.consumer(7, index)).collect();
        let urls: Vec<_> = consumed.iter().map(|steps| steps[1].arguments.text(0)).collect();
        assert_eq!(urls, ["io/1", "io/2", "io/3"]);
        let sleep = |index: usize| consumed[index].first().map(|step| step.arguments.duration(0));
        assert!(sleep(0) != sleep(1) && sleep(1) != sleep(2));
        assert_eq!(consumed[1], workload.consumer(7, 1));
        assert_eq!(parse("a: fail").expect("a workload").consumer(7, 0), []);
    }

    #[test]
    fn tasks_may_be_sent_to_other_threads() {
        fn sent<T: Send>(_: &T) {}
        tasks("a: all( fail )", 0).iter().for_each(sent);
    }

    #[test]
    fn draws_of_earlier_texts_stay_as_they_were() {
        let text = "run: seed 7\n2 x a timeout 1s..2s: sleep 0s..1s -> fetch io/delay?ms=1 timeout 1s..2s -> fail 50%";
        let made = tasks(text, 7);
        let micros = |time: Duration| time.as_micros();
        let drawn: Vec<_> = made
            .iter()
            .map(|task| {
                let steps = &task.steps;
                (
                    task.timeout.map(micros),
                    micros(steps[0].arguments.duration(0)),
                    steps[1].timeout().map(micros),
                    steps[2].arguments.chance(0),
                )
            })
            .collect();
        let second = (Some(1_825_763), 197_437, Some(1_078_862), true);
        assert_eq!(drawn, [(Some(1_194_355), 171_737, Some(1_121_520), true), second]);
    }

    #[test]
    fn the_run_line_is_read() {
        let text =
            "a: take P -> put P\nrun: seed 7, limit 2k, deadline 1.5s, join group, workers 4, repeat 5, queue Q 10";
        let run = parse(text).expect(text).run_options();
        assert_eq!(run.seed, Some(7));
        assert_eq!(run.limit, Some(2_000));
        assert_eq!(run.deadline, Some(Duration::from_millis(1_500)));
        assert_eq!(run.join, Some("group"));
        assert_eq!(run.repeat, Some(5));
        assert_eq!(run.queues, [("Q".into(), Some(10)), ("P".into(), None)]);
        assert_eq!(run.workers, Some(4));
    }
}
