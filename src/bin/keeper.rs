//! The keeper: the worker that keeps projects on the device.

fn main() {
    #[cfg(target_arch = "wasm32")]
    headstart::worker::run_keeper();
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!("The keeper runs in a browser. Start it with: cargo xtask serve");
}
