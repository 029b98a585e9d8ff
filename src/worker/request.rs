//! A press of Train, until its run starts.

use std::rc::Rc;

use super::examples::Examples;
use crate::engine::trust::Material;
use crate::error::ClassesError;
use crate::protocol::{ClassExamples, Recipe, RunId};

/// What a press of Train asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Names it in the answers.
    pub run: RunId,
    /// How to train.
    pub recipe: Recipe,
    /// The classes as they were.
    pub classes: Vec<ClassExamples>,
}

/// What a run learns from: the embedding of each example, and its class counted from 0.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lessons {
    /// The embeddings, all of one length.
    pub embeddings: Vec<Rc<[f32]>>,
    /// The class of each.
    pub labels: Vec<usize>,
}

impl Request {
    /// Leaves out the examples that are not there, as those whose file could not be read.
    ///
    /// # Errors
    /// [`ClassesError::TooFewClasses`] or [`ClassesError::ClassWithoutExamples`] if too little is left.
    pub fn drop_missing(&mut self, examples: &Examples) -> Result<(), ClassesError> {
        if self.classes.len() < 2 {
            return Err(ClassesError::TooFewClasses);
        }
        for class in &mut self.classes {
            class.examples.retain(|&example| examples.contains(example));
            if class.examples.is_empty() {
                return Err(ClassesError::ClassWithoutExamples(class.name.clone()));
            }
        }
        Ok(())
    }

    /// The examples as they are assessed, with their copies: for each the position of the first of its group.
    pub fn material(&self, lessons: Lessons, groups: Vec<usize>) -> Material {
        let Lessons { embeddings, labels } = lessons;
        let ids = self.classes.iter().flat_map(|class| class.examples.iter().copied()).collect();
        let classes = self.classes.iter().map(|class| class.class).collect();
        Material { embeddings, labels, ids, groups, classes }
    }

    /// What the run learns from, once every example has its embedding.
    pub fn lessons(&self, examples: &Examples) -> Option<Lessons> {
        let mut lessons = Lessons::default();
        for (label, class) in self.classes.iter().enumerate() {
            for &example in &class.examples {
                lessons.embeddings.push(examples.embedding(example)?);
                lessons.labels.push(label);
            }
        }
        Some(lessons)
    }
}
