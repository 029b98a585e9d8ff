//! A file of texts.

use serde::{Deserialize, Serialize};

/// A file of texts, in rows and columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Rows of cells, each as many as there are columns; short rows are filled up with empty cells.
    /// No row is blank, and no cell starts or ends with white space.
    pub rows: Vec<Vec<String>>,
    /// How many columns there are; at least 1.
    pub columns: usize,
    /// Whether the first row holds the columns' names: a guess, which the visitor can change, like the
    /// next two.
    pub header: bool,
    /// The column with the texts.
    pub text: usize,
    /// The column with the labels, another one; none where no column looks like it.
    pub label: Option<usize>,
    /// How the file writes letters as bytes.
    pub encoding: TextEncoding,
    /// Rows at the top that are no part of the table, as a title: a guess too. What names the columns comes after them.
    pub start: usize,
    /// Rows that had another number of cells than there are columns.
    pub ragged: usize,
    /// Rows beyond those that are read, which were left out.
    pub left_out: usize,
    /// Of which labels how many rows are here, where some were left out: from each its share.
    pub drawn: Vec<Drawn>,
    /// Cells that were too long and were cut.
    pub cut: usize,
    /// Lines of the file that stand inside cells, in quotes, and are no rows of their own.
    pub within: usize,
    /// Control characters that were taken out.
    pub controls: usize,
}

/// What of a label's rows was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// The label; empty for rows that lack one.
    pub label: String,
    /// Rows that are here.
    pub taken: usize,
    /// Rows that the file has.
    pub of: usize,
}

/// How a file writes letters as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextEncoding {
    /// As nearly all programs do now.
    Utf8,
    /// As programs for Windows do that call it “Unicode”.
    Utf16LittleEndian,
    /// The same with the bytes of each pair the other way round.
    Utf16BigEndian,
    /// As older programs for Windows do in Western Europe and the Americas.
    Windows1252,
}
