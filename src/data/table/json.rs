//! Rows from JSON: a list of objects, an object a line, or an object of columns. What is read becomes cells at once: as a
//! tree, JSON takes many times the memory of its text.

use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{CELLS, COLUMNS, LOOKED};
use crate::error::{FileError, Kind};

/// Endings of files that are JSON.
const ENDINGS: [&str; 3] = ["json", "jsonl", "ndjson"];

/// Rows, of which the first is the names of the columns if `named`.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) rows: Vec<Vec<String>>,
    pub(super) named: bool,
    /// Rows beyond those that are looked at.
    pub(super) beyond: usize,
}

/// The rows of a file that is JSON by its ending, or by how it begins; `None` of another.
///
/// # Errors
/// [`FileError::BrokenJson`] if it does not go on as JSON; [`FileError::TooManyColumns`].
pub(super) fn rows(ending: &str, text: &str) -> Result<Option<Found>, Kind> {
    let is_json = ENDINGS.contains(&ending);
    if !is_json && !begins(text) {
        return Ok(None);
    }
    let found = match read(text) {
        Ok(found) => found,
        Err(_) if !is_json => return Ok(None),
        Err(error) => return Err(Kind::File(FileError::BrokenJson { line: error.line() })),
    };
    match found.rows.iter().map(Vec::len).max() {
        Some(columns) if columns > COLUMNS => {
            Err(Kind::File(FileError::TooManyColumns { limit: COLUMNS }))
        }
        _ => Ok(Some(found)),
    }
}

/// Whether a text may be objects.
fn begins(text: &str) -> bool {
    let start = text.trim_start();
    let inside = start.strip_prefix('[').unwrap_or(start).trim_start();
    inside.strip_prefix('{').is_some_and(|inside| inside.trim_start().starts_with('"'))
}

fn read(text: &str) -> Result<Found, serde_json::Error> {
    let mut table = Rows::default();
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Record>();
    let first = values.next().transpose()?;
    let second = values.next().transpose()?;
    let Some(second) = second else {
        // One value, which holds the records.
        return Ok(serde_json::from_str::<Whole>(text)?.0);
    };
    for record in first.into_iter().chain([second]) {
        table.add(record);
    }
    for record in values {
        table.add(record?);
    }
    Ok(table.found())
}

/// What becomes a row.
enum Record {
    /// Names and cells.
    Fields(Vec<(String, String)>),
    Cells(Vec<String>),
    Cell(String),
}

/// Rows that grow by records, each with a cell for every name so far.
#[derive(Default)]
struct Rows {
    names: Vec<String>,
    places: HashMap<String, usize>,
    rows: Vec<Vec<String>>,
    cells: usize,
    beyond: usize,
}

impl Rows {
    fn add(&mut self, record: Record) {
        if self.rows.len() >= LOOKED || self.cells >= CELLS {
            self.beyond += 1;
            return;
        }
        let row = match record {
            Record::Fields(fields) => self.row(fields),
            Record::Cells(cells) => cells,
            Record::Cell(cell) => vec![cell],
        };
        if row.iter().any(|cell| !cell.trim().is_empty()) {
            self.cells += row.len();
            self.rows.push(row);
        }
    }

    fn row(&mut self, fields: Vec<(String, String)>) -> Vec<String> {
        let mut row = vec![String::new(); self.names.len()];
        for (name, cell) in fields {
            let place = match self.places.get(&name) {
                Some(&place) => place,
                // One more than are read is enough to say so.
                None if self.names.len() > COLUMNS => continue,
                None => {
                    self.places.insert(name.clone(), self.names.len());
                    self.names.push(name);
                    self.names.len() - 1
                }
            };
            row.resize(row.len().max(place + 1), String::new());
            row[place] = cell;
        }
        row
    }

    fn found(mut self) -> Found {
        let named = !self.names.is_empty();
        if named {
            let columns = self.names.len();
            self.rows.iter_mut().for_each(|row| row.resize(columns.max(row.len()), String::new()));
            self.rows.insert(0, self.names);
        }
        Found { rows: self.rows, named, beyond: self.beyond }
    }
}

/// What a cell says: texts as they are, nothing for what is nothing, all else as JSON.
fn cell(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(OfRecord)
    }
}

/// Reads a [`Record`].
struct OfRecord;

/// Scalars as cells.
macro_rules! scalars {
    ($cell:expr) => {
        fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
            Ok($cell(value.to_string()))
        }

        fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
            Ok($cell(value.to_string()))
        }

        fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
            Ok($cell(value.to_string()))
        }

        fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
            Ok($cell(value.to_string()))
        }

        fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
            Ok($cell(value.to_owned()))
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($cell(String::new()))
        }
    };
}

impl<'de> Visitor<'de> for OfRecord {
    type Value = Record;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a row")
    }

    scalars!(Record::Cell);

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Record, A::Error> {
        let mut cells = Vec::new();
        while let Some(value) = values.next_element()? {
            cells.push(cell(value));
        }
        Ok(Record::Cells(cells))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut values: A) -> Result<Record, A::Error> {
        let mut fields = Vec::new();
        while let Some((name, value)) = values.next_entry()? {
            fields.push((name, cell(value)));
        }
        Ok(Record::Fields(fields))
    }
}

/// A file that is one value: a list of records, lists of the same length by the names of columns, or an object whose only
/// list of objects are the records.
struct Whole(Found);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(OfWhole).map(Self)
    }
}

/// Reads a [`Whole`].
struct OfWhole;

/// A row of one cell.
fn alone(cell: String) -> Found {
    Found { rows: vec![vec![cell]], ..Found::default() }
}

impl<'de> Visitor<'de> for OfWhole {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("rows")
    }

    scalars!(alone);

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Found, A::Error> {
        let mut rows = Rows::default();
        while let Some(record) = values.next_element()? {
            rows.add(record);
        }
        Ok(rows.found())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut values: A) -> Result<Found, A::Error> {
        let mut columns: Vec<(String, Vec<String>)> = Vec::new();
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut records = None;
        while let Some((name, part)) = values.next_entry()? {
            match part {
                Part::Records(found) => records = records.or(Some(found)),
                Part::Cells(cells) => columns.push((name, cells)),
                Part::Cell(cell) => fields.push((name, cell)),
            }
        }
        let length = columns.first().map_or(0, |(_, cells)| cells.len());
        if let Some(found) = records {
            return Ok(found);
        }
        let mut rows = Rows::default();
        if fields.is_empty() && columns.iter().all(|(_, cells)| cells.len() == length) {
            let (names, columns): (Vec<String>, Vec<Vec<String>>) = columns.into_iter().unzip();
            let mut columns: Vec<_> = columns.into_iter().map(Vec::into_iter).collect();
            for _ in 0..length {
                let cells = columns.iter_mut().map(|cells| cells.next().unwrap_or_default());
                rows.add(Record::Fields(names.iter().cloned().zip(cells).collect()));
            }
        } else {
            let lists = columns.into_iter().map(|(name, cells)| (name, cells.join(", ")));
            rows.add(Record::Fields(fields.into_iter().chain(lists).collect()));
        }
        Ok(rows.found())
    }
}

/// What a field of an object that is a whole file may be.
enum Part {
    Records(Found),
    Cells(Vec<String>),
    Cell(String),
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(OfPart)
    }
}

/// Reads a [`Part`].
struct OfPart;

impl<'de> Visitor<'de> for OfPart {
    type Value = Part;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("rows, or a cell")
    }

    scalars!(Part::Cell);

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Part, A::Error> {
        let (mut rows, mut cells) = (Rows::default(), Vec::new());
        while let Some(record) = values.next_element()? {
            match record {
                Record::Cell(cell) => cells.push(cell),
                record => rows.add(record),
            }
        }
        Ok(if rows.rows.is_empty() { Part::Cells(cells) } else { Part::Records(rows.found()) })
    }

    fn visit_map<A: MapAccess<'de>>(self, values: A) -> Result<Part, A::Error> {
        let Record::Fields(fields) = OfRecord.visit_map(values)? else {
            return Ok(Part::Cell(String::new()));
        };
        let text = fields.into_iter().map(|(name, cell)| format!("{name}: {cell}"));
        Ok(Part::Cell(text.collect::<Vec<_>>().join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(ending: &str, text: &str) -> (bool, Vec<Vec<String>>) {
        let found = rows(ending, text).expect("it is whole").expect("it is JSON");
        (found.named, found.rows)
    }

    #[test]
    fn however_it_is_written_the_rows_are_the_same() {
        let expected = [["label", "text"], ["1", "Hi"], ["0", "Bye\n"], ["", "x"]];
        for (ending, text) in [
            (
                "jsonl",
                "{\"label\": 1, \"text\": \"Hi\"}\n{\"text\": \"Bye\\n\", \"label\": 0}\n\n{\"text\": \"x\"}\n",
            ),
            (
                "json",
                "[{\"label\": 1, \"text\": \"Hi\"}, {\"text\": \"Bye\\n\", \"label\": 0}, {\"text\": \"x\", \"label\": null}]",
            ),
            ("json", "{\"text\": [\"Hi\", \"Bye\\n\", \"x\"], \"label\": [1, 0, null]}"),
            (
                "",
                "{\"version\": 2, \"data\": [{\"label\": 1, \"text\": \"Hi\"}, {\"text\": \"Bye\\n\", \"label\": 0}, {\"text\": \"x\"}]}",
            ),
        ] {
            let (named, rows) = found(ending, text);
            // Columns come in the order of the file.
            let place = |name: &str| rows[0].iter().position(|it| it == name).expect("it is there");
            let places = [place("label"), place("text")];
            let rows: Vec<_> = rows.iter().map(|row| places.map(|at| row[at].as_str())).collect();
            assert!(named);
            assert_eq!(rows, expected, "{text}");
        }
    }

    #[test]
    fn lists_of_texts_have_no_names() {
        assert_eq!(
            found("json", "[\"a\", \"b\"]"),
            (false, vec![vec!["a".into()], vec!["b".into()]])
        );
        assert_eq!(found("json", "[[\"a\", 1], [\"b\", true]]").1, [["a", "1"], ["b", "true"]]);
    }

    #[test]
    fn what_breaks_off_says_in_which_line_and_what_is_none_is_read_otherwise() {
        let broken = rows("jsonl", "{\"text\": \"Hi\"}\n{\"text\": \"By");
        assert!(matches!(broken, Err(Kind::File(FileError::BrokenJson { line: 2 }))));
        for text in ["[see below] it was fine", "{curly} text", "{\"half", "plain"] {
            assert!(rows("txt", text).expect("it is a text").is_none(), "{text}");
        }
        let many: Vec<String> = (0..=COLUMNS).map(|at| format!("\"{at}\": 1")).collect();
        assert!(rows("json", &format!("[{{{}}}]", many.join(","))).is_err());
    }
}
