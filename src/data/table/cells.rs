//! Text to rows of cells.
//!
//! RFC 4180, and what programs and people write instead of it. No crate does the work, because none
//! takes back a quote that turns out to be none: to them `"Hi" she said` or a quote that never closes
//! puts the rest of the file into one cell.

use super::COLUMNS;

/// The rows of a text, blank ones left out. Each has at most one cell more than [`COLUMNS`]; that
/// last one holds all there is beyond, so that memory stays in proportion.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    rest: &'a str,
    /// What stands between cells; where there is none, every line is a cell, quotes and all.
    separator: Option<char>,
    /// Line ends that cells in quotes have taken in so far.
    within: usize,
}

impl<'a> Rows<'a> {
    /// The rows of `text`; the separator is an ASCII character.
    pub(super) fn new(text: &'a str, separator: Option<char>) -> Self {
        Self { rest: text, separator, within: 0 }
    }

    /// Lines of the text that were no rows of their own, but within cells, in the rows so far.
    pub(super) fn within(&self) -> usize {
        self.within
    }

    fn row(&mut self) -> Vec<String> {
        let mut cells: Vec<String> = Vec::new();
        loop {
            let cell = self.cell();
            match (cells.len() > COLUMNS, cells.last_mut(), self.separator) {
                (true, Some(last), Some(separator)) => {
                    last.push(separator);
                    last.push_str(&cell);
                }
                _ => cells.push(cell),
            }
            if let Some(rest) = self.separator.and_then(|mark| self.rest.strip_prefix(mark)) {
                self.rest = rest;
                continue;
            }
            let end = ["\r\n", "\n", "\r"].into_iter().find_map(|end| self.rest.strip_prefix(end));
            self.rest = end.unwrap_or(self.rest);
            return cells;
        }
    }

    /// Takes the next cell off the text, up to what ends it.
    fn cell(&mut self) -> String {
        if let Some((cell, rest)) = self.quoted() {
            self.within += cell.lines().count().saturating_sub(1);
            self.rest = rest;
            return cell;
        }
        let end = self.rest.bytes().position(|byte| self.ends_cell(byte.into()));
        let (cell, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        cell.into()
    }

    /// The next cell if it is in quotes, and the text behind it. A quote opens a cell only if the next
    /// one that is not doubled ends it. Between tabs, which texts hardly have, it must not take in whole rows: most who
    /// write such files put no quotes, and those that are there are the texts' own.
    ///
    /// That takes time in proportion to the text: where the search goes on past doubled quotes, the
    /// next cell that it could be made from has an odd number of quotes before it, where it ends.
    fn quoted(&self) -> Option<(String, &'a str)> {
        self.separator?;
        let inside = self.rest.trim_start_matches(' ').strip_prefix('"')?;
        let mut from = 0;
        loop {
            let quote = from + inside[from..].find('"')?;
            let behind = &inside[quote + 1..];
            if behind.starts_with('"') {
                from = quote + 2;
                continue;
            }
            let rest = behind.trim_start_matches(' ');
            let closes = rest.chars().next().is_none_or(|letter| self.ends_cell(letter));
            let cell = &inside[..quote];
            let takes_rows =
                self.separator == Some('\t') && cell.contains('\t') && cell.contains(['\n', '\r']);
            return (closes && !takes_rows).then(|| (cell.replace("\"\"", "\""), rest));
        }
    }

    fn ends_cell(&self, letter: char) -> bool {
        letter == '\n' || letter == '\r' || Some(letter) == self.separator
    }
}

impl Iterator for Rows<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        while !self.rest.is_empty() {
            let row = self.row();
            if row.iter().any(|cell| !cell.trim().is_empty()) {
                return Some(row);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        Rows::new(text, Some(',')).collect()
    }

    #[test]
    fn quotes_hold_separators_line_ends_and_quotes() {
        let text = "a,\"b, c\"\r\n\"d\ne\",\"say \"\"f\"\"\"\r\"\", \"g\" \n";
        let expected = [["a", "b, c"], ["d\ne", "say \"f\""], ["", "g"]];
        assert_eq!(rows(text), expected);
    }

    #[test]
    fn a_quote_that_closes_no_cell_is_a_letter() {
        let text = "a,\"never closed\nb,\"Hi\" she said\nc,5\" wide\nd,\"e, f\"\n\"g";
        let expected: [&[&str]; 5] = [
            &["a", "\"never closed"],
            &["b", "\"Hi\" she said"],
            &["c", "5\" wide"],
            &["d", "e, f"],
            &["\"g"],
        ];
        assert_eq!(rows(text), expected);
    }

    #[test]
    fn between_tabs_a_quote_takes_in_no_rows() {
        let text = "1\t\"Single\n2\tNone\n3\tSingle\"\n4\t\"two\nlines\"\n5\t\"a \t b\"\n";
        let mut all = Rows::new(text, Some('\t'));
        let rows: Vec<_> = all.by_ref().collect();
        let expected = [
            ["1", "\"Single"],
            ["2", "None"],
            ["3", "Single\""],
            ["4", "two\nlines"],
            ["5", "a \t b"],
        ];
        assert_eq!(rows, expected);
        assert_eq!(all.within(), 1);
    }

    #[test]
    fn blank_rows_are_left_out_and_empty_cells_are_not() {
        assert_eq!(rows("\n \t\r\n,,\na,\n\r,b"), [["a", ""], ["", "b"]]);
        assert!(rows("").is_empty());
    }

    #[test]
    fn lines_are_kept_as_they_are() {
        let lines: Vec<_> = Rows::new("\"a, b\rc\r\n\nd\"", None).collect();
        assert_eq!(lines, [["\"a, b"], ["c"], ["d\""]]);
    }

    #[test]
    fn a_row_of_too_many_cells_loses_nothing() {
        let text = vec!["x"; 3 * COLUMNS].join(",");
        let rows = rows(&text);
        assert_eq!(rows[0].len(), COLUMNS + 1);
        assert_eq!(rows[0].join(","), text);
    }

    #[test]
    fn hostile_quotes_take_no_time() {
        for pattern in
            ["\"", "\"\"", ",\"", ",\"\"", ",\"\"\"", ",\"\"\"a", " \"", "\n\"\"x,\"\"\""]
        {
            let text = pattern.repeat(1_000_000);
            let cells: usize = rows(&text).iter().map(Vec::len).sum();
            assert!(cells <= text.len() + 1);
        }
    }
}
