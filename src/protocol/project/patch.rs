//! What differs between a project before and after a change, to be written down and done again.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Class, Example, Ids, Keeps, ModelRef, Project, Shared, Trained, UnderWay};
use crate::protocol::ids::{ClassId, ExampleId};
use crate::protocol::recipe::Recipe;

/// What differs between two projects: as large as the change, not as the project.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Patch {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    classes: Option<Vec<ClassPatch>>,
    #[serde(default)]
    unused: Option<BTreeSet<ExampleId>>,
    #[serde(default)]
    rows_left_out: Option<usize>,
    #[serde(default)]
    recipe: Option<Recipe>,
    #[serde(default)]
    model: Option<ModelRef>,
    #[serde(default)]
    trained: Option<Head>,
    #[serde(default)]
    under_way: Option<Run>,
    #[serde(default)]
    settled: Option<Shared<BTreeMap<ExampleId, ClassId>>>,
    #[serde(default)]
    keeps: Option<Keeps>,
    #[serde(default)]
    ids: Option<Ids>,
}

/// A class after the change, by what there was before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum ClassPatch {
    /// As it was.
    Same(ClassId),
    /// Of the examples that it had, so many at the start and at the end stay, and others are between them.
    Changed {
        id: ClassId,
        #[serde(default)]
        name: Option<String>,
        start: usize,
        end: usize,
        examples: Vec<Example>,
    },
    /// One that was not there.
    New(Shared<Class>),
}

/// What came of a run, after the change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Head {
    Forgotten,
    Trained(Shared<Trained>),
}

/// The run under way, after the change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Run {
    None,
    UnderWay(UnderWay),
}

impl Patch {
    /// That a project is called so.
    pub fn renaming(name: &str) -> Self {
        Self { name: Some(name.to_owned()), ..Self::default() }
    }

    /// What differs between two projects of one modality.
    pub fn between(before: &Project, after: &Project) -> Self {
        let classes = || after.classes.iter().map(|class| class_patch(before, class)).collect();
        Self {
            name: differs(&before.name, &after.name),
            classes: (before.classes != after.classes).then(classes),
            unused: differs(&before.unused, &after.unused),
            rows_left_out: differs(&before.rows_left_out, &after.rows_left_out),
            recipe: differs(&before.recipe, &after.recipe),
            model: differs(&before.model, &after.model),
            trained: differs(&before.trained, &after.trained)
                .map(|trained| trained.map_or(Head::Forgotten, Head::Trained)),
            under_way: differs(&before.under_way, &after.under_way)
                .map(|under_way| under_way.map_or(Run::None, Run::UnderWay)),
            settled: differs(&before.settled, &after.settled),
            keeps: differs(&before.keeps, &after.keeps),
            ids: differs(&before.ids, &after.ids),
        }
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Makes the project before the change into the one after it. Of another project it may make nothing.
    pub fn apply(self, project: &mut Project) -> Option<()> {
        if let Some(patches) = self.classes {
            let before = &project.classes;
            let classes = patches.into_iter().map(|patch| patched(before, patch));
            project.classes = classes.collect::<Option<_>>()?;
        }
        put(&mut project.name, self.name);
        put(&mut project.unused, self.unused);
        put(&mut project.rows_left_out, self.rows_left_out);
        put(&mut project.recipe, self.recipe);
        put(&mut project.model, self.model);
        put(&mut project.settled, self.settled);
        put(&mut project.keeps, self.keeps);
        put(&mut project.ids, self.ids);
        if let Some(run) = self.under_way {
            project.under_way = match run {
                Run::None => None,
                Run::UnderWay(under_way) => Some(under_way),
            };
        }
        if let Some(head) = self.trained {
            project.trained = match head {
                Head::Forgotten => None,
                Head::Trained(trained) => Some(trained),
            };
        }
        Some(())
    }
}

fn differs<T: PartialEq + Clone>(before: &T, after: &T) -> Option<T> {
    (before != after).then(|| after.clone())
}

fn put<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

fn class_patch(before: &Project, after: &Shared<Class>) -> ClassPatch {
    let Some(before) = before.classes.iter().find(|class| class.id == after.id) else {
        return ClassPatch::New(after.clone());
    };
    if before == after {
        return ClassPatch::Same(after.id);
    }
    let same = |(one, other): &(&Example, &Example)| one == other;
    let (then, now) = (before.examples.as_slice(), after.examples.as_slice());
    let start = then.iter().zip(now).take_while(same).count();
    let (then, now) = (&then[start..], &now[start..]);
    let end = then.iter().rev().zip(now.iter().rev()).take_while(same).count();
    ClassPatch::Changed {
        id: after.id,
        name: differs(&before.name, &after.name),
        start,
        end,
        examples: now[..now.len() - end].to_vec(),
    }
}

fn patched(before: &[Shared<Class>], patch: ClassPatch) -> Option<Shared<Class>> {
    let find = |id| before.iter().find(|class| class.id == id).cloned();
    match patch {
        ClassPatch::New(class) => Some(class),
        ClassPatch::Same(id) => find(id),
        ClassPatch::Changed { id, name, start, end, examples } => {
            let mut class = find(id)?;
            let rest = class.examples.len().checked_sub(end).filter(|rest| *rest >= start)?;
            let changed = class.change();
            changed.examples.splice(start..rest, examples);
            put(&mut changed.name, name);
            Some(class)
        }
    }
}
