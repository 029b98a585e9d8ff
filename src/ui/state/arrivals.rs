//! Folders and zips on their way to becoming examples: which class each of their files belongs to.

use std::collections::{BTreeMap, BTreeSet};

use super::project::class_name;
use super::{Removed, State};
use crate::error::{ArrivalError, Doing, Error, Result};
use crate::protocol::{Brought, ClassId, Command, ExampleId, FileRef, Input, Modality, RequestId};
use crate::ui::state::one_by_one::set;
use crate::words::{self, say, say_with};

/// The folders that people divide their examples into, which are no classes.
const PARTS: [&str; 8] =
    ["train", "training", "test", "testing", "val", "valid", "validation", "eval"];

/// What takes what is brought in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sink {
    /// A class: examples of it.
    Class(ClassId),
    /// The trial: something to be told apart.
    Trial,
    /// The studio: examples of whichever class they name.
    Page,
}

/// Folders and zips on their way.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Arrivals {
    /// Zips that the keeper looks into, in the order they came.
    zips: Vec<Arrival>,
    /// Folders that the page looks into.
    folders: usize,
    /// Pictures of which nobody knows what they are for.
    pub(super) loose: Vec<FileRef>,
    /// What became of the last ones.
    pub done: Option<String>,
}

/// A zip that the keeper looks into.
#[derive(Debug, Clone, PartialEq)]
struct Arrival {
    request: RequestId,
    file: FileRef,
    into: Sink,
}

impl Arrivals {
    /// What is looked into at the moment, in words.
    pub fn words(&self) -> Option<String> {
        match self.zips.first() {
            Some(zip) => Some(say_with("arrivals.looking-into", &[&zip.file.name])),
            None => (self.folders > 0).then(|| say("arrivals.looking").to_owned()),
        }
    }
}

/// The class that each of these files belongs to, by the folders that they are in: the first below those that all of
/// them are in; or the last of these, for files that are in no other. Those in no folder have none.
fn labels(folders: &[&str]) -> Vec<String> {
    let paths: Vec<Vec<&str>> = folders.iter().map(|folder| parts(folder)).collect();
    let mut common = paths.first().cloned().unwrap_or_default();
    for path in &paths {
        let same = path.iter().zip(&common).take_while(|(one, other)| one == other).count();
        common.truncate(same);
    }
    let is_part = |path: &Vec<&str>| {
        path.get(common.len())
            .is_none_or(|name| PARTS.iter().any(|it| name.eq_ignore_ascii_case(it)))
    };
    let below = common.len() + usize::from(paths.iter().all(is_part));
    let label = |path: Vec<&str>| {
        let label = path.get(below).or(common.last());
        label.copied().unwrap_or_default().to_owned()
    };
    paths.into_iter().map(label).collect()
}

fn parts(folder: &str) -> Vec<&str> {
    folder.split('/').filter(|part| !part.is_empty()).collect()
}

/// Whether a file says that it is a zip.
fn is_zip(file: &FileRef) -> bool {
    file.name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("zip"))
}

impl State {
    /// Takes files in, into a class, into those that their folders name, or to be tried. Zips are looked into first.
    pub fn bring(&mut self, brought: Vec<Brought>, into: Sink) -> Vec<Command> {
        self.arrivals.done = None;
        let (zips, files): (Vec<_>, Vec<_>) =
            brought.into_iter().partition(|it| it.folder.is_empty() && is_zip(&it.file));
        for Brought { file, .. } in zips {
            let request = self.next_request();
            self.order_look(request, file.clone());
            self.arrivals.zips.push(Arrival { request, file, into });
        }
        self.take_brought(files, into, "")
    }

    /// Takes files in. Those that are in no folder belong to the class of the name of what they were in.
    fn take_brought(&mut self, files: Vec<Brought>, into: Sink, within: &str) -> Vec<Command> {
        if files.is_empty() {
            return Vec::new();
        }
        let alone = |files: Vec<Brought>| files.into_iter().map(|brought| brought.file).collect();
        match (into, self.modality) {
            (Sink::Trial, Modality::Pictures) => return self.try_brought(files),
            (Sink::Trial, Modality::Texts) => {
                let asked = self.sort_tables(alone(files));
                return self.or_warn(asked);
            }
            // What a file of texts belongs to, its columns say.
            (Sink::Class(class), Modality::Texts) => return self.import(alone(files), Some(class)),
            (Sink::Page, Modality::Texts) => return self.import(alone(files), None),
            (Sink::Class(class), Modality::Pictures) => return self.add_files(class, alone(files)),
            (Sink::Page, Modality::Pictures) => {}
        }
        let labels = labels(&files.iter().map(|it| it.folder.as_str()).collect::<Vec<_>>());
        let mut classes: BTreeMap<String, Vec<Input>> = BTreeMap::new();
        let mut homeless = Vec::new();
        for (Brought { file, .. }, label) in files.into_iter().zip(labels) {
            let label = if label.is_empty() { within } else { &label };
            match class_name(label) {
                name if name.is_empty() => homeless.push(file),
                name => classes.entry(name).or_default().push(Input::Picture(file)),
            }
        }
        self.ask_about(homeless);
        let awaited = self.awaited_classes();
        let (count, named) = (classes.values().map(Vec::len).sum::<usize>(), classes.len());
        if named == 0 {
            return Vec::new();
        }
        let commands = self.edit(|project| project.add_classes(classes, &awaited));
        let (examples, classes) =
            (words::count("examples", count), words::count("classes-counted", named));
        self.arrivals.done = Some(say_with("arrivals.added", &[&examples, &classes]));
        commands
    }

    /// Tries files: those whose folders are called as classes test the head.
    fn try_brought(&mut self, files: Vec<Brought>) -> Vec<Command> {
        let labels = labels(&files.iter().map(|it| it.folder.as_str()).collect::<Vec<_>>());
        let is_class = |label: &String| {
            let name = class_name(label);
            self.project().classes.iter().any(|class| class.name == name)
        };
        let asked = if labels.iter().any(is_class) {
            let files = files.into_iter().map(|brought| brought.file);
            self.test(files.zip(labels).filter(|(_, label)| !label.is_empty()).collect())
        } else {
            self.try_files(files.into_iter().map(|brought| brought.file).collect())
        };
        self.or_warn(asked)
    }

    /// What was asked for, or the sentence why nothing was.
    pub(super) fn or_warn(&mut self, asked: Result<Vec<Command>>) -> Vec<Command> {
        asked.unwrap_or_else(|error| {
            self.warn(error);
            Vec::new()
        })
    }

    /// The keeper has looked into a zip.
    pub(super) fn looked_into(
        &mut self,
        request: RequestId,
        files: Result<Vec<Brought>>,
        left_out: usize,
    ) -> Vec<Command> {
        let Some(at) = self.arrivals.zips.iter().position(|zip| zip.request == request) else {
            return Vec::new();
        };
        // Its address is not given back: the files in it are read from there.
        let Arrival { file, into, .. } = self.arrivals.zips.remove(at);
        if left_out > 0 {
            let doing = Doing::TakingInAll(file.name.clone());
            self.warn(Error::new(doing, ArrivalError::LeftOut { files: left_out }));
        }
        match files {
            Ok(files) => {
                let stem = file.name.rsplit_once('.').map_or(&*file.name, |(stem, _)| stem);
                self.take_brought(files, into, stem)
            }
            Err(error) => {
                self.warn(error);
                self.give_back(vec![file])
            }
        }
    }

    /// Asks another keeper what the one before was asked.
    pub(super) fn look_again(&mut self) {
        for Arrival { request, file, .. } in self.arrivals.zips.clone() {
            self.order_look(request, file);
        }
    }

    /// The page begins to look into a folder.
    pub fn folder_opens(&mut self) {
        self.arrivals.folders += 1;
    }

    /// The page has looked into a folder. Whether somebody still wants what is in it.
    pub fn folder_closes(&mut self) -> bool {
        let is_wanted = self.arrivals.folders > 0;
        self.arrivals.folders = self.arrivals.folders.saturating_sub(1);
        is_wanted
    }

    /// The page has looked into a folder, and found these, or why it cannot; unless nobody wants them any more.
    pub fn folder_opened(&mut self, found: Result<Vec<Brought>>, into: Sink) -> Vec<Command> {
        let is_wanted = self.folder_closes();
        match found {
            Ok(found) if is_wanted => self.bring(found, into),
            Ok(found) => self.give_back(found.into_iter().map(|brought| brought.file).collect()),
            Err(error) => {
                self.warn(error);
                Vec::new()
            }
        }
    }

    /// Whether something is on its way that can be stopped.
    pub fn can_stop_reading(&self) -> bool {
        self.arrivals.words().is_some() || self.unread().next().is_some()
    }

    /// The pictures that nobody has looked at yet.
    fn unread(&self) -> impl Iterator<Item = ExampleId> {
        let all = self.project().classes.iter().flat_map(|class| &class.examples);
        all.filter(|it| it.file().is_some() && !self.examples.has_thumbnail(it.id)).map(|it| it.id)
    }

    /// Stops taking in what is on its way: what has not been read yet is taken out, which can be undone.
    pub fn stop_reading(&mut self) -> Vec<Command> {
        self.arrivals.folders = 0;
        let zips = std::mem::take(&mut self.arrivals.zips);
        self.give_back(zips.into_iter().map(|zip| zip.file).collect());
        let unread = set(self.unread());
        self.drop_copies(&unread);
        let stopped = || words::count("arrivals.stopped", unread.len());
        self.arrivals.done = (!unread.is_empty()).then(stopped);
        self.edit(|project| project.take_examples(&unread))
    }

    /// The classes that an example may still come back to.
    pub(super) fn awaited_classes(&self) -> BTreeSet<ClassId> {
        let awaits = |removed: &Removed| match removed {
            Removed::Example { class, .. } => Some(*class),
            Removed::Class { .. } => None,
        };
        set(self.offers().filter_map(awaits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelled(folders: &[&str], expected: &[&str]) {
        assert_eq!(labels(folders), expected, "{folders:?}");
    }

    #[test]
    fn folders_are_classes_below_those_that_all_are_in() {
        labelled(&["cats", "dogs/small", "dogs"], &["cats", "dogs", "dogs"]);
        labelled(&["pets/cats", "pets/dogs/small"], &["cats", "dogs"]);
        labelled(&["pets/cats", "pets/cats"], &["cats", "cats"]);
        labelled(&["cats"], &["cats"]);
        labelled(&["pets/cats", "pets"], &["cats", "pets"]);
        labelled(&["a/b/cats", "a/b/dogs", "a/b"], &["cats", "dogs", "b"]);
    }

    #[test]
    fn parts_of_a_set_are_no_classes() {
        labelled(&["set/train/cats", "set/Test/cats", "set/train/dogs"], &["cats", "cats", "dogs"]);
        labelled(&["train/cats", "val/dogs"], &["cats", "dogs"]);
        // Where something else stands beside them, they are what somebody tells apart.
        labelled(&["train", "bus"], &["train", "bus"]);
    }

    #[test]
    fn what_is_in_no_folder_has_no_class() {
        labelled(&["", ""], &["", ""]);
        labelled(&["", "cats"], &["", "cats"]);
        labelled(&[], &[]);
    }

    #[test]
    fn zips_are_known_by_their_names() {
        let file = |name: &str| FileRef { name: name.into(), url: String::new() };
        assert!(is_zip(&file("Pets.ZIP")) && is_zip(&file("a.b.zip")));
        assert!(!is_zip(&file("zip")) && !is_zip(&file("a.zip.jpg")));
    }
}
