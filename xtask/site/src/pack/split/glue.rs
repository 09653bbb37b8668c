//! What the generated JavaScript of a module that was cut has to do for it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

use super::{GET_REST, REST};

/// Where the imports are given to the first part.
const IMPORTS: &str = "    return {\n        __proto__: null,\n        \"./playground_bg.js\": import0,\n";

/// Has the JavaScript that wasm-bindgen generated get the rest, which `seal` belongs to.
pub fn add_rest(script: &Path, seal: &str) -> Result<()> {
    let imports = format!("    import0.{GET_REST} = addRest;\n    imports = import0;\n");
    add(script, &imports, &REST_CODE.replace("REST", REST).replace("SEAL", seal))
}

/// Has it tell what runs, which calls `ran` with the function's place in `names` and the stretch's number.
pub fn add_recording(script: &Path, ran: &str, names: &[String]) -> Result<()> {
    let code = format!(
        "const names = {};\nconst channel = new BroadcastChannel('{ran}');\nconst told = names.map(() => []);\n\
         function {ran}(place, stretch) {{\n    if (told[place][stretch]) return;\n    told[place][stretch] = true;\n    \
         channel.postMessage([names[place], stretch, performance.timeOrigin + performance.now()]);\n}}\nexport function addRest() {{}}\n",
        json!(names)
    );
    add(script, &format!("    import0.{ran} = {ran};\n"), &code)
}

/// Adds to the JavaScript: before the imports are given, and at its end.
fn add(script: &Path, imports: &str, code: &str) -> Result<()> {
    let text = fs::read_to_string(script).with_context(|| format!("cannot read {}", script.display()))?;
    let (before, after) = text
        .split_once(IMPORTS)
        .context("wasm-bindgen gives its imports in another way than xtask/site/src/pack/split/glue.rs knows")?;
    let text = format!("{before}{imports}{IMPORTS}{after}\n{code}");
    fs::write(script, text).with_context(|| format!("cannot write {}", script.display()))
}

/// Adds the rest: given, or got at once for whoever calls what is in it. A failure leaves the instance in pieces, as a
/// trap does, and is told as one.
const REST_CODE: &str = "
let imports, given, isWhole = false;
/** Adds the module's rest to this instance, or keeps it until there is one; without one that fits, gets it now, which only a worker may. */
export function addRest(rest) {
    rest = given ??= rest;
    if (isWhole || wasm === undefined) return;
    try {
        if (!rest || !fits(rest)) rest = new WebAssembly.Module(getNow());
        if (!fits(rest)) throw new Error('it is of another version');
        new WebAssembly.Instance(rest, { './playground_bg.js': imports, 'SEAL': wasm });
    } catch (error) {
        throw new WebAssembly.RuntimeError(`REST cannot be used: ${error.message}`);
    }
    isWhole = true;
}
function fits(rest) {
    return WebAssembly.Module.imports(rest).some(({ module }) => module === 'SEAL');
}
function getNow() {
    const request = new XMLHttpRequest();
    request.open('GET', new URL('REST', import.meta.url), false);
    request.responseType = 'arraybuffer';
    request.send();
    if (request.status !== 200) throw new Error(`HTTP ${request.status}`);
    return request.response;
}
";
