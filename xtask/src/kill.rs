//! `cargo xtask kill`: what keeps a project is killed at random moments, and nothing that was confirmed as saved may be
//! lost.

use crate::process::run;
use crate::project::Project;
use crate::setup::{browser, firefox, node};
use crate::site::{self, Finish};
use anyhow::{Context, Result, bail};
use std::process::Command;

const PROGRAM: &str = "tests/kill/kill.mjs";

/// What can be killed.
const KINDS: [&str; 6] = ["browser", "worker", "gpu", "tabs", "quota", "carried"];

/// Whose browsers: the first unless told otherwise.
const ENGINES: [&str; 2] = ["chromium", "firefox"];

/// What to kill, and how often.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    engine: Option<String>,
    /// All kinds that the engine has when there are none.
    kinds: Vec<String>,
    /// Of each kind; the program knows how many take a minute.
    rounds: Option<u32>,
    seed: Option<u32>,
}

impl Options {
    /// Reads `[KIND...] [--engine NAME] [--rounds N] [--seed N]`.
    pub fn read(arguments: &[&str]) -> Result<Self> {
        let mut options = Self::default();
        let mut arguments = arguments.iter();
        while let Some(&argument) = arguments.next() {
            let mut number = || -> Result<Option<u32>> {
                let number = arguments.next().and_then(|number| number.parse().ok());
                Ok(Some(number.with_context(|| format!("`{argument}` takes a number"))?))
            };
            match argument {
                "--engine" => match arguments.next() {
                    Some(name) if ENGINES.contains(name) => options.engine = Some((*name).into()),
                    _ => bail!("`--engine` takes one of {}.", ENGINES.join(", ")),
                },
                "--rounds" => options.rounds = number()?,
                "--seed" => options.seed = number()?,
                kind if KINDS.contains(&kind) => options.kinds.push(kind.to_owned()),
                other => bail!("`{other}` cannot be killed: there are {}.", KINDS.join(", ")),
            }
        }
        Ok(options)
    }

    /// What the program is told.
    fn arguments(&self) -> Vec<String> {
        let kinds = (!self.kinds.is_empty()).then(|| self.kinds.join(","));
        let number = |number: Option<u32>| number.map(|number| number.to_string());
        let all = [
            ("--engine", self.engine.clone()),
            ("--kind", kinds),
            ("--rounds", number(self.rounds)),
            ("--seed", number(self.seed)),
        ];
        let given = all.into_iter().filter_map(|(name, value)| Some((name, value?)));
        given.flat_map(|(name, value)| [name.to_owned(), value]).collect()
    }
}

/// Builds the site quickly and runs the program, which fails where something was lost.
pub fn run_program(project: &Project, options: &Options) -> Result<()> {
    let browser = browser::ensure()?;
    node::packages(project)?;
    let site = site::build(project, Finish::Quick)?;
    let mut program = Command::new("node");
    program.current_dir(project.root()).arg(PROGRAM).args(options.arguments());
    browser.tell(project, &site, &mut program);
    if options.engine.as_deref() == Some("firefox") {
        program.env(firefox::VARIABLE, firefox::ensure()?);
    }
    run(&mut program, "what is killed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_rounds_go_to_the_program() -> Result<()> {
        assert_eq!(Options::read(&[])?.arguments(), [""; 0]);
        let read = Options::read(&["browser", "tabs", "--rounds", "100"])?;
        assert_eq!(read.arguments(), ["--kind", "browser,tabs", "--rounds", "100"]);
        let read = Options::read(&["--engine", "firefox", "tabs"])?;
        assert_eq!(read.arguments(), ["--engine", "firefox", "--kind", "tabs"]);
        for wrong in [
            &["page"][..],
            &["--rounds"],
            &["--rounds", "many"],
            &["--engine"],
            &["--engine", "lynx"],
        ] {
            assert!(Options::read(wrong).is_err(), "{wrong:?}");
        }
        Ok(())
    }
}
