//! The files of a site: named by what is in them, so that a browser may keep what it has, and never has a page of one
//! version with a worker of another.

use super::hex;
use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Pages beside the first, each a folder, so that any static host shows them when they are opened
/// directly.
const PAGES: [&str; 3] = ["models", "text", "learn"];

/// Where such a page finds what it shares with the first. Some hosts show it without the slash at the
/// end of its address.
const ANCHOR: &str = r#"<base href="../" />
    <script>if (!/\/(index\.html)?$/.test(location.pathname)) document.querySelector("base").href = "./"</script>"#;

/// How files are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// As they are.
    Plain,
    /// With a hash of what is in them.
    Hashed,
}

/// The files of a site that is being written.
pub struct Bundle {
    folder: PathBuf,
    form: Names,
    names: BTreeMap<String, String>,
}

impl Bundle {
    /// An empty folder.
    pub fn new(folder: &Path, form: Names) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_path_buf(), form, names: BTreeMap::new() })
    }

    /// Writes a file; returns the name that it gets.
    pub fn put(&mut self, name: &str, bytes: &[u8]) -> Result<String> {
        let named = match self.form {
            Names::Plain => name.to_owned(),
            Names::Hashed => hashed(name, bytes),
        };
        fs::write(self.folder.join(&named), bytes)
            .with_context(|| format!("{named} could not be written"))?;
        self.names.insert(name.to_owned(), named.clone());
        Ok(named)
    }

    /// Writes a module that other pages import, under its own name, which stays what it is from release to release. What
    /// it names of this site beside it, as `"./page.js"`, it then names as that is called.
    pub fn put_module(&mut self, name: &str, code: &str) -> Result<()> {
        let code = self.names.iter().fold(code.to_owned(), |code, (name, named)| {
            code.replace(&format!("\"./{name}\""), &format!("\"./{named}\""))
        });
        fs::write(self.folder.join(name), code)
            .with_context(|| format!("{name} could not be written"))
    }

    /// The name that a file got; its own where there is no such file.
    pub fn named<'a>(&'a self, name: &'a str) -> &'a str {
        self.names.get(name).map_or(name, String::as_str)
    }

    /// JavaScript that says what some files are called, for `src/browser/names.rs`; nothing where each is called
    /// what it is.
    pub fn script_of_names(&self, wanted: impl Fn(&str) -> bool) -> String {
        let renamed = self.names.iter().filter(|(name, named)| wanted(name) && name != named);
        let entries: Vec<String> =
            renamed.map(|(name, named)| format!("{name:?}:{named:?}")).collect();
        if entries.is_empty() {
            return String::new();
        }
        format!("globalThis.headstartNames={{{}}};", entries.join(","))
    }

    /// Copies a folder as it is: what is in it is named in lists that are in it too.
    pub fn copy_folder(&self, folder: &Path) -> Result<()> {
        copy(folder, &self.folder.join(folder.file_name().unwrap_or_default()))
            .with_context(|| format!("{} could not be copied", folder.display()))
    }

    /// Writes the page, and the other pages. They are the first again: its code shows what the address names.
    pub fn pages(&self, page: &str) -> Result<()> {
        fs::write(self.folder.join("index.html"), page)?;
        for name in PAGES {
            let folder = self.folder.join(name);
            fs::create_dir_all(&folder)?;
            fs::write(folder.join("index.html"), anchored(page)?)?;
        }
        Ok(())
    }
}

/// `name-HASH.ending`, with the first 6 bytes of SHA-256 in hexadecimal.
fn hashed(name: &str, bytes: &[u8]) -> String {
    let hash = hex(&Sha256::digest(bytes)[..6]);
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}-{hash}.{ending}"),
        None => format!("{name}-{hash}"),
    }
}

/// A page that finds everything where it is seen from the folder above.
fn anchored(page: &str) -> Result<String> {
    let meta = r#"<meta charset="utf-8" />"#;
    // Before the first relative address, and after the encoding, which must be among the first bytes.
    let anchored = page.replacen(meta, &format!("{meta}\n    {ANCHOR}"), 1);
    ensure!(anchored != page, "index.html has no {meta}");
    Ok(anchored)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_pages_are_anchored_before_their_first_address() -> Result<()> {
        let page = r#"<head><meta charset="utf-8" /><link href="./style.css" /></head>"#;
        let anchored = anchored(page)?;
        let at = |what: &str| anchored.find(what);
        assert!(at("charset") < at("<base") && at("<base") < at("<link"), "{anchored}");
        assert!(super::anchored("<head></head>").is_err());
        Ok(())
    }

    #[test]
    fn a_name_changes_with_what_is_in_the_file() {
        assert_eq!(hashed("a_bg.wasm", b"1"), hashed("a_bg.wasm", b"1"));
        assert_ne!(hashed("a_bg.wasm", b"1"), hashed("a_bg.wasm", b"2"));
        assert!(hashed("a_bg.wasm", b"1").starts_with("a_bg-"));
        assert!(hashed("a_bg.wasm", b"1").ends_with(".wasm"));
    }

    #[test]
    fn says_what_files_are_called_where_they_are_called_something_else() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("xtask-bundle-{}", std::process::id()));
        let mut plain = Bundle::new(&folder, Names::Plain)?;
        assert_eq!(plain.put("a.js", b"a")?, "a.js");
        assert_eq!(plain.script_of_names(|_| true), "");
        let mut bundle = Bundle::new(&folder, Names::Hashed)?;
        let named = bundle.put("a.js", b"a")?;
        bundle.put("b.js", b"b")?;
        let said = bundle.script_of_names(|name| name == "a.js");
        assert_eq!(said, format!("globalThis.headstartNames={{\"a.js\":\"{named}\"}};"));
        assert_eq!((bundle.named("a.js"), bundle.named("c.js")), (&*named, "c.js"));
        fs::remove_dir_all(folder)?;
        Ok(())
    }

    #[test]
    fn a_module_keeps_its_name_and_knows_those_of_others() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("xtask-module-{}", std::process::id()));
        let mut bundle = Bundle::new(&folder, Names::Hashed)?;
        let named = bundle.put("a.js", b"a")?;
        bundle.put_module("own.js", r#"import "./a.js"; import "./other.js"; "./aa.js""#)?;
        let written = fs::read_to_string(folder.join("own.js"))?;
        assert_eq!(written, format!(r#"import "./{named}"; import "./other.js"; "./aa.js""#));
        fs::remove_dir_all(folder)?;
        Ok(())
    }
}
