//! Guesses which column of a table is what, from its names and what stands below them.

use std::collections::{HashMap, HashSet};

use super::telling;

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

/// The longest that labels are on average, in characters: as long as names of classes.
const LABEL: usize = 60;

/// The most columns that are looked at for labels.
const CANDIDATES: usize = 8;

/// What it counts that a column is called as those with labels are, where 0.5 is that its values are told from the texts.
const NAMED: f64 = 0.3;

/// Rows that all have as many cells as there are columns.
pub(super) type Rows<'a> = [&'a [String]];

/// Whether some cell of a row is known to be the name of a column.
pub(super) fn names_a_column(row: &[String]) -> bool {
    row.iter().any(|cell| is_known(cell))
}

/// The most rows at the top that may be a title.
const TITLES: usize = 5;

/// Rows at the top that are a title and no part of the table: with one cell that says something each, above one whose
/// cells all do and name the columns.
pub(super) fn start(rows: &[Vec<String>]) -> usize {
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.trim().is_empty()).count();
    let titles = rows.iter().take(TITLES).take_while(|row| filled(row) == 1).count();
    match rows.get(titles) {
        Some(row) if row.len() > 1 && filled(row) == row.len() && names_a_column(row) => titles,
        _ => 0,
    }
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
    let place = |known: &[&str], at: usize| {
        let name = names.get(at).map(|cell| plain(cell))?;
        known.iter().position(|known| *known == name)
    };
    let named = |known: &[&str]| {
        let places = (0..columns).filter_map(|at| Some((place(known, at)?, at)));
        places.min().map(|(_, at)| at)
    };
    let letters = |at| column(below, at).map(|cell| cell.chars().count()).sum::<usize>();
    let sure = named(&LABELS).filter(|_| columns > 1);
    // Of columns alike, the first.
    let longest =
        || (0..columns).rev().filter(|&at| Some(at) != sure).max_by_key(|&at| letters(at));
    let text = named(&TEXTS).or_else(longest).unwrap_or(0);
    let candidates = (0..columns).filter(|&at| at != text).filter_map(|at| {
        let name = place(&LABELS, at);
        let distinct = distinct(below, at);
        let is_short = letters(at) <= LABEL * below.len();
        (name.is_some() || (distinct.is_some() && is_short)).then_some(Candidate {
            at,
            name,
            is_number: column(below, at).all(is_number),
            distinct: distinct.unwrap_or(usize::MAX),
            letters: letters(at),
        })
    });
    (text, likeliest(below, text, candidates.collect()))
}

/// A column that may hold the labels.
struct Candidate {
    at: usize,
    /// Its place among the names that columns with labels have.
    name: Option<usize>,
    is_number: bool,
    distinct: usize,
    letters: usize,
}

/// The column that likely holds the labels: one whose name says so, or whose values are told from the words of the
/// texts; best both. Of those alike the one with the surest name, words before numbers, the fewest values.
fn likeliest(rows: &Rows, text: usize, mut candidates: Vec<Candidate>) -> Option<usize> {
    // So that many columns take no longer than few.
    candidates.sort_by_key(|it| (it.name.is_none(), it.name, it.distinct));
    candidates.truncate(CANDIDATES);
    let is_alone = candidates.len() < 2;
    let says = |it: &Candidate| {
        let cells = rows.iter().map(|row| (row[text].as_str(), row[it.at].trim()));
        let cells: Vec<_> = cells.filter(|(_, value)| !value.is_empty()).collect();
        // Which language a text is in is told better than what it is about: beyond half, more says no more.
        let told = if is_alone { 0.0 } else { telling::told(&cells).min(0.5) };
        told + if it.name.is_some() { NAMED } else { 0.0 }
    };
    let said: Vec<f64> = candidates.iter().map(says).collect();
    let best = said.iter().copied().fold(0.0, f64::max);
    let near = candidates.iter().zip(said).filter(|(_, said)| *said >= best - 0.1);
    let order =
        |it: &Candidate| (it.name.is_none(), it.name, it.is_number, it.distinct, it.letters, it.at);
    near.map(|(it, _)| it).min_by_key(|it| order(it)).map(|it| it.at)
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
