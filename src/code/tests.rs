//! What students see.

use super::{Listing, Part, Style, listing};
use crate::model::{self, Overrides};
use crate::workload::parse;

fn written(text: &str, model: &str, style: Style) -> Listing {
    let workload = parse(text).expect(text);
    listing(&workload, model::find(model).expect(model), style, Overrides::default(), "http://x/")
}

/// The lines of the workload itself, without blank ones.
fn workload_of(listing: Listing) -> Vec<String> {
    let lines = listing.lines.into_iter().filter(|line| line.part == Part::Workload && !line.text.is_empty());
    lines.map(|line| line.text).collect()
}

fn code(text: &str, model: &str) -> Vec<String> {
    workload_of(written(text, model, Style::Await))
}

/// The function of the first line of tasks, in callback style.
fn called_back(text: &str) -> String {
    let lines = workload_of(written(text, "event-loop", Style::Callbacks));
    let lines = lines.iter().map(String::as_str).skip_while(|line| !line.contains("(task"));
    lines.take_while(|line| *line != "def main():").collect::<Vec<_>>().join("\n")
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
    let text = "a: fail\n2 x b: sleep 1s -> all( sleep 2s, sleep 3s -> sleep 4s )";
    for (style, all, single, begun, started, main) in [
        (
            Style::Await,
            "TaskGroup()",
            "create_task(asyncio.sleep(2))",
            "async def b",
            "create_task(b())",
            "async def main",
        ),
        (Style::Callbacks, "task.when(all_of(parts)", "  sleep(2),", "def b", "start(b)", "def main"),
    ] {
        let lines = written(text, "event-loop", style).lines;
        let step = |text: &str| {
            let line = lines.iter().find(|line| line.text.contains(text)).expect(text);
            line.step.map(|step| (step.line, step.step))
        };
        assert_eq!(step("raise Failed"), Some((0, Some(0))));
        assert_eq!(step("sleep(1)"), Some((1, Some(0))));
        assert_eq!(step(all), Some((1, Some(1))));
        assert_eq!(step(single), Some((1, Some(2))));
        assert_eq!(step("sleep(3)"), Some((1, Some(3))));
        assert_eq!(step("sleep(4)"), Some((1, Some(4))));
        assert_eq!(step(begun), Some((1, None)));
        assert_eq!(step(started), Some((1, None)));
        assert_eq!(step(main), None);
    }
    let lines = written("a: try ( sleep 2s ) else ( sleep 3s )", "event-loop", Style::Callbacks).lines;
    let calls = lines.iter().find(|line| line.text.contains("sleep(2)")).expect("a call");
    assert_eq!((calls.step.and_then(|step| step.step), calls.also.as_slice()), (Some(0), [1, 2].as_slice()));
}

#[test]
fn only_what_a_workload_uses_is_in_its_file() {
    for (model, style) in model::MODELS.iter().flat_map(|model| [(model, Style::Await), (model, Style::Callbacks)]) {
        let lines = written("a: sleep 1s", model.id, style).lines;
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

#[test]
fn in_callback_style_what_comes_after_a_wait_is_a_function_that_the_loop_calls_back() {
    assert_eq!(
        workload_of(written("3 x fetch_data: sleep 1s", "event-loop", Style::Callbacks)),
        [
            "def fetch_data(task):",
            "    task.when(sleep(1), task.end)",
            "def main():",
            "    tasks = [start(fetch_data) for _ in range(3)]",
            "    left = len(tasks)",
            "    def ended(task):",
            "        nonlocal left",
            "        left -= 1",
            "        if left == 0:",
            "            loop.stop()",
            "    for task in tasks:",
            "        task.add_done_callback(ended)",
            "    loop.run_forever()",
            "    return [ending(task) for task in tasks]",
        ]
    );
    assert_eq!(
        called_back("2 x page: fetch x?i={i} retry 3 -> sleep 1s -> sha256"),
        "\
def page(task, i):
    def begin():
        task.when(retrying(3, lambda: fetch(f'x?i={i}')), after_fetch)
    def after_fetch(value):
        task.when(sleep(1), lambda _: after_sleep(value))
    def after_sleep(value):
        sha256(value)
        task.end()
    begin()"
    );
}

#[test]
fn in_callback_style_a_loop_with_a_wait_calls_itself_again_and_one_without_stays_a_loop() {
    assert_eq!(
        called_back("a: repeat 3 ( sleep 1s )"),
        "\
def a(task):
    def again(copy):
        if copy == 3:
            return task.end()
        task.when(sleep(1), lambda _: again(copy + 1))
    again(0)"
    );
    assert!(called_back("a: repeat 3 ( primes 10 ) -> sleep 1s").contains("for _ in range(3):"));
}

#[test]
fn in_callback_style_limits_locks_and_time_limits_are_around_what_is_begun_later() {
    assert_eq!(
        called_back(
            "run: limit 2\na timeout 2s: try ( with lock A ( sleep 1s ) timeout 1s ) else ( fail ) -> sleep 3s"
        ),
        "\
def a(task):
    def work(task):
        def begin():
            def part_1(task):
                def part_2(task):
                    task.when(holding(lock_A.acquire(task), lock_A.release, lambda: sleep(1)), task.end)
                task.when(within(1, lambda: task.part(part_2)), task.end)
            def part_3(task):
                raise Failed('failed on purpose')
            task.when(task.part(part_1), after_try, lambda _: task.when(task.part(part_3), after_try))
        def after_try(_):
            task.when(sleep(3), task.end)
        begin()
    task.when(holding(limit.acquire(), limit.release, lambda: within(2, lambda: task.part(work))), task.end)"
    );
}

#[test]
fn in_callback_style_nothing_awaits_under_any_model_that_has_a_loop_and_the_others_say_why_not() {
    let text = "run: join group\n2 x a: all( fetch x, primes 10 ) -> first( sleep 1s, sleep 2s -> with limit B 2 ( crawl y ) )";
    for model in model::MODELS {
        let Listing { lines, style, no_callbacks, name } = written(text, model.id, Style::Callbacks);
        let awaits = |line: &&super::Line| line.text.contains("await ") || line.text.contains("async ");
        let words = |line: &&super::Line| !line.text.trim_start().starts_with(['#', '"']);
        match no_callbacks {
            Some(why) => {
                assert!(style == Style::Await && why.contains(model.name) && why.ends_with("simply waits."), "{why}")
            }
            None => {
                assert!(style == Style::Callbacks && name.ends_with("_callbacks.py"));
                assert_eq!(lines.iter().filter(words).find(awaits), None, "{}", model.id);
            }
        }
        assert_eq!(model.id.starts_with("event-loop"), style == Style::Callbacks, "{}", model.id);
    }
}
