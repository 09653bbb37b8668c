//! Which values reach which steps, as tables.

use crate::workload::parse;

fn told(text: &str) -> Vec<(usize, usize, String)> {
    let errors = parse(text).err().unwrap_or_default();
    errors.into_iter().map(|error| (error.line, error.column, error.message)).collect()
}

#[test]
fn values_reach_the_steps_that_take_them() {
    let good = [
        "a: fetch x -> sha256 -> wordcount",
        "a: fetch x -> sleep 1s -> fail 1% -> sha256",
        "a: fetch x -> all( sha256, wordcount, primes 2 -> sleep 1s )",
        "a: fetch x -> each 2 ( sha256 ) -> sleep 1s",
        "a: first( fetch x, fetch y ) -> sha256",
        "a: first( fetch x, fetch y -> sha256 ) -> wordcount",
        "a: fetch x -> first( sha256, sleep 1s -> sha256 ) -> wordcount",
        "a: try ( fetch x ) else ( fetch y ) -> sha256",
        "a: with lock A ( fetch x ) -> to_thread( with limit DB 2 ( sha256 ) ) -> wordcount",
        "a: fetch x -> with lock A ( sleep 1s ) -> sha256",
        "a: fetch x -> repeat 3 ( sha256 ) -> wordcount",
        "a: fetch x -> repeat 3 ( sleep 1s ) -> sha256",
        "a: fetch x -> put Q -> sha256",
        "a: take Q -> sha256\nb: fetch x -> put Q",
        "a: take Q -> put P\nb: take P -> wordcount\nc: fetch x -> sha256 -> put Q",
        "a: take Q -> put Q",
        "run: join completed\na: fetch x\nthen: wordcount\nb: fetch y -> sha256 -> fetch z",
    ];
    for text in good {
        assert_eq!(told(text), [], "{text}");
    }
}

#[test]
fn a_step_that_gets_another_value_is_told() {
    let bad = [
        ("a: sha256", 1, 4, "`sha256` needs bytes or text, but the steps before it give nothing."),
        (
            "a: fetch x -> wordcount -> sha256",
            1,
            28,
            "`sha256` needs bytes or text, but the steps before it give a number.",
        ),
        (
            "a: fetch x -> all( sleep 1s ) -> sha256",
            1,
            34,
            "`sha256` needs bytes or text, but the steps before it give nothing.",
        ),
        (
            "a: first( fetch x, primes 2 ) -> sha256",
            1,
            34,
            "`sha256` needs bytes or text, but the steps before it give bytes or a number.",
        ),
        (
            "a: fetch x -> repeat 2 ( wordcount )",
            1,
            26,
            "`wordcount` needs text or bytes, but the time before gives a number.",
        ),
        ("a: take Q", 1, 4, "Nothing is ever put into `Q`, so `take Q` would wait for ever; write `put Q` somewhere."),
        (
            "a: take Q -> sha256\nb: primes 2 -> put Q",
            1,
            14,
            "`sha256` needs bytes or text, but the steps before it give a number.",
        ),
        (
            "a: fetch x -> put Q\nb: sleep 1s -> put Q",
            2,
            16,
            "`Q` gets bytes in line 1, and nothing here; a queue holds values of one kind.",
        ),
        (
            "run: join completed\na: primes 2\nthen: wordcount",
            3,
            7,
            "`wordcount` needs text or bytes, but the lines give a number.",
        ),
        (
            "run: join completed\na: primes 2\nb: fetch x\nthen: wordcount",
            4,
            7,
            "`wordcount` needs text or bytes, but the lines give bytes or a number.",
        ),
    ];
    for (text, line, column, message) in bad {
        assert_eq!(told(text), [(line, column, message.to_owned())], "{text}");
    }
}

#[test]
fn what_a_faulty_row_may_have_said_is_not_missed() {
    let told = told("a: take Q -> sha256\nb: slep 1s -> put Q");
    assert_eq!(told.iter().map(|(line, ..)| *line).collect::<Vec<_>>(), [2]);
}
