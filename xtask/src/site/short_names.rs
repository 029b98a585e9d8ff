//! Shortens the names by which a program and its JavaScript know each other. wasm-bindgen ends each of them in sixteen
//! digits of a hash, in both files, and chance is what no compression makes smaller.

use super::sections::sections;
use anyhow::{Context, Result, ensure};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fs;
use std::ops::Range;
use std::path::Path;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{ExportSection, ImportSection, Section};
use wasmparser::Payload;

/// What a short name begins with: no other name does.
const MARK: &str = "w$";

/// Digits of a hash.
const DIGITS: usize = 16;

/// Shortens the names of a program that is bound: `NAME.js` and `NAME_bg.wasm` in a folder.
pub fn shorten(folder: &Path, program: &str) -> Result<()> {
    let [script, wasm] = [format!("{program}.js"), format!("{program}_bg.wasm")];
    let [script, wasm] = [script, wasm].map(|file| folder.join(file));
    let code = fs::read_to_string(&script)?;
    ensure!(!code.contains(MARK), "{} has names like the short ones", script.display());
    let bytes = fs::read(&wasm)?;
    let mut names = HashMap::new();
    let bytes = renamed(&bytes, &mut names)
        .with_context(|| format!("the names of {program} could not be shortened"))?;
    fs::write(&script, rewritten(&code, &names))?;
    fs::write(&wasm, bytes)?;
    Ok(())
}

/// Whether a name ends in a hash.
fn is_hashed(name: &str) -> bool {
    let (rest, hash) = name.split_at_checked(name.len().saturating_sub(DIGITS)).unwrap_or_default();
    hash.len() == DIGITS
        && hash.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
        && (rest.ends_with('_') || rest.ends_with("_h"))
}

/// The short name of one that ends in a hash; any other as it is.
fn short<'a>(name: &'a str, names: &mut HashMap<String, String>) -> Cow<'a, str> {
    if !is_hashed(name) {
        return name.into();
    }
    let next = names.len();
    names.entry(name.to_owned()).or_insert_with(|| format!("{MARK}{next:x}")).clone().into()
}

/// The program with short names for what it imports and exports, which are noted.
fn renamed(bytes: &[u8], names: &mut HashMap<String, String>) -> Result<Vec<u8>> {
    let mut written = Vec::with_capacity(bytes.len());
    // How far all is written.
    let mut done = 0;
    let mut replace = |place: Range<usize>, section: &dyn Fn(&mut Vec<u8>)| {
        written.extend(&bytes[done..place.start]);
        section(&mut written);
        done = place.end;
    };
    for section in sections(bytes) {
        let (payload, place) = section?;
        match payload {
            Payload::ImportSection(imports) => {
                let mut section = ImportSection::new();
                for import in imports.into_imports() {
                    let import = import?;
                    let kind = RoundtripReencoder.entity_type(import.ty)?;
                    section.import(import.module, &short(import.name, names), kind);
                }
                replace(place, &|written| section.append_to(written));
            }
            Payload::ExportSection(exports) => {
                let mut section = ExportSection::new();
                for export in exports {
                    let export = export?;
                    section.export(&short(export.name, names), export.kind.into(), export.index);
                }
                replace(place, &|written| section.append_to(written));
            }
            _ => {}
        }
    }
    written.extend(&bytes[done..]);
    Ok(written)
}

/// JavaScript in which these names are short.
fn rewritten(code: &str, names: &HashMap<String, String>) -> String {
    let mut written = String::with_capacity(code.len());
    let mut rest = code;
    let in_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$';
    while let Some(start) = rest.find(in_name) {
        let end = rest[start..].find(|letter| !in_name(letter)).map_or(rest.len(), |it| start + it);
        let name = &rest[start..end];
        written.push_str(&rest[..start]);
        written.push_str(names.get(name).map_or(name, String::as_str));
        rest = &rest[end..];
    }
    written.push_str(rest);
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{EntityType, ExportKind, Module};
    use wasmparser::Parser;

    #[test]
    fn a_name_is_hashed_that_ends_in_a_hash() {
        assert!(is_hashed("__wbg_remove_8228e91d7ddbc755"));
        assert!(is_hashed("invoke__h22783fbb4430096e"));
        for name in ["", "memory", "8228e91d7ddbc755", "a_8228E91d7ddbc755", "a8228e91d7ddbc755"] {
            assert!(!is_hashed(name), "{name}");
        }
    }

    #[test]
    fn both_files_have_the_same_short_names() -> Result<()> {
        let (long, other) = ("__wbg_remove_8228e91d7ddbc755", "invoke__h22783fbb4430096e");
        let mut module = Module::new();
        let mut imports = ImportSection::new();
        imports.import("wbg", long, EntityType::Function(0));
        imports.import("wbg", "memory", EntityType::Function(0));
        let mut exports = ExportSection::new();
        exports.export(other, ExportKind::Func, 0);
        module.section(&imports).section(&exports);
        let mut names = HashMap::new();
        let bytes = renamed(&module.finish(), &mut names)?;
        assert_eq!((names[long].as_str(), names[other].as_str()), ("w$0", "w$1"));
        let mut found = Vec::new();
        for payload in Parser::new(0).parse_all(&bytes) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        found.push(import?.name.to_owned());
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        found.push(export?.name.to_owned());
                    }
                }
                _ => {}
            }
        }
        assert_eq!(found, ["w$0", "memory", "w$1"]);
        let code = format!("const a = {{ {long}: () => wasm.{other}(1) }};\nlet b{long};");
        let expected = format!("const a = {{ w$0: () => wasm.w$1(1) }};\nlet b{long};");
        assert_eq!(rewritten(&code, &names), expected);
        Ok(())
    }
}
