//! Prints the words of the language, of JSON forms, of HTML and of queries, as a dictionary for libFuzzer.

use concurrency_playground::{model::MODELS, workload::describe};
use serde_json::Value;

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
    // As the page is told of it.
    let language = serde_json::to_value(describe()).unwrap_or_default();
    let words = |list: &Value| -> Vec<String> {
        let entries = list.as_array().into_iter().flatten();
        entries.filter_map(|entry| Some(entry["word"].as_str()?.to_owned())).collect()
    };
    let steps = words(&language["steps"]).into_iter();
    let options = ["run", "task", "step"].into_iter().flat_map(|kind| words(&language["options"][kind]));
    let models = MODELS.iter().map(|model| model.id.to_owned());
    for word in steps.chain(options).chain(models).chain(OTHERS.map(str::to_owned)) {
        let escaped: String = word.bytes().map(|byte| format!("\\x{byte:02x}")).collect();
        println!("\"{escaped}\"");
    }
}
