//! `cargo xtask serve`: builds the site and serves it.

use crate::process::say;
use crate::project::Project;
use crate::server::Server;
use crate::site;
use anyhow::{Result, bail};
use std::io::ErrorKind;

const PORT: u16 = 8080;

/// Reads the command's arguments: nothing, or `--port N`.
pub fn port(arguments: &[&str]) -> Result<u16> {
    match arguments {
        [] => Ok(PORT),
        ["--port", number] => match number.parse() {
            Ok(port) => Ok(port),
            Err(_) => bail!("`{number}` is no port: give a number from 0 to 65535."),
        },
        _ => bail!("`serve` takes only `--port N`."),
    }
}

/// Builds, then serves until it is stopped.
pub fn run(project: &Project, port: u16) -> Result<()> {
    // Taken before the build, so that nobody waits minutes to hear that the port is in use.
    let server = match Server::bind(&project.dist(), port) {
        Ok(server) => server,
        Err(error) if error.kind() == ErrorKind::AddrInUse => bail!(
            "Port {port} is in use: stop the program that uses it, or choose another port, as in \
             `cargo xtask serve --port {}`.",
            port.checked_add(1).unwrap_or(PORT)
        ),
        Err(error) => return Err(error.into()),
    };
    site::build(project)?;
    say(format!("Headstart is at {}/ (stop with Ctrl-C)", server.address()));
    server.run();
    Ok(())
}
