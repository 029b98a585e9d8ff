//! `cargo xtask test`: the parts of the test suite.

mod parts;
mod tally;

use crate::project::Project;
use anyhow::{Result, bail};
use parts::Part;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tally::Tally;

/// What became of a part.
pub enum Outcome {
    /// It ran: what it counted.
    Ran(Tally),
    /// There was nothing for it to run: why.
    Skipped(String),
}

/// The parts that the command names; all of them when it names none.
pub fn parts(names: &[&str]) -> Result<Vec<Part>> {
    if names.is_empty() {
        return Ok(Part::ALL.to_vec());
    }
    let mut parts = Vec::new();
    for name in names {
        match Part::ALL.iter().find(|part| part.name() == *name) {
            Some(part) => parts.push(*part),
            None => bail!(
                "There is no part `{name}`: the parts are {}.",
                Part::ALL.map(Part::name).join(", ")
            ),
        }
    }
    Ok(parts)
}

/// Runs the parts, each even when another failed, and sums up.
pub fn run(project: &Project, parts: &[Part]) -> Result<ExitCode> {
    let mut total = Tally::default();
    let mut lines = Vec::new();
    for part in parts {
        println!("\n== {}: {} ==", part.name(), part.what());
        let start = Instant::now();
        let outcome = part.run(project).unwrap_or_else(|error| {
            eprintln!("{error:#}");
            Outcome::Ran(Tally::FAILED)
        });
        let (tally, verdict) = match outcome {
            Outcome::Ran(tally) if tally.failed > 0 => (tally, format!("FAILED   {tally}")),
            Outcome::Ran(tally) => (tally, format!("passed   {tally}")),
            Outcome::Skipped(why) => (Tally::SKIPPED, format!("skipped  {why}")),
        };
        total = total.plus(tally);
        lines.push(summary_line(*part, start.elapsed(), &verdict));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_all_parts_unless_some_are_named() -> Result<()> {
        assert_eq!(parts(&[])?.len(), Part::ALL.len());
        assert_eq!(parts(&["e2e", "fmt"])?.len(), 2);
        assert!(parts(&["format"]).is_err());
        Ok(())
    }
}
