//! What tasks share has one name each, and is the same wherever it is named.

use std::collections::HashMap;

use crate::step::Name;
use crate::workload::diagnostic::Problem;
use crate::workload::parameter::{Kind, Parameter, Shared};
use crate::workload::quantity::Quantity;
use crate::workload::source::Span;
use crate::workload::tree::{Argument, Content, Step, Value, Workload, preorder};

/// Remembers where a name was first, and what goes for it.
struct First<'w> {
    row: usize,
    shared: Shared,
    amount: Option<u64>,
    name: &'w Name,
}

/// Reports names of two things, and things with two sizes.
pub(super) fn names(workload: &Workload) -> Vec<Problem> {
    let mut known: HashMap<&str, First> = HashMap::new();
    let mut problems = Vec::new();
    for (row, content) in (1..).zip(workload.rows.iter().map(|row| &row.content)) {
        for use_ in uses(content) {
            let Use { shared, name, span, amount } = use_;
            let Some(first) = known.get_mut(&**name) else {
                let amount = amount.map(|(_, amount, _)| amount);
                known.insert(name, First { row, shared, amount, name });
                continue;
            };
            if first.shared != shared {
                let message = format!(
                    "`{name}` is the name of a {} in line {} already; choose another for this {shared}.",
                    first.shared, first.row
                );
                problems.push(Problem::new(span, message));
                continue;
            }
            if let (Some(first_amount), Some((parameter, amount, span))) = (first.amount, amount)
                && first_amount != amount
            {
                let Kind::Amount { unit, .. } = parameter.kind else { continue };
                let printed = unit.print(first_amount);
                let message = format!(
                    "The {} of `{}` are {printed} in line {} already; write the same here.",
                    parameter.name, first.name, first.row
                );
                problems.push(Problem::new(span, message).fix(span, printed));
            }
        }
    }
    problems
}

/// Holds one place where a name stands.
struct Use<'w> {
    shared: Shared,
    name: &'w Name,
    span: Span,
    /// The size of the thing, with its parameter and its place.
    amount: Option<(&'static Parameter, u64, Span)>,
}

fn uses(content: &Content) -> Vec<Use<'_>> {
    let mut steps = Vec::new();
    match content {
        Content::Blank => {}
        Content::Run(settings) => {
            let queues = settings.iter().filter_map(|setting| match &setting.value {
                Value::Queue { name, .. } => {
                    Some(Use { shared: Shared::Queue, name, span: setting.span, amount: None })
                }
                _ => None,
            });
            return queues.collect();
        }
        Content::Line(line) => preorder(&line.steps, &mut steps),
        Content::Then(then) => preorder(&then.steps, &mut steps),
    }
    steps.into_iter().filter_map(used).collect()
}

fn used(step: &Step) -> Option<Use<'_>> {
    let named = step.declaration.parameters.iter().zip(&step.arguments);
    let written = named.filter_map(|(parameter, argument)| Some((parameter, argument.as_ref()?)));
    let (shared, name) = step.shared()?;
    let mut span = step.span;
    let mut amount = None;
    for (parameter, Argument { value, span: place }) in written {
        match (parameter.kind, value) {
            (Kind::Name(_), _) => span = *place,
            (Kind::Amount { varies: false, .. }, Value::Quantity(Quantity::Fixed(size))) => {
                amount = Some((parameter, *size, *place));
            }
            _ => {}
        }
    }
    Some(Use { shared, name, span, amount })
}
