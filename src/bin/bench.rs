//! What the bench measures of Headstart, for a page of `tests/bench/` to call.

fn main() {
    #[cfg(target_arch = "wasm32")]
    headstart::bench::start();
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!("What is measured runs in a browser. Start it with: cargo xtask bench");
}
