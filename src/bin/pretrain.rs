//! Pre-trains the backbones that ship with the page. See `headstart::pretrain`.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    headstart::pretrain::command::main()
}

/// Pre-training reads files and takes hours: it is no work for a browser.
#[cfg(target_arch = "wasm32")]
fn main() {}
