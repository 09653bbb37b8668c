//! A workload as typed data: what was written, row by row, comments included.

use std::sync::Arc;

use super::parameter::{Kind, Shared};
use super::quantity::Quantity;
use super::source::Span;
use super::{Parameter, Size};
use crate::step::{Declaration, Name};

/// Holds a valid workload; [`super::parse()`] makes it, `Display` writes it back.
#[derive(Clone, Debug)]
pub struct Workload {
    pub(super) rows: Vec<Row>,
}

/// Holds one row of the text.
#[derive(Clone, Debug)]
pub struct Row {
    pub(super) content: Content,
    /// From its `#` on.
    pub(super) comment: Option<String>,
}

/// Says what a row holds besides a comment.
#[derive(Clone, Debug)]
pub enum Content {
    /// Nothing.
    Blank,
    /// The `run:` line, with its options in the order written.
    Run(Vec<Setting>),
    /// A line of like tasks.
    Line(Line),
    /// The `then:` row.
    Then(Then),
}

/// Holds a line of like tasks: `[count x] name [options]: step -> step`.
#[derive(Clone, Debug)]
pub struct Line {
    /// Counts the rows of the text up to this one, from 1.
    pub row: usize,
    /// Says how many tasks were asked for; one if nothing was written.
    pub count: Option<u64>,
    /// Names the line.
    pub name: String,
    /// Holds the options of each task.
    pub options: Vec<Setting>,
    /// Holds what each task does, in order; never empty.
    pub steps: Vec<Step>,
    pub(super) count_span: Span,
    pub(super) name_span: Span,
}

/// Holds what is done with each result, in finishing order: `then: step -> step`.
#[derive(Clone, Debug)]
pub struct Then {
    /// Holds the steps, in order; never empty.
    pub steps: Vec<Step>,
    pub(super) word_span: Span,
}

/// Holds one step as written.
#[derive(Clone, Debug)]
pub struct Step {
    /// Says which step it is.
    pub declaration: &'static Declaration,
    /// Holds a value, or none if left out, for each declared parameter.
    pub arguments: Vec<Option<Argument>>,
    /// Holds the parts in parentheses, as many as are declared.
    pub parts: Vec<Arc<[Step]>>,
    /// Holds the options in the order written.
    pub options: Vec<Setting>,
    pub(super) span: Span,
}

/// Holds the value of a step's parameter.
#[derive(Clone, Debug)]
pub struct Argument {
    /// Holds what was written.
    pub value: Value,
    pub(super) span: Span,
}

/// Holds an option with its value.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Says which option it is.
    pub declaration: &'static Parameter,
    /// Holds its value.
    pub value: Value,
    pub(super) span: Span,
}

/// Holds what was written for a parameter or an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Amounts, in the unit of the parameter's kind.
    Quantity(Quantity),
    /// Sizes that the tasks take in turn, by their number within the line; never none.
    Sizes(Vec<Size>),
    /// A text or a URL, in which `{i}` stands for the task's number within its line.
    Text(String),
    /// One of the parameter's choices.
    Choice(&'static str),
    /// The name of a thing that tasks share.
    Name(Name),
    /// A queue and, if it is bounded, the most values it holds.
    Queue {
        /// Names it.
        name: Name,
        /// Bounds it.
        bound: Option<u64>,
    },
}

impl Workload {
    /// Returns the lines of tasks, in the order written.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.rows.iter().filter_map(|row| match &row.content {
            Content::Line(line) => Some(line),
            Content::Blank | Content::Run(_) | Content::Then(_) => None,
        })
    }

    /// Returns what is done with each result, in finishing order: the steps of the `then:` row.
    pub fn then(&self) -> Option<&[Step]> {
        self.rows.iter().find_map(|row| match &row.content {
            Content::Then(then) => Some(then.steps.as_slice()),
            Content::Blank | Content::Run(_) | Content::Line(_) => None,
        })
    }

    /// Returns the line that the task with this number, counted from 0, is of, and its number there, counted from 1.
    pub fn line_of(&self, task: usize) -> Option<(&Line, u64)> {
        let mut left = task as u64;
        self.lines().find_map(|line| match left.checked_sub(line.task_count()) {
            None => Some((line, left + 1)),
            Some(rest) => {
                left = rest;
                None
            }
        })
    }

    /// Returns the number, counted from 0, of the line that the task with this number, counted from 0, is of.
    pub fn line_number_of(&self, task: usize) -> Option<usize> {
        let mut end = 0;
        self.lines().position(|line| {
            end += line.task_count();
            (task as u64) < end
        })
    }

    /// Returns how many tasks the workload has.
    pub fn task_count(&self) -> u64 {
        self.lines().map(Line::task_count).sum()
    }

    /// Returns the options of the first `run:` line.
    pub(super) fn run_settings(&self) -> &[Setting] {
        let settings = self.rows.iter().find_map(|row| match &row.content {
            Content::Run(settings) => Some(settings.as_slice()),
            Content::Blank | Content::Line(_) | Content::Then(_) => None,
        });
        settings.unwrap_or_default()
    }

    /// Returns the steps of each row that has any.
    pub(super) fn chains(&self) -> impl Iterator<Item = &[Step]> {
        self.rows.iter().filter_map(|row| match &row.content {
            Content::Line(line) => Some(line.steps.as_slice()),
            Content::Then(then) => Some(then.steps.as_slice()),
            Content::Blank | Content::Run(_) => None,
        })
    }

    /// Returns the steps of the whole text in the order written, those in parts included.
    pub(super) fn all_steps(&self) -> Vec<&Step> {
        let mut all = Vec::new();
        self.chains().for_each(|steps| preorder(steps, &mut all));
        all
    }
}

impl Line {
    /// Returns how many tasks the line has.
    pub fn task_count(&self) -> u64 {
        self.count.unwrap_or(1)
    }

    /// Returns the step with this number: steps are counted in the order written, those in parts included, from 0.
    pub fn step(&self, number: u16) -> Option<&Step> {
        let mut all = Vec::new();
        preorder(&self.steps, &mut all);
        all.get(usize::from(number)).copied()
    }

    /// Returns the name of the line's task with this number, counted from 1.
    pub fn task_name(&self, index: u64) -> String {
        match self.count {
            None => self.name.clone(),
            Some(_) => format!("{} {index}", self.name),
        }
    }
}

impl Step {
    /// Counts this step and those in its parts.
    pub fn size(&self) -> u16 {
        self.parts.iter().map(|part| size(part)).fold(1, u16::saturating_add)
    }

    /// Returns the value of `option`, if it was written.
    pub fn option(&self, option: &Parameter) -> Option<&Value> {
        find(&self.options, option)
    }

    /// Returns the name of what tasks share that the step works on, and what sort of thing that is.
    pub(crate) fn shared(&self) -> Option<(Shared, &Name)> {
        let named = self.declaration.parameters.iter().zip(&self.arguments);
        named.into_iter().find_map(|(parameter, argument)| match (parameter.kind, argument) {
            (Kind::Name(shared), Some(Argument { value: Value::Name(name), .. })) => Some((shared, name)),
            _ => None,
        })
    }
}

/// Counts steps and those in their parts.
pub(crate) fn size(steps: &[Step]) -> u16 {
    steps.iter().map(Step::size).fold(0, u16::saturating_add)
}

/// Adds steps, each before those in its parts, to `all`.
pub(crate) fn preorder<'s>(steps: &'s [Step], all: &mut Vec<&'s Step>) {
    for step in steps {
        all.push(step);
        for part in &step.parts {
            preorder(part, all);
        }
    }
}

pub(super) fn find<'s>(settings: &'s [Setting], option: &Parameter) -> Option<&'s Value> {
    settings.iter().find(|setting| setting.declaration.name == option.name).map(|setting| &setting.value)
}
