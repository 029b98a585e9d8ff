//! Has the linker leave in the programs of the page what `cargo xtask` needs to cut them into parts.

/// The programs that have such parts.
const PROGRAMS: [&str; 3] = ["page", "text", "learn"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_FEATURE_SPLIT").is_some() {
        for program in PROGRAMS {
            println!("cargo::rustc-link-arg-bin={program}=--emit-relocs");
        }
    }
}
