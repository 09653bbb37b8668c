//! What students see.

use super::{Part, listing};
use crate::model::{self, Overrides};
use crate::workload::parse;

/// The lines of the workload itself, without blank ones.
fn code(text: &str, model: &str) -> Vec<String> {
    let workload = parse(text).expect(text);
    let listing = listing(&workload, model::find(model).expect(model), Overrides::default(), "http://x/");
    let lines = listing.lines.into_iter().filter(|line| line.part == Part::Workload && !line.text.is_empty());
    lines.map(|line| line.text).collect()
}

#[test]
fn on_a_loop_waits_are_awaited_and_all_are_gathered() {
    assert_eq!(
        code("3 x fetch_data: sleep 1s", "event-loop"),
        [
            "async def fetch_data():",
            "    await asyncio.sleep(1)",
            "async def main():",
            "    tasks = [asyncio.create_task(fetch_data()) for _ in range(3)]",
            "    await asyncio.gather(*tasks, return_exceptions=True)",
            "    return [ending(task) for task in tasks]",
        ]
    );
}
