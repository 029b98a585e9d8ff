//! The page with the licences of all that the site's programs are made of, as the packages have them.

use crate::process::output;
use crate::project::Project;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Stdio;

/// Where it lies in the site.
pub const PAGE: &str = "licences/index.html";

/// How the names of files begin that hold a licence, or what it wants to be said.
const BEGINNINGS: [&str; 5] = ["licen", "copying", "copyright", "notice", "unlicense"];

/// What the page begins with.
const HEAD: &str = r#"<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Headstart: licences</title>
    <link rel="stylesheet" href="../plain/plain.css" />
    <style>
      pre, h2, td { overflow-wrap: anywhere; }
      pre { white-space: pre-wrap; font-size: 0.8rem; }
      h2 { font-size: 1rem; }
      td, th { text-align: left; padding: 0.1rem 1rem 0.1rem 0; vertical-align: top; }
    </style>
  </head>
  <body>
    <main>
      <p><a href="../">To the studio</a></p>
      <h1>What this page is made of</h1>
      <p>
        Headstart itself is under the MIT licence or the Apache License 2.0, as you prefer. Its programs are compiled from
        these packages and the standard library of Rust, which is under the same two. The licences of models and pictures are
        on the models’ cards.
      </p>
      <p lang="de">
        Headstart selbst steht unter der MIT-Lizenz oder der Apache-Lizenz 2.0, nach Wahl. Übersetzt sind seine Programme aus
        diesen Paketen und der Standardbibliothek von Rust, die unter denselben beiden steht. Die Lizenzen der Modelle und
        Bilder stehen auf den Karten der Modelle.
      </p>
"#;

/// A package that the site's programs are made of.
#[derive(Debug)]
struct Package {
    /// With its version.
    name: String,
    /// Its licence, by the name that SPDX gives it.
    licence: String,
    /// Who made it, where it says so.
    authors: String,
    /// What its files say of that.
    texts: Vec<String>,
}

/// What the site's programs are compiled for.
const TARGET: &str = "wasm32-unknown-unknown";

/// Writes it into a site that these tools made: with the same ones, anybody makes the same files.
pub fn write(project: &Project, tools: &[String], site: &Path) -> Result<()> {
    let mut tree = project.cargo("tree");
    tree.args(["--locked", "--package", "headstart", "--features", "split", "--target", TARGET]);
    // Without what only builds it.
    tree.args(["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"]);
    let mut metadata = project.cargo("metadata");
    metadata.args(["--format-version", "1", "--locked", "--features", "split"]);
    metadata.args(["--filter-platform", TARGET]);
    let [tree, metadata] = [tree, metadata].map(|mut command| {
        output(command.stderr(Stdio::inherit())).context("Cargo does not tell what we depend on")
    });
    let packages = linked(&tree?, &serde_json::from_str(&metadata?)?)?;
    let own = |name: &str| fs::read_to_string(project.root().join(name));
    let standard = [own("LICENSE-MIT")?, own("LICENSE-APACHE")?];
    let path = site.join(PAGE);
    fs::create_dir_all(path.parent().unwrap_or(site))?;
    fs::write(path, page(&packages, &standard, tools)).context("the licences")
}

/// What is compiled into the programs, by name: all that the tree names, a package a line, but what is our own.
fn linked(tree: &str, metadata: &Value) -> Result<Vec<Package>> {
    let mut names: BTreeSet<(&str, &str)> = tree
        .lines()
        .filter_map(|line| {
            let (name, rest) = line.split_once(" v")?;
            Some((name, rest.split(' ').next()?))
        })
        .collect();
    let all = metadata["packages"].as_array().context("Cargo lists no packages")?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut packages = Vec::new();
    for package in all {
        let [name, version] =
            ["name", "version"].map(|key| package[key].as_str().unwrap_or_default());
        // Our own are not from anywhere.
        if !names.remove(&(name, version)) || package["source"].is_null() {
            continue;
        }
        // Their names, without where to write to them.
        let name_of =
            |author: &Value| text(author).split('<').next().unwrap_or_default().trim().to_owned();
        let authors = package["authors"].as_array().into_iter().flatten().map(name_of);
        let manifest = text(&package["manifest_path"]);
        let folder = Path::new(&manifest).parent().context("a package is in no folder")?;
        packages.push(Package {
            name: format!("{name} {version}"),
            licence: text(&package["license"]),
            authors: authors.collect::<Vec<_>>().join(", "),
            texts: texts(folder)?,
        });
    }
    ensure!(names.is_empty(), "Cargo knows nothing of {names:?}");
    packages.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(packages)
}

/// What the files of a package say of its licence, in the order of their names.
fn texts(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let mut paths: Vec<_> = entries.iter().map(fs::DirEntry::path).collect();
    paths.sort();
    let is_licence = |path: &&std::path::PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        path.is_file() && BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
    };
    let read = |path| Ok(String::from_utf8_lossy(&fs::read(path)?).trim().to_owned());
    paths.iter().filter(is_licence).map(read).collect()
}

/// The page: what there is, then each text once, with those that come with it. `standard` are the texts of those that
/// come with none.
fn page(packages: &[Package], standard: &[String], tools: &[String]) -> String {
    let mut page = HEAD.to_owned();
    let tools: String = tools.iter().map(|tool| format!("<li>{}</li>", escaped(tool))).collect();
    page += &format!(
        "      <p>Made with / <span lang=\"de\">Gemacht mit</span>:</p>\n      <ul>{tools}</ul>\n"
    );
    let mut texts: BTreeMap<String, (&str, Vec<&str>)> = BTreeMap::new();
    page += "      <table>\n        <tr><th>Package</th><th>Licence</th><th>By</th></tr>\n";
    for Package { name, licence, authors, texts: own } in packages {
        let [licence, authors] = [licence, authors].map(|text| escaped(text));
        // Writing to a text does not fail.
        let _ = writeln!(
            page,
            "        <tr><td>{}</td><td>{licence}</td><td>{authors}</td></tr>",
            escaped(name)
        );
        for text in if own.is_empty() { standard } else { own } {
            // However its lines are broken.
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            texts.entry(words).or_insert((text, Vec::new())).1.push(name);
        }
    }
    page += "      </table>\n";
    // What most come with comes first.
    let mut texts: Vec<_> = texts.into_values().collect();
    texts.sort_by_key(|(_, names)| std::cmp::Reverse(names.len()));
    for (text, names) in texts {
        let names = names.iter().map(|name| escaped(name)).collect::<Vec<_>>().join(", ");
        let _ = writeln!(page, "      <h2>{names}</h2>\n<pre>{}</pre>", escaped(text));
    }
    page + "    </main>\n  </body>\n</html>\n"
}

/// A text as HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn package(name: &str, texts: &[&str]) -> Package {
        let texts = texts.iter().map(|&text| text.to_owned()).collect();
        let [name, licence, authors] = [name, "MIT", "A <a@b.c>"].map(str::to_owned);
        Package { name, licence, authors, texts }
    }

    #[test]
    fn each_text_is_there_once_with_all_that_come_with_it() {
        let packages = [
            package("a 1", &["Do as you\nlike."]),
            package("b 2", &["Do as  you like."]),
            package("c 3", &[]),
        ];
        let page = page(&packages, &["The usual.".to_owned()], &["rustc <1>".to_owned()]);
        assert!(page.contains("<li>rustc &lt;1&gt;</li>"), "{page}");
        assert_eq!(page.matches("<pre>").count(), 2, "{page}");
        assert!(page.contains("<h2>a 1, b 2</h2>\n<pre>Do as you\nlike.</pre>"), "{page}");
        assert!(page.contains("<h2>c 3</h2>\n<pre>The usual.</pre>"), "{page}");
        assert!(page.contains("<td>A &lt;a@b.c&gt;</td>"), "{page}");
    }

    #[test]
    fn what_the_tree_does_not_name_and_what_is_ours_is_left_out() -> Result<()> {
        let package = |name: &str, version: &str, source: Value| {
            let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
            json!({ "name": name, "version": version, "source": source, "manifest_path": manifest })
        };
        let metadata = json!({ "packages": [
            package("used", "1.0.0", "registry".into()),
            package("used", "2.0.0", "registry".into()),
            package("built", "1.0.0", "registry".into()),
            package("own", "0.1.0", Value::Null),
        ] });
        let tree = "own v0.1.0 (/here)\nused v1.0.0\nused v1.0.0 (*)\n";
        let names: Vec<_> = linked(tree, &metadata)?.into_iter().map(|it| it.name).collect();
        assert_eq!(names, ["used 1.0.0"]);
        Ok(())
    }
}
