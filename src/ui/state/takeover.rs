//! What the studio takes over from an experiment of the tutorial, which is a project, and what it lends to one.

use super::project::{ModelRef, Project, Shared};
use super::{Stand, State};
use crate::protocol::lab::OwnClass;
use crate::protocol::{Command, Input, Modality, Recipe, TrainingSettings};

impl Project {
    /// One of classes of pictures, to be handed on.
    pub fn of_pictures(
        classes: Vec<OwnClass>,
        settings: TrainingSettings,
        model: ModelRef,
    ) -> Self {
        let recipe = Recipe::Layers(settings);
        let empty = Self { recipe, model, ..Self::new(Modality::Pictures) };
        classes.into_iter().fold(empty, |mut project, OwnClass { name, files }| {
            let id = project.class_called(&name);
            project.add_examples(id, files.into_iter().map(Input::Picture));
            project
        })
    }

    /// Adds what another has and this has not: classes by their names, in them files by theirs, and texts. Gives
    /// the addresses under which files came once more.
    fn take_in(&mut self, other: &Self) -> Vec<String> {
        let mut again = Vec::new();
        for class in &other.classes {
            let id = self.class_called(&class.name);
            let there = self.class(id).map(|class| class.examples.clone()).unwrap_or_default();
            for example in &class.examples {
                match there.iter().find(|there| is_same(&there.input, &example.input)) {
                    // What was lent comes back under the address that it has here.
                    Some(there) if there.input == example.input => {}
                    Some(_) => again.extend(example.file().map(|file| file.url.clone())),
                    None => self.add_examples(id, [(*example.input).clone()]),
                }
            }
        }
        again
    }
}

/// Whether two examples show the same: a file of one name, or one text.
fn is_same(one: &Input, other: &Input) -> bool {
    match (one.file(), other.file()) {
        (Some(one), Some(other)) => one.name == other.name,
        _ => one == other,
    }
}

impl State {
    /// Takes over a project: as one of its own, where projects are kept. Where they are not, see
    /// [`take_in`](Self::take_in).
    pub fn take_over(&mut self, project: Project) -> Vec<Command> {
        if project.modality != self.modality {
            return Vec::new();
        }
        if self.keeping.stand == Stand::Memory {
            return self.take_in(project);
        }
        self.open_handed(project);
        Vec::new()
    }

    /// Takes over a project's classes, settings and model. Classes that nothing was done with give way; what was
    /// added stays, and an example that a class has already is not added again.
    pub(super) fn take_in(&mut self, project: Project) -> Vec<Command> {
        let name = project.name.clone();
        if self.project().name.is_empty() && !name.is_empty() {
            self.rename_project(&name);
        }
        // What was removed last may be of one of the classes that go.
        self.forget_removed();
        let mut again = Vec::new();
        let mut commands = self.edit(|own| {
            own.classes.retain(|class| !class.is_untouched());
            again = own.take_in(&project);
            own.recipe = project.recipe.clone();
        });
        self.release_unless_kept(again);
        match project.model {
            ModelRef::Offered(model) => {
                let chosen = self.model.chosen.as_ref();
                if chosen != Some(&model) || self.model.stand_in.is_some() {
                    commands.extend(self.choose_model(model));
                }
            }
            ModelRef::Address { address, sha256 } => {
                // What is no address is not asked for.
                let asked = self.load_address(&address, &sha256.unwrap_or_default());
                commands.extend(asked.unwrap_or_default());
            }
            // Files are with whoever has opened them.
            ModelRef::Usual | ModelRef::Files(_) | ModelRef::Kept(_) => {}
        }
        // A worker that is not ready yet is told of all of it once it is.
        commands
    }

    /// The classes with their pictures, for an experiment to look at.
    pub fn lend(&self) -> Vec<OwnClass> {
        let class = |class: &Shared<super::Class>| OwnClass {
            name: class.name.clone(),
            files: class.examples.iter().filter_map(|it| self.readable_file(it)).collect(),
        };
        self.project().classes.iter().map(class).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{DeviceChoice, FileRef};

    fn file(name: &str, url: &str) -> FileRef {
        FileRef { name: name.into(), url: url.into() }
    }

    /// What an experiment hands over whose pictures have addresses that begin so.
    fn classes(url: &str) -> Vec<OwnClass> {
        let of = |name: &str| OwnClass {
            name: name.into(),
            files: vec![file(&format!("{name} 1.bmp"), &format!("{url}{name}"))],
        };
        vec![of("house"), of("tree")]
    }

    fn handover(classes: Vec<OwnClass>) -> Project {
        let settings = TrainingSettings { seed: 7, ..TrainingSettings::default() };
        Project::of_pictures(classes, settings, ModelRef::Offered("small-resnet".into()))
    }

    fn names(state: &State) -> Vec<(&str, usize)> {
        let classes = state.project().classes.iter();
        classes.map(|class| (class.name.as_str(), class.examples.len())).collect()
    }

    #[test]
    fn an_untouched_studio_has_what_the_experiment_had() {
        let mut state = State::new(Modality::Pictures, DeviceChoice::Cpu, None);
        let commands = state.take_over(handover(classes("blob:1")));
        assert_eq!(names(&state), [("house", 1), ("tree", 1)]);
        assert_eq!(state.project().settings().seed, 7);
        assert_eq!(state.model.chosen.as_deref(), Some("small-resnet"));
        let is_added = |it: &Command| matches!(it, Command::AddExamples(new) if new.len() == 2);
        assert!(commands.iter().any(is_added), "{commands:?}");
        assert_eq!(state.lend()[1].files, [file("tree 1.bmp", "blob:1tree")]);
    }

    #[test]
    fn what_was_lent_comes_back_and_can_still_be_read() {
        let mut state = State::new(Modality::Pictures, DeviceChoice::Cpu, None);
        let own = state.project().classes[0].id;
        state.rename_class(own, "mine").expect("it is free");
        state.add_files(own, vec![file("a.jpg", "blob:a"), file("b.jpg", "blob:b")]);
        let classes = state.lend();
        state.take_over(handover(classes));
        assert_eq!(names(&state)[0], ("mine", 2));
        assert!(state.take_released().is_empty());
    }

    #[test]
    fn what_was_added_stays_and_nothing_comes_twice() {
        let mut state = State::new(Modality::Pictures, DeviceChoice::Cpu, None);
        let own = state.project().classes[0].id;
        state.rename_class(own, "mine").expect("it is free");
        state.add_files(own, vec![file("a.jpg", "blob:a")]);
        state.take_over(handover(classes("blob:1")));
        state.take_over(handover(classes("blob:2")));
        assert_eq!(names(&state), [("mine", 1), ("house", 1), ("tree", 1)]);
        assert_eq!(state.take_released(), ["blob:2house", "blob:2tree"]);
    }
}
