//! What takes input of others, each as a function of any bytes: it may refuse them, but neither panic nor hang, nor say
//! what cannot be.

use std::time::Duration;

use concurrency_playground::{
    io::Delay,
    model::{self, MODELS, Overrides, Settings},
    predict, report, scale,
    step::{Action, Request, Value},
    verdict,
    workload::{self, check, complete, help_at, highlight, parse},
};

use crate::memory;

/// A name, and what is done with an input.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: &[Target] =
    &[("workload", workload_text), ("forms", forms), ("foretold", foretold), ("query", query), ("response", response)];

/// Feeds an input to a target.
///
/// # Panics
/// When the target does, or takes more memory than one input may.
pub fn feed(target: Target, input: &[u8]) {
    let taken = memory::taken_by(|| target.1(input));
    assert!(taken <= memory::MOST, "{} took {taken} bytes for {} bytes of input", target.0, input.len());
}

/// The text in the editor: checked, written back, completed, explained and coloured, at a place that the input names.
fn workload_text(input: &[u8]) {
    let (place, text) = input.split_first().map_or((0, input), |(place, text)| (*place, text));
    let text = String::from_utf8_lossy(text);
    let units = text.encode_utf16().count();
    for error in check(&text).diagnostics {
        assert!(error.start <= error.end && error.end <= units, "{error:?}");
        assert!(error.fix.is_none_or(|fix| fix.start <= fix.end && fix.end <= units), "a fix outside of the text");
    }
    if let Ok(workload) = parse(&text) {
        let printed = workload.to_string();
        let again = parse(&printed).unwrap_or_else(|errors| panic!("{printed} is not read back: {errors:?}"));
        assert_eq!(again.to_string(), printed);
        assert!(workload.tasks(7).take(100).count() as u64 == workload.task_count().min(100));
    }
    let offset = usize::from(place) * (units + 2) / 256;
    assert!(complete(&text, offset).iter().all(|offer| offer.from <= offer.to && offer.to <= units));
    assert!(help_at(&text, offset).is_none_or(|help| help.start < help.end && help.end <= units));
    let mut last = 0;
    for token in highlight(&text) {
        assert!(last <= token.start && token.start < token.end && token.end <= units, "tokens lie in a row");
        last = token.end;
    }
}

/// What the console's functions are handed, as JSON; the first byte says which form it is to have.
fn forms(input: &[u8]) {
    let Some((form, json)) = input.split_first() else { return };
    match form % 6 {
        0 => drop(serde_json::from_slice(json).map(|request| model::admit(&request))),
        1 => drop(serde_json::from_slice(json).map(|question| foretell_briefly(&question))),
        2 => drop(serde_json::from_slice(json).map(|request| scale::plan(&request))),
        3 => drop(serde_json::from_slice::<scale::Runs>(json).map(|runs| scale::fit(&runs))),
        4 => drop(serde_json::from_slice::<Vec<report::Outcome>>(json).map(|outcomes| report::compare(&outcomes))),
        _ => drop(serde_json::from_slice(json).map(|evidence| {
            let workload = parse("run: limit 2\n3 x a: sleep 1s -> with lock L ( primes 1k )").expect("valid");
            let settings = Settings::settle(&workload, Overrides::default(), 4);
            verdict::verdict(&verdict::Case::new(&workload, settings, &evidence))
        })),
    }
}

/// A workload that is run in virtual time, under a model and on a machine that the input names.
fn foretold(input: &[u8]) {
    let [model, cores, tasks, io, text @ ..] = input else { return };
    let question = predict::Question {
        workload: String::from_utf8_lossy(text).into_owned(),
        models: vec![MODELS[usize::from(*model) % MODELS.len()].id.to_owned()],
        cores: f64::from(*cores),
        workers: None,
        limit: None,
        seed: None,
        tasks: (*tasks > 0).then(|| f64::from(*tasks).powi(3)),
        io: Some(f64::from(*io) / 16.0),
        cpython: io % 2 == 0,
        site_is_here: false,
        measured: None,
    };
    foretell_briefly(&question);
}

fn foretell_briefly(question: &predict::Question) {
    let Ok(prediction) = predict::predict(question) else { return };
    for predicted in prediction.models {
        assert!(predicted.wall_ms >= 0.0, "{}: {} ms", predicted.model, predicted.wall_ms);
        assert!(predicted.not_done as u64 <= predicted.simulated, "more tasks failed than there were");
    }
}

/// The query of `io/delay`.
fn query(input: &[u8]) {
    let query = String::from_utf8_lossy(input);
    let url = format!("io/delay?{query}");
    for method in ["GET", "HEAD"] {
        let request = Request { url: url.clone(), method, body: None, seed: None };
        let Some(delay) = Delay::of(&request) else { panic!("{url} is io/delay's") };
        assert!(delay.latency <= Duration::from_secs(120), "{url} takes {:?}", delay.latency);
        assert!(delay.answer(&url).is_ok_and(|bytes| bytes <= 64_000_000) || delay.answer(&url).is_err());
    }
}

/// What a server answers, through every step that reads it.
fn response(input: &[u8]) {
    const STEPS: &str = "a: fetch x -> links -> wordcount\nb: fetch x -> sha256\nc: fetch x -> wordcount\nd: fetch x -> links -> sha256";
    for task in parse(STEPS).expect("valid").tasks(0) {
        let mut carried = Value::Bytes(input.into());
        for step in &task.steps[1..] {
            let Action::Compute(mut kernel) = step.begin(&carried) else { panic!("it computes") };
            carried = loop {
                if let Some(value) = kernel.advance() {
                    break value;
                }
                assert!((0.0..=1.0).contains(&kernel.progress()));
            };
        }
    }
    // The same bytes as what may be typed as a URL.
    if let Ok(url) = std::str::from_utf8(input) {
        let _ = workload::check(&format!("a: fetch {url}\nb: crawl {url}"));
    }
}
