//! `cargo xtask dev`: shows a page while its code is changed.

pub mod changes;
mod watch;

use crate::process::say;
use crate::project::Project;
use crate::server::Server;
use crate::site::{self, Finish};
use anyhow::{Result, bail};
use changes::Changes;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use watch::{Changed, Watch};

/// Where changes are looked for, from the repository's root.
const WATCHED: [&str; 5] = ["src", "kernels", "www", "index.html", "Cargo.toml"];

/// How long to wait between two looks for changes.
const PAUSE: Duration = Duration::from_millis(250);

/// What runs in the open page: it listens for changes.
const SCRIPT: &str = include_str!("reload.js");

/// What is worked on.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    /// Which page is opened first.
    page: &'static str,
    /// What is compiled for it.
    programs: &'static [&'static str],
    port: u16,
}

/// The pages that can be worked on; the page itself is around each, and asks for its worker.
const PAGES: [(&str, &[&str]); 4] = [
    ("page", &["page", "keeper", "exporter", "worker"]),
    ("text", &["page", "text", "keeper", "exporter", "text_worker"]),
    // Chapters borrow parts from the page of models, which ask the studios' workers.
    ("learn", &["page", "learn", "keeper", "lab_worker", "worker", "text_worker"]),
    // What is shown there shows an experiment, too.
    ("embed", &["page", "learn", "author", "keeper", "lab_worker", "worker", "text_worker"]),
];

impl Options {
    /// Reads `[page|text|learn] [--port N]`.
    pub fn read(arguments: &[&str]) -> Result<Self> {
        let (name, rest) = match arguments {
            [name, rest @ ..] if !name.starts_with('-') => (*name, rest),
            rest => (PAGES[0].0, rest),
        };
        let Some((page, programs)) = PAGES.into_iter().find(|(page, _)| *page == name) else {
            bail!(
                "There is no page `{name}` to work on: there are {}.",
                PAGES.map(|(page, _)| page).join(", ")
            );
        };
        Ok(Self { page, programs, port: crate::serve::port(rest)? })
    }

    /// Where the page is.
    fn path(&self) -> &'static str {
        if self.page == PAGES[0].0 { "" } else { self.page }
    }
}

/// Builds and serves until it is stopped, and builds again when something changes.
pub fn run(project: &Project, options: &Options) -> Result<()> {
    let finish = Finish::Dev { programs: options.programs, script: SCRIPT };
    let folder = finish.folder(project);
    let changes = Arc::new(Changes::default());
    let server = Server::bind(&folder, options.port)?.with_changes(changes.clone());
    let address = format!("{}/{}", server.address(), options.path());
    let mut watch = Watch::start(project.root(), &WATCHED);
    let mut built = rebuild(project, finish);
    thread::spawn(move || server.run());
    say(match built {
        true => format!("Headstart is at {address} and follows what you change (stop with Ctrl-C)"),
        false => format!("Headstart will be at {address} once it can be built (stop with Ctrl-C)"),
    });
    loop {
        thread::sleep(PAUSE);
        match watch.changed() {
            Changed::Nothing => {}
            Changed::Styles if !built => {}
            Changed::Styles => match site::restyle(project, &folder) {
                Ok(()) => changes.tell_styles(),
                Err(error) => eprintln!("{error:#}"),
            },
            Changed::Code => {
                // What could be built before is still served.
                if rebuild(project, finish) {
                    built = true;
                    changes.tell_page();
                }
            }
        }
    }
}

/// Whether the site could be built; if not, the compiler has said why.
fn rebuild(project: &Project, finish: Finish) -> bool {
    let start = Instant::now();
    match site::build(project, finish) {
        Ok(_) => say(format!("Built in {:.1} s", start.elapsed().as_secs_f64())),
        Err(error) => {
            eprintln!("{error:#}");
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_chosen_by_its_name() -> Result<()> {
        assert_eq!(Options::read(&[])?.page, "page");
        let options = Options::read(&["learn", "--port", "9000"])?;
        assert_eq!((options.page, options.path(), options.port), ("learn", "learn", 9000));
        assert_eq!(Options::read(&["--port", "9000"])?.page, "page");
        assert!(Options::read(&["sound"]).is_err());
        assert!(Options::read(&["page", "text"]).is_err());
        Ok(())
    }
}
