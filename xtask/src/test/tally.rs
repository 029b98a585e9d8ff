//! How many tests passed, failed and were left out.

use std::fmt;

/// How many tests passed, failed and were left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that passed.
    pub passed: usize,
    /// Tests that failed.
    pub failed: usize,
    /// Tests that were left out.
    pub skipped: usize,
}

impl Tally {
    /// One check that passed.
    pub const PASSED: Self = Self { passed: 1, failed: 0, skipped: 0 };
    /// One check that failed.
    pub const FAILED: Self = Self { passed: 0, failed: 1, skipped: 0 };
    /// One check that was left out.
    pub const SKIPPED: Self = Self { passed: 0, failed: 0, skipped: 1 };

    /// The sum of both, number by number.
    pub fn plus(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }

    /// The same when so many of those that passed say that they did nothing.
    pub fn with_skipped(self, count: usize) -> Self {
        let count = count.min(self.passed);
        Self { passed: self.passed - count, skipped: self.skipped + count, ..self }
    }

    /// What a line of cargo test, wasm-bindgen-test or node's test runner adds.
    pub fn in_line(line: &str) -> Self {
        if let Some(counts) = line.strip_prefix("test result: ") {
            return counts
                .split([';', '.'])
                .map(str::trim)
                .fold(Self::default(), |tally, count| tally.plus(Self::in_count(count)));
        }
        let node = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ "));
        match node.and_then(|count| count.split_once(' ')) {
            Some((word, number)) => Self::in_count(&format!("{number} {word}")),
            None => Self::default(),
        }
    }

    /// What `3 passed` or the like means.
    fn in_count(count: &str) -> Self {
        let (number, word) = count.split_once(' ').unwrap_or_default();
        let number = number.parse().unwrap_or(0);
        let mut tally = Self::default();
        match word {
            "passed" | "pass" => tally.passed = number,
            "failed" | "fail" | "cancelled" => tally.failed = number,
            "ignored" | "skipped" | "todo" => tally.skipped = number,
            _ => {}
        }
        tally
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn reads_what_runners_print() {
        let read = |text: &str| {
            text.lines().fold(Tally::default(), |tally, line| tally.plus(Tally::in_line(line)))
        };
        let cargo = "running 3 tests\ntest result: FAILED. 3 passed; 2 failed; 1 ignored; \
                     0 measured; 5 filtered out; finished in 0.05s";
        let expected = Tally { passed: 3, failed: 2, skipped: 1 };
        assert_eq!(read(cargo), expected);
        let node =
            "ℹ tests 7\nℹ suites 1\nℹ pass 3\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1\nℹ todo 0";
        assert_eq!(read(node), expected);
        assert_eq!(read(&node.replace('ℹ', "#")), expected);
        assert_eq!(read("test passed; 3 passed"), Tally::default());
    }

    #[test]
    fn closes_with_a_plain_line() {
        let tally = Tally::PASSED.plus(Tally::PASSED);
        assert_eq!(tally.to_string(), "2 passed, 0 failed");
        let tally = tally.plus(Tally::SKIPPED).plus(Tally::FAILED);
        assert_eq!(tally.to_string(), "2 passed, 1 failed, 1 skipped");
        assert_eq!(tally.with_skipped(1).to_string(), "1 passed, 1 failed, 2 skipped");
    }
}
