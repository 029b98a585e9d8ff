//! Style sheets.
//!
//! A sheet is a list of others, by `@import`, in the order of the cascade. In the site it is one file, which is one
//! request; where Trunk builds the site, the browser follows the list, and `index.html` has Trunk copy what is on it.

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

/// A sheet with those that it imports in their places.
pub fn joined(file: &Path) -> Result<String> {
    let sheet = fs::read_to_string(file)
        .with_context(|| format!("{} could not be read", file.display()))?;
    let mut joined = String::new();
    for line in sheet.lines() {
        match imported(line) {
            Some(name) => {
                let path = file.with_file_name(name);
                let part = fs::read_to_string(&path).with_context(|| {
                    format!("{} imports {name}, which cannot be read", file.display())
                })?;
                if part.lines().any(|line| imported(line).is_some()) {
                    bail!("{name} imports others: only {} may", file.display());
                }
                if !joined.is_empty() {
                    joined += "\n";
                }
                joined += &part;
            }
            None => {
                joined += line;
                joined += "\n";
            }
        }
    }
    Ok(joined)
}

/// The sheet that a line imports.
fn imported(line: &str) -> Option<&str> {
    line.strip_prefix("@import \"")?.strip_suffix("\";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_put_in_their_places() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("xtask-styles-{}", std::process::id()));
        fs::create_dir_all(folder.join("style"))?;
        fs::write(
            folder.join("style.css"),
            "@import \"style/a.css\";\n@import \"style/b.css\";\n",
        )?;
        fs::write(folder.join("style/a.css"), "a {\n}\n")?;
        fs::write(folder.join("style/b.css"), "b {\n}\n")?;
        assert_eq!(joined(&folder.join("style.css"))?, "a {\n}\n\nb {\n}\n");
        fs::write(folder.join("style/b.css"), "@import \"c.css\";\n")?;
        assert!(joined(&folder.join("style.css")).is_err());
        fs::remove_dir_all(folder)?;
        Ok(())
    }
}
