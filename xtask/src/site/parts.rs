//! Cuts a program of the page into what is there at first, and parts that are fetched when something of them is shown
//! first: `src/ui/parts/later.rs` is how the page asks for one.
//!
//! A program is cut before it is bound to JavaScript, at the functions that `wasm_split_helpers` has marked. What only
//! one part needs is in its file, and what several need in a file of theirs; `NAME_parts.js` knows what belongs to what.
//!
//! Each program of the crate is linked with the parts of all. From one of the page, those of the others are left out
//! where nothing of its own asks for them; from a worker, which shows nothing, all are cut off and thrown away.

use anyhow::{Context, Result, anyhow, ensure};
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use wasm_encoder::{ExportSection, Section};
use wasm_split_cli_support::{Options, transform};
use wasmparser::{Parser, Payload};

/// How the script of a program's parts would get at what is in the program: it would import it.
const IMPORT: &str = "import { initSync } from \"./program.js\";";

/// Here it is given it, by the program itself: files that import each other could not be named by what is in them,
/// and the page fetches a program again under another address when it has not arrived.
const GIVEN: &str = "let initSync;\nexport const open = (program) => { initSync = program; };";

/// How it would start a part: only if the server says that it is WebAssembly.
const STREAMED: &str = "WebAssembly.instantiateStreaming(src, imports)";

/// As the programs themselves: whatever the server says.
const WHOLE: &str = "WebAssembly.instantiate(await (await src).arrayBuffer(), imports)";

/// The script that fetches the parts of a program.
pub fn script(program: &str) -> String {
    format!("{program}_parts.js")
}

/// What the file of a part is called.
fn file(program: &str, part: &str) -> String {
    format!("{program}_part_{part}.wasm")
}

/// The files of a program's parts in a folder, sorted.
pub fn files(folder: &Path, program: &str) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with(&format!("{program}_part_")) && name.ends_with(".wasm") {
            files.push(name);
        }
    }
    files.sort();
    Ok(files)
}

/// Cuts a compiled program, and puts its parts and their script into a folder. Returns where the rest of it is, which is
/// to be bound to JavaScript.
pub fn cut(compiled: &[u8], program: &str, folder: &Path) -> Result<PathBuf> {
    for old in files(folder, program)? {
        fs::remove_file(folder.join(old))?;
    }
    let (rest, parts) = separated(compiled, program, folder)?;
    let name = script(program);
    let mut code = fs::read_to_string(rest.with_file_name(&name))?;
    for part in &parts {
        let stem = part.file_stem().unwrap_or_default().to_string_lossy();
        let file = file(program, stem.trim_start_matches("split_"));
        code = code.replace(&format!("\"./{stem}.wasm\""), &format!("\"./{file}\""));
        fs::rename(part, folder.join(&file)).with_context(|| format!("{file} was not cut off"))?;
    }
    fs::write(folder.join(&name), adapted(&code)?)?;
    Ok(rest)
}

/// Cuts a compiled program of which no part is used. Returns where the rest of it is.
pub fn rest(compiled: &[u8], program: &str, folder: &Path) -> Result<PathBuf> {
    Ok(separated(compiled, program, folder)?.0)
}

/// Cuts a compiled program into a folder `cut` in the folder. Returns where the rest of it is, and its parts.
fn separated(compiled: &[u8], program: &str, folder: &Path) -> Result<(PathBuf, Vec<PathBuf>)> {
    let cut = folder.join("cut").join(program);
    if cut.exists() {
        fs::remove_dir_all(&cut)?;
    }
    let rest = cut.join("rest.wasm");
    let link = format!("./{}", script(program));
    let compiled = without_strangers(compiled)?;
    let mut options = Options::new(&compiled);
    options.output_dir = &cut;
    options.main_out_path = &rest;
    options.link_name = &link;
    options.main_module = "./program.js";
    let parts =
        transform(options).map_err(|error| anyhow!("{program} could not be cut: {error:#}"))?;
    Ok((rest, parts.split_modules))
}

/// A compiled program without the exports that are marked as parts and that nothing of it asks for: those of other
/// programs of the crate, which would be kept, with all that they need.
fn without_strangers(compiled: &[u8]) -> Result<Vec<u8>> {
    let mut asked = HashSet::new();
    let mut exports = None;
    // Where the section before ends.
    let mut end = 0;
    for payload in Parser::new(0).parse_all(compiled) {
        let payload = payload?;
        let before = end;
        if let Payload::Version { range, .. } = &payload {
            end = usize::try_from(range.end)?;
        } else if let Some((_, range)) = payload.as_section() {
            end = usize::try_from(range.end)?;
        }
        match payload {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    asked.extend(mark(import?.name, "import"));
                }
            }
            Payload::ExportSection(section) => exports = Some((section, before..end)),
            _ => {}
        }
    }
    let (exports, place) = exports.context("a program exports nothing")?;
    let mut kept = ExportSection::new();
    for export in exports {
        let export = export?;
        if mark(export.name, "export").is_none_or(|mark| asked.contains(&mark)) {
            kept.export(export.name, export.kind.into(), export.index);
        }
    }
    // Nothing points into it.
    let mut program = compiled[..place.start].to_vec();
    kept.append_to(&mut program);
    program.extend(&compiled[place.end..]);
    Ok(program)
}

/// What an import and an export that belong together have in common: the part and a number.
fn mark<'a>(name: &'a str, kind: &str) -> Option<(&'a str, &'a str)> {
    let (part, rest) = name.strip_prefix("__wasm_split_00")?.split_once("00_")?;
    let number = rest.strip_prefix(kind)?.strip_prefix('_')?.get(..32)?;
    Some((part, number))
}

/// The script as this site needs it.
fn adapted(code: &str) -> Result<String> {
    ensure!(code.matches(IMPORT).count() == 1, "parts are linked otherwise than was known");
    Ok(code.replace(IMPORT, GIVEN).replace(STREAMED, WHOLE))
}

/// What a program's own script says, so that its parts can get at it.
pub fn opening(program: &str) -> String {
    format!("import {{ open }} from \"./{}\";\nopen(initSync);\n", script(program))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_given_the_program() -> Result<()> {
        let code = format!("{IMPORT}\nreturn async (imports) => ({STREAMED});\n");
        let adapted = adapted(&code)?;
        assert!(
            !adapted.contains("import {") && adapted.contains("export const open"),
            "{adapted}"
        );
        assert!(adapted.contains(&format!("async (imports) => ({WHOLE})")), "{adapted}");
        assert!(super::adapted("import x from \"y\";").is_err());
        Ok(())
    }

    #[test]
    fn the_parts_of_a_program_are_not_those_of_another() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("xtask-parts-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        for name in [file("text", "models"), file("text_worker", "a"), "text_bg.wasm".to_owned()] {
            fs::write(folder.join(name), "")?;
        }
        assert_eq!(files(&folder, "text")?, ["text_part_models.wasm"]);
        fs::remove_dir_all(folder)?;
        Ok(())
    }
}
