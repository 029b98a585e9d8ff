//! The programs of the page and of its workers: from crate to wasm, with the JavaScript that loads it.

use super::page::Program;
use super::{parts, short_names, unused};
use crate::process::{run, say};
use crate::project::Project;
use crate::setup::target::TARGET;
use crate::setup::web::Compiler;
use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::thread;
use wasm_bindgen_cli_support::Bindgen;

/// The feature of `Cargo.toml` with which what is shown later is cut off.
const SPLIT: &str = "split";

/// What becomes of a program's parts, which are fetched later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// It was compiled without, and is one file.
    Whole,
    /// It is a file, and each part another.
    Cut,
    /// It is a file, and they are thrown away: it was compiled with programs that use them.
    Rest,
}

impl Form {
    /// The form of one of the programs that are built in this one.
    pub fn of(self, program: &Program) -> Self {
        // Workers show nothing, and what other pages call neither.
        if self == Self::Cut && (program.loader || program.library) { Self::Rest } else { self }
    }
}

/// Compiles them with a profile of `Cargo.toml`, and puts each into a folder with its JavaScript: `NAME.js` and
/// `NAME_bg.wasm`; of those of the page, if they are to be cut, also what [`parts`] says.
pub fn build(
    project: &Project,
    compiler: &Compiler,
    profile: &str,
    programs: &[&Program],
    form: Form,
    folder: &Path,
) -> Result<()> {
    let names: Vec<&str> = programs.iter().map(|program| program.name.as_str()).collect();
    say(format!("Compiling {} (minutes the first time)", names.join(", ")));
    let mut build = compiler.cargo(project, "build", profile);
    build.args(names.iter().flat_map(|name| ["--bin", name]));
    if form == Form::Cut {
        build.args(["--features", SPLIT]);
    }
    run(&mut build, "The site could not be built")?;
    let compiled = project.target().join(TARGET).join(profile);
    thread::scope(|scope| {
        let binding: Vec<_> = programs
            .iter()
            .map(|program| {
                let wasm = compiled.join(&program.name).with_extension("wasm");
                let form = form.of(program);
                scope.spawn(move || bind(&wasm, &program.name, form, folder))
            })
            .collect();
        binding.into_iter().try_for_each(|thread| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    })
}

/// Names how a program is bound: another name for each change of [`bind`] or of `parts.rs` after which the same bytes
/// become other files.
const BINDING: &str = "4";

/// Has wasm-bindgen write the JavaScript that loads a compiled program, and the wasm that fits it. What was written for
/// the same bytes in the same form is left as it is: times would not tell, as clones may share a target directory.
pub fn bind(compiled: &Path, name: &str, form: Form, folder: &Path) -> Result<()> {
    // Written last, so that what was begun and not ended is not taken for whole.
    let stamp = folder.join(format!("{name}.of"));
    let program = fs::read(compiled).with_context(|| format!("{name} was not compiled"))?;
    let hash = format!("{:x} {form:?} {BINDING}", Sha256::digest(&program));
    if fs::read_to_string(&stamp).is_ok_and(|of| of == hash) {
        return Ok(());
    }
    if stamp.exists() {
        fs::remove_file(&stamp)?;
    }
    fs::create_dir_all(folder)?;
    let mut bindgen = Bindgen::new();
    match form {
        Form::Whole => bindgen.input_bytes(name, program),
        Form::Cut => bindgen.input_path(parts::cut(&program, name, folder)?),
        Form::Rest => bindgen.input_path(parts::rest(&program, name, folder)?),
    };
    bindgen
        .web(true)?
        .out_name(name)
        // By them parts find what they share with the rest.
        .keep_lld_exports(form == Form::Cut)
        .typescript(false)
        .omit_default_module_path(false)
        .generate(folder)
        .with_context(|| format!("{name} could not be bound to JavaScript"))?;
    ensure!(!folder.join("snippets").exists(), "{name} brings JavaScript files of its own");
    unused::leave_out(folder, name)?;
    short_names::shorten(folder, name)?;
    if form == Form::Cut {
        let mut script = OpenOptions::new().append(true).open(folder.join(format!("{name}.js")))?;
        script.write_all(parts::opening(name).as_bytes())?;
    }
    fs::write(stamp, hash)?;
    Ok(())
}
