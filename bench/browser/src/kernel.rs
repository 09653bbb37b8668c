//! Kernels as the interpreter runs them: here, and natively by `bench/native`.

use concurrency_playground::step::{Action, Kernel, Value};
use concurrency_playground::workload::{self, TaskStep};

/// Prepares a computing step, as the language writes it; one that takes bytes gets so many.
pub fn prepare(step: &str, bytes: u32) -> Option<Box<dyn Kernel>> {
    match written(step)?.begin(&given(bytes)) {
        Action::Compute(kernel) => Some(kernel),
        _ => None,
    }
}

/// Prepares the form of a computing step that divides itself among rayon's threads.
pub fn prepare_divided(step: &str, bytes: u32) -> Option<impl FnOnce() -> Value + Send + use<>> {
    let step = written(step)?;
    let parallel = step.declaration.computes?.parallel?;
    let (arguments, given) = (step.arguments, given(bytes));
    Some(move || parallel(&arguments, &given))
}

fn written(step: &str) -> Option<TaskStep> {
    // One that takes bytes is refused where nothing gives it any.
    let texts = [format!("1 x bench: {step}"), format!("1 x bench: fetch text -> {step}")];
    let workload = texts.iter().find_map(|text| workload::parse(text).ok())?;
    workload.tasks(0).next()?.steps.pop()
}

fn given(bytes: u32) -> Value {
    Value::Bytes((0..bytes).map(letter).collect::<Vec<u8>>().into())
}

/// Computes chunk by chunk to the end.
pub fn finish(mut kernel: Box<dyn Kernel>) -> Value {
    loop {
        if let Some(value) = kernel.advance() {
            return value;
        }
    }
}

/// What a value is compared by with peers of any language: a number itself, a hash's first 48 bits, else a checksum,
/// which loses what it has beyond 53 bits.
pub fn sum(value: &Value) -> f64 {
    let hash = |text: &str| text.get(..12).and_then(|digits| u64::from_str_radix(digits, 16).ok());
    let sum = match value {
        Value::Number(number) => *number,
        Value::Text(text) => hash(text).unwrap_or_else(|| value.checksum()),
        _ => value.checksum(),
    };
    sum as f64
}

/// The text that kernels are given: words of a few letters.
fn letter(place: u32) -> u8 {
    // Knuth's multiplier: close to 2³² by the golden ratio.
    match place.wrapping_mul(2_654_435_761) >> 28 {
        0..3 => b' ',
        other => b'a' + other as u8,
    }
}
