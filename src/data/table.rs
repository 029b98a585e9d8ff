//! Files of texts to rows and columns, and guesses which column is what.

mod cells;
mod guess;
mod telling;

use cells::Rows;

use crate::error::{FileError, Kind};
use crate::formats::text;
use crate::protocol::Table;

/// The most rows that are read.
pub const ROWS: usize = 5_000;

/// The most characters of a cell that are kept.
pub const CELL: usize = 20_000;

/// The most columns that are read.
pub const COLUMNS: usize = 100;

/// Rows that the separator is guessed from.
const SAMPLE: usize = 50;

/// Bytes that these rows are looked for in.
const SAMPLE_BYTES: usize = 1 << 18;

/// Reads a file of texts: `.csv` and `.tsv` by their separator, which is guessed; of any other, every
/// line is a text.
///
/// A row with too many cells keeps its surplus in the text, whose separators are the likeliest to
/// lack quotes.
///
/// # Errors
/// Those of [`text::decode`]; [`FileError::NoRows`]; [`FileError::TooManyColumns`].
pub fn read(name: &str, bytes: &[u8]) -> Result<Table, Kind> {
    let text::Decoded { text, encoding } = text::decode(bytes)?;
    let ending = name.rsplit_once('.').map_or_else(String::new, |(_, end)| end.to_lowercase());
    let usual = match ending.as_str() {
        "csv" => Some(','),
        "tsv" => Some('\t'),
        _ => None,
    };
    let guessed = usual.and_then(|usual| separator(&text, usual));
    // Where none stands out there is one column, whose cells may have quotes all the same.
    let separator = guessed.or(usual);
    let mut all = Rows::new(&text, separator);
    let mut rows: Vec<Vec<String>> = all.by_ref().take(ROWS).collect();
    let left_out = all.count();
    let first = rows.first().ok_or(Kind::File(FileError::NoRows))?;
    let columns = if guessed.is_none() {
        1
    } else if guess::names_a_column(first) && first.len() > 1 {
        // There are as many as there are names, even where most texts have separators in them.
        first.len()
    } else {
        most_frequent(rows.iter().map(Vec::len))
    };
    if columns > COLUMNS {
        return Err(Kind::File(FileError::TooManyColumns { limit: COLUMNS }));
    }
    let is_whole = |row: &&[String]| row.len() == columns;
    let whole: Vec<&[String]> = rows.iter().map(Vec::as_slice).filter(is_whole).collect();
    let ragged = rows.len() - whole.len();
    let header = usual.is_some() && first.len() == columns && guess::header(&whole);
    if header && rows.len() == 1 {
        return Err(Kind::File(FileError::NoRows));
    }
    let (text, label) = guess::text_and_label(&whole, columns, header);
    let joint = separator.map(String::from).unwrap_or_default();
    let mut cut = 0;
    for row in &mut rows {
        if row.len() > columns {
            let end = text + row.len() - columns;
            let joined = row[text..=end].join(&joint);
            row.splice(text..=end, [joined]);
        }
        row.resize(columns, String::new());
        for cell in row {
            cut += usize::from(tidy(cell));
        }
    }
    Ok(Table { rows, columns, header, text, label, encoding, ragged, left_out, cut })
}

/// The separator that gives most of the first rows the same number of cells, more than one; of those
/// alike, the usual one. `None` if none does.
fn separator(text: &str, usual: char) -> Option<char> {
    let start = &text[..text.floor_char_boundary(SAMPLE_BYTES)];
    let agreement = |separator: char| {
        let rows = Rows::new(start, Some(separator)).take(SAMPLE);
        let mut counts: Vec<usize> = rows.map(|row| row.len()).collect();
        // The start may end within a row.
        if start.len() < text.len() && (2..SAMPLE).contains(&counts.len()) {
            counts.pop();
        }
        let most = most_frequent(counts.iter().copied());
        let same = counts.iter().filter(|&&count| count == most).count();
        let several = counts.iter().filter(|&&count| count > 1).count();
        // Unquoted separators in texts make counts differ; in a single column of texts, many have none.
        let fits = most > 1 && (2 * same >= counts.len() || 10 * several >= 9 * counts.len());
        fits.then(|| (1000 * same / counts.len(), separator == usual, separator))
    };
    let agreements = [',', ';', '\t', '|'].into_iter().filter_map(agreement);
    agreements.max_by_key(|&(same, is_usual, _)| (same, is_usual)).map(|(.., separator)| separator)
}

/// The most frequent of the counts; of those as frequent, the one that comes first. 0 if there is none.
fn most_frequent(counts: impl Iterator<Item = usize> + Clone) -> usize {
    let mut times = [0; COLUMNS + 2];
    for count in counts.clone() {
        times[count] += 1;
    }
    let most = times.iter().max();
    counts.into_iter().find(|&count| Some(&times[count]) == most).unwrap_or(0)
}

/// Removes white space around the text of a cell, and what is too long of it; says whether it was.
fn tidy(cell: &mut String) -> bool {
    let trimmed = cell.trim();
    let end = trimmed.char_indices().nth(CELL).map(|(end, _)| end);
    let kept = &trimmed[..end.unwrap_or(trimmed.len())];
    if kept.len() < cell.len() {
        *cell = kept.into();
    }
    end.is_some()
}
