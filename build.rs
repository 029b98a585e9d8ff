//! Has the linker leave in the programs of the page what `cargo xtask` needs to cut them into parts.

/// The programs that are cut: those of the page have such parts, and from the others they are cut off.
const PROGRAMS: [&str; 9] = [
    "page",
    "text",
    "learn",
    "worker",
    "text_worker",
    "lab_worker",
    "keeper",
    "exporter",
    "author",
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_FEATURE_SPLIT").is_some() {
        for program in PROGRAMS {
            println!("cargo::rustc-link-arg-bin={program}=--emit-relocs");
        }
    }
}
