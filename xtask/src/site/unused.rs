//! Leaves out what a program has for scripts that use it as a library: classes, as those that `wasm-streams` brings along.
//! The scripts of this site start a program and call nothing in it, so nobody makes one.

use super::sections::sections;
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use wasm_encoder::{ExportSection, Section};
use wasmparser::Payload;

/// How wasm-bindgen begins a class.
const CLASS: &str = "export class ";

/// Takes the classes out of a program that is bound: `NAME.js` and `NAME_bg.wasm` in a folder.
pub fn leave_out(folder: &Path, program: &str) -> Result<()> {
    let [script, wasm] = [format!("{program}.js"), format!("{program}_bg.wasm")];
    let [script, wasm] = [script, wasm].map(|file| folder.join(file));
    let code = fs::read_to_string(&script)?;
    let rest = without_classes(&code);
    let kept = called(&rest);
    let unused = called(&code).into_iter().filter(|name| !kept.contains(name)).collect();
    let bytes = without_exports(&fs::read(&wasm)?, &unused)
        .with_context(|| format!("what {program} has for nobody could not be left out"))?;
    fs::write(&script, &rest)?;
    fs::write(&wasm, bytes)?;
    Ok(())
}

/// A script without its classes, and what it does for each at its end, save those that it speaks of elsewhere.
fn without_classes(code: &str) -> String {
    let mut rest = code.to_owned();
    for class in code.lines().filter_map(|line| line.strip_prefix(CLASS)?.strip_suffix(" {")) {
        let mut without = String::with_capacity(rest.len());
        // What the line is in that is gone through: a class ends with a brace, a statement with a semicolon.
        let mut until = None;
        for line in rest.split_inclusive('\n') {
            if line.starts_with(&format!("{CLASS}{class} {{")) {
                until = Some("}\n");
            } else if line.starts_with(&format!("const {class}Finalization ="))
                || line.starts_with(&format!("if (Symbol.dispose) {class}."))
            {
                until = Some(";\n");
            }
            match until {
                Some(end) if line == end || end == ";\n" && line.ends_with(end) => until = None,
                Some(_) => {}
                None => without.push_str(line),
            }
        }
        if !names(&without).any(|name| name == class) {
            rest = without;
        }
    }
    rest
}

/// The functions of the program that a script calls.
fn called(code: &str) -> BTreeSet<&str> {
    code.split("wasm.").skip(1).filter_map(|rest| names(rest).next()).collect()
}

fn names(code: &str) -> impl Iterator<Item = &str> {
    let in_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$';
    code.split(move |letter| !in_name(letter)).filter(|name| !name.is_empty())
}

/// A program that exports none of these.
fn without_exports(program: &[u8], unused: &BTreeSet<&str>) -> Result<Vec<u8>> {
    let mut written = Vec::with_capacity(program.len());
    for section in sections(program) {
        let (payload, place) = section?;
        let Payload::ExportSection(exports) = payload else {
            written.extend(&program[place]);
            continue;
        };
        let mut kept = ExportSection::new();
        for export in exports {
            let export = export?;
            if !unused.contains(export.name) {
                kept.export(export.name, export.kind.into(), export.index);
            }
        }
        kept.append_to(&mut written);
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{ExportKind, Module};

    const SCRIPT: &str = "\
export class Source {
    free() {
        wasm.__wbg_source_free(ptr, 0);
    }
}
if (Symbol.dispose) Source.prototype[Symbol.dispose] = Source.prototype.free;
export class Made {
    free() {
        wasm.__wbg_made_free(ptr, 0);
    }
}
const made = Made.__wrap(wasm.begin());
const SourceFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_source_free(ptr, 1));
";

    #[test]
    fn classes_that_nobody_makes_are_left_out() {
        let rest = without_classes(SCRIPT);
        assert!(rest.starts_with("export class Made {\n    free() {\n"), "{rest}");
        assert!(rest.ends_with("}\nconst made = Made.__wrap(wasm.begin());\n"), "{rest}");
        assert_eq!(called(&rest).into_iter().collect::<Vec<_>>(), ["__wbg_made_free", "begin"]);
        assert!(called(SCRIPT).contains("__wbg_source_free"));
    }

    #[test]
    fn only_what_is_unused_is_no_export_any_more() -> Result<()> {
        let module = |names: &[&str]| {
            let mut exports = ExportSection::new();
            for (name, index) in names.iter().zip(0..) {
                exports.export(name, ExportKind::Func, index);
            }
            let mut module = Module::new();
            module.section(&exports);
            module.finish()
        };
        let without = without_exports(&module(&["a", "b", "c"]), &BTreeSet::from(["c"]))?;
        assert_eq!(without, module(&["a", "b"]));
        Ok(())
    }
}
