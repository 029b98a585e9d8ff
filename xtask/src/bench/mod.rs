//! `cargo xtask bench`: measurements that are too noisy to be tests.

mod native;
mod program;

use crate::process::{run, say};
use crate::project::Project;
use crate::setup::{browser, minilm, node};
use crate::site::{self, Finish};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const FOLDER: &str = "tests/bench";

/// Programs that measure the engine without the page, and so do not need the site.
const WITHOUT_THE_PAGE: [&str; 2] = ["kernels", "text"];

/// Where `--save` puts what was measured, for `docs/performance.md` to show.
const SAVED: &str = "docs/performance";

/// What to measure, and how.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The names of programs; all of them when there are none.
    names: Vec<String>,
    /// Passed on to the programs.
    rounds: Option<u32>,
    save: bool,
}

impl Options {
    /// Reads `[NAME...] [--rounds N] [--save]`.
    pub fn read(arguments: &[&str]) -> Result<Self> {
        let mut options = Self::default();
        let mut arguments = arguments.iter();
        while let Some(&argument) = arguments.next() {
            match argument {
                "--save" => options.save = true,
                "--rounds" => {
                    let rounds = arguments.next().and_then(|number| number.parse().ok());
                    let rounds = rounds.filter(|&rounds| rounds > 0);
                    options.rounds = Some(rounds.context("--rounds takes a number, 1 or more")?);
                }
                option if option.starts_with('-') => bail!("`bench` has no option `{option}`."),
                name => options.names.push(name.to_owned()),
            }
        }
        Ok(options)
    }
}

/// Builds what is measured, then runs programs of `tests/bench/`, in the order of their names, and before
/// them what is measured without a browser.
pub fn run_programs(project: &Project, options: &Options) -> Result<()> {
    let mut programs = project.files(FOLDER, ".mjs")?;
    programs.insert(0, PathBuf::from(native::NAME));
    let (native, programs): (Vec<_>, Vec<_>) = chosen(programs, &options.names)?
        .into_iter()
        .partition(|program| name(program) == native::NAME);
    if !native.is_empty() {
        native::run_benches(project)?;
    }
    if programs.is_empty() {
        return Ok(());
    }
    let browser = browser::ensure()?;
    node::packages(project)?;
    let what = "what Headstart is measured beside, TensorFlow.js and others";
    node::install(&project.root().join(FOLDER), what)?;
    let minilm = minilm::ensure(project)?;
    let program = program::build(project)?;
    if programs.iter().any(|program| !WITHOUT_THE_PAGE.contains(&name(program))) {
        // What is measured is what is published.
        site::build(project, Finish::Published)?;
    }

    let results = project.target().join("bench");
    let json = results.join("bench.json");
    fs::create_dir_all(&results)?;
    if options.names.is_empty() && json.exists() {
        // Otherwise only what is measured anew is replaced.
        fs::remove_file(&json)?;
    }
    for path in programs {
        let path = path.strip_prefix(project.root()).unwrap_or(&path);
        say(format!("Running {}", path.display()));
        let mut bench = Command::new("node");
        bench.current_dir(project.root()).arg(path);
        bench.env("HEADSTART_BENCH", &program).env("HEADSTART_BENCH_JSON", &json);
        if let Some(folder) = &minilm {
            bench.env("HEADSTART_MINILM", folder);
        }
        if let Some(rounds) = options.rounds {
            bench.args(["--rounds", &rounds.to_string()]);
        }
        browser.tell(project, &project.dist(), &mut bench);
        run(&mut bench, &format!("{} failed", path.display()))?;
    }
    if !json.is_file() {
        return Ok(());
    }
    let folder = if options.save { project.root().join(SAVED) } else { results };
    fs::create_dir_all(&folder)?;
    let mut chart = Command::new("node");
    chart.current_dir(project.root()).arg(format!("{FOLDER}/shared/chart.mjs"));
    run(chart.arg(&json).arg(&folder), "The charts could not be drawn")?;
    if options.save {
        fs::copy(&json, folder.join("bench.json"))?;
    }
    say(format!("All samples are in {}, the charts are beside them", folder.display()));
    Ok(())
}

/// The programs of these names, or all of them.
fn chosen(programs: Vec<PathBuf>, names: &[String]) -> Result<Vec<PathBuf>> {
    if let Some(unknown) =
        names.iter().find(|&wanted| programs.iter().all(|program| name(program) != wanted))
    {
        let known: Vec<&str> = programs.iter().map(|program| name(program)).collect();
        bail!("There is no bench `{unknown}`; there are {}.", known.join(", "));
    }
    let is_wanted = |program: &PathBuf| names.iter().any(|wanted| wanted == name(program));
    Ok(programs.into_iter().filter(|program| names.is_empty() || is_wanted(program)).collect())
}

fn name(program: &Path) -> &str {
    program.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_in_any_order() {
        let options = Options::read(&["--save", "text", "--rounds", "2", "page"]);
        let names = vec!["text".into(), "page".into()];
        assert_eq!(options.ok(), Some(Options { names, rounds: Some(2), save: true }));
        for wrong in [&["--rounds"][..], &["--rounds", "0"], &["--rounds", "x"], &["--sav"]] {
            assert!(Options::read(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn programs_are_chosen_by_name() {
        let programs = || vec![PathBuf::from("a/kernels.mjs"), PathBuf::from("a/text.mjs")];
        let names =
            |wanted: &[&str]| wanted.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        assert_eq!(chosen(programs(), &[]).ok(), Some(programs()));
        assert_eq!(chosen(programs(), &names(&["text"])).ok(), Some(programs()[1..].to_vec()));
        assert!(chosen(programs(), &names(&["txt"])).is_err());
    }
}
