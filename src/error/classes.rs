//! What keeps classes from being changed, trained or asked.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::names::isolated;

/// What keeps classes from being changed, trained or asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ClassesError {
    /// Occurs when a name is taken already by another class.
    DuplicateName,
    /// Occurs when a name has no visible character.
    BlankName,
    /// Occurs when there are fewer than two classes to tell apart.
    TooFewClasses,
    /// Occurs when a class has no usable example.
    ClassWithoutExamples(String),
    /// Occurs when a class has fewer examples than an experiment takes.
    ClassTooSmall {
        /// The name of the class.
        class: String,
        /// The least number of examples.
        least: usize,
    },
    /// Occurs when every class has so few examples that none can be held out.
    TooFewToHoldOut,
    /// Occurs when training or trying is asked for before a model is loaded.
    NoModel,
    /// Occurs when trying is asked for before a head has been trained.
    NoHead,
}

impl fmt::Display for ClassesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DuplicateName => {
                write!(f, "another class has that name. Give each class its own name.")
            }
            Self::BlankName => write!(f, "a class needs a name. Type at least one letter."),
            Self::TooFewClasses => write!(
                f,
                "there is only one class, and a classifier chooses between at least two. Add another class with a few examples."
            ),
            Self::ClassWithoutExamples(class) => write!(
                f,
                "the class “{}” has no examples. Add a few to it, or remove the class.",
                isolated(class)
            ),
            Self::ClassTooSmall { class, least } => write!(
                f,
                "the class “{}” has too few examples: this takes at least {least} of each class. Add some to it.",
                isolated(class)
            ),
            Self::TooFewToHoldOut => write!(
                f,
                "there are too few examples to keep one aside as a test. Add some until a class has at least three."
            ),
            Self::NoModel => write!(
                f,
                "no pre-trained model is loaded yet. Wait for the download, or open a weights file."
            ),
            Self::NoHead => write!(f, "nothing has been trained yet. Press Train first."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{every, has_cause_and_remedy};
    use super::*;

    every! { ClassesError:
        ClassesError::DuplicateName => ClassesError::DuplicateName,
        ClassesError::BlankName => ClassesError::BlankName,
        ClassesError::TooFewClasses => ClassesError::TooFewClasses,
        ClassesError::ClassWithoutExamples(_) => ClassesError::ClassWithoutExamples("cats".into()),
        ClassesError::ClassTooSmall { .. } => ClassesError::ClassTooSmall { class: "cats".into(), least: 2 },
        ClassesError::TooFewToHoldOut => ClassesError::TooFewToHoldOut,
        ClassesError::NoModel => ClassesError::NoModel,
        ClassesError::NoHead => ClassesError::NoHead,
    }

    #[test]
    fn each_has_a_cause_and_a_remedy() {
        has_cause_and_remedy(&every());
    }
}
