//! Guesses which column of a table is what, from its names and what stands below them.

use std::collections::{HashMap, HashSet};

/// Names of columns with texts, the surest first.
const TEXTS: [&str; 28] = [
    "text",
    "texts",
    "sentence",
    "sentences",
    "utterance",
    "message",
    "messages",
    "review",
    "reviews",
    "review text",
    "comment",
    "comments",
    "tweet",
    "sms",
    "query",
    "request",
    "question",
    "phrase",
    "document",
    "body",
    "content",
    "email",
    "post",
    "feedback",
    "description",
    "headline",
    "title",
    "transcript",
];

/// Names of columns with labels, the surest first: words before the numbers that may stand for them.
const LABELS: [&str; 26] = [
    "label text",
    "label name",
    "class name",
    "category name",
    "label",
    "labels",
    "class",
    "classes",
    "category",
    "categories",
    "intent",
    "intents",
    "sentiment",
    "target",
    "topic",
    "tag",
    "emotion",
    "type",
    "kind",
    "group",
    "genre",
    "language",
    "spam",
    "rating",
    "stars",
    "score",
];

/// The longest that a column's name may be, in characters.
const NAME: usize = 40;

/// Rows that all have as many cells as there are columns.
pub(super) type Rows<'a> = [&'a [String]];

/// Whether some cell of a row is known to be the name of a column.
pub(super) fn names_a_column(row: &[String]) -> bool {
    row.iter().any(|cell| is_known(cell))
}

/// Whether the first row holds the names of the columns: short, no two alike, and either one of them
/// is known, or one differs from all that stands below it.
pub(super) fn header(rows: &Rows) -> bool {
    let Some((first, below)) = rows.split_first() else { return false };
    let names: Vec<&str> =
        first.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    let looks_like_name =
        |name: &&str| name.chars().count() <= NAME && !name.ends_with(['.', '!', '?']);
    if !names.iter().all(looks_like_name)
        || names.iter().collect::<HashSet<_>>().len() < names.len()
    {
        return false;
    }
    (0..first.len()).any(|at| {
        let name = first[at].trim();
        let below: Vec<&str> = column(below, at).collect();
        !name.is_empty()
            && !below.contains(&name)
            && (is_known(name) || !is_number(name) && all_numbers(&below) || all_recur(&below))
    })
}

/// The column with the texts, and the one with the labels if there is one.
pub(super) fn text_and_label(rows: &Rows, columns: usize, header: bool) -> (usize, Option<usize>) {
    let (names, below) = match rows.split_first() {
        Some((first, below)) if header => (*first, below),
        _ => (&[][..], rows),
    };
    let named = |known: &[&str]| {
        let place = |name| names.iter().position(|cell| plain(cell) == name);
        known.iter().find_map(|&name| place(name))
    };
    let label = named(&LABELS).filter(|_| columns > 1);
    let letters = |at| column(below, at).map(|cell| cell.chars().count()).sum::<usize>();
    // Of columns alike, the first.
    let longest =
        || (0..columns).rev().filter(|&at| Some(at) != label).max_by_key(|&at| letters(at));
    let text = named(&TEXTS).or_else(longest).unwrap_or(0);
    let fewest = || {
        let candidates = (0..columns).filter(|&at| at != text);
        let labels = candidates.filter_map(|at| Some((distinct(below, at)?, letters(at), at)));
        labels.min().map(|(.., at)| at)
    };
    (text, label.or_else(fewest))
}

/// How many values a column has, if they may be labels: from two to half as many as rows, in most
/// rows.
fn distinct(rows: &Rows, at: usize) -> Option<usize> {
    let values: Vec<&str> = column(rows, at).filter(|cell| !cell.is_empty()).collect();
    let distinct = values.iter().collect::<HashSet<_>>().len();
    (2 * values.len() >= rows.len() && (2..=values.len() / 2).contains(&distinct))
        .then_some(distinct)
}

fn column<'a>(rows: &'a Rows, at: usize) -> impl Iterator<Item = &'a str> {
    rows.iter().map(move |row| row[at].trim())
}

fn is_known(cell: &str) -> bool {
    let name = plain(cell);
    TEXTS.contains(&name.as_str()) || LABELS.contains(&name.as_str())
}

/// A name as it is compared: `Review_Text` and `review text` are the same.
fn plain(cell: &str) -> String {
    // Longer ones are no names, and may be as long as the file.
    let start: String = cell.trim().chars().take(NAME + 1).collect();
    start.to_lowercase().replace(['_', '-'], " ")
}

fn is_number(cell: &str) -> bool {
    cell.parse::<f64>().is_ok()
}

fn all_numbers(cells: &[&str]) -> bool {
    cells.len() > 1 && cells.iter().all(|cell| is_number(cell))
}

/// Whether every value is there at least twice, as labels mostly are.
fn all_recur(cells: &[&str]) -> bool {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for cell in cells.iter().filter(|cell| !cell.is_empty()) {
        *counts.entry(cell).or_default() += 1;
    }
    counts.len() > 1 && counts.values().all(|&count| count > 1)
}
