//! Tables as comma-separated values (RFC 4180), for other programs to read.

/// A row, with its end of line.
pub fn row(cells: &[String]) -> String {
    let quoted = |cell: &String| match cell.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.clone(),
    };
    cells.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n"
}

/// A text as a cell that no spreadsheet takes for a formula: what could be one begins with an apostrophe.
pub fn harmless(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cells: &[&str]) -> String {
        row(&cells.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn cells_with_commas_quotes_and_lines_are_quoted() {
        assert_eq!(
            line(&["a", "1,5", "say \"x\"", "two\nlines", ""]),
            "a,\"1,5\",\"say \"\"x\"\"\",\"two\nlines\",\r\n"
        );
        assert_eq!(line(&["", "", "b"]), ",,b\r\n");
        assert_eq!(line(&[]), "\r\n");
    }

    #[test]
    fn no_text_is_a_formula() {
        for text in ["=1+1", "+49 30", "-x", "@SUM(A1)", "\tx"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        assert_eq!(harmless("a=b"), "a=b");
        assert_eq!(harmless(""), "");
    }
}
