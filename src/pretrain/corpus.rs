//! Books to learn a language from: Markdown or plain text, cleaned and divided into sentences.
//!
//! Some books are held out as a whole, by the hash of their path, so that figures are of books no line
//! of which was ever trained on.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use lzma_rust2::XzReader;

use crate::formats::digest::Digest;

/// A book, cleaned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// Its path in the archive or folder.
    pub path: String,
    /// Its sentences in order.
    pub sentences: Vec<Sentence>,
}

/// A sentence, which is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its text on one line.
    pub text: String,
    /// Whether a paragraph begins with it.
    pub opens: bool,
}

impl Sentence {
    /// Its text after what stands between it and the sentence before: a space or a new line.
    pub fn spaced(&self) -> String {
        format!("{}{}", if self.opens { '\n' } else { ' ' }, self.text)
    }
}

/// All books that were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corpus {
    /// Those to learn from, in the order of their paths.
    pub training: Vec<Book>,
    /// Those to measure with.
    pub held_out: Vec<Book>,
}

/// One book in so many is held out; two at least, since passages of two are told apart.
const HELD_OUT: usize = 16;

/// Files larger than this are left out: no book is that large.
const LIMIT: u64 = 32 * 1024 * 1024;

impl Corpus {
    /// Reads `.md` and `.txt` files, folders of them at any depth, and `.tar.xz` archives.
    ///
    /// # Errors
    /// If one cannot be read, or there are fewer than four books.
    pub fn read(paths: &[PathBuf]) -> Result<Self> {
        let mut texts = Vec::new();
        for path in paths {
            let doing = || format!("reading texts from {}", path.display());
            if path.is_dir() {
                folder(path, path, &mut texts).with_context(doing)?;
            } else if is_text(path) {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                texts.push((name, std::fs::read(path).with_context(doing)?));
            } else {
                archive(path, &mut texts).with_context(doing)?;
            }
        }
        texts.sort();
        let books = texts.into_iter().map(|(path, bytes)| Book {
            path,
            sentences: sentences(&String::from_utf8_lossy(&bytes)),
        });
        Self::divide(books.filter(|book| !book.sentences.is_empty()).collect())
    }

    /// Holds some books out: those whose paths have the smallest hashes.
    ///
    /// # Errors
    /// If there are fewer than four.
    pub fn divide(books: Vec<Book>) -> Result<Self> {
        ensure!(books.len() > 3, "it takes at least four books, two of which are held out");
        let hash = |path: &str| {
            let mut digest = Digest::default();
            digest.update(path.as_bytes());
            digest.finish()
        };
        let mut hashes: Vec<String> = books.iter().map(|book| hash(&book.path)).collect();
        hashes.sort();
        let last = hashes[(books.len() / HELD_OUT).max(2) - 1].clone();
        let (held_out, training) =
            books.into_iter().partition::<Vec<_>, _>(|book| hash(&book.path) <= last);
        eprintln!("{} books to learn from, {} held out:", training.len(), held_out.len());
        held_out.iter().for_each(|book| eprintln!("  {}", book.path));
        Ok(Self { training, held_out })
    }
}

fn is_text(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md" || extension == "txt")
}

fn folder(root: &Path, path: &Path, texts: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        if entry.path().is_dir() {
            folder(root, &entry.path(), texts)?;
        } else if is_text(&entry.path()) && entry.metadata()?.len() <= LIMIT {
            let name = entry.path().strip_prefix(root)?.to_string_lossy().into_owned();
            texts.push((name, std::fs::read(entry.path())?));
        }
    }
    Ok(())
}

fn archive(path: &Path, texts: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    let reader = XzReader::new(BufReader::new(File::open(path)?), true);
    let mut archive = tar::Archive::new(reader);
    for entry in archive.entries()? {
        let entry = entry?;
        let path = entry.path()?.into_owned();
        if is_text(&path) {
            let mut bytes = Vec::new();
            entry.take(LIMIT).read_to_end(&mut bytes)?;
            texts.push((path.to_string_lossy().trim_start_matches("./").to_string(), bytes));
        }
    }
    Ok(())
}

/// The sentences of a Markdown text, without its headings, rules, tables and marks.
fn sentences(text: &str) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut paragraph = String::new();
    for line in text.lines().chain(std::iter::once("")) {
        let line = line.trim();
        if line.is_empty() || is_layout(line) {
            divide_sentences(&paragraph, &mut sentences);
            paragraph.clear();
        } else {
            clean(line.trim_start_matches(['>', ' ']), &mut paragraph);
        }
    }
    sentences
}

/// Headings, rules, tables, pictures and what stands in angle brackets.
fn is_layout(line: &str) -> bool {
    line.starts_with(['#', '|', '!', '<']) || !line.chars().any(char::is_alphanumeric)
}

/// Appends a line without marks of emphasis and the addresses of links, with plain quotes.
fn clean(line: &str, paragraph: &mut String) {
    if !paragraph.is_empty() {
        paragraph.push(' ');
    }
    let mut rest = line.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            '*' | '_' | '[' | '\\' | '`' => {}
            ']' if rest.peek() == Some(&'(') => while rest.next().is_some_and(|c| c != ')') {},
            ']' => {}
            '“' | '”' | '„' => paragraph.push('"'),
            '‘' | '’' => paragraph.push('\''),
            '\u{a0}' | '\t' => paragraph.push(' '),
            other => paragraph.push(other),
        }
    }
}

/// What a full stop after it does not end a sentence by.
const TITLES: [&str; 9] = ["Mr", "Mrs", "Dr", "St", "M", "Mme", "Messrs", "Prof", "Rev"];

/// A sentence ends with a mark, and with quotes after it, before a space and a capital letter or quote.
fn divide_sentences(paragraph: &str, sentences: &mut Vec<Sentence>) {
    let mut start = 0;
    let mut add = |part: &str, start: usize| {
        let text = part.trim().to_string();
        sentences.push(Sentence { text, opens: start == 0 });
    };
    let mut letters = paragraph.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if !matches!(letter, '.' | '!' | '?') {
            continue;
        }
        let word = paragraph[start..at].rsplit(|c: char| !c.is_alphanumeric()).next();
        if letter == '.' && word.is_some_and(|word| TITLES.contains(&word)) {
            continue;
        }
        while letters.next_if(|(_, letter)| matches!(letter, '"' | '\'' | ')')).is_some() {}
        let Some(&(end, ' ')) = letters.peek() else { continue };
        let next = paragraph[end..].trim_start().chars().next();
        if next.is_some_and(|next| next.is_uppercase() || matches!(next, '"' | '\'')) {
            add(&paragraph[start..end], start);
            start = end;
        }
    }
    let last = &paragraph[start..];
    if !last.trim().is_empty() {
        add(last, start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_divided_and_marks_taken_off() {
        let text = "# Title\n\n> “Is it _you_,” said Mr. Fox, “at\n last?” He [smiled](http://a.b/c).\n\
                    \n-------\n\nNo. It was e.g. the other.";
        let sentences = sentences(text);
        let found: Vec<_> = sentences.iter().map(|one| (one.text.as_str(), one.opens)).collect();
        assert_eq!(
            found,
            [
                ("\"Is it you,\" said Mr. Fox, \"at last?\"", true),
                ("He smiled.", false),
                ("No.", true),
                ("It was e.g. the other.", false)
            ]
        );
    }

    #[test]
    fn the_same_books_are_always_held_out() {
        let book = |index: usize| Book {
            path: format!("{index}.md"),
            sentences: vec![Sentence { text: format!("Book {index}."), opens: true }],
        };
        let books: Vec<Book> = (0..32).map(book).collect();
        let corpus = Corpus::divide(books.clone()).expect("there are enough");
        assert_eq!((corpus.training.len(), corpus.held_out.len()), (30, 2));
        let mut reversed = books;
        reversed.reverse();
        let again = Corpus::divide(reversed).expect("there are enough");
        assert!(corpus.held_out.iter().all(|book| again.held_out.contains(book)));
        assert!(Corpus::divide((0..3).map(book).collect()).is_err());
    }
}
