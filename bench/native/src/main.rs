//! Peers of the playground that run natively: `bench-native PEER ROW NUMBERS…` does one measurement, once to warm up
//! and once for the record, and prints it as JSON.

mod executor;
mod gemm;
mod kernel;
mod measure;
mod sort;
mod tokio;

use std::process::ExitCode;

use measure::Measured;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let measured = match words.as_slice() {
        ["kernel", step, bytes] => warm(|| kernel::kernel(step, bytes.parse().ok()?)),
        ["divided", step, bytes] => bytes.parse().ok().and_then(|bytes| kernel::divided(step, bytes)),
        ["scaling", step, bytes] => bytes.parse().ok().and_then(|bytes| kernel::scaling(step, bytes)),
        [peer, row, numbers @ ..] => {
            measure(peer, row, &numbers.iter().flat_map(|text| text.parse()).collect::<Vec<u32>>())
        }
        _ => None,
    };
    match measured {
        Some(measured) => {
            println!("{measured}");
            ExitCode::SUCCESS
        }
        None => {
            eprintln!("error: say `bench-native PEER ROW NUMBERS…`, as bench/rows/ does; not `{}`", words.join(" "));
            ExitCode::FAILURE
        }
    }
}

/// Measures once to warm up, and once for the record.
fn warm(measure: impl Fn() -> Option<Measured>) -> Option<Measured> {
    measure()?;
    measure()
}

fn measure(peer: &str, row: &str, numbers: &[u32]) -> Option<Measured> {
    match (peer, row, numbers) {
        ("async-executor", "spawn", &[count]) => warm(|| Some(executor::spawn(count))),
        ("async-executor", "switch", &[tasks, yields, times]) => warm(|| Some(executor::switch(tasks, yields, times))),
        ("tokio", "spawn", &[count]) => warm(|| Some(tokio::spawn(count))),
        ("tokio", "switch", &[tasks, yields, times]) => warm(|| Some(tokio::switch(tasks, yields, times))),
        ("std", "sort", &[count]) => warm(|| Some(sort::sort(count))),
        ("gemm", "matmul", &[size]) => warm(|| Some(gemm::narrow(size))),
        ("gemm", "matmul-at-best", &[size]) => warm(|| Some(gemm::at_best(size))),
        // These measure memory, and a first time would leave some for the second.
        ("async-executor", "sleepers", &[count]) => Some(executor::sleepers(count)),
        ("tokio", "sleepers", &[count]) => Some(tokio::sleepers(count)),
        _ => None,
    }
}
