//! Which protocol is spoken.
//!
//! Page and workers are programs of their own, each with a file of its own, and a browser may keep an older one.
//! The messages do not say what they are made of, so the first message of either end is a [`greeting`]: a text,
//! which reads the same in every version. Nothing else is looked at before the two have been compared.

/// Counts up whenever something that crosses changes its form. A test notices.
pub const VERSION: u32 = 1;

/// What either end says first. Who is greeted otherwise is of another version.
pub fn greeting() -> String {
    format!("headstart {VERSION}")
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::VERSION;

    /// Every version, and the [`hash`] of the types that crossed in it.
    const FORMS: &[(u32, u64)] = &[(1, 0x7351_e879_ddc3_09fe)];

    /// The files whose types cross, with their names.
    fn sources() -> Vec<(String, String)> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut paths: Vec<PathBuf> = ["protocol", "protocol/lab", "protocol/project", "error"]
            .iter()
            .flat_map(|folder| fs::read_dir(root.join(folder)).expect("a folder"))
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.is_file())
            .collect();
        paths.sort();
        let source = |path: PathBuf| {
            let text = fs::read_to_string(&path).expect("a text");
            (path.file_name().expect("a name").to_string_lossy().into_owned(), text)
        };
        paths.into_iter().map(source).collect()
    }

    /// The types of a file without what does not change their form: comments, attributes, and how lines are broken.
    fn types(source: &str) -> String {
        let mut types = String::new();
        // The indentation of the type that is being read.
        let mut inside: Option<usize> = None;
        for line in source.lines() {
            let text = line.trim_start();
            let indent = line.len() - text.len();
            let text = text.split("//").next().unwrap_or_default().trim_end();
            let item = text.strip_prefix("pub ").unwrap_or(text);
            let starts = item.starts_with("struct ") || item.starts_with("enum ");
            if inside.is_none() && starts {
                inside = Some(indent);
            }
            let is_attribute = text.starts_with("#[");
            // Others do not change what is written; serde's do.
            if text.starts_with("#[serde") || (inside.is_some() && !is_attribute) {
                types.extend(text.split_whitespace());
            }
            let is_last = text.starts_with('}') || (starts && text.ends_with([';', '}']));
            if inside == Some(indent) && is_last {
                inside = None;
            }
        }
        types
    }

    /// The 64-bit FNV-1a hash of a text.
    fn hash(text: &str) -> u64 {
        let step = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        text.bytes().fold(0xcbf2_9ce4_8422_2325, step)
    }

    #[test]
    fn what_crosses_does_not_change_within_a_version() {
        let all: String = sources().iter().map(|(_, source)| types(source)).collect();
        let form = hash(&all);
        assert!(
            FORMS.last() == Some(&(VERSION, form)),
            "the protocol has changed: raise VERSION, and add ({}, {form:#018x}) to FORMS",
            VERSION + 1
        );
        assert!(FORMS.is_sorted_by(|before, after| before.0 < after.0), "a form a version");
    }

    #[test]
    fn every_type_that_crosses_is_looked_at() {
        let derived = concat!("Serialize, ", "Deserialize");
        for (name, source) in sources() {
            let crosses = source.matches(derived).count();
            let types = types(&source);
            let found = types.matches("struct").count() + types.matches("enum").count();
            assert!(found >= crosses, "{name}: {found} of {crosses}");
        }
    }

    #[test]
    fn comments_and_broken_lines_are_no_change() {
        let one =
            "/// A point.\npub struct Point {\n    /// East.\n    pub x: f32,\n}\nfn other() {}\n";
        let other = "#[derive(Debug)]\npub struct Point {\n    pub x:\n        f32, // East.\n}\n";
        assert_eq!(types(one), "pubstructPoint{pubx:f32,}");
        assert_eq!(types(one), types(other));
        assert_ne!(hash(&types(one)), hash(&types(&one.replace("f32", "f64"))));
        assert_eq!(types("    pub struct $name(pub u32);\n"), "pubstruct$name(pubu32);");
    }
}
