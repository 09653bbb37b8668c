//! What a run would look like, before there is one.

use super::{Asked, Question, asked, foretold, size::size};
use crate::{
    model::{MODELS, Refusal, seats, simulate},
    trace::Record,
};

/// What a run under one model would look like.
#[derive(Debug)]
pub struct Outline {
    /// When it would end.
    pub wall_ms: f64,
    /// What each task would do; nothing where there are too many steps to simulate each.
    pub sketch: Option<Sketch>,
}

/// The trace of a run that is only thought of.
#[derive(Debug)]
pub struct Sketch {
    /// Its records, in the order made.
    pub records: Vec<Record>,
    /// The thread of each.
    pub lanes: Vec<u8>,
}

/// Foretells what a run under the model asked for, the first if there are several, would look like.
///
/// # Errors
/// Refuses what [`super::predict`] refuses.
pub fn outline(question: &Question) -> Result<Outline, Refusal> {
    let Asked { workload, settings, premises, .. } = Asked::of(question)?;
    let model = asked(question).next().unwrap_or(MODELS[0]);
    let size = size(&workload, settings.seed);
    if size.samples(settings.workers as u64).is_some() {
        let wall_ms = foretold(&workload, model, settings, &premises, size).wall_ms;
        return Ok(Outline { wall_ms, sketch: None });
    }
    let simulation = simulate(workload, settings, model, &premises);
    let lanes = seats(&simulation.records, model, settings.workers);
    let sketch = (simulation.dropped == 0).then_some(Sketch { records: simulation.records, lanes });
    Ok(Outline { wall_ms: simulation.report.wall_ms, sketch })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::Kind;

    fn outlined(text: &str, model: &str) -> Outline {
        let question = serde_json::json!({ "workload": text, "models": [model], "cores": 2 });
        outline(&serde_json::from_value(question).expect("a question")).expect("valid")
    }

    #[test]
    fn waits_overlap_on_a_loop_and_computing_does_not() {
        let Outline { wall_ms, sketch } = outlined("2 x io: sleep 1s\n2 x cpu: spin 350ms", "event-loop");
        let Sketch { records, lanes } = sketch.expect("few steps");
        let spans = |kind: Kind| records.iter().filter(move |row| row.kind == kind as u8 && row.end > row.start);
        let waits: Vec<_> = spans(Kind::Wait).map(|row| (row.start, row.end)).collect();
        assert_eq!(waits, [(0.0, 1_000.0), (0.0, 1_000.0)]);
        let runs: Vec<_> = spans(Kind::Run).map(|row| (row.start, row.end)).collect();
        assert_eq!(runs, [(0.0, 350.0), (350.0, 700.0)]);
        assert_eq!((wall_ms, lanes.len()), (1_000.0, records.len()));
        assert!(lanes.iter().all(|lane| *lane == 0));
    }

    #[test]
    fn of_too_many_tasks_only_the_end_is_foretold() {
        let Outline { wall_ms, sketch } = outlined("20000 x t: sleep 1s", "sequential");
        assert!(sketch.is_none());
        assert!((wall_ms / 2e7 - 1.0).abs() < 0.01, "{wall_ms}");
    }

    #[test]
    fn a_text_with_mistakes_is_refused() {
        let question = serde_json::json!({ "workload": "t: slep 1s", "models": ["event-loop"], "cores": 2 });
        let question: Question = serde_json::from_value(question).expect("a question");
        assert!(matches!(outline(&question), Err(Refusal::InvalidWorkload(_))));
    }
}
