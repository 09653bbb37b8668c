//! Amounts that may differ from task to task.

use super::amount::Unit;
use super::draw::Draws;

/// Holds an amount, or how each task gets its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// The same for every task.
    Fixed(u64),
    /// Drawn evenly for each task, both ends included: `1s..3s`.
    Range(u64, u64),
    /// By the task's number within its line, in turn, starting again after the last: `[1s 2s 3s]`; never empty.
    List(Vec<u64>),
}

impl Quantity {
    /// Returns the amount for the task with this number within its line, counted from 1.
    pub fn resolve(&self, index: u64, draws: &mut Draws) -> u64 {
        match self {
            Quantity::Fixed(amount) => *amount,
            Quantity::Range(low, high) => draws.between(*low, *high),
            Quantity::List(amounts) => {
                let turn = (index.saturating_sub(1)) % amounts.len() as u64;
                amounts[turn as usize]
            }
        }
    }

    /// Writes the quantity as it is written in a workload.
    pub fn print(&self, unit: Unit) -> String {
        match self {
            Quantity::Fixed(amount) => unit.print(*amount),
            Quantity::Range(low, high) => format!("{}..{}", unit.print(*low), unit.print(*high)),
            Quantity::List(amounts) => {
                let items: Vec<String> = amounts.iter().map(|&item| unit.print(item)).collect();
                format!("[{}]", items.join(" "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_taken_in_turn_from_the_first_task_on() {
        let list = Quantity::List(vec![10, 20, 30]);
        let taken: Vec<u64> = (1..=5).map(|index| list.resolve(index, &mut Draws::new(0, &[]))).collect();
        assert_eq!(taken, [10, 20, 30, 10, 20]);
    }

    #[test]
    fn ranges_are_drawn_within_their_ends() {
        let range = Quantity::Range(5, 6);
        for task in 0..100 {
            let drawn = range.resolve(1, &mut Draws::new(0, &[task]));
            assert!((5..=6).contains(&drawn));
        }
    }
}
