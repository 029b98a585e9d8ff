//! Sets up, serves, builds, tests and measures Headstart.
fn main() {}
