//! Whether we may use what we depend on: licences, sources and bans, as `deny.toml` has them.
//!
//! `cargo deny check licenses bans sources` reads the same file and says the same; but it takes longer to build
//! than the site, so this reads what Cargo knows of its packages by itself. A network is needed only where Cargo has not
//! seen them all yet.

use super::Outcome;
use super::tally::Tally;
use crate::process::output;
use crate::project::Project;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fs;
use std::process::Stdio;

/// What may be depended on.
struct Rules {
    /// Licences, by their names in SPDX.
    allowed: Vec<String>,
    /// Licences that are allowed to one package: its name, and the licence.
    exceptions: Vec<(String, String)>,
    /// Where packages may come from.
    sources: Vec<String>,
    /// Packages that may not be used.
    banned: Vec<String>,
}

/// Checks every package of `Cargo.lock` that some target or feature of ours uses.
pub fn check(project: &Project) -> Result<Outcome> {
    let rules = fs::read_to_string(project.root().join("deny.toml"))
        .context("deny.toml could not be read")?;
    let rules = Rules::read(&rules)?;
    let mut metadata = project.cargo("metadata");
    metadata.args(["--format-version", "1", "--locked", "--all-features"]);
    // Why it does not tell, if it does not.
    metadata.stderr(Stdio::inherit());
    let metadata = output(&mut metadata).context("Cargo does not tell what we depend on")?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("Cargo lists no packages")?;
    let refused: Vec<String> =
        packages.iter().filter_map(|package| rules.objection(package)).collect();
    if !refused.is_empty() {
        bail!("{}", refused.join("\n"));
    }
    println!("{} packages, all under licences that deny.toml allows", packages.len());
    Ok(Outcome::Ran(Tally::PASSED.into()))
}

impl Rules {
    fn read(toml: &str) -> Result<Self> {
        let list = |section, key| {
            list(toml, section, key)
                .with_context(|| format!("deny.toml has no `{key}` in [{section}]"))
        };
        Ok(Self {
            allowed: list("licenses", "allow")?,
            exceptions: exceptions(toml),
            sources: list("sources", "allow-registry")?,
            banned: list("bans", "deny")?,
        })
    }

    /// What speaks against a package, if something does.
    fn objection(&self, package: &Value) -> Option<String> {
        let text = |key: &str| package[key].as_str();
        let name = text("name").unwrap_or_default();
        if self.banned.iter().any(|banned| banned == name) {
            return Some(format!("{name} is banned"));
        }
        // Our own have none.
        if let Some(source) = text("source")
            && !self.sources.iter().any(|allowed| source.ends_with(allowed))
        {
            return Some(format!("{name} comes from {source}, which is not allowed"));
        }
        match text("license") {
            // It has a file with one, which somebody has read.
            None if self.exceptions.iter().any(|(package, _)| package == name) => None,
            None => Some(format!("{name} names no licence")),
            Some(licence) if self.allows(licence) || self.excepts(name, licence) => None,
            Some(licence) => Some(format!("{name} is under {licence}, which is not allowed")),
        }
    }

    fn excepts(&self, package: &str, licence: &str) -> bool {
        self.exceptions.iter().any(|(name, allowed)| name == package && allowed == licence)
    }

    /// Whether an SPDX expression can be met with what is allowed. `/` is how old packages write `OR`.
    fn allows(&self, expression: &str) -> bool {
        let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let mut rest = words.as_slice();
        self.any(&mut rest) && rest.is_empty()
    }

    /// `a OR b`.
    fn any(&self, words: &mut &[&str]) -> bool {
        let mut met = self.all(words);
        while let ["OR", rest @ ..] = words {
            *words = rest;
            met |= self.all(words);
        }
        met
    }

    /// `a AND b`, which binds more tightly.
    fn all(&self, words: &mut &[&str]) -> bool {
        let mut met = self.one(words);
        while let ["AND", rest @ ..] = words {
            *words = rest;
            met &= self.one(words);
        }
        met
    }

    /// A licence, one with an exception, or an expression in brackets. What is neither is not met.
    fn one(&self, words: &mut &[&str]) -> bool {
        match words {
            ["(", rest @ ..] => {
                *words = rest;
                let met = self.any(words);
                let [")", rest @ ..] = words else { return false };
                *words = rest;
                met
            }
            [licence, "WITH", exception, rest @ ..] => {
                *words = rest;
                self.allowed.contains(&format!("{licence} WITH {exception}"))
            }
            [licence, rest @ ..] => {
                *words = rest;
                self.allowed.iter().any(|allowed| allowed == licence)
            }
            [] => false,
        }
    }
}

/// A list of strings in a TOML file: `key = ["a", "b"]`, on one line or several.
fn list(toml: &str, section: &str, key: &str) -> Option<Vec<String>> {
    let (_, section) = toml.split_once(&format!("[{section}]\n"))?;
    let section = section.split("\n[").next()?;
    let (_, list) = section.split_once(&format!("{key} = ["))?;
    let (list, _) = list.split_once(']')?;
    let mut texts = Vec::new();
    for line in list.lines() {
        let line = line.split('#').next().unwrap_or_default();
        texts.extend(line.split('"').skip(1).step_by(2).map(str::to_owned));
    }
    Some(texts)
}

/// The lines `{ allow = ["LICENCE"], crate = "PACKAGE" }`.
fn exceptions(toml: &str) -> Vec<(String, String)> {
    let exception = |line: &str| {
        let rest = line.trim().strip_prefix("{ allow = [\"")?;
        let (licence, rest) = rest.split_once("\"], crate = \"")?;
        let (package, _) = rest.split_once('"')?;
        Some((package.to_owned(), licence.to_owned()))
    };
    toml.lines().filter_map(exception).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOML: &str = "[licenses]\nallow = [\n    \"MIT\", # ours\n    \"Apache-2.0\",\n    \
                        \"Apache-2.0 WITH LLVM-exception\",\n]\n\n[bans]\ndeny = []\n\n[sources]\n\
                        allow-registry = [\"https://github.com/rust-lang/crates.io-index\"]\n";

    #[test]
    fn reads_expressions_as_spdx_means_them() -> Result<()> {
        let rules = Rules::read(TOML)?;
        for allowed in [
            "MIT",
            "MIT OR GPL-3.0",
            "MIT/Apache-2.0",
            "GPL-3.0 AND MIT OR MIT",
            "(MIT OR GPL-3.0) AND Apache-2.0",
            "Apache-2.0 WITH LLVM-exception OR GPL-3.0",
        ] {
            assert!(rules.allows(allowed), "{allowed}");
        }
        for refused in
            ["GPL-3.0", "MIT AND GPL-3.0", "MIT AND (GPL-3.0", "MIT MIT", "", "MIT WITH x", "OR"]
        {
            assert!(!rules.allows(refused), "{refused}");
        }
        Ok(())
    }

    #[test]
    fn says_what_speaks_against_a_package() -> Result<()> {
        let toml = TOML.replace("deny = []", "deny = [\"openssl\"]");
        let exception = "exceptions = [\n    { allow = [\"MPL-2.0\"], crate = \"b\" },\n]\n";
        let rules = Rules::read(&toml.replace("[bans]", &format!("{exception}[bans]")))?;
        let registry = "registry+https://github.com/rust-lang/crates.io-index";
        let objection = |name: &str, source: Value, licence: Value| {
            let package = serde_json::json!({ "name": name, "source": source, "license": licence });
            rules.objection(&package).unwrap_or_default()
        };
        assert_eq!(objection("a", registry.into(), "MIT".into()), "");
        assert_eq!(objection("ours", Value::Null, "MIT".into()), "");
        assert!(objection("a", registry.into(), "GPL-3.0".into()).contains("GPL-3.0"));
        assert!(objection("a", registry.into(), "MPL-2.0".into()).contains("MPL-2.0"));
        assert_eq!(objection("b", registry.into(), "MPL-2.0".into()), "");
        assert_eq!(objection("b", registry.into(), Value::Null), "");
        assert!(objection("a", registry.into(), Value::Null).contains("no licence"));
        assert!(objection("a", "git+https://x".into(), "MIT".into()).contains("git+https"));
        assert!(objection("openssl", registry.into(), "MIT".into()).contains("banned"));
        Ok(())
    }
}
