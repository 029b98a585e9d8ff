//! The worker for texts: answers the commands of the part of the page for texts.

fn main() {
    #[cfg(target_arch = "wasm32")]
    headstart::worker::run_for_texts();
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!("The worker runs in a browser. Start it with: cargo xtask serve");
}
