//! Style sheets and scripts without what is for who reads them: comments and indentation. To go further, and be sure of
//! it, takes a parser of either language, and what that still saves is a hundredth after compression.

use anyhow::{Result, ensure};

/// A style sheet, a declaration a line.
pub fn style(sheet: &str) -> String {
    let mut written = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        written.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    written.push_str(rest);
    lines(&written)
}

/// What wasm-bindgen wrote, which has comments only on lines of their own.
///
/// # Errors
/// If a text goes on over several lines, where blanks count.
pub fn script(code: &str) -> Result<String> {
    let mut written = String::with_capacity(code.len());
    let mut is_comment = false;
    for line in code.lines() {
        is_comment |= line.trim_start().starts_with("/*");
        if is_comment {
            is_comment = !line.contains("*/");
        } else if !line.trim_start().starts_with("//") {
            ensure!(line.matches('`').count().is_multiple_of(2), "a text of several lines: {line}");
            written.push_str(line);
            written.push('\n');
        }
    }
    Ok(lines(&written))
}

/// Each line without the blanks around it, and none that is empty.
fn lines(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_has_neither_comments_nor_indentation() {
        let sheet = "/* A\n   title */\n\na {\n  color: red; /* of alarm */\n}\n";
        assert_eq!(style(sheet), "a {\ncolor: red;\n}\n");
    }

    #[test]
    fn a_script_has_neither_comments_nor_indentation() -> Result<()> {
        let code =
            "/**\n * @returns {number}\n */\nget a() {\n    return `/* ${1} */`;\n}\n/* one */\n";
        assert_eq!(script(code)?, "get a() {\nreturn `/* ${1} */`;\n}\n");
        assert!(script("const a = `\n  b`;\n").is_err());
        Ok(())
    }
}
