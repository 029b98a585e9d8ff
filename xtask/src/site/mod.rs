//! From source to the static site in `dist/`.

use crate::helpers;
use crate::optimise;
use crate::process::{path_with, run, say};
use crate::project::Project;
use crate::setup::{tools, wasm_opt, web};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Pages beside the first, each a folder, so that any static host shows them when they are opened
/// directly.
const PAGES: [&str; 3] = ["models", "text", "learn"];

/// Where such a page finds what it shares with the first. Some hosts show it without the slash at the
/// end of its address.
const ANCHOR: &str = r#"<base href="../" />
    <script>if (!/\/(index\.html)?$/.test(location.pathname)) document.querySelector("base").href = "./"</script>"#;

/// Builds the site. `dist/` is replaced only by a whole new one.
pub fn build(project: &Project) -> Result<()> {
    let compiler = web::ensure(project)?;
    let trunk = tools::trunk(project)?;
    let wasm_bindgen = tools::wasm_bindgen(project)?;
    let wasm_opt = wasm_opt::ensure(project)?;

    say("Compiling the page and the worker in release (minutes the first time)");
    let bundled = project.target().join("site");
    let mut build = Command::new(trunk.join("trunk"));
    build
        .current_dir(project.root())
        // Offline: what Trunk uses is on PATH, and it is to download nothing.
        .args(["--offline", "--skip-version-check", "--log", "warn"])
        .args(["build", "--dist"])
        .arg(&bundled)
        .env("PATH", path_with(&[&trunk, &wasm_bindgen])?)
        .env_remove("RUST_LOG");
    if std::env::var_os("NO_COLOR").is_some() {
        // Trunk takes only `true` or `false` for it.
        build.env("NO_COLOR", "true");
    }
    compiler.apply(&mut build);
    run(&mut build, "The site could not be built")?;

    helpers::build(project, &compiler, &wasm_bindgen, &bundled)?;
    let optimised = optimise::folder(project, &wasm_opt, &bundled, optimise::OF_THE_SITE)?;

    let next = project.root().join("dist.new");
    if next.exists() {
        fs::remove_dir_all(&next)?;
    }
    copy_folder(&bundled, &next).context("dist could not be written")?;
    for (name, file) in optimised {
        fs::copy(file, next.join(name))?;
    }
    pages(&next)?;
    let dist = project.dist();
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    fs::rename(&next, &dist)?;
    Ok(())
}

/// Writes the other pages. They are the first again: its code shows what the address names.
fn pages(site: &Path) -> Result<()> {
    let first = fs::read_to_string(site.join("index.html")).context("there is no page")?;
    for page in PAGES {
        let folder = site.join(page);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("index.html"), anchored(&first)?)?;
    }
    Ok(())
}

/// A page that finds everything where it is seen from the folder above.
fn anchored(page: &str) -> Result<String> {
    let meta = r#"<meta charset="utf-8" />"#;
    // Before the first relative address, and after the encoding, which must be among the first bytes.
    let anchored = page.replacen(meta, &format!("{meta}\n    {ANCHOR}"), 1);
    ensure!(anchored != page, "index.html has no {meta}");
    Ok(anchored)
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let copy = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &copy)?;
        } else {
            fs::copy(entry.path(), copy)?;
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
}
