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
    /// Rows that had another number of cells than there are columns.
    pub ragged: usize,
    /// Rows beyond those that are read, which were left out.
    pub left_out: usize,
    /// Cells that were too long and were cut.
    pub cut: usize,
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
