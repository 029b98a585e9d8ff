//! What a service worker keeps of a site, so that it opens without a network.

use super::policy::Policy;
use super::{files_below, hex, licences, terse};
use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// The service worker.
const WORKER: &str = "sw.js";

/// What hosts read, and no browser; what a browser shows once, before the site is installed; and what hardly anybody looks
/// up.
const NOT_KEPT: [&str; 7] = [
    WORKER,
    "_headers",
    ".htaccess",
    "nginx.conf",
    "install/screen-wide.png",
    "install/screen-narrow.png",
    licences::PAGE,
];

/// What a page runs before its program: whether that can start, and the service worker.
pub fn script(sources: &Path) -> Result<String> {
    ["check.js", "register.js"]
        .iter()
        .map(|script| terse::script(&fs::read_to_string(sources.join(script))?))
        .collect()
}

/// Writes the service worker of a site, once all its other files are there.
pub fn write(sources: &Path, site: &Path, policy: &Policy) -> Result<()> {
    let mut paths = Vec::new();
    for file in files_below(site)? {
        let path = file.strip_prefix(site)?.to_string_lossy().replace('\\', "/");
        if !NOT_KEPT.contains(&path.as_str()) {
            paths.push((path, file));
        }
    }
    // In the same order wherever it is built.
    paths.sort();
    let mut hashes = Map::new();
    for (path, file) in paths {
        hashes.insert(path, hex(&Sha256::digest(fs::read(file)?)[..6]).into());
    }
    let (hashes, rules) = (Value::from(hashes), policy.json());
    let whole = Sha256::digest(format!("{hashes}{rules}"));
    let release = hex(&whole[..6]);
    let mut code = terse::script(&fs::read_to_string(sources.join(WORKER))?)?;
    for (place, value) in [
        ("\"headstart.release\"", json!(release)),
        ("{ \"headstart.files\": \"\" }", hashes),
        ("[\"headstart.policy\"]", rules),
    ] {
        ensure!(code.contains(place), "{WORKER} has no {place}");
        code = code.replace(place, &value.to_string());
    }
    fs::write(site.join(WORKER), code).context("the service worker")
}

/// In a site that is being worked on, what takes the place of one from before: it goes, and has the pages loaded anew.
pub fn write_none(site: &Path) -> Result<()> {
    const CODE: &str = "addEventListener(\"install\", () => skipWaiting());
addEventListener(\"activate\", (event) => event.waitUntil((async () => {
  await registration.unregister();
  for (const client of await clients.matchAll()) client.navigate(client.url);
})()));
";
    fs::write(site.join(WORKER), CODE).context("the service worker")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::policy::Reach;
    use std::collections::BTreeSet;

    /// The service worker of a site with one page that says this.
    fn worker(says: &str) -> Result<String> {
        let site =
            std::env::temp_dir().join(format!("xtask-offline-{says}-{}", std::process::id()));
        fs::create_dir_all(site.join("text"))?;
        fs::write(site.join("text/index.html"), says)?;
        fs::write(site.join("_headers"), "/")?;
        let none = BTreeSet::new();
        let policy = Policy::of(&site, Reach { models: &none, links: &none })?;
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www");
        write(&sources, &site, &policy)?;
        let code = fs::read_to_string(site.join(WORKER))?;
        fs::remove_dir_all(site)?;
        Ok(code)
    }

    #[test]
    fn names_what_it_keeps_and_changes_with_it() -> Result<()> {
        let one = worker("one")?;
        // Of "one".
        let files = r#"const FILES = {"text/index.html":"7692c3ad3540"};"#;
        assert!(one.contains(files), "{one}");
        assert!(one.contains(r#"["Connection-Allowlist","(response-origin)"]"#), "{one}");
        assert_eq!(one, worker("one")?);
        assert_ne!(one, worker("two")?);
        Ok(())
    }
}
