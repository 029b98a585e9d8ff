//! What a test runner says while it runs: how many tests passed, and which were skipped and why.

use super::tally::Tally;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// How a test says that it is skipped. Neither libtest nor wasm-bindgen's runner knows tests that find out only
/// when they run that they cannot, and counts them as passed; node's counts them itself.
const SAID: &str = "SKIPPED";

/// What node's runner says of tests that nobody asked for; it counts them as skipped.
const NOT_CHOSEN: &str = "test name does not match pattern";

/// What a run came to.
#[derive(Debug, Default)]
pub struct Report {
    tally: Tally,
    /// Tests that said they are skipped, each once, and why.
    said: BTreeMap<String, String>,
    /// Tests that their runner left out, and why.
    left_out: BTreeMap<String, String>,
    /// How many were left out as nobody asked for them.
    not_chosen: usize,
    /// Why the test that is running says it is skipped, where tests do not know their names.
    pending: Option<String>,
}

impl From<Tally> for Report {
    fn from(tally: Tally) -> Self {
        Self { tally, ..Self::default() }
    }
}

impl Report {
    /// Runs a test runner, shows what it prints and counts along. A runner that fails without a
    /// failed test, as when nothing compiled, counts as one that failed.
    pub fn of(command: &mut Command) -> Result<Self> {
        let program = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("could not start {program}"))?;
        let mut report = Self::default();
        if let Some(printed) = child.stdout.take() {
            for line in BufReader::new(printed).split(b'\n') {
                let line = line?;
                let line = String::from_utf8_lossy(&line);
                println!("{line}");
                report.hear(&line);
            }
        }
        if !child.wait()?.success() && report.tally.failed == 0 {
            report.tally.failed = 1;
        }
        Ok(report)
    }

    /// The same, with what was counted beside it.
    pub fn with(self, tally: Tally) -> Self {
        Self { tally: self.tally.plus(tally), ..self }
    }

    /// What passed, failed and was skipped, one way or the other.
    pub fn tally(&self) -> Tally {
        let tally = self.tally.with_skipped(self.said.len());
        Tally { skipped: tally.skipped.saturating_sub(self.not_chosen), ..tally }
    }

    /// A line for each reason for which tests were skipped, with their names.
    pub fn reasons(&self) -> Vec<String> {
        let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, why) in self.said.iter().chain(&self.left_out) {
            names.entry(why).or_default().push(name);
        }
        let line = |(why, names): (&str, Vec<&str>)| {
            format!("{} skipped, {why}: {}", names.len(), names.join(", "))
        };
        names.into_iter().map(line).collect()
    }

    fn hear(&mut self, line: &str) {
        self.tally = self.tally.plus(Tally::in_line(line));
        // With one thread, libtest has begun the line already.
        if let Some((_, said)) = line.split_once(SAID) {
            match said.split_once(": ") {
                Some(("", why)) => self.pending = Some(why.to_owned()),
                Some((name, why)) if name.starts_with(' ') => {
                    self.said.insert(name.trim().to_owned(), why.to_owned());
                }
                _ => {}
            }
        } else if let Some((name, verdict)) =
            line.strip_prefix("test ").and_then(|test| test.split_once(" ... "))
        {
            if let Some(why) = self.pending.take() {
                self.said.insert(name.to_owned(), why);
            }
            if let Some(why) = verdict.strip_prefix("ignored, ") {
                self.left_out.insert(name.to_owned(), why.to_owned());
            }
        } else if let Some((name, why)) =
            line.trim_start().strip_prefix("﹣ ").and_then(|test| test.rsplit_once(" # "))
        {
            if why == NOT_CHOSEN {
                self.not_chosen += 1;
                return;
            }
            // Behind the name is how long it took.
            let name = name.rsplit_once(" (").map_or(name, |(name, _)| name);
            self.left_out.insert(name.to_owned(), why.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(text: &str) -> Report {
        let mut report = Report::default();
        text.lines().for_each(|line| report.hear(line));
        report
    }

    #[test]
    fn a_native_test_that_says_so_is_skipped_once() {
        let report = heard(
            "running 3 tests\ntest a ... ok\nSKIPPED parity::b: there is no data\n\
             SKIPPED parity::b: there is no data\ntest parity::b ... ok\n\
             test c ... SKIPPED c: there is no data\nok\ntest d ... ignored, takes hours\n\
             test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out",
        );
        assert_eq!(report.tally(), Tally { passed: 1, failed: 0, skipped: 3 });
        let expected = ["1 skipped, takes hours: d", "2 skipped, there is no data: c, parity::b"];
        assert_eq!(report.reasons(), expected);
    }

    #[test]
    fn a_test_in_the_browser_is_the_one_that_ends_next() {
        let report = heard(
            "SKIPPED: no data\nSKIPPED: no data\ntest browser::a ... ok\ntest browser::b ... ok\n\
             SKIPPED: no data\ntest browser::c ... ok\ntest result: ok. 3 passed; 0 failed; 0 ignored",
        );
        assert_eq!(report.tally(), Tally { passed: 1, failed: 0, skipped: 2 });
        assert_eq!(report.reasons(), ["2 skipped, no data: browser::a, browser::c"]);
    }

    #[test]
    fn node_counts_its_own_and_gives_the_reasons() {
        let report = heard(
            "✔ a (12.1ms)\n﹣ draws (in colour) (0.05ms) # no data\n﹣ c (0.1ms) # SKIP\n\
             ﹣ d (0.1ms) # test name does not match pattern\nℹ pass 1\nℹ fail 0\nℹ skipped 3",
        );
        assert_eq!(report.tally(), Tally { passed: 1, failed: 0, skipped: 2 });
        assert_eq!(
            report.reasons(),
            ["1 skipped, SKIP: c", "1 skipped, no data: draws (in colour)"]
        );
    }
}
