//! Files of texts to rows and columns, and guesses which column is what.

mod cells;
mod drawn;
mod guess;
mod json;
mod marked;
mod telling;

use cells::Rows;

use crate::error::{FileError, Kind};
use crate::formats::text;
use crate::protocol::Table;

/// The most rows that are taken of a file: of more, those that are chosen among [`LOOKED`].
pub const ROWS: usize = 5_000;

/// The most rows that are looked at.
pub const LOOKED: usize = 100_000;

/// The most cells that are looked at, so that memory stays in proportion to what a page needs.
const CELLS: usize = 1_000_000;

/// The most characters of a cell that are kept.
pub const CELL: usize = 20_000;

/// The most columns that are read.
pub const COLUMNS: usize = 100;

/// Rows that the separator is guessed from.
const SAMPLE: usize = 50;

/// Bytes that these rows are looked for in.
const SAMPLE_BYTES: usize = 1 << 18;

/// Reads a file of texts: `.csv` and `.tsv` by their separator, which is guessed; JSON by its fields; of any other, every
/// line is a text, unless it is plainly a table too, by tabs or by the labels that fastText puts before texts.
///
/// A row with too many cells keeps its surplus in the text, whose separators are the likeliest to
/// lack quotes.
///
/// # Errors
/// Those of [`text::decode`]; [`FileError::NoRows`]; [`FileError::TooManyColumns`]; [`FileError::BrokenJson`].
pub fn read(name: &str, bytes: &[u8]) -> Result<Table, Kind> {
    let text::Decoded { text, encoding, dropped } = text::decode(bytes)?;
    let ending = name.rsplit_once('.').map_or_else(String::new, |(_, end)| end.to_lowercase());
    let Sheet { mut rows, beyond, within, form } = sheet(&ending, &text)?;
    let (columns, start) = columns(&rows, form)?;
    let is_whole = |row: &&[String]| row.len() == columns;
    let whole: Vec<&[String]> = rows[start..].iter().map(Vec::as_slice).filter(is_whole).collect();
    // From everywhere in the file, the first among them.
    let whole: Vec<&[String]> =
        whole.iter().copied().step_by(whole.len().div_ceil(ROWS).max(1)).collect();
    let header = match form {
        Form::Named => true,
        Form::Marked | Form::Lines => false,
        _ => rows[start].len() == columns && guess::header(&whole),
    };
    if rows.len() == start + usize::from(header) {
        return Err(Kind::File(FileError::NoRows));
    }
    let (text, label) = match form {
        Form::Marked => (0, Some(1)),
        _ => guess::text_and_label(&whole, columns, header),
    };
    let top = start + usize::from(header);
    let all = rows.len() - top;
    let mut drawn = Vec::new();
    if all > ROWS {
        let places;
        (places, drawn) = drawn::chosen(&rows[top..], label, ROWS);
        let taken: Vec<_> =
            places.into_iter().map(|at| std::mem::take(&mut rows[top + at])).collect();
        rows.truncate(top);
        rows.extend(taken);
    }
    let left_out = beyond + all - (rows.len() - top);
    let ragged = rows[start..].iter().filter(|row| row.len() != columns).count();
    let joint = form.separator().map(String::from).unwrap_or_default();
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
    Ok(Table {
        rows,
        columns,
        header,
        text,
        label,
        encoding,
        start,
        ragged,
        left_out,
        drawn,
        cut,
        within,
        controls: dropped,
    })
}

/// The rows of a file, before anything is guessed of them.
struct Sheet {
    rows: Vec<Vec<String>>,
    /// Rows beyond those.
    beyond: usize,
    /// Lines of the file that are in cells.
    within: usize,
    form: Form,
}

/// How a file says what is a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// By names, which are its first row.
    Named,
    /// By lists.
    Listed,
    /// By what stands between them.
    Cells(char),
    /// Each row is one, perhaps in quotes; this would stand between them.
    Column(char),
    /// By labels before the texts.
    Marked,
    /// Each line is a text.
    Lines,
}

impl Form {
    fn separator(self) -> Option<char> {
        match self {
            Self::Cells(separator) | Self::Column(separator) => Some(separator),
            _ => None,
        }
    }
}

fn sheet(ending: &str, text: &str) -> Result<Sheet, Kind> {
    if let Some(json::Found { rows, named, beyond }) = json::rows(ending, text)? {
        let form = if named { Form::Named } else { Form::Listed };
        return Ok(Sheet { rows, beyond, within: 0, form });
    }
    let usual = match ending {
        "csv" => Some(','),
        "tsv" => Some('\t'),
        _ => None,
    };
    if usual.is_none()
        && let Some(mut all) = marked::rows(text)
    {
        let rows = all.by_ref().take(LOOKED).collect();
        return Ok(Sheet { rows, beyond: all.count(), within: 0, form: Form::Marked });
    }
    let (declared, text) = declared(text);
    let guessed = declared.or_else(|| match usual {
        Some(usual) => separator(text, usual),
        None => has_tabs(text).then_some('\t'),
    });
    // Where none stands out there is one column, whose cells may have quotes all the same.
    let mut all = Rows::new(text, guessed.or(usual));
    let mut cells = 0;
    let mut rows: Vec<Vec<String>> = Vec::new();
    while rows.len() < LOOKED && cells < CELLS {
        let Some(row) = all.next() else { break };
        cells += row.len();
        rows.push(row);
    }
    let beyond = all.by_ref().count();
    let within = all.within();
    let form = match (guessed, usual) {
        (Some(separator), _) => Form::Cells(separator),
        (None, Some(usual)) => Form::Column(usual),
        (None, None) => Form::Lines,
    };
    Ok(Sheet { rows, beyond, within, form })
}

/// The separator that the first line names, as Excel has it, `sep=;`, and what comes after it.
fn declared(text: &str) -> (Option<char>, &str) {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let line = line.trim_matches(['\r', '"']);
    let named =
        line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).map(|_| &line[4..]);
    let mut letters = named.unwrap_or_default().chars();
    match (letters.next(), letters.next()) {
        // A separator is one byte.
        (Some(separator), None) if separator.is_ascii() => (Some(separator), rest),
        _ => (None, text),
    }
}

/// Whether a file that does not say so is a table by its tabs: nearly all of its first lines have as many, and at least one.
fn has_tabs(text: &str) -> bool {
    let counts = text.lines().filter(|line| !line.trim().is_empty()).take(SAMPLE);
    let counts: Vec<usize> = counts.map(|line| line.matches('\t').count()).collect();
    let most = most_frequent(counts.iter().map(|&count| count.min(COLUMNS)));
    let same = counts.iter().filter(|&&count| count == most).count();
    counts.len() > 1 && most > 0 && 10 * same >= 9 * counts.len()
}

/// How many columns there are, and how many rows at the top are no part of the table.
fn columns(rows: &[Vec<String>], form: Form) -> Result<(usize, usize), Kind> {
    if rows.is_empty() {
        return Err(Kind::File(FileError::NoRows));
    }
    let names = |row: &[String]| row.len() > 1 && guess::names_a_column(row);
    let start = match form {
        Form::Cells(_) => guess::start(rows),
        _ => 0,
    };
    let columns = match form {
        Form::Lines | Form::Column(_) => 1,
        // There are as many as there are names, even where most texts have separators in them.
        _ if names(&rows[start]) => rows[start].len(),
        _ => most_frequent(rows.iter().map(Vec::len)),
    };
    if columns > COLUMNS {
        return Err(Kind::File(FileError::TooManyColumns { limit: COLUMNS }));
    }
    Ok((columns, start))
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
