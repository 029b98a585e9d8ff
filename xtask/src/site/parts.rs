//! Cuts a program of the page into what is there at first, and parts that are fetched when something of them is shown
//! first: `src/ui/parts/later.rs` is how the page asks for one.
//!
//! A program is cut before it is bound to JavaScript, at the functions that `wasm_split_helpers` has marked. What only
//! one part needs is in its file, and what several need in a file of theirs; `NAME_parts.js` knows what belongs to what.
//!
//! Each program of the crate is linked with the parts of all. From one of the page, those of the others are left out
//! where nothing of its own asks for them; from a worker, which shows nothing, all are cut off and thrown away.

use super::sections::sections;
use anyhow::{Context, Result, anyhow, ensure};
use std::collections::HashSet;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use wasm_encoder::{ExportKind, ExportSection, Section};
use wasm_split_cli_support::{Options, transform};
use wasmparser::Payload;

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
    let (rest, parts) = separated(&without_strangers(compiled)?, program, folder)?;
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
    let (rest, _) = separated(&without_parts(compiled)?, program, folder)?;
    let asks = find(&fs::read(&rest)?, script(program).as_bytes()).is_some();
    ensure!(!asks, "{program} asks for parts of the page, of which it was to have none");
    Ok(rest)
}

/// Cuts a compiled program into a folder `cut` in the folder. Returns where the rest of it is, and its parts.
fn separated(compiled: &[u8], program: &str, folder: &Path) -> Result<(PathBuf, Vec<PathBuf>)> {
    let cut = folder.join("cut").join(program);
    if cut.exists() {
        fs::remove_dir_all(&cut)?;
    }
    let rest = cut.join("rest.wasm");
    let link = format!("./{}", script(program));
    let mut options = Options::new(compiled);
    options.output_dir = &cut;
    options.main_out_path = &rest;
    options.link_name = &link;
    options.main_module = "./program.js";
    let parts =
        transform(options).map_err(|error| anyhow!("{program} could not be cut: {error:#}"))?;
    Ok((rest, parts.split_modules))
}

/// What the names of parts begin with.
const MARK: &str = "__wasm_split_00";

/// As long, and the name of no part.
const UNMARKED: &str = "__wasm_other_00";

/// The parts that a program names.
struct Marks {
    /// Those that it asks for: a part and a number each.
    imports: HashSet<(String, String)>,
    /// Where its imports are.
    import_section: Range<usize>,
    /// All that it exports: the name, and what it is.
    exports: Vec<(String, ExportKind, u32)>,
    /// Where its exports are.
    export_section: Range<usize>,
}

impl Marks {
    fn of(compiled: &[u8]) -> Result<Self> {
        let (mut imports, mut exports) = (HashSet::new(), Vec::new());
        let (mut import_section, mut export_section) = (0..0, 0..0);
        for section in sections(compiled) {
            let (payload, place) = section?;
            match payload {
                Payload::ImportSection(section) => {
                    import_section = place;
                    for import in section.into_imports() {
                        imports.extend(mark(import?.name, "import"));
                    }
                }
                Payload::ExportSection(section) => {
                    export_section = place;
                    for export in section {
                        let export = export?;
                        exports.push((export.name.to_owned(), export.kind.into(), export.index));
                    }
                }
                _ => {}
            }
        }
        ensure!(!export_section.is_empty(), "a program exports nothing");
        Ok(Self { imports, import_section, exports, export_section })
    }

    /// The program with those of its exports alone that are no parts, or parts that are kept.
    fn exporting(&self, compiled: &[u8], keeps: impl Fn((String, String)) -> bool) -> Vec<u8> {
        let mut kept = ExportSection::new();
        for (name, kind, index) in &self.exports {
            if mark(name, "export").is_none_or(&keeps) {
                kept.export(name, *kind, *index);
            }
        }
        // Nothing points into it.
        let mut program = compiled[..self.export_section.start].to_vec();
        kept.append_to(&mut program);
        program.extend(&compiled[self.export_section.end..]);
        program
    }
}

/// A compiled program without the exports that are marked as parts and that nothing of it asks for: those of other
/// programs of the crate, which would be kept, with all that they need.
fn without_strangers(compiled: &[u8]) -> Result<Vec<u8>> {
    let marks = Marks::of(compiled)?;
    Ok(marks.exporting(compiled, |mark| marks.imports.contains(&mark)))
}

/// A compiled program without any part. Parts ask for parts, so what asks for them is no longer told from other
/// imports; nothing but parts uses it, so it goes with them.
fn without_parts(compiled: &[u8]) -> Result<Vec<u8>> {
    let marks = Marks::of(compiled)?;
    let mut unmarked = compiled.to_vec();
    let mut at = marks.import_section.start;
    while let Some(found) = find(&unmarked[at..marks.import_section.end], MARK.as_bytes()) {
        at += found;
        unmarked[at..at + MARK.len()].copy_from_slice(UNMARKED.as_bytes());
    }
    Ok(marks.exporting(&unmarked, |_| false))
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// What an import and an export that belong together have in common: the part and a number.
fn mark(name: &str, kind: &str) -> Option<(String, String)> {
    let (part, rest) = name.strip_prefix(MARK)?.split_once("00_")?;
    let number = rest.strip_prefix(kind)?.strip_prefix('_')?.get(..32)?;
    Some((part.to_owned(), number.to_owned()))
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
