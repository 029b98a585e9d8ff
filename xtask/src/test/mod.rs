//! `cargo xtask test`: the parts of the test suite; and `cargo xtask check`, the quick ones.

mod browser;
mod end_to_end;
mod formats;
mod licences;
mod lints;
mod native;
mod part;
mod report;
mod scale;
mod tally;

use crate::process::say;
use crate::project::Project;
use crate::setup::minilm;
use anyhow::{Result, bail};
use part::Part;
use report::Report;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tally::Tally;

/// What became of a part.
pub enum Outcome {
    /// It ran: what it counted.
    Ran(Report),
    /// There was nothing for it to run: why.
    Skipped(String),
}

/// What to run.
#[derive(Debug, PartialEq, Eq)]
pub struct Selection {
    parts: Vec<Part>,
    /// What goes to the part's runner; it is for one part, which is named.
    filter: Vec<String>,
}

impl Selection {
    /// Reads `[PART...] [-- FILTER...]`; all parts when none is named.
    pub fn read(arguments: &[&str]) -> Result<Self> {
        let end = arguments.iter().position(|&argument| argument == "--");
        let (names, filter) = arguments.split_at(end.unwrap_or(arguments.len()));
        let mut parts = Vec::new();
        for name in names {
            let mut known = Part::ALL.iter().chain(&Part::NAMED);
            match known.find(|part| part.name() == *name) {
                Some(part) => parts.push(*part),
                None => bail!(
                    "There is no part `{name}`: the parts are {}; and, where it is named, {}.",
                    Part::ALL.map(Part::name).join(", "),
                    Part::NAMED.map(Part::name).join(", ")
                ),
            }
        }
        let filter: Vec<String> = filter.iter().skip(1).map(|&word| word.to_owned()).collect();
        if !filter.is_empty() && !matches!(parts[..], [part] if part.takes_filter()) {
            bail!("What follows `--` is for one part, as in `cargo xtask test e2e -- learn`.");
        }
        if parts.is_empty() {
            parts = Part::ALL.to_vec();
        }
        Ok(Self { parts, filter })
    }

    /// The inner loop: what tells most in the least time.
    pub fn quick() -> Self {
        Self { parts: vec![Part::Fmt, Part::Lint, Part::Unit], filter: Vec::new() }
    }
}

/// Runs the parts, each even when another failed, and sums up.
pub fn run(project: &Project, selection: &Selection) -> Result<ExitCode> {
    let mut total = Tally::default();
    let mut lines = Vec::new();
    for part in &selection.parts {
        println!("\n== {}: {} ==", part.name(), part.what());
        let start = Instant::now();
        let outcome = part.run(project, &selection.filter).unwrap_or_else(|error| {
            eprintln!("{error:#}");
            Outcome::Ran(Tally::FAILED.into())
        });
        let (tally, verdict, reasons) = match outcome {
            Outcome::Ran(report) => {
                let mut tally = report.tally();
                if !selection.filter.is_empty() && tally == Tally::default() {
                    eprintln!("No test is called {}.", selection.filter.join(" "));
                    tally = Tally::FAILED;
                }
                let verdict = if tally.failed > 0 { "FAILED " } else { "passed " };
                (tally, format!("{verdict}  {tally}"), report.reasons())
            }
            Outcome::Skipped(why) => (Tally::SKIPPED, format!("skipped  {why}"), Vec::new()),
        };
        total = total.plus(tally);
        lines.push(summary_line(*part, start.elapsed(), &verdict));
        lines.extend(reasons.into_iter().map(|reason| format!("{:21}{reason}", "")));
    }
    println!("\n== summary ==");
    for line in lines {
        println!("{line}");
    }
    println!("\n{total}");
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn summary_line(part: Part, time: Duration, verdict: &str) -> String {
    format!("{:8} {:>7.1} s  {verdict}", part.name(), time.as_secs_f64())
}

/// The folder of all-MiniLM-L6-v2, or `None`, said aloud, where it cannot be had.
fn all_minilm(project: &Project) -> Option<PathBuf> {
    let folder = minilm::ensure(project);
    match &folder {
        Ok(Some(_)) => {}
        Ok(None) => say("No pip: tests that need all-MiniLM-L6-v2 skip themselves"),
        Err(error) => {
            say(format!("Without all-MiniLM-L6-v2, whose tests skip themselves: {error:#}"))
        }
    }
    folder.ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_all_parts_unless_some_are_named() -> Result<()> {
        assert_eq!(Selection::read(&[])?.parts, Part::ALL);
        assert_eq!(Selection::read(&["e2e", "fmt"])?.parts, [Part::EndToEnd, Part::Fmt]);
        assert_eq!(Selection::read(&["scale"])?.parts, [Part::Scale]);
        assert!(Selection::read(&["format"]).is_err());
        Ok(())
    }

    #[test]
    fn what_follows_two_dashes_is_for_one_part() -> Result<()> {
        let parts = vec![Part::Native];
        let filter = vec!["ui::state".to_owned(), "--nocapture".to_owned()];
        let read = Selection::read(&["native", "--", "ui::state", "--nocapture"])?;
        assert_eq!(read, Selection { parts, filter });
        for wrong in [&["--", "learn"][..], &["e2e", "native", "--", "learn"], &["fmt", "--", "x"]]
        {
            assert!(Selection::read(wrong).is_err(), "{wrong:?}");
        }
        Ok(())
    }
}
