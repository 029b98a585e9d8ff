//! What keeps classes from being changed, trained or asked.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::names::isolated;
use crate::words::{number, say, say_with};

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
    /// Occurs when all examples of a class are to be left out of runs.
    AllLeftOut(String),
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
        f.write_str(&match self {
            Self::DuplicateName => say("classes.duplicate-name").to_owned(),
            Self::BlankName => say("classes.blank-name").to_owned(),
            Self::TooFewClasses => say("classes.too-few").to_owned(),
            Self::ClassWithoutExamples(class) => {
                say_with("classes.without-examples", &[&isolated(class)])
            }
            Self::AllLeftOut(class) => say_with("classes.all-left-out", &[&isolated(class)]),
            Self::ClassTooSmall { class, least } => {
                say_with("classes.too-small", &[&isolated(class), &number(*least as u64)])
            }
            Self::TooFewToHoldOut => say("classes.too-few-to-hold-out").to_owned(),
            Self::NoModel => say("classes.no-model").to_owned(),
            Self::NoHead => say("classes.no-head").to_owned(),
        })
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
        ClassesError::AllLeftOut(_) => ClassesError::AllLeftOut("cats".into()),
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
