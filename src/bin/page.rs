//! The page: mounts the Leptos app.

fn main() {
    #[cfg(target_arch = "wasm32")]
    headstart::ui::mount();
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!("The page runs in a browser. Start it with: cargo xtask serve");
}
