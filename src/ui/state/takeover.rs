//! What the studio takes over from an experiment of the tutorial, and what it lends to one.

use serde::{Deserialize, Serialize};

use super::State;
use super::examples::joined;
use crate::protocol::lab::OwnClass;
use crate::protocol::{Command, FileRef, TrainingSettings};

/// What the studio takes over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Handover {
    /// Classes with their pictures.
    pub classes: Vec<OwnClass>,
    /// How to train.
    pub settings: TrainingSettings,
    /// The id of the model.
    pub model: String,
}

impl State {
    /// Takes over classes, settings and a model. Classes that nothing was done with give way; what was added
    /// stays, and a picture that a class has already is not added again.
    pub fn take_over(&mut self, handover: Handover) -> Vec<Command> {
        // What was removed last may be of one of the classes that go.
        self.forget_removed();
        self.examples.classes.retain(|class| !class.is_untouched());
        let mut added = Vec::new();
        for OwnClass { name, files } in handover.classes {
            let id = self.class_called(&name);
            let class = self.examples.class(id);
            let examples = class.map_or(&[][..], |class| &class.examples);
            let there: Vec<FileRef> =
                examples.iter().filter_map(|it| it.input.file().cloned()).collect();
            for file in files {
                match there.iter().find(|there| there.name == file.name) {
                    // What was lent comes back under the address that it has here.
                    Some(there) if there.url == file.url => {}
                    Some(_) => self.released.push(file.url),
                    None => added.extend(self.add_files(id, vec![file])),
                }
            }
        }
        self.training.settings = handover.settings;
        let mut commands = joined(added);
        if self.model.chosen.as_deref() != Some(&*handover.model) || self.model.stand_in.is_some() {
            commands.extend(self.choose_model(handover.model));
        }
        // A worker that is not ready yet is told of all of it once it is.
        commands
    }

    /// The classes with their pictures, for an experiment to look at.
    pub fn lend(&self) -> Vec<OwnClass> {
        let class = |class: &super::Class| OwnClass {
            name: class.name.clone(),
            files: class.examples.iter().filter_map(|it| it.input.file().cloned()).collect(),
        };
        self.examples.classes.iter().map(class).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{DeviceChoice, Modality};

    fn file(name: &str, url: &str) -> FileRef {
        FileRef { name: name.into(), url: url.into() }
    }

    fn handover(url: &str) -> Handover {
        let of = |name: &str| OwnClass {
            name: name.into(),
            files: vec![file(&format!("{name} 1.bmp"), &format!("{url}{name}"))],
        };
        Handover {
            classes: vec![of("house"), of("tree")],
            settings: TrainingSettings { seed: 7, ..TrainingSettings::default() },
            model: "small-resnet".into(),
        }
    }

    fn names(state: &State) -> Vec<(&str, usize)> {
        let classes = state.examples.classes.iter();
        classes.map(|class| (class.name.as_str(), class.examples.len())).collect()
    }

    #[test]
    fn an_untouched_studio_has_what_the_experiment_had() {
        let mut state = State::new(Modality::Pictures, DeviceChoice::Cpu, None);
        let commands = state.take_over(handover("blob:1"));
        assert_eq!(names(&state), [("house", 1), ("tree", 1)]);
        assert_eq!(state.training.settings.seed, 7);
        assert_eq!(state.model.chosen.as_deref(), Some("small-resnet"));
        let is_added = |it: &Command| matches!(it, Command::AddExamples(new) if new.len() == 2);
        assert!(commands.iter().any(is_added), "{commands:?}");
        assert_eq!(state.lend()[1].files, [file("tree 1.bmp", "blob:1tree")]);
    }

    #[test]
    fn what_was_lent_comes_back_and_can_still_be_read() {
        let mut state = State::new(Modality::Pictures, DeviceChoice::Cpu, None);
        let own = state.examples.classes[0].id;
        state.rename_class(own, "mine").expect("it is free");
        state.add_files(own, vec![file("a.jpg", "blob:a"), file("b.jpg", "blob:b")]);
        let classes = state.lend();
        state.take_over(Handover { classes, ..handover("blob:1") });
        assert_eq!(names(&state)[0], ("mine", 2));
        assert!(state.take_released().is_empty());
    }

    #[test]
    fn what_was_added_stays_and_nothing_comes_twice() {
        let mut state = State::new(Modality::Pictures, DeviceChoice::Cpu, None);
        let own = state.examples.classes[0].id;
        state.rename_class(own, "mine").expect("it is free");
        state.add_files(own, vec![file("a.jpg", "blob:a")]);
        state.take_over(handover("blob:1"));
        state.take_over(handover("blob:2"));
        assert_eq!(names(&state), [("mine", 1), ("house", 1), ("tree", 1)]);
        assert_eq!(state.take_released(), ["blob:2house", "blob:2tree"]);
    }
}
