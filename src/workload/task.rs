//! The tasks of a workload, each with its own values.

use std::time::Duration;

use super::amount::Unit;
use super::draw::Draws;
use super::options;
use super::parameter::{Fallback, Kind, Parameter};
use super::quantity::Quantity;
use super::tree::{Line, Setting, Step, Value, Workload};
use crate::step::{Action, Arguments, Declaration, Resolved};

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
    /// Says when the task is cancelled, counted from when it may run.
    pub timeout: Option<Duration>,
    /// Holds what the task does, in order.
    pub steps: Vec<TaskStep>,
}

/// Holds one step of one task.
#[derive(Clone, Debug)]
pub struct TaskStep {
    /// Says which step it is.
    pub declaration: &'static Declaration,
    /// Holds the values that are this task's own.
    pub arguments: Arguments,
}

impl TaskStep {
    /// Returns what the model is to do; a computing step gets its kernel here, so call it when the step starts.
    pub fn begin(&self) -> Action {
        (self.declaration.begin)(&self.arguments)
    }

    /// Says when the step is cancelled, counted from its start.
    pub fn timeout(&self) -> Option<Duration> {
        match self.arguments.option(&options::STEP_TIMEOUT) {
            Some(Resolved::Duration(timeout)) => Some(*timeout),
            _ => None,
        }
    }
}

impl PartialEq for TaskStep {
    fn eq(&self, other: &TaskStep) -> bool {
        self.declaration.word == other.declaration.word && self.arguments == other.arguments
    }
}

impl Workload {
    /// Makes the tasks one after another, drawing from `seed`; the same seed makes the same tasks.
    pub fn tasks(&self, seed: u64) -> impl Iterator<Item = Task> {
        self.lines()
            .enumerate()
            .flat_map(|(number, line)| (1..=line.task_count()).map(move |index| (number, line, index)))
            .enumerate()
            .map(move |(id, (number, line, index))| {
                let draws = TaskDraws { seed, task: id as u64, index };
                draws.task(id, number, line)
            })
    }

    /// Makes the first task of each line, as [`Workload::tasks`] does.
    pub fn first_tasks(&self, seed: u64) -> impl Iterator<Item = Task> {
        self.lines().enumerate().scan(0, move |task, (number, line)| {
            let draws = TaskDraws { seed, task: *task, index: 1 };
            let id = usize::try_from(*task).unwrap_or(usize::MAX);
            *task += line.task_count();
            Some(draws.task(id, number, line))
        })
    }

    /// Names every task, in order.
    pub fn task_names(&self) -> impl Iterator<Item = String> {
        self.lines().flat_map(|line| (1..=line.task_count()).map(|index| line.task_name(index)))
    }
}

/// Makes the values of one task.
struct TaskDraws {
    seed: u64,
    task: u64,
    index: u64,
}

impl TaskDraws {
    /// Stands where a draw's key has the number of a step, for draws that concern the whole task.
    const WHOLE_TASK: u64 = u64::MAX;

    fn task(&self, id: usize, number: usize, line: &Line) -> Task {
        let options = self.options(&line.options, Self::WHOLE_TASK, 0);
        let timeout = options.iter().find_map(|(option, value)| match value {
            Resolved::Duration(timeout) if option.name == options::TASK_TIMEOUT.name => Some(*timeout),
            _ => None,
        });
        Task {
            id,
            line: number,
            index: self.index,
            name: line.task_name(self.index),
            timeout,
            steps: (0..).zip(&line.steps).map(|(i, step)| self.step(i, step)).collect(),
        }
    }

    fn step(&self, number: u64, step: &Step) -> TaskStep {
        let parameters = step.declaration.parameters;
        let positional = (0..)
            .zip(parameters)
            .zip(&step.arguments)
            .filter_map(|((place, parameter), written)| match written {
                Some(value) => Some(self.value(value, parameter, [number, place])),
                None => fallback(parameter).map(|value| self.value(&value, parameter, [number, place])),
            })
            .collect();
        let options = self.options(&step.options, number, parameters.len() as u64);
        TaskStep { declaration: step.declaration, arguments: Arguments { positional, options } }
    }

    fn options(&self, settings: &[Setting], step: u64, first_place: u64) -> Vec<(&'static Parameter, Resolved)> {
        (first_place..)
            .zip(settings)
            .map(|(place, setting)| {
                let declared = setting.declaration;
                (declared, self.value(&setting.value, declared, [step, place]))
            })
            .collect()
    }

    fn value(&self, value: &Value, parameter: &Parameter, [step, place]: [u64; 2]) -> Resolved {
        match value {
            Value::Choice(word) => Resolved::Choice(word),
            Value::Text(text) => Resolved::Text(text.replace("{i}", &self.index.to_string())),
            Value::Quantity(quantity) => {
                let mut draws = Draws::new(self.seed, &[self.task, step, place]);
                let amount = quantity.resolve(self.index, &mut draws);
                match parameter.kind {
                    Kind::Amount { unit: Unit::Microsecond, .. } => Resolved::Duration(Duration::from_micros(amount)),
                    Kind::Amount { unit: Unit::Percent, .. } => Resolved::Chance(draws.between(1, 100) <= amount),
                    _ => Resolved::Count(amount),
                }
            }
        }
    }
}

/// Returns the value of a parameter that was left out; none for one that must be written.
fn fallback(parameter: &Parameter) -> Option<Value> {
    parameter.default.map(|default| match default {
        Fallback::Amount(amount) => Value::Quantity(Quantity::Fixed(amount)),
        Fallback::Text(text) => Value::Text(text.to_owned()),
    })
}
