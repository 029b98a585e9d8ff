//! Sets up, serves, builds, tests and measures Headstart.
//!
//! | file | what is there |
//! |---|---|
//! | [`project`] | the paths everything else asks for |
//! | [`places`] | folders of this machine, which no release names |
//! | [`process`] | running other programs |
//! | [`setup`] | installs what is missing, one file per thing |
//! | [`site`] | from source to a static site, small, and how small |
//! | [`serve`], [`dev`], [`server`] | the commands, and the little web server behind them |
//! | [`test`] | the parts of the test suite, and counting their results |
//! | [`bench`] | measurements that are too noisy to be tests |
//! | [`reproduce`] | builds the site once more, elsewhere, and compares |
//! | [`kill`] | kills what keeps a project, and counts what is lost |

mod bench;
mod dev;
mod kill;
mod places;
mod process;
mod project;
mod reproduce;
mod serve;
mod server;
mod setup;
mod site;
mod test;

use anyhow::{Result, bail};
use project::Project;
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <command>

  setup            install what building and testing need, where it is missing
  serve [--port N] build in release and serve the page at http://127.0.0.1:8080/
  dev [page|text|learn] [--port N]
                   serve a page compiled quickly, and follow what is changed: code in seconds, styles at once
  check            format, lints and unit tests, on this machine: the inner loop
  test [part...]   run the tests: fmt, clippy, licences, native, browser, e2e (all of them without a part)
  test PART -- FILTER...
                   of one part, only some; what follows -- goes to its runner. For e2e: words in names of
                   files, or failing that of tests
  build            leave a static site in dist/, for any static host and any base path
  reproduce [FOLDER]
                   build the site, and once more from a clone in another folder, and compare each file; with FOLDER,
                   compare it with a site that is there
  sizes PROGRAM... build some programs of the site (page, text, …) as they are published, and print what they weigh
  bench [NAME...] [--rounds N] [--save]
                   measure Headstart beside other libraries: run tests/bench/NAME.mjs, or the loops
                   without a browser (NAME is native), or all of them;
                   with --save, keep the figures and their charts in docs/performance/
  kill [KIND...] [--engine firefox] [--rounds N] [--seed N]
                   kill what keeps a project at random moments, and count what is lost of all that was
                   confirmed as saved: browser, worker, gpu, tabs, quota, carried (the browser, while a file is
                   made into a project), or all of them; in Firefox, all but gpu
  help             print this";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<ExitCode> {
    let Some((command, rest)) = arguments.split_first() else {
        println!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    };
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    let takes_nothing = || match rest.first() {
        None => Ok(()),
        Some(extra) => bail!("`{command}` takes no argument, but got `{extra}`.\n\n{USAGE}"),
    };
    match command.as_str() {
        "setup" => {
            takes_nothing()?;
            setup::everything(&Project::here()?)?;
            process::say("Everything is set up.");
        }
        "serve" => serve::run(&Project::here()?, serve::port(&rest)?)?,
        "build" => {
            takes_nothing()?;
            let project = Project::here()?;
            site::sizes::print(&site::build(&project, site::Finish::Published)?)?;
        }
        "reproduce" => reproduce::run_program(&Project::here()?, &rest)?,
        "sizes" => {
            let finish = site::Finish::Sized { programs: &rest };
            site::sizes::print(&site::build(&Project::here()?, finish)?)?;
        }
        "dev" => dev::run(&Project::here()?, &dev::Options::read(&rest)?)?,
        "check" => {
            takes_nothing()?;
            return test::run(&Project::here()?, &test::Selection::quick());
        }
        "test" => return test::run(&Project::here()?, &test::Selection::read(&rest)?),
        "bench" => bench::run_programs(&Project::here()?, &bench::Options::read(&rest)?)?,
        "kill" => kill::run_program(&Project::here()?, &kill::Options::read(&rest)?)?,
        "help" | "--help" | "-h" => println!("{USAGE}"),
        other => bail!("There is no command `{other}`.\n\n{USAGE}"),
    }
    Ok(ExitCode::SUCCESS)
}
