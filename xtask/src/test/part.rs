//! The parts of the test suite.

use super::{Outcome, browser, end_to_end, formats, licences, lints, native, scale};
use crate::project::Project;
use anyhow::Result;

/// A part of the test suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Whether the code is formatted.
    Fmt,
    /// Lints for this machine.
    Lint,
    /// Lints, for this machine and for the web.
    Clippy,
    /// Whether what is depended on may be used.
    Licences,
    /// Tests of the library alone.
    Unit,
    /// Tests that run on the machine itself, and those in the documentation.
    Native,
    /// What is taken away, read by other programs.
    Formats,
    /// Tests that run inside a browser.
    Browser,
    /// Tests that use the built site as a person does.
    EndToEnd,
    /// What is taken away, on workers of Ray.
    Scale,
}

impl Part {
    /// The whole suite, in the order in which it runs.
    pub const ALL: [Self; 7] = [
        Self::Fmt,
        Self::Clippy,
        Self::Licences,
        Self::Native,
        Self::Formats,
        Self::Browser,
        Self::EndToEnd,
    ];

    /// The parts that run only where they are named, as they install much.
    pub const NAMED: [Self; 1] = [Self::Scale];

    /// What it is called on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Lint => "lint",
            Self::Clippy => "clippy",
            Self::Licences => "licences",
            Self::Unit => "unit",
            Self::Native => "native",
            Self::Formats => "formats",
            Self::Browser => "browser",
            Self::EndToEnd => "e2e",
            Self::Scale => "scale",
        }
    }

    /// What it does, for its heading.
    pub fn what(self) -> &'static str {
        match self {
            Self::Fmt => "is the code formatted?",
            Self::Lint => "lints, for this machine",
            Self::Clippy => "lints, for this machine and for the web",
            Self::Licences => "may we use what we depend on?",
            Self::Unit => "tests of the library",
            Self::Native => "tests on this machine",
            Self::Formats => "what is taken away, read by other programs",
            Self::Browser => "tests inside headless Chromium",
            Self::EndToEnd => "the built site, used as a person would",
            Self::Scale => "what is taken away, on several workers of Ray",
        }
    }

    /// Whether some of its tests can be chosen.
    pub fn takes_filter(self) -> bool {
        matches!(self, Self::Native | Self::Browser | Self::EndToEnd)
    }

    /// Installs what it needs, and runs it; of its tests only some, where a filter names them.
    pub fn run(self, project: &Project, filter: &[String]) -> Result<Outcome> {
        match self {
            Self::Fmt => lints::fmt(project),
            Self::Lint => lints::native(project),
            Self::Clippy => lints::native_and_web(project),
            Self::Licences => licences::check(project),
            Self::Unit => native::unit(project),
            Self::Native => native::all(project, filter),
            Self::Formats => formats::all(project),
            Self::Browser => browser::all(project, filter),
            Self::EndToEnd => end_to_end::all(project, filter),
            Self::Scale => scale::all(project),
        }
    }
}
