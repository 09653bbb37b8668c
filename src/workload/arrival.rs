//! When the tasks of a line arrive.

use std::time::Duration;

use super::draw::Draws;
use super::options::{EVERY, POISSON};
use super::quantity::Quantity;
use super::tree::{Line, Value, Workload};

/// Stands where a draw's key has the number of a step, for the gap before a task's arrival.
const GAP: u64 = u64::MAX - 1;

/// Tells the arrivals of a line's tasks, one after another.
#[derive(Clone, Debug)]
pub(super) struct Arrivals {
    pattern: Pattern,
    next: Duration,
}

#[derive(Clone, Copy, Debug)]
enum Pattern {
    AtOnce,
    /// So far apart.
    Every(Duration),
    /// So many a second on average, independent of each other.
    Poisson(u64),
}

impl Workload {
    /// Says whether tasks arrive over time, and not all at once.
    pub fn has_arrivals(&self) -> bool {
        self.lines().any(|line| !matches!(Arrivals::of(line).pattern, Pattern::AtOnce))
    }
}

impl Arrivals {
    /// Begins with the first task of `line`.
    pub(super) fn of(line: &Line) -> Arrivals {
        let amount = |name| {
            line.options.iter().find(|option| option.declaration.name == name).and_then(|option| match option.value {
                Value::Quantity(Quantity::Fixed(amount)) => Some(amount),
                _ => None,
            })
        };
        let every = amount(EVERY.name).map(|micros| Pattern::Every(Duration::from_micros(micros)));
        let pattern = every.or(amount(POISSON.name).map(Pattern::Poisson)).unwrap_or(Pattern::AtOnce);
        Arrivals { pattern, next: Duration::ZERO }
    }

    /// Tells when the next task arrives; `draws` are that task's own.
    pub(super) fn next(&mut self, draws: &Draws) -> Duration {
        match self.pattern {
            Pattern::AtOnce => Duration::ZERO,
            Pattern::Every(distance) => {
                let arrival = self.next;
                self.next += distance;
                arrival
            }
            Pattern::Poisson(rate) => {
                self.next += gap(rate, &mut draws.keyed(GAP));
                self.next
            }
        }
    }
}

/// Draws an exponential gap, rounded to whole microseconds; the logarithm is the same to the bit on every machine.
fn gap(rate: u64, draws: &mut Draws) -> Duration {
    let mean = 1e6 / rate as f64;
    Duration::from_micros((-libm::log(draws.unit()) * mean).round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::parse;

    fn arrivals(text: &str, seed: u64) -> Vec<Duration> {
        let workload = parse(text).expect(text);
        workload.tasks(seed).map(|task| task.arrival).collect()
    }

    #[test]
    fn tasks_arrive_at_once_unless_the_line_says_otherwise() {
        assert_eq!(arrivals("2 x a: sleep 1s", 0), [Duration::ZERO; 2]);
    }

    #[test]
    fn even_arrivals_begin_with_the_line() {
        let text = "3 x a every 33ms: sleep 1s\n2 x b every 1s: sleep 1s";
        assert_eq!(arrivals(text, 0), [0, 33, 66, 0, 1_000].map(Duration::from_millis));
    }

    #[test]
    fn arrivals_by_chance_keep_their_mean_and_their_seed() {
        let text = "10k x a poisson 50/s: sleep 1s";
        let arrived = arrivals(text, 7);
        assert!(arrived.windows(2).all(|pair| pair[0] <= pair[1]));
        let seconds = arrived[9_999].as_secs_f64();
        assert!((190.0..210.0).contains(&seconds), "{seconds}");
        assert_eq!(arrivals(text, 7), arrived);
        assert_ne!(arrivals(text, 8), arrived);
        // Native and wasm builds have to agree on these.
        let micros: Vec<u128> = arrived[..3].iter().map(Duration::as_micros).collect();
        assert_eq!(micros, [4_959, 22_081, 23_641]);
    }
}
