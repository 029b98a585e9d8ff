//! The exporter: the worker that writes what is taken away, and proves it.

fn main() {
    #[cfg(target_arch = "wasm32")]
    headstart::worker::run_exporter();
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!("The exporter runs in a browser. Start it with: cargo xtask serve");
}
