//! Prints the words of the language, of JSON forms, of HTML and of queries, as a dictionary for libFuzzer.

use concurrency_playground::{model::MODELS, workload::describe};

/// Signs and words beside those that are declared.
const OTHERS: [&str; 60] = [
    " -> ",
    ": ",
    " x ",
    "( ",
    " )",
    ", ",
    "..",
    "[",
    "]",
    "\n",
    "# ",
    "\"",
    "\\\"",
    "then: ",
    "run: ",
    " else ",
    "{i}",
    "1s",
    "50ms",
    "1M",
    "20k",
    "30%",
    "640x360",
    "racy",
    "locked",
    "atomic",
    "group",
    "gather",
    "first",
    "completed",
    "collect",
    "http://",
    "\"workload\":",
    "\"models\":",
    "\"cores\":",
    "\"shared\":true",
    "\"workers\":",
    "\"limit\":",
    "\"seed\":",
    "\"clock\":\"virtual\"",
    "\"tasks\":",
    "\"io\":",
    "\"measured\":",
    "\"wallMs\":",
    "\"times\":",
    "\"runs\":",
    "\"whole\":true",
    "\"model\":",
    "\"counts\":",
    "1e308",
    "-0",
    "<a href=",
    "<base href=",
    "<!--",
    "-->",
    "<script>",
    "&amp;",
    "&bytes=",
    "&status=",
    "&seed=",
];

fn main() {
    let language = describe();
    let steps = language.steps.iter().map(|step| step.word.to_owned());
    let options = [&language.options.run, &language.options.task, &language.options.step];
    let options = options.into_iter().flatten().map(|option| option.word.to_owned());
    let models = MODELS.iter().map(|model| model.id.to_owned());
    for word in steps.chain(options).chain(models).chain(OTHERS.map(str::to_owned)) {
        let escaped: String = word.bytes().map(|byte| format!("\\x{byte:02x}")).collect();
        println!("\"{escaped}\"");
    }
}
