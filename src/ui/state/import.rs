//! Texts from a file on their way to becoming examples: what each column is can be changed first.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use super::State;
use super::project::{Project, class_name, plain_name, shortened};
use crate::error::Result;
use crate::protocol::{ClassId, Command, Drawn, FileRef, Input, RequestId, Table, TextEncoding};
use crate::words::{count, number, say_count, say_with};

/// Rows that are shown before they become examples.
const PREVIEW: usize = 4;

/// The most rows at the top that one can say are no part of a table.
const MOST_TITLES: usize = 20;

/// Letters that are kept of a name that is taken, before its number.
const ROOM_FOR_NUMBER: usize = 52;

/// Labels of which is said how many rows are taken.
const LABELS_SAID: usize = 6;

/// What a file of texts is given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// Examples of the classes that it names.
    Teach,
    /// Examples of this class.
    Class(ClassId),
    /// Texts to be told apart.
    Sort,
}

/// Where the texts of a file go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Each into the class that this column names.
    Column(usize),
    /// All into this class.
    Class(ClassId),
    /// Into none: they are told apart.
    Sorting,
}

/// Files of texts on their way, the one that is shown first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Imports {
    /// Those that were not looked at yet, each with what it was given for.
    waiting: VecDeque<(FileRef, Goal)>,
    /// The one that is being read.
    reading: Option<Reading>,
    /// The one that is shown.
    pub shown: Option<Import>,
    /// What became of the last one.
    pub done: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
struct Reading {
    request: RequestId,
    file: FileRef,
    goal: Goal,
}

/// A file of texts that is shown before it becomes examples.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// The file's name.
    pub name: String,
    /// What is in it.
    pub table: Arc<Table>,
    /// Rows at the top that are no part of the table.
    pub start: usize,
    /// Whether the first row after them holds the columns' names.
    pub header: bool,
    /// The column with the texts.
    pub text: usize,
    /// Where they go.
    pub target: Target,
}

impl Imports {
    /// The name of the file that is being read.
    pub fn reading(&self) -> Option<&str> {
        self.reading.as_ref().map(|reading| reading.file.name.as_str())
    }
}

impl Import {
    /// The name of a column: its own, or its number.
    pub fn column(&self, column: usize) -> String {
        let named = self.table.rows.get(self.start).filter(|_| self.header);
        let name = named.and_then(|row| row.get(column)).filter(|name| !name.is_empty());
        name.cloned().unwrap_or_else(|| say_with("import.column", &[&(column + 1).to_string()]))
    }

    /// Takes the texts from this column; what named their classes before cannot be the same one.
    pub fn choose_text(&mut self, column: usize) {
        if self.target == Target::Column(column) {
            self.target = Target::Column(self.text);
        }
        self.text = column;
    }

    /// The rows that hold texts.
    fn rows(&self) -> &[Vec<String>] {
        self.table.rows.get(self.start + usize::from(self.header)..).unwrap_or_default()
    }

    /// The most rows at the top that may be no part of the table: one is left.
    pub fn last_start(&self) -> usize {
        self.table.rows.len().saturating_sub(1 + usize::from(self.header)).min(MOST_TITLES)
    }

    /// Has the table begin after so many rows.
    pub fn begin_after(&mut self, rows: usize) {
        self.start = rows.min(self.last_start());
    }

    /// The first few rows that hold texts.
    pub fn preview(&self) -> &[Vec<String>] {
        &self.rows()[..self.rows().len().min(PREVIEW)]
    }

    /// The texts with the labels that they go to, if a column names those. Rows that lack either are
    /// left out.
    fn texts(&self) -> Vec<(&str, Option<&str>)> {
        let cell = |row: &'_ Vec<String>, column: usize| row.get(column).map(String::len);
        let full = |row: &&Vec<String>, column| cell(row, column).is_some_and(|length| length > 0);
        let with_text = self.rows().iter().filter(|row| full(row, self.text));
        match self.target {
            Target::Class(_) | Target::Sorting => {
                with_text.map(|row| (row[self.text].as_str(), None)).collect()
            }
            Target::Column(label) => with_text
                .filter(|row| full(row, label))
                .map(|row| (row[self.text].as_str(), Some(row[label].as_str())))
                .collect(),
        }
    }

    /// Adds the texts to a project, if there are any. Empty classes make place for those that the file names, but for
    /// the awaited.
    fn add_to(&self, project: &mut Project, awaited: &BTreeSet<ClassId>) {
        let texts = self.texts();
        if texts.is_empty() {
            return;
        }
        project.rows_left_out += self.unused(texts.len()) + self.table.left_out;
        match self.target {
            Target::Column(_) => {
                project.make_place(awaited);
                let Labels { classes, of, .. } = Labels::of(&texts);
                let ids: Vec<ClassId> =
                    classes.iter().map(|name| project.class_alike(name)).collect();
                for (text, label) in texts {
                    let place = label.and_then(|label| of.get(label));
                    if let Some(&id) = place.and_then(|&place| ids.get(place)) {
                        project.add_examples(id, [Input::Text(shortened(text))]);
                    }
                }
            }
            Target::Class(class) => {
                // It was removed meanwhile, or there never was one.
                let is_there = project.class(class).is_some();
                let class = if is_there { class } else { project.add_class() };
                let texts = texts.into_iter().map(|(text, _)| Input::Text(shortened(text)));
                project.add_examples(class, texts);
            }
            Target::Sorting => {}
        }
    }

    /// How many rows lack what would make a text of them, with so many texts.
    fn unused(&self, texts: usize) -> usize {
        self.rows().len() - texts
    }

    /// What adding it will do: "Add 120 examples to 3 classes".
    pub fn offer(&self) -> String {
        let texts = self.texts();
        match self.target {
            Target::Class(_) => count("import.add", texts.len()),
            Target::Sorting => count("import.sort", texts.len()),
            Target::Column(_) => {
                let classes = count("classes-counted", Labels::of(&texts).classes.len());
                say_count("import.add-to", texts.len(), &[&classes])
            }
        }
    }

    /// How many rows are left out, and of which labels how many are here.
    fn share_taken(&self, left_out: usize) -> String {
        let Table { drawn, label, .. } = &*self.table;
        let taken = number(self.rows().len() as u64);
        let said = say_count("import.left-out", left_out, &[&taken]);
        let labelled: Vec<&Drawn> = drawn.iter().filter(|it| !it.label.is_empty()).collect();
        // It was taken by the labels of the column that was guessed.
        if labelled.is_empty() || label.map(Target::Column) != Some(self.target) {
            return said;
        }
        let share = |it: &&Drawn| {
            let numbers = [it.taken, it.of].map(|count| number(count as u64));
            say_with("import.share", &[&class_name(&it.label), &numbers[0], &numbers[1]])
        };
        let mut shares: Vec<String> = labelled.iter().take(LABELS_SAID).map(share).collect();
        let others = labelled.len() - shares.len();
        shares.extend((others > 0).then(|| count("import.more-labels", others)));
        format!("{said} {}", say_with("import.shares", &[&shares.join(", ")]))
    }

    /// What was not plain about the file, a sentence each.
    pub fn remarks(&self) -> Vec<String> {
        let Table { ragged, left_out, cut, encoding, within, controls, .. } = *self.table;
        let mut remarks = Vec::new();
        if self.start > 0 {
            remarks.push(count("import.titles", self.start));
        }
        let unused = self.unused(self.texts().len());
        if unused > 0 {
            remarks.push(count("import.unused", unused));
        }
        if ragged > 0 {
            remarks.push(count("import.ragged", ragged));
        }
        if left_out > 0 {
            remarks.push(self.share_taken(left_out));
        }
        let joined = Labels::of(&self.texts()).joined;
        if let Some([one, other]) = joined.first() {
            let names = [one, other].map(|label| class_name(label));
            remarks.push(say_count("import.joined", joined.len(), &[&names[0], &names[1]]));
        }
        if within > 0 {
            remarks.push(count("import.within", within));
        }
        if controls > 0 {
            remarks.push(count("import.controls", controls));
        }
        if cut > 0 {
            remarks.push(count("import.cut", cut));
        }
        let name = match encoding {
            TextEncoding::Utf8 => None,
            TextEncoding::Utf16LittleEndian | TextEncoding::Utf16BigEndian => Some("UTF-16"),
            TextEncoding::Windows1252 => Some("Windows-1252"),
        };
        remarks.extend(name.map(|name| say_with("import.encoding", &[name])));
        remarks
    }
}

/// The labels of a file as classes: those that differ in case or blanks alone are one.
struct Labels<'a> {
    /// The name of each class.
    classes: Vec<String>,
    /// The class of each label, by its place.
    of: HashMap<&'a str, usize>,
    /// Labels that are written otherwise than the first of their class, each after that.
    joined: Vec<[&'a str; 2]>,
}

impl<'a> Labels<'a> {
    fn of(texts: &[(&'a str, Option<&'a str>)]) -> Self {
        let mut labels = Self { classes: Vec::new(), of: HashMap::new(), joined: Vec::new() };
        let mut known: HashMap<String, (usize, &str)> = HashMap::new();
        for label in texts.iter().filter_map(|(_, label)| *label) {
            if labels.of.contains_key(label) {
                continue;
            }
            let place = match known.get(&plain_name(label)) {
                Some(&(place, first)) => {
                    labels.joined.push([first, label]);
                    place
                }
                None => {
                    let place = labels.classes.len();
                    labels.classes.push(labels.free(label));
                    known.insert(plain_name(label), (place, label));
                    place
                }
            };
            labels.of.insert(label, place);
        }
        labels
    }

    /// A name for a label that no other class has: of very long ones only parts are kept, which may be alike.
    fn free(&self, label: &str) -> String {
        let name = class_name(label);
        let is_taken = |name: &String| self.classes.contains(name);
        if !is_taken(&name) {
            return name;
        }
        // With room for the number, or it would be shortened once more.
        let start: String = name.chars().take(ROOM_FOR_NUMBER).collect();
        let numbered = (2..).map(|number: usize| format!("{} ({number})", start.trim_end()));
        // There are more numbers than classes, so one is free.
        numbered.into_iter().find(|name| !is_taken(name)).unwrap_or_default()
    }
}

impl State {
    /// Reads files of texts, one after the other: into a class, or into those that they name.
    pub fn import(&mut self, files: Vec<FileRef>, into: Option<ClassId>) -> Vec<Command> {
        self.read_tables(files, into.map_or(Goal::Teach, Goal::Class))
    }

    /// Reads files of texts, one after the other.
    pub(super) fn read_tables(&mut self, files: Vec<FileRef>, goal: Goal) -> Vec<Command> {
        self.imports.done = None;
        self.imports.waiting.extend(files.into_iter().map(|file| (file, goal)));
        self.next_import()
    }

    /// Reads the next file, unless one is being read or shown.
    fn next_import(&mut self) -> Vec<Command> {
        if self.imports.reading.is_some() || self.imports.shown.is_some() {
            return Vec::new();
        }
        let Some((file, goal)) = self.imports.waiting.pop_front() else { return Vec::new() };
        let request = self.next_request();
        self.imports.reading = Some(Reading { request, file: file.clone(), goal });
        self.lifeline.when_ready(Command::ReadTable { request, file })
    }

    /// Reads once more what another worker was reading.
    pub(super) fn import_again(&mut self) {
        if let Some(Reading { file, goal, .. }) = self.imports.reading.take() {
            self.imports.waiting.push_front((file, goal));
        }
    }

    pub(super) fn briefed_import(&mut self) -> Vec<Command> {
        self.next_import()
    }

    /// A file has been read. One column for one class needs no questions.
    pub(super) fn table_read(&mut self, request: RequestId, table: Result<Table>) -> Vec<Command> {
        let awaited = |reading: &mut Reading| reading.request == request;
        let Some(Reading { file, goal, .. }) = self.imports.reading.take_if(awaited) else {
            return Vec::new();
        };
        self.released.push(file.url);
        let table = match table {
            Ok(table) => table,
            Err(error) => {
                self.warn(error);
                return self.next_import();
            }
        };
        let classes = &self.project().classes;
        let first = classes.first().map(|class| class.id).unwrap_or_default();
        let target = match (goal, table.label) {
            (Goal::Sort, _) => Target::Sorting,
            // Wherever it was dropped, it says itself what its texts are.
            (_, Some(label)) => Target::Column(label),
            (Goal::Class(class), None) if self.project().class(class).is_some() => {
                Target::Class(class)
            }
            (_, None) => Target::Class(first),
        };
        let simple = table.columns == 1
            && (goal == Goal::Sort
                || matches!(target, Target::Class(id) if goal == Goal::Class(id)));
        self.imports.shown = Some(Import {
            name: file.name,
            start: table.start,
            header: table.header,
            text: table.text,
            target,
            table: Arc::new(table),
        });
        if simple { self.finish_import() } else { Vec::new() }
    }

    /// Changes what the columns of the file that is shown are.
    pub fn change_import(&mut self, change: impl FnOnce(&mut Import)) {
        if let Some(import) = &mut self.imports.shown {
            change(import);
        }
    }

    /// Leaves the file that is shown.
    pub fn cancel_import(&mut self) -> Vec<Command> {
        self.imports.shown = None;
        self.next_import()
    }

    /// Whether the texts of the file that is shown had better be sorted: it says nothing of their classes, and there is
    /// a head that can.
    pub fn had_better_sort(&self) -> bool {
        let is_bare = |import: &Import| import.table.label.is_none();
        self.trained().is_some() && self.imports.shown.as_ref().is_some_and(is_bare)
    }

    /// Sorts the texts in the file that is shown, and teaches nothing. Where a column has labels, that is a test.
    pub fn sort_import(&mut self) -> Vec<Command> {
        let Some(import) = self.imports.shown.take() else { return Vec::new() };
        let texts = import.texts();
        let asked = self.sort_texts(&texts);
        let mut commands = self.or_warn(asked);
        if !commands.is_empty() {
            self.imports.done = Some(say_count("import.sorted", texts.len(), &[&import.name]));
        }
        commands.extend(self.next_import());
        commands
    }

    /// Makes examples of the texts in the file that is shown, or sorts them. Classes that are named and not there yet
    /// are added; empty ones that nobody has named make place for them.
    pub fn finish_import(&mut self) -> Vec<Command> {
        if self.imports.shown.as_ref().is_some_and(|import| import.target == Target::Sorting) {
            return self.sort_import();
        }
        let Some(import) = self.imports.shown.take() else { return Vec::new() };
        let awaited = self.awaited_classes();
        let before = self.project().total();
        let mut commands = self.edit(|project| import.add_to(project, &awaited));
        let added = self.project().total() - before;
        self.imports.done = Some(say_count("import.added", added, &[&import.name]));
        commands.extend(self.next_import());
        commands
    }
}
