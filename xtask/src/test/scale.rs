//! Where one machine is not enough: workers of Ray say of photos what the page says of them.

use super::Outcome;
use super::end_to_end::on_site;
use super::report::Report;
use crate::project::Project;
use crate::setup::python;
use crate::site::Finish;
use anyhow::Result;

/// The packages of Python that `docs/scale.md` names.
const PACKAGES: [&str; 3] = ["ray[data]==2.60.0", "onnxruntime==1.32.0", "pillow==13.0.0"];

/// Tells the tests which Python has them.
const VARIABLE: &str = "HEADSTART_RAY";

const TEST: &str = "tests/scale/scale.test.mjs";

/// Installs Ray, and runs the tests on the built site.
pub fn all(project: &Project) -> Result<Outcome> {
    let what = "Ray Data, ONNX Runtime and Pillow, which score photos on many machines";
    let python = match python::ensure(project, "scale", &PACKAGES, what) {
        Ok(Some(python)) => python,
        Ok(None) => return Ok(Outcome::Skipped("there is no Python with pip".into())),
        Err(error) => return Ok(Outcome::Skipped(format!("{error:#}"))),
    };
    let mut test = on_site(project, Finish::Quick)?;
    Ok(Outcome::Ran(Report::of(test.arg(TEST).env(VARIABLE, python))?))
}
