//! `cargo xtask serve`: builds the site and serves it.

use crate::process::say;
use crate::project::Project;
use crate::server::Server;
use crate::site::{self, Finish};
use anyhow::{Result, bail};

const PORT: u16 = 8080;

/// Reads the command's arguments: nothing, or `--port N`.
pub fn port(arguments: &[&str]) -> Result<u16> {
    match arguments {
        [] => Ok(PORT),
        ["--port", number] => match number.parse() {
            Ok(port) => Ok(port),
            Err(_) => bail!("`{number}` is no port: give a number from 0 to 65535."),
        },
        [unknown, ..] => bail!("There is no use for `{unknown}` here, only for `--port N`."),
    }
}

/// Builds, then serves until it is stopped.
pub fn run(project: &Project, port: u16) -> Result<()> {
    // Taken before the build, so that nobody waits minutes to hear that the port is in use.
    let server = Server::bind(&Finish::Quick.folder(project), port)?;
    site::build(project, Finish::Quick)?;
    say(format!("Headstart is at {}/ (stop with Ctrl-C)", server.address()));
    server.run();
    Ok(())
}
