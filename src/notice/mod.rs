//! What there is to notice in a run: sentences of a lesson, with the run's own numbers in them.
//!
//! ```text
//!  "The loop took {wall(event-loop)}."   ──▶ template ──▶ expression ──▶ quantity of a run ──▶ sentence
//!  "wall(threads) < 0.8 * wall(loop)"    ──▶ condition, which says which of two sentences holds
//! ```
//!
//! A sentence thus says what was measured, not what should have been. Where a model was not run, or a number was not
//! measured, the sentence is left out, and the answer says what is missing.

mod expression;
mod quantity;
mod template;
#[cfg(test)]
mod tests;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use quantity::{RunFacts, TaskFacts};

/// What a lesson says of its run.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Says which of the two sentences holds: two expressions and a comparison of them. Without it the first one does.
    #[serde(default)]
    pub when: Option<String>,
    /// The sentence, with expressions in braces.
    pub say: String,
    /// The sentence where `when` does not hold; without it nothing is said then.
    #[serde(default)]
    pub otherwise: Option<String>,
}

/// What is asked: the sentences of a lesson, and a run.
#[derive(Debug, Deserialize)]
pub struct Question {
    /// In the order in which they are told.
    pub notices: Vec<Notice>,
    /// The runs, by their models' ids.
    pub models: BTreeMap<String, RunFacts>,
    /// Cores of the machine.
    pub cores: usize,
}

/// What there is to notice.
#[derive(Debug, Default, PartialEq, Serialize)]
pub struct Noticed {
    /// With the run's numbers in them.
    pub sentences: Vec<String>,
    /// Ids of models that sentences are about and that were not run to their end.
    pub missing: BTreeSet<String>,
    /// Names of what was not measured and sentences are about.
    pub unmeasured: BTreeSet<&'static str>,
}

/// Why a sentence cannot be read.
#[derive(Debug, PartialEq, Error)]
#[error("“{text}” cannot be read: {why}.")]
pub struct Unreadable {
    /// The expression, condition or sentence.
    pub text: String,
    /// A clause.
    pub why: String,
}

/// Why an expression has no value in a run.
#[derive(Debug, PartialEq, Eq)]
enum Lacking {
    /// This model was not run to its end.
    Model(String),
    /// This was not measured.
    Quantity(&'static str),
}

/// Tells what there is to notice in a run.
///
/// # Errors
/// If a sentence or condition cannot be read, whether or not it is told.
pub fn notice(question: &Question) -> Result<Noticed, Unreadable> {
    let mut noticed = Noticed::default();
    for Notice { when, say, otherwise } in &question.notices {
        let condition = when.as_deref().map(template::Condition::read).transpose()?;
        let say = template::Template::read(say)?;
        let otherwise = otherwise.as_deref().map(template::Template::read).transpose()?;
        let told = match condition.map_or(Ok(true), |condition| condition.holds(question)) {
            Ok(true) => Some(say.told(question)),
            Ok(false) => otherwise.map(|otherwise| otherwise.told(question)),
            Err(lacking) => Some(Err(lacking)),
        };
        match told {
            None => {}
            Some(Ok(sentence)) => noticed.sentences.push(sentence),
            Some(Err(Lacking::Model(id))) => _ = noticed.missing.insert(id),
            Some(Err(Lacking::Quantity(name))) => _ = noticed.unmeasured.insert(name),
        }
    }
    Ok(noticed)
}
