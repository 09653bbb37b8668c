//! `index.html`: its source names what only the bundler knows.
//!
//! - The modules that a browser is to fetch beside the page's own script become the bundles that those are in, with what
//!   they import: else each would be asked for only when the one before it is there.
//! - The lesson that the page opens with is put in as markup, so that it is there when the page is first painted.
//! - The script that runs before all else is put in, too, and the style sheet: else a whole request would go by before
//!   anything is begun, and another before anything is painted. The policy names them by their hashes, and still allows no
//!   others.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

use super::bundle::{Bundled, FIRST_PAINT};

const BEFORE: &str = "<link rel=\"modulepreload\" href=\"";
const AFTER: &str = "\">";
/// Where the lesson goes.
const LESSON: &str = "aria-labelledby=\"lesson-title\">";
/// Taken in, and kept as a file for other pages.
const STYLE_SHEET: &str = "style.css";
/// Prints the lesson's markup.
const WRITE_LESSON: &str = include_str!("lesson.mjs");

/// Fills in the site's page.
pub fn fill(www: &Path, out: &Path, bundled: &Bundled) -> Result<()> {
    let file = out.join("index.html");
    let page = fs::read_to_string(&file).context("the site has no index.html")?;
    let page = named(&page, |module| Ok(bundled.needed_by(module)?.into_iter().map(str::to_owned).collect()))?;
    let (before, after) = page.split_once(LESSON).context("index.html has no place for a lesson")?;
    let page = format!("{before}{LESSON}{}{after}", lesson(www)?);
    let script = out.join(FIRST_PAINT);
    let page = inlined(&page, &format!("<script src=\"{FIRST_PAINT}\"></script>"), "script", &read(&script)?)?;
    fs::remove_file(&script).context("cannot remove what index.html has taken in")?;
    let link = format!("<link rel=\"stylesheet\" href=\"{STYLE_SHEET}\">");
    let page = inlined(&page, &link, "style", &read(&out.join(STYLE_SHEET))?)?;
    fs::write(&file, page).context("cannot write index.html")
}

fn read(file: &Path) -> Result<String> {
    let text = fs::read_to_string(file).with_context(|| format!("the site has no {}", file.display()))?;
    Ok(text.trim().to_owned())
}

/// The page with an element of its own in place of the one that names a file, and in its policy.
fn inlined(page: &str, tag: &str, element: &str, text: &str) -> Result<String> {
    let allowed = format!("{element}-src 'self'");
    let ends = [format!("</{element}"), "<!--".to_owned()];
    if !page.contains(tag) || !page.contains(&allowed) || ends.iter().any(|end| text.contains(end)) {
        bail!("what `{tag}` names cannot be put into index.html");
    }
    let hash = BASE64_STANDARD.encode(Sha256::digest(text));
    let page = page.replacen(&allowed, &format!("{allowed} 'sha256-{hash}'"), 1);
    Ok(page.replacen(tag, &format!("<{element}>{text}</{element}>"), 1))
}

/// The markup of the lesson that the page opens with.
fn lesson(www: &Path) -> Result<String> {
    let www = www.canonicalize().with_context(|| format!("cannot find {}", www.display()))?;
    let output = Command::new("node")
        .args(["--input-type=module", "--eval", WRITE_LESSON, "--"])
        .arg(www)
        .output()
        .context("cannot start Node.js")?;
    if !output.status.success() {
        bail!("the first lesson cannot be written: {}", String::from_utf8_lossy(&output.stderr));
    }
    String::from_utf8(output.stdout).context("the first lesson is no text")
}

/// The page with the bundles in the modules' place, each once; a bundle that is its own module has a script already.
fn named(page: &str, bundles: impl Fn(&str) -> Result<Vec<String>>) -> Result<String> {
    let mut parts = page.split(BEFORE);
    let mut named = parts.next().unwrap_or_default().to_owned();
    let mut known = BTreeSet::new();
    for part in parts {
        let (module, rest) = part.split_once(AFTER).context("index.html has a link that does not end")?;
        let mut links = Vec::new();
        for bundle in bundles(module)?.into_iter().filter(|bundle| bundle != module) {
            if known.insert(bundle.clone()) {
                links.push(format!("{BEFORE}{bundle}{AFTER}"));
            }
        }
        named += &links.join("\n    ");
        named += rest;
    }
    Ok(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_begins_with_is_put_in_and_allowed_by_its_hash() {
        let page = r#"<meta content="script-src 'self'; x"><script src="first-paint.js"></script>"#;
        let inlined = |page: &str, text| inlined(page, r#"<script src="first-paint.js"></script>"#, "script", text);
        assert_eq!(
            inlined(page, "alert()").expect("a page"),
            r#"<meta content="script-src 'self' 'sha256-S8S/VNmXuUuoIR6OhqBqwIiIkuCxXq31hCCHAHnicV8='; x"><script>alert()</script>"#
        );
        assert!(inlined("<p>", "alert()").is_err());
        assert!(inlined(page, "'</script>'").is_err());
    }

    #[test]
    fn bundles_take_the_place_of_their_module() {
        let page = r#"<link rel="modulepreload" href="a.js">, <link rel="modulepreload" href="view/b.js">."#;
        let bundles = |module: &str| Ok(vec![module.replace("view/", "1-"), "c.js".to_owned()]);
        assert_eq!(
            named(page, bundles).expect("a page"),
            r#"<link rel="modulepreload" href="c.js">, <link rel="modulepreload" href="1-b.js">."#
        );
    }
}
