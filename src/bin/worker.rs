//! The worker: answers the page's commands.

#[cfg(target_arch = "wasm32")]
static TABLE: [&headstart::worker::modality::Row; 1] = [&headstart::worker::modality::PICTURES];

fn main() {
    #[cfg(target_arch = "wasm32")]
    headstart::worker::run(&TABLE);
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!("The worker runs in a browser. Start it with: cargo xtask serve");
}
