//! Makes workloads, and texts that are nearly some.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;

use crate::step::{Declaration, Parts, STEPS, Takes, find};
use crate::workload::options;
use crate::workload::tree::{Argument, Content, Line, Row, Setting, Step, Then, Value};
use crate::workload::{Kind, Parameter, Quantity, Size, Workload, url};

fn quantity(min: u64, max: u64) -> impl Strategy<Value = Quantity> {
    prop_oneof![
        (min..=max).prop_map(Quantity::Fixed),
        (min..=max, min..=max).prop_map(|(a, b)| Quantity::Range(a.min(b), a.max(b))),
        prop::collection::vec(min..=max, 1..4).prop_map(Quantity::List),
    ]
}

fn value(kind: Kind) -> BoxedStrategy<Value> {
    match kind {
        // What is the same for all tasks is the same in all lines, too.
        Kind::Amount { min, max, varies: false, .. } => {
            Just(Value::Quantity(Quantity::Fixed(max.min(min + 7)))).boxed()
        }
        Kind::Amount { min, max, .. } => quantity(min, max).prop_map(Value::Quantity).boxed(),
        Kind::Size { min, max } => {
            let size = (min..=max, min..=max).prop_map(|(width, height)| Size { width, height });
            prop::collection::vec(size, 1..4).prop_map(Value::Sizes).boxed()
        }
        Kind::Url => "(https?://[a-z]{1,5}(:[0-9]{1,4})?)?/?[a-zé/?&=._~%#,()-]{1,9}(\\{i\\})?"
            .prop_filter("a URL", |url| !url.starts_with('#') && !url.contains("->") && url::check(url).is_ok())
            .prop_map(Value::Text)
            .boxed(),
        Kind::Label => "[a-zé0-9_-][a-zé0-9._-]{0,5}(\\{i\\})?[a-z.]{0,3}".prop_map(Value::Text).boxed(),
        Kind::Text => "[^\\p{Cc}]{0,9}".prop_map(Value::Text).boxed(),
        Kind::Choice(words) => select(words).prop_map(Value::Choice).boxed(),
        // One name for each sort of thing, so that names are found again, and sorts are never mixed up.
        Kind::Name(shared) => Just(Value::Name(format!("{shared}-1_é").into())).boxed(),
        Kind::Queue => prop::option::of(1..=1_000_000_u64)
            .prop_map(|bound| Value::Queue { name: "queue-1_é".into(), bound })
            .boxed(),
    }
}

fn fixed(kind: Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::Amount { min, max, .. } => {
            (min..=max).prop_map(|amount| Value::Quantity(Quantity::Fixed(amount))).boxed()
        }
        _ => value(kind),
    }
}

/// Makes settings of some of these options, in any order.
fn settings(
    options: &'static [&'static Parameter],
    value: fn(Kind) -> BoxedStrategy<Value>,
) -> impl Strategy<Value = Vec<Setting>> {
    let some = prop::sample::subsequence(options, 0..=options.len()).prop_shuffle();
    some.prop_flat_map(move |options| {
        let settings = options.into_iter().map(move |declaration| {
            value(declaration.kind).prop_map(move |value| Setting { declaration, value, span: Default::default() })
        });
        settings.collect::<Vec<_>>()
    })
}

/// How deep parts are within each other, at most.
const DEPTH: u32 = 3;

/// Makes steps with parts down to `depth`, and what they need around them.
fn steps(depth: u32) -> BoxedStrategy<Vec<Step>> {
    let any = select(STEPS).prop_filter("not too deep", move |step| depth > 0 || step.parts == Parts::None);
    let chain = prop::collection::vec(any.prop_flat_map(move |declaration| step(declaration, depth)), 1..4);
    chain.prop_map(|steps| steps.into_iter().flat_map(with_needs).collect()).boxed()
}

/// Returns a step between those without which it would be an error.
fn with_needs(step: Step) -> Vec<Step> {
    let plain = |word, value| Step {
        declaration: find(word).expect("a step"),
        arguments: vec![Some(Argument { value, span: Default::default() })],
        parts: Vec::new(),
        options: Vec::new(),
        span: Default::default(),
    };
    let fetch = || plain("fetch", Value::Text("x".to_owned()));
    let name = step.shared().map(|(_, name)| Value::Name(name.clone()));
    match (step.declaration.word, step.declaration.takes, name) {
        ("put", _, _) | (_, Takes::OneOf(_) | Takes::OneOfOrSize { .. }, _) => vec![fetch(), step],
        ("take", _, Some(queue)) => vec![fetch(), plain("put", queue), step],
        ("lock", _, Some(lock)) => vec![step, plain("unlock", lock)],
        ("write", _, Some(counter)) => vec![plain("read", counter), step],
        _ => vec![step],
    }
}

/// Says whether a URL can be told from what stands around it in parentheses.
fn is_clear_in_parentheses(url: &str) -> bool {
    let open = url.chars().try_fold(0_u32, |open, c| match c {
        '(' => Some(open + 1),
        ')' => open.checked_sub(1),
        _ => Some(open),
    });
    let is_step = |after: &str| STEPS.iter().any(|step| after.starts_with(step.word));
    open.is_some() && !url.ends_with(',') && !url.split(',').skip(1).any(is_step)
}

fn parts(declared: Parts, depth: u32) -> BoxedStrategy<Vec<Arc<[Step]>>> {
    let part = || steps(depth.saturating_sub(1)).prop_map(Arc::from);
    match declared {
        Parts::None => Just(Vec::new()).boxed(),
        Parts::One => part().prop_map(|part| vec![part]).boxed(),
        Parts::Several => prop::collection::vec(part(), 1..4).boxed(),
        Parts::TryElse => prop::collection::vec(part(), 2).boxed(),
    }
}

fn step(declaration: &'static Declaration, depth: u32) -> impl Strategy<Value = Step> {
    let argument = |value| Argument { value, span: Default::default() };
    let arguments: Vec<BoxedStrategy<Option<Argument>>> = declaration
        .parameters
        .iter()
        .map(|parameter| match parameter.default {
            None => value(parameter.kind).prop_map(move |value| Some(argument(value))).boxed(),
            Some(_) => prop::option::of(value(parameter.kind).prop_map(argument)).boxed(),
        })
        .collect();
    (arguments, parts(declaration.parts, depth), settings(declaration.options, value))
        .prop_map(move |(arguments, parts, options)| Step {
            declaration,
            arguments,
            parts,
            options,
            span: Default::default(),
        })
        .prop_filter("what goes together", |step| step.declaration.object.and_then(|object| object(step)).is_none())
        .prop_filter("a URL that is clear where it stands", move |step| {
            let is_clear = |argument: &Argument| match &argument.value {
                Value::Text(url) => is_clear_in_parentheses(url),
                _ => true,
            };
            let takes_url = step.declaration.parameters.iter().any(|parameter| parameter.kind == Kind::Url);
            depth == DEPTH || !takes_url || step.arguments.iter().flatten().all(is_clear)
        })
}

fn line() -> impl Strategy<Value = Line> {
    let options = settings(options::TASK, value).prop_filter("one way to arrive", |settings| {
        let names = settings.iter().map(|setting| setting.declaration.name);
        names.filter(|name| ["every", "poisson"].contains(name)).count() < 2
    });
    (prop::option::of(1..=1_000_u64), options, steps(DEPTH)).prop_map(|(count, options, steps)| Line {
        row: 0,
        count,
        name: String::new(),
        options,
        steps,
        count_span: Default::default(),
        name_span: Default::default(),
    })
}

fn content() -> impl Strategy<Value = Content> {
    prop_oneof![
        3 => line().prop_map(Content::Line),
        1 => Just(Content::Blank),
    ]
}

fn comment() -> impl Strategy<Value = Option<String>> {
    prop::option::of("#[^\\p{Cc}]{0,12}".prop_map(|comment| comment.trim_end().to_owned()))
}

/// Makes a valid workload: at least one line, names that differ, at most one run line, and `then` where it is right.
pub(super) fn workload() -> impl Strategy<Value = Workload> {
    let rows = prop::collection::vec((content(), comment()), 0..6);
    let run = prop::option::of(settings(options::RUN, fixed));
    let then = prop::option::of(steps(DEPTH));
    (rows, line(), run, then, any::<prop::sample::Index>()).prop_map(|(rows, line, run, then, place)| {
        let mut contents = rows;
        contents.push((Content::Line(line), None));
        let completed = run.iter().flatten().any(|setting| setting.value == Value::Choice(options::COMPLETED));
        if let Some(steps) = then.filter(|_| completed) {
            let then = Then { steps, word_span: Default::default() };
            contents.insert(place.index(contents.len()), (Content::Then(then), None));
        }
        if let Some(run) = run.filter(|settings| !settings.is_empty()) {
            contents.insert(place.index(contents.len()), (Content::Run(run), None));
        }
        let rows = contents.into_iter().enumerate().map(|(number, (mut content, comment))| {
            if let Content::Line(line) = &mut content {
                line.name = format!("name-{number}_é");
            }
            Row { content, comment }
        });
        Workload { rows: rows.collect() }
    })
}

/// Makes texts that are nearly workloads, so that errors meet in every combination.
pub(super) fn nearly() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => select(&[
            "a", "3", "x", ":", "->", "#", "\"", "\\", "[", "]", ",", "..", "-1", "run", "then",
            "sleep", "fetch", "block", "fail", "primes", "mandelbrot", "timeout", "method", "body",
            "limit", "join", "seed", "1s", "2M", "30%", "http://a", "POST", "\n", "\r\n", "\t", "🦀",
            "(", ")", "all", "all(", "each 2 (", "repeat", "try", "else", "with", "with lock", "with limit DB 5", "A", "Q",
            "lock", "unlock", "read C", "write", "add", "racy", "put", "take Q", "barrier", "sha256", "retry", "backoff", "every", "poisson", "50/s", "queue",
            "completed", "then:", "a:", "blur", "640x360", "640X", "16x",
            "file", "file write", "read", "db", "db get", "scan", "x-{i}.bin", "200k",
        ][..]).prop_map(str::to_owned),
        1 => ".{0,3}",
    ];
    let parts = prop::collection::vec((part, select(&["", " ", " ", "  "][..])), 0..60);
    parts.prop_map(|parts| parts.into_iter().flat_map(|(part, space)| [part, space.to_owned()]).collect())
}
