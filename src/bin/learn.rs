//! The tutorial: puts itself into its place when the page fetches it.

fn main() {
    #[cfg(target_arch = "wasm32")]
    headstart::ui::mount_tutorial();
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!("The page runs in a browser. Start it with: cargo xtask serve");
}
