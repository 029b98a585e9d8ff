//! The pictures of an experiment.

use std::collections::BTreeMap;

use crate::data::picture::Picture;
use crate::data::sample;
use crate::error::{ClassesError, FileError, Kind};
use crate::protocol::Pixels;
use crate::protocol::lab::Finding;

/// A picture by its side: red, green, blue and opacity of every pixel in each of the sizes of [`with_small`].
pub type InSizes = BTreeMap<usize, Vec<u8>>;

/// Labelled pictures in every size that an experiment looks at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PictureSet {
    /// The names of the classes.
    pub classes: Vec<String>,
    /// The class of each picture, counted from 0; classes stand one after the other.
    pub labels: Vec<usize>,
    /// By their side: red, green, blue and opacity of every pixel of each picture.
    sizes: BTreeMap<usize, Vec<Vec<u8>>>,
}

impl PictureSet {
    /// Side of what is shown of a picture.
    pub const SMALL: usize = 48;

    /// So many pictures of each of the first so many classes of the sample, in these sizes.
    pub fn sample(classes: usize, each: usize, sizes: &[usize]) -> Self {
        let classes = classes.clamp(1, sample::CLASSES.len());
        let each = each.clamp(1, sample::EACH);
        let of_all = |size: usize| {
            let draw = |class| (0..each).map(move |index| sample::draw(class, index, size));
            (0..classes).flat_map(draw).collect()
        };
        Self {
            classes: sample::CLASSES[..classes].iter().map(|&name| name.to_owned()).collect(),
            labels: (0..classes).flat_map(|class| vec![class; each]).collect(),
            sizes: with_small(sizes).map(|size| (size, of_all(size))).collect(),
        }
    }

    /// Pictures of the visitor's: the names of the classes with the pictures of each.
    ///
    /// # Errors
    /// [`ClassesError::TooFewClasses`] or [`ClassesError::ClassWithoutExamples`].
    pub fn own(classes: Vec<(String, Vec<InSizes>)>) -> Result<Self, Kind> {
        if classes.len() < 2 {
            return Err(Kind::Classes(ClassesError::TooFewClasses));
        }
        let mut set = Self::default();
        for (label, (name, pictures)) in classes.into_iter().enumerate() {
            if pictures.is_empty() {
                return Err(Kind::Classes(ClassesError::ClassWithoutExamples(name)));
            }
            set.classes.push(name);
            for sizes in pictures {
                set.labels.push(label);
                for (size, rgba) in sizes {
                    set.sizes.entry(size).or_default().push(rgba);
                }
            }
        }
        Ok(set)
    }

    /// A single picture of the visitor's, of no class.
    pub fn one(sizes: InSizes) -> Self {
        let sizes = sizes.into_iter().map(|(size, rgba)| (size, vec![rgba])).collect();
        Self { classes: vec![String::new()], labels: vec![0], sizes }
    }

    /// Checks that there are at least two classes, none of them empty, and every picture in this size.
    ///
    /// # Errors
    /// [`ClassesError::TooFewClasses`]; [`ClassesError::ClassWithoutExamples`]; [`FileError::Undecodable`].
    pub fn check(&self, size: usize) -> Result<(), Kind> {
        if self.classes.len() < 2 {
            return Err(ClassesError::TooFewClasses.into());
        }
        for (class, name) in self.classes.iter().enumerate() {
            if !self.labels.contains(&class) {
                return Err(ClassesError::ClassWithoutExamples(name.clone()).into());
            }
        }
        let is_whole =
            self.rgba(size).len() == self.len() && self.rgba(Self::SMALL).len() == self.len();
        if is_whole { Ok(()) } else { Err(FileError::Undecodable.into()) }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Red, green, blue and opacity of every picture, `size` pixels along a side; none in a size that was not
    /// asked for.
    pub fn rgba(&self, size: usize) -> &[Vec<u8>] {
        self.sizes.get(&size).map_or(&[], Vec::as_slice)
    }

    /// One of them as a network takes it.
    pub fn picture(&self, index: usize, size: usize) -> Picture {
        Picture::from_rgba(size, &self.rgba(size)[index])
    }

    /// All of them, small, to be looked at.
    pub fn small(&self) -> Vec<Pixels> {
        let side = Self::SMALL as u32;
        let pixels = |rgba: &Vec<u8>| Pixels { width: side, height: side, rgba: rgba.clone() };
        self.rgba(Self::SMALL).iter().map(pixels).collect()
    }

    /// All of them, to be told at the start of an experiment.
    pub fn shown(&self) -> Finding {
        Finding::Pictures {
            classes: self.classes.clone(),
            labels: self.labels.iter().map(|&label| label as u32).collect(),
            small: self.small(),
        }
    }
}

/// The sizes that are asked for and that of what is shown, each once.
pub fn with_small(sizes: &[usize]) -> impl Iterator<Item = usize> {
    let mut all = [sizes, &[PictureSet::SMALL]].concat();
    all.sort_unstable();
    all.dedup();
    all.into_iter()
}
