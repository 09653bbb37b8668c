//! The licences of the npm packages; those of the Rust packages are cargo-deny's business.

use std::fs;

use crate::error::{Context, Error, Result};
use crate::project::Project;

/// Fails where a package that the page or the benchmarks pin has a licence that `deny.toml` does not allow.
pub fn check_npm(project: &Project) -> Result<()> {
    let rules = fs::read_to_string(project.root.join("deny.toml")).context("cannot read deny.toml")?;
    let allowed = allowed(&rules);
    let mut refused = Vec::new();
    for folder in [project.www(), project.bench()] {
        let file = folder.join("package-lock.json");
        let lock = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        refused.append(&mut refused_in(&lock, &allowed));
    }
    if refused.is_empty() {
        return Ok(());
    }
    Err(Error::new(format!("deny.toml does not allow the licences of these npm packages: {}", refused.join("; "))))
}

/// The licences in the list `allow` under `[licenses]`.
fn allowed(rules: &str) -> Vec<&str> {
    rules
        .split_once("[licenses]")
        .and_then(|(_, section)| section.split_once("allow = ["))
        .and_then(|(_, list)| list.split_once(']'))
        .map(|(list, _)| list.split('"').skip(1).step_by(2).collect())
        .unwrap_or_default()
}

/// The packages, with their licences, that are not among `allowed`; the lock file has one key a line.
fn refused_in(lock: &str, allowed: &[&str]) -> Vec<String> {
    let mut refused = Vec::new();
    let mut package: Option<&str> = None;
    let mut licence = None;
    for line in lock.lines().map(str::trim) {
        if let Some(name) = line.strip_suffix("\": {").and_then(|key| key.strip_prefix("\"node_modules/")) {
            judge(package.replace(name), licence.take(), allowed, &mut refused);
        } else if let Some(value) = line.strip_prefix("\"license\": \"") {
            licence = Some(value.trim_end_matches(['"', ',']));
        }
    }
    judge(package, licence, allowed, &mut refused);
    refused
}

fn judge(package: Option<&str>, licence: Option<&str>, allowed: &[&str], refused: &mut Vec<String>) {
    let Some(package) = package else { return };
    let is_allowed = licence.is_some_and(|licence| {
        // `MIT OR Apache-2.0` leaves a choice.
        licence.trim_matches(['(', ')']).split(" OR ").any(|choice| allowed.contains(&choice))
    });
    if !is_allowed {
        refused.push(format!("{package} ({})", licence.unwrap_or("none")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
    "": {
      "license": "Ours"
    },
    "node_modules/good": {
      "license": "MIT",
    },
    "node_modules/choice": {
      "license": "(GPL-3.0-only OR MIT)"
    },
    "node_modules/bad": {
      "license": "GPL-3.0-only"
    },
    "node_modules/silent": {
      "version": "1.0.0"
    }
"#;

    #[test]
    fn only_listed_licences_pass() {
        let rules = "[bans]\n[licenses]\nallow = [\n  \"MIT\",\n  \"ISC\",\n]\n";
        assert_eq!(allowed(rules), ["MIT", "ISC"]);
        assert_eq!(refused_in(LOCK, &allowed(rules)), ["bad (GPL-3.0-only)", "silent (none)"]);
    }
}
