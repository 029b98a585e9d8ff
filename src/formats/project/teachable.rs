//! A project that Teachable Machine has saved.
//!
//! <https://teachablemachine.withgoogle.com> saves a project, by *Download project as file*, as `project.tm`. It is
//! documented nowhere; its makers say that it is a zip with “your whole project including labels in json”
//! (<https://github.com/googlecreativelab/teachablemachine-community/issues/38>). The layout here was read off files
//! that people have published, of its versions 2.4.4, 2.4.5, 2.4.7 and 2.4.10:
//! `project.tm` in <https://github.com/Imarcos/Practica-chatbot>, <https://github.com/MrIsaacs/push-up-bot>,
//! <https://github.com/salman5023/teachable-machine-project> and
//! <https://github.com/emmagrace148/Computer-Vision>. A program that makes such files writes the same
//! (`TMPacker.js` in <https://github.com/MeemeeLab/TeachableMachine-Scraper>).
//!
//! - `<class>-!-<number>.jpg`: the pictures, in no folder, numbered from 0 within their class, the classes in the
//!   order of the page, cut to a square and scaled (224 x 224 pixels). Nothing else names the classes.
//! - `manifest.json`, last: `{"type": "image", "version": "2.4.7", "appdata": {"publishResults": {}, "trainEpochs": 50,
//!   "trainBatchSize": 16, "trainLearningRate": 0.001}}`.
//!
//! All are stored, not deflated. A project of poses has the type `pose` and pictures of the same names, which are
//! read the same way; one of sounds has no pictures. The settings of its training are not taken over: they
//! are of another optimiser.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use super::entries::Entries;
use super::limits;
use crate::error::ProjectError;

/// What stands between the name of a class and a picture's number.
const BETWEEN: &str = "-!-";

/// The kinds of project that have pictures.
pub(super) const KINDS: [&str; 2] = ["image", "pose"];

/// A project that Teachable Machine has saved, opened.
#[derive(Debug)]
pub struct Teachable<R> {
    entries: Entries<R>,
    classes: Vec<Class>,
}

/// A class of Teachable Machine's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Its name, as it was typed there. A text to be shown, and no path.
    pub name: String,
    /// Its pictures, in the order they were added. None that is missing is known of.
    pub pictures: Vec<Picture>,
}

/// A picture of Teachable Machine's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it is called in the zip, by which it is read.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
}

impl<R: Read + Seek> Teachable<R> {
    pub(super) fn new(entries: Entries<R>) -> Result<Self, ProjectError> {
        let mut classes: Vec<Class> = Vec::new();
        let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
        for (path, bytes) in entries.files() {
            let Some(name) = class_of(path) else { continue };
            let index = *by_name.entry(name).or_insert(classes.len());
            if index == classes.len() {
                classes.push(Class { name: name.to_owned(), pictures: Vec::new() });
            }
            classes[index].pictures.push(Picture { name: path.to_owned(), bytes });
        }
        if classes.is_empty() {
            return Err(ProjectError::Malformed("there are no pictures in it".into()));
        }
        Ok(Self { entries, classes })
    }

    /// The bytes of the picture of this name.
    ///
    /// # Errors
    /// [`ProjectError::Missing`], [`ProjectError::Damaged`], [`ProjectError::TooLarge`], each of this picture alone;
    /// [`ProjectError::Unreadable`].
    pub fn picture(&mut self, name: &str) -> Result<Vec<u8>, ProjectError> {
        let missing = || ProjectError::Missing(name.to_owned());
        self.entries.read(name, limits::ORIGINAL)?.ok_or_else(missing)
    }
}

impl<R> Teachable<R> {
    /// Its classes, in the order they have there. One without pictures leaves no trace.
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// The names of what is in the zip and is not read: it lies about its size, is encrypted, or is named by a path
    /// that leads out of the project.
    pub fn left_out(&self) -> &[String] {
        self.entries.left_out()
    }
}

/// Whether there are pictures named as Teachable Machine's.
pub(super) fn is_one<R>(entries: &Entries<R>) -> bool {
    entries.files().any(|(path, _)| class_of(path).is_some())
}

/// The class of the picture of this name, if it is named as one of Teachable Machine's.
fn class_of(path: &str) -> Option<&str> {
    let (class, rest) = path.rsplit_once(BETWEEN)?;
    let (number, _) = rest.split_once('.')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_named_by_their_classes() {
        assert_eq!(class_of("Hair Claw Clip-!-0.jpg"), Some("Hair Claw Clip"));
        assert_eq!(class_of("a-!-b-!-12.jpg"), Some("a-!-b"));
        assert_eq!(class_of("猫/犬-!-3.png"), Some("猫/犬"));
        for other in ["manifest.json", "a-!-.jpg", "a-!-x.jpg", "a-!-1", "a-1.jpg"] {
            assert_eq!(class_of(other), None, "{other}");
        }
    }
}
