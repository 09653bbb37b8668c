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

#[test]
fn a_group_is_a_task_group_and_limits_and_timeouts_are_what_asyncio_has() {
    let lines = code("run: join group, limit 8\n16 x page timeout 2s: fetch x?i={i} retry 3 -> sha256", "event-loop");
    let expected = [
        "limit = asyncio.Semaphore(8)",
        "async def page(i):",
        "    async with limit, asyncio.timeout(2):",
        "        value = await retrying(3, lambda: fetch(f'x?i={i}'))",
        "        sha256(value)",
    ];
    let begun = lines.iter().position(|line| line.starts_with("limit")).expect("a semaphore");
    let lines: Vec<&str> = lines[begun..].iter().map(String::as_str).collect();
    assert_eq!(lines[..5], expected);
    assert!(lines.contains(&"        async with asyncio.TaskGroup() as group:"), "{lines:?}");
    assert!(lines.contains(&"            tasks += [group.create_task(page(i)) for i in range(1, 17)]"), "{lines:?}");
}

#[test]
fn computing_goes_where_the_model_has_it_go() {
    let computes = |model| code("a: primes 2M", model).into_iter().find(|line| line.contains("primes")).expect(model);
    assert_eq!(computes("event-loop"), "    primes(2_000_000)");
    assert_eq!(computes("event-loop-pool"), "    await asyncio.to_thread(primes, 2_000_000)");
    assert_eq!(computes("event-loop-processes"), "    await in_process(primes, 2_000_000)");
    assert_eq!(computes("threads"), "    primes(2_000_000)");
}

#[test]
fn each_line_of_a_step_knows_its_step_and_lines_of_tasks_their_line() {
    let workload = parse("a: fail\n2 x b: sleep 1s -> all( sleep 2s, sleep 3s -> sleep 4s )").expect("a workload");
    let model = model::find("event-loop").expect("the event loop");
    let lines = listing(&workload, model, Overrides::default(), "http://x/").lines;
    let step = |text: &str| {
        let line = lines.iter().find(|line| line.text.contains(text)).expect(text);
        line.step.map(|step| (step.line, step.step))
    };
    assert_eq!(step("raise Failed"), Some((0, Some(0))));
    assert_eq!(step("sleep(1)"), Some((1, Some(0))));
    assert_eq!(step("TaskGroup()"), Some((1, Some(1))));
    assert_eq!(step("create_task(asyncio.sleep(2))"), Some((1, Some(2))));
    assert_eq!(step("sleep(3)"), Some((1, Some(3))));
    assert_eq!(step("sleep(4)"), Some((1, Some(4))));
    assert_eq!(step("async def b"), Some((1, None)));
    assert_eq!(step("create_task(b())"), Some((1, None)));
    assert_eq!(step("async def main"), None);
}

#[test]
fn only_what_a_workload_uses_is_in_its_file() {
    let workload = parse("a: sleep 1s").expect("a workload");
    for model in model::MODELS {
        let lines = listing(&workload, model, Overrides::default(), "http://x/").lines;
        assert!(lines.iter().all(|line| !line.text.contains("fetch") && !line.text.contains("BASE")), "{}", model.id);
    }
}

#[test]
fn what_strangers_write_stays_text_in_python() {
    let lines =
        code("a: fail \"it's {i}\"\n2 x print: fail \"{x} {i}\"\n1 x lambda: sleep 1s", "event-loop").join("\n");
    assert!(lines.contains(r"raise Failed('it\'s 1')"), "{lines}");
    assert!(lines.contains("raise Failed(f'{{x}} {i}')"), "{lines}");
    assert!(lines.contains("async def print_(i):") && lines.contains("async def lambda_():"), "{lines}");
}
