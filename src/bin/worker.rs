//! The worker: answers the page's commands.

fn main() {
    #[cfg(target_arch = "wasm32")]
    headstart::worker::run();
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!("The worker runs in a browser. Start it with: cargo xtask serve");
}
