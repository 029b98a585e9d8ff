//! Makes wasm files smaller, each only once.

use super::hex;
use super::sections::sections;
use crate::process::{run, say};
use crate::project::Project;
use crate::setup::wasm_opt::{VERSION, WasmOpt};
use anyhow::Result;
use sha2::{Digest, Sha256};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use wasmparser::Payload;

/// How hard to try: `-Oz` makes the smallest files, and takes longest.
const LEVEL: &str = "-Oz";

/// What makes each file smaller to fetch.
const COMPRESSIBLE: [&str; 2] = [
    // Offsets go into the instructions that read and write. Nothing lies in the first KB: the stack grows towards it.
    "--low-memory-unused",
    // Functions of one kind, which have like names, stand together, where compression finds them.
    "--reorder-functions-by-name",
];

/// What makes those of the page smaller still, and would cost where the time goes into computing: no function is put
/// into another, and what is computed twice is not kept in a variable for it.
const OF_THE_PAGE: [&str; 6] = [
    // Nested expressions are taken apart, and loops and branches found anew: both shorter than they came.
    "--flatten",
    "--rereloop",
    // Once more from what a gentler round leaves.
    "-Os",
    "--always-inline-max-function-size=0",
    "--one-caller-inline-max-function-size=0",
    "--skip-pass=local-cse",
];

/// Bytes up to which a file only loses its names: of what several parts share there are a hundred files of some hundred
/// bytes, and to start `wasm-opt` takes longer than it could be worth.
const TINY: usize = 8 * 1024;

/// What rustc's wasm uses, named one by one: with `--all-features`, `wasm-opt` writes encodings
/// that browsers refuse so far.
const FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-simd",
    // In one file only, which is for browsers that have it.
    "--enable-relaxed-simd",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Where optimised files of the site are kept, in Cargo's target directory.
pub const OF_THE_SITE: &str = "wasm-opt";

/// Optimises every wasm file directly in `folder`, of which those are of the page that `shows` says; returns where the
/// optimised file of each name is. Files that were optimised in the call before with the same `kept` are not optimised
/// again.
pub fn folder(
    project: &Project,
    wasm_opt: &WasmOpt,
    folder: &Path,
    kept: &str,
    shows: impl Fn(&str) -> bool,
) -> Result<BTreeMap<OsString, PathBuf>> {
    let kept = project.target().join(kept);
    fs::create_dir_all(&kept)?;
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let input = entry.path();
        if input.extension().is_some_and(|ending| ending == "wasm") {
            let options = options(shows(&entry.file_name().to_string_lossy()));
            let output = kept.join(key(&fs::read(&input)?, &options)).with_extension("wasm");
            files.push(File { input, output, options });
        }
    }
    // Largest first, so that none of them is left for the end; a few at a time, as each takes hundreds of megabytes.
    let mut todo: Vec<_> = files.iter().filter(|file| !file.output.exists()).collect();
    todo.sort_by_cached_key(|file| Reverse(fs::metadata(&file.input).map_or(0, |it| it.len())));
    let next = AtomicUsize::new(0);
    let work = || -> Result<()> {
        while let Some(file) = todo.get(next.fetch_add(1, Ordering::Relaxed)) {
            file.optimise(wasm_opt)?;
        }
        Ok(())
    };
    let at_a_time = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let running: Vec<_> = (0..at_a_time).map(|_| scope.spawn(work)).collect();
        running.into_iter().try_for_each(|thread| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    })?;
    forget_all_but(&kept, files.iter().map(|file| file.output.as_path()))?;
    let name = |file: &File| file.input.file_name().unwrap_or_default().to_owned();
    Ok(files.into_iter().map(|file| (name(&file), file.output)).collect())
}

/// A file that is to be made smaller.
struct File {
    input: PathBuf,
    output: PathBuf,
    options: Vec<&'static str>,
}

/// What `wasm-opt` is told of a file of the page, or of another.
fn options(shows: bool) -> Vec<&'static str> {
    let of_the_page = OF_THE_PAGE.iter().filter(|_| shows);
    of_the_page.chain(&[LEVEL]).chain(&COMPRESSIBLE).chain(&FEATURES).copied().collect()
}

/// Names an optimised file by all that it depends on.
fn key(input: &[u8], options: &[&str]) -> String {
    let mut hash = Sha256::new();
    if input.len() <= TINY {
        hash.update("without custom sections");
    }
    hash.update(VERSION);
    options.iter().for_each(|option| hash.update(option));
    hash.update(input);
    hex(&hash.finalize())
}

impl File {
    fn optimise(&self, wasm_opt: &WasmOpt) -> Result<()> {
        let bytes = fs::read(&self.input)?;
        let partial = self.output.with_extension("partial");
        if bytes.len() <= TINY {
            fs::write(&partial, without_custom_sections(&bytes)?)?;
            fs::rename(partial, &self.output)?;
            return Ok(());
        }
        let megabytes = bytes.len() as f64 / 1e6;
        let name = self.input.file_name().unwrap_or_default().to_string_lossy();
        say(format!(
            "Shrinking {name} ({megabytes:.1} MB) with wasm-opt {LEVEL} (once for each change of it)"
        ));
        let mut command = wasm_opt.command();
        // Quiet: it knows not all that is said of names.
        command.arg("--quiet").args(&self.options);
        command.arg(&self.input).arg("-o").arg(&partial);
        run(&mut command, &format!("{name} could not be optimised"))?;
        fs::rename(partial, &self.output)?;
        Ok(())
    }
}

/// A program without what only tools read, such as the names of its functions.
fn without_custom_sections(program: &[u8]) -> Result<Vec<u8>> {
    let mut kept = Vec::with_capacity(program.len());
    for section in sections(program) {
        let (payload, place) = section?;
        if !matches!(payload, Payload::CustomSection(_)) {
            kept.extend(&program[place]);
        }
    }
    Ok(kept)
}

fn forget_all_but<'a>(folder: &Path, used: impl Iterator<Item = &'a Path>) -> Result<()> {
    let used: Vec<&Path> = used.collect();
    for entry in fs::read_dir(folder)? {
        let file = entry?.path();
        if !used.contains(&file.as_path()) {
            fs::remove_file(file)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{CustomSection, MemorySection, MemoryType, Module};

    #[test]
    fn what_only_tools_read_is_left_out() -> Result<()> {
        let kind = MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        };
        let mut memory = MemorySection::new();
        memory.memory(kind);
        let names = CustomSection { name: "name".into(), data: (&[1, 2, 3]).into() };
        let mut with_names = Module::new();
        with_names.section(&names).section(&memory).section(&names);
        let mut without = Module::new();
        without.section(&memory);
        assert_eq!(without_custom_sections(&with_names.finish())?, without.finish());
        Ok(())
    }
}
