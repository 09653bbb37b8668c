//! Literals, names, and values that differ from task to task.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::workload::tree::Value;
use crate::workload::{Quantity, Unit};

/// What a draw of the whole task has in its key, where others have the number of a step.
pub(super) const WHOLE_TASK: &str = "2**64 - 1";

/// Writes microseconds as seconds.
pub(super) fn seconds(micros: u64) -> String {
    let mut text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    text
}

/// Writes a whole number, in groups of three digits where it has more than four.
pub(super) fn whole(number: u64) -> String {
    let digits = number.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text
}

/// Writes a text in quotes; what could end it or begin something is escaped.
pub(super) fn quoted(text: &str) -> String {
    let mut written = String::from("'");
    for character in text.chars() {
        match character {
            '\\' | '\'' => written.extend(['\\', character]),
            control if control.is_control() => {
                // Writing to a string cannot fail.
                let _ = write!(written, "\\u{:04x}", u32::from(control));
            }
            plain => written.push(plain),
        }
    }
    written.push('\'');
    written
}

/// Where a value stands: what of the task is known there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    /// Whether there is a variable `i`, the task's number within its line; if not, it is 1.
    pub(super) has_index: bool,
    /// What the keys of draws begin with.
    pub(super) key: &'a str,
}

impl Known<'_> {
    /// Writes a text in which `{i}` stands for the task's number.
    pub(super) fn text(&self, text: &str) -> String {
        if !text.contains("{i}") {
            return quoted(text);
        }
        if !self.has_index {
            return quoted(&text.replace("{i}", "1"));
        }
        let parts: Vec<String> = text.split("{i}").map(|part| part.replace('{', "{{").replace('}', "}}")).collect();
        let written = quoted(&parts.join("\0"));
        format!("f{}", written.replace("\\u0000", "{i}"))
    }

    /// Writes an amount; `place` is its own in the key of a draw.
    pub(super) fn amount(&self, quantity: &Quantity, unit: Unit, place: u64, uses: &mut Uses) -> String {
        let write = |amount: u64| if unit == Unit::Microsecond { seconds(amount) } else { whole(amount) };
        match quantity {
            Quantity::Fixed(amount) => write(*amount),
            Quantity::List(amounts) if !self.has_index => write(amounts.first().copied().unwrap_or_default()),
            Quantity::List(amounts) => in_turn(amounts.iter().map(|amount| write(*amount))),
            Quantity::Range(low, high) => {
                let draw = if unit == Unit::Microsecond { "uniform" } else { "drawn" };
                uses.helper(draw);
                format!("{draw}({}, {}, {}, {place})", write(*low), write(*high), self.key)
            }
        }
    }
}

/// Writes what the tasks take in turn.
pub(super) fn in_turn(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    match items.as_slice() {
        [only] => only.clone(),
        items => format!("[{}][(i - 1) % {}]", items.join(", "), items.len()),
    }
}

/// Whether a value differs by the task's number, or by chance.
pub(super) fn differs(value: &Value) -> bool {
    match value {
        Value::Quantity(quantity) => !matches!(quantity, Quantity::Fixed(_)),
        Value::Sizes(sizes) => sizes.len() > 1,
        Value::Text(text) => text.contains("{i}"),
        Value::Choice(_) | Value::Name(_) | Value::Queue { .. } => false,
    }
}

/// What the file needs besides the workload's own functions.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// Helpers by name.
    pub(super) helpers: BTreeSet<&'static str>,
    /// Whole lines that import something.
    pub(super) imports: BTreeSet<&'static str>,
}

impl Uses {
    pub(super) fn helper(&mut self, name: &'static str) {
        self.helpers.insert(name);
    }

    pub(super) fn import(&mut self, line: &'static str) {
        self.imports.insert(line);
    }
}

/// Words that a function of the workload cannot be called.
const TAKEN: &[&str] = &[
    "False",
    "None",
    "True",
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "class",
    "continue",
    "def",
    "del",
    "elif",
    "else",
    "except",
    "finally",
    "for",
    "from",
    "global",
    "if",
    "import",
    "in",
    "is",
    "lambda",
    "nonlocal",
    "not",
    "or",
    "pass",
    "raise",
    "return",
    "try",
    "while",
    "with",
    "yield", // words of the language
    "asyncio",
    "argparse",
    "collections",
    "concurrent",
    "contextlib",
    "hashlib",
    "html",
    "http",
    "math",
    "multiprocessing",
    "os",
    "queue",
    "random",
    "sqlite3",
    "struct",
    "sys",
    "tempfile",
    "threading",
    "time",
    "urllib", // modules
    "bool",
    "bytes",
    "dict",
    "enumerate",
    "float",
    "int",
    "isinstance",
    "len",
    "list",
    "max",
    "min",
    "next",
    "open",
    "print",
    "range",
    "round",
    "set",
    "sorted",
    "str",
    "sum",
    "zip",
    "Exception",
    "TimeoutError", // built in
    "main",
    "then",
    "value",
    "given",
    "i",
    "copy",
    "tasks",
    "task",
    "group",
    "limit",
    "pool",
    "counters",
    "shared",
    "serve",
    "process",
    "parts",
    "began",
    "work",
    "arguments",
    "failure",
    "endings",
    "stop",
    "coming",
    "found",
    "loop",
    "begin",
    "ended",
    "over",
    "watch",
    "came",
    "consume",
    "consumer",
];

/// Turns the names of lines into names of functions, each its own.
pub(super) fn function_names<'n>(names: impl Iterator<Item = &'n str>, taken: &[String]) -> Vec<String> {
    let mut made: Vec<String> = Vec::new();
    for name in names {
        let mut name: String = name.chars().map(|c| if c == '_' || c.is_alphanumeric() { c } else { '_' }).collect();
        if !name.is_ascii() {
            // Python joins some letters that are written differently; a name in ASCII is never another one.
            name = name.chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
        }
        if name.starts_with(|c: char| c.is_ascii_digit()) {
            name.insert_str(0, "task_");
        }
        while TAKEN.contains(&name.as_str()) || taken.contains(&name) || made.contains(&name) {
            name.push('_');
        }
        made.push(name);
    }
    made
}

/// Turns the name of what tasks share into a variable's: `lock_A`.
pub(super) fn shared_name(sort: &str, name: &str) -> String {
    let mut text = format!("{sort}_");
    for character in name.chars() {
        if character.is_ascii_alphanumeric() || character == '_' {
            text.push(character);
        } else {
            let _ = write!(text, "_{:x}_", u32::from(character));
        }
    }
    text
}
