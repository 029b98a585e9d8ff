//! Numbers in rows and columns: the table behind a chart, and what is copied from it.

use crate::data::csv;

/// What an experiment has found, as a table to read and to copy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows, each with as many cells.
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// An empty table with these columns.
    pub fn new(columns: &[&str]) -> Self {
        let columns = columns.iter().map(|&column| column.to_owned()).collect();
        Self { columns, rows: Vec::new() }
    }

    /// The same with these rows.
    pub fn with(self, rows: impl IntoIterator<Item = Vec<String>>) -> Self {
        Self { rows: rows.into_iter().collect(), ..self }
    }

    /// As comma-separated values (RFC 4180).
    pub fn csv(&self) -> String {
        std::iter::once(&self.columns).chain(&self.rows).map(|row| csv::row(row)).collect()
    }
}

/// A number as a cell: as many digits as it has, so that nothing is lost in copying.
pub fn number(value: f32) -> String {
    value.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_with_commas_and_quotes_are_quoted() {
        let sheet = Sheet::new(&["a", "b"]).with([vec!["1,5".into(), "say \"x\"".into()]]);
        assert_eq!(sheet.csv(), "a,b\r\n\"1,5\",\"say \"\"x\"\"\"\r\n");
    }
}
