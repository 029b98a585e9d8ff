//! The lab: the worker that does the experiments of the tutorial.

fn main() {
    #[cfg(target_arch = "wasm32")]
    headstart::worker::run_lab();
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!("The worker runs in a browser. Start it with: cargo xtask serve");
}
