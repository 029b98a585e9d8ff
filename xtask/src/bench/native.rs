//! The loops by themselves, on this machine without a browser: criterion's benches.

use crate::process::{run, say};
use crate::project::Project;
use anyhow::Result;

/// What `cargo xtask bench` calls it.
pub const NAME: &str = "native";

/// Where the loops are: arguments that choose a bench, and what it is of.
const BENCHES: [([&str; 4], &str); 2] = [
    (["--package", "kernels", "--bench", "kernels"], "the kernels"),
    (["--package", "headstart", "--bench", "engine"], "the engine's loops"),
];

/// Seconds for each loop, before and while it is measured. They are short, and there are many.
const SETTINGS: [&str; 4] = ["--warm-up-time", "0.5", "--measurement-time", "2"];

/// Builds and runs them; criterion prints what it measures, and what has changed since the last time.
pub fn run_benches(project: &Project) -> Result<()> {
    for (bench, what) in BENCHES {
        say(format!("Measuring {what}, natively"));
        let mut cargo = project.cargo("bench");
        cargo.args(bench).arg("--").args(SETTINGS);
        if let Some(data) = project.test_data() {
            cargo.env("HEADSTART_DATA", data);
        }
        run(&mut cargo, &format!("Measuring {what} failed"))?;
    }
    Ok(())
}
