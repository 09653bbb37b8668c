//! What holds for every text and every workload.

mod generate;

use proptest::prelude::*;

use super::amount::Unit;
use super::*;
use generate::{nearly, workload};

fn assert_well_placed(text: &str) -> Result<(), TestCaseError> {
    let units = text.encode_utf16().count();
    for error in parse(text).err().unwrap_or_default() {
        prop_assert!(error.start <= error.end && error.end <= units, "{error:?}");
        prop_assert!(error.line >= 1 && error.column >= 1, "{error:?}");
        if let Some(fix) = error.fix {
            prop_assert!(fix.start <= fix.end && fix.end <= units, "{fix:?}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_workload_that_is_printed_is_read_back(workload in workload()) {
        let text = workload.to_string();
        let read = parse(&text).map_err(|errors| TestCaseError::fail(format!("{text}\n{errors:?}")))?;
        prop_assert_eq!(read.to_string(), text);
        prop_assert_eq!(read.run_options(), workload.run_options());
        let tasks = |workload: &Workload| workload.tasks(7).take(50).collect::<Vec<_>>();
        prop_assert_eq!(tasks(&read), tasks(&workload));
        prop_assert_eq!(read.consumer(7, 2), workload.consumer(7, 2));
    }

    #[test]
    fn what_is_read_is_printed_as_a_fixed_point(text in nearly()) {
        if let Ok(workload) = parse(&text) {
            let printed = workload.to_string();
            let again = parse(&printed).map_err(|errors| TestCaseError::fail(format!("{errors:?}")))?;
            prop_assert_eq!(again.to_string(), printed);
        }
    }

    #[test]
    fn errors_lie_inside_any_text(text in any::<String>()) {
        assert_well_placed(&text)?;
    }

    #[test]
    fn errors_lie_inside_texts_that_are_nearly_workloads(text in nearly()) {
        assert_well_placed(&text)?;
    }

    #[test]
    fn completion_and_help_answer_at_any_place(text in nearly(), offset in 0..400_usize) {
        let units = text.encode_utf16().count();
        for offer in complete(&text, offset) {
            prop_assert!(offer.from <= offer.to && offer.to <= units, "{offer:?}");
        }
        if let Some(help) = help_at(&text, offset) {
            prop_assert!(help.start < help.end && help.end <= units, "{help:?}");
        }
    }

    #[test]
    fn amounts_are_read_back_exactly(amount in any::<u64>()) {
        for unit in [Unit::One, Unit::Microsecond, Unit::Percent, Unit::PerSecond] {
            prop_assert_eq!(unit.parse(&unit.print(amount)), Ok(amount));
        }
    }
}

#[test]
fn a_text_as_long_as_allowed_is_answered_whatever_it_repeats() {
    let parts = [
        "[",
        "(",
        "\"",
        "->",
        "-> ",
        "a",
        " a",
        ":",
        "#",
        " #",
        ",",
        "x ",
        "3 x ",
        "\\",
        "\"\\",
        "a: ",
        "é",
        "\n",
        "a\n",
        "a: slep ->",
        "sleep 1s -> ",
        "run: limit ",
        "run\n",
        "a: sleep [",
        "a: fail \"\n",
        ")",
        "all(",
        "slep (",
        "with lock A ( ",
        "put Q -> ",
        "take Q -> put P -> ",
        "a: take Q\n",
    ];
    for prefix in ["", "a: ", "a: sleep [", "a: fail \"", "a: fetch ", "run: ", "a: sleep 1s timeout ", "a: all( "] {
        for part in parts {
            let times = (MAX_BYTES - prefix.len()) / part.len();
            let text = format!("{prefix}{}", part.repeat(times));
            assert_well_placed(&text).expect("errors inside the text");
            complete(&text, text.len());
            help_at(&text, text.len() / 2);
        }
    }
}
