//! A project of pictures that another program has made, in the form that this page reads.

use serde_json::{Value, json};

use crate::protocol::{FileRef, Input, Modality, Recipe};

/// The version of the project that is made. Those that come later read it, too.
const VERSION: u32 = 1;

/// The most letters of a name.
const LONGEST: usize = 60;

/// A project of this name with classes of pictures, in the form that `ui::state::Project` reads: examples are named 1,
/// 2, 3… in the order in which their files stand here. Of each class its name and what its files are called. Classes of
/// one name become one.
pub fn of_pictures(name: &str, classes: &[(String, Vec<String>)]) -> Value {
    let (mut numbers, mut made) = (1.., Vec::<(String, Vec<Value>)>::new());
    for (at, (label, files)) in classes.iter().enumerate() {
        let label = match shortened(label) {
            label if label.is_empty() => format!("Class {}", at + 1),
            label => label,
        };
        let example = |(file, number): (&String, u32)| json!({ "id": number, "input": Input::Picture(FileRef { name: file.clone(), url: String::new() }) });
        let examples: Vec<Value> = files.iter().zip(numbers.by_ref()).map(example).collect();
        match made.iter_mut().find(|(there, _)| *there == label) {
            Some((_, there)) => there.extend(examples),
            None => made.push((label, examples)),
        }
    }
    let total: usize = classes.iter().map(|(_, files)| files.len()).sum();
    let count = made.len();
    let classes = made.into_iter().zip(1..);
    let classes = classes.map(
        |((name, examples), id): (_, u32)| json!({ "id": id, "name": name, "examples": examples }),
    );
    let classes: Vec<Value> = classes.collect();
    json!({ "version": VERSION, "project": {
        "name": shortened(name),
        "modality": Modality::Pictures,
        "classes": classes,
        "recipe": Recipe::default(),
        "model": "Usual",
        "trained": null,
        "ids": { "class": count, "example": total, "run": 0 },
    } })
}

fn shortened(name: &str) -> String {
    name.trim().chars().take(LONGEST).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::state::Project;

    fn classes(all: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
        let of = |(name, files): &(&str, &[&str])| {
            ((*name).to_owned(), files.iter().map(|&file| file.to_owned()).collect())
        };
        all.iter().map(of).collect()
    }

    fn read(name: &str, all: &[(&str, &[&str])]) -> Project {
        Project::read(&of_pictures(name, &classes(all)).to_string()).expect("it is sound")
    }

    #[test]
    fn the_page_reads_it() {
        let project = read(" pets ", &[("cat", &["c-1", "c-2"]), ("dog", &[]), ("  ", &["x"])]);
        assert_eq!((project.name.as_str(), project.modality), ("pets", Modality::Pictures));
        let all = project.classes.iter();
        let all = all.map(|it| (it.name.as_str(), it.examples.iter().map(|it| it.id.0).collect()));
        let expected: Vec<(&str, Vec<u32>)> =
            vec![("cat", vec![1, 2]), ("dog", vec![]), ("Class 3", vec![3])];
        assert_eq!(all.collect::<Vec<_>>(), expected);
        assert_eq!(project.classes[2].examples[0].file().map(|it| it.name.as_str()), Some("x"));
        assert_eq!(project.recipe, Recipe::default());
    }

    #[test]
    fn classes_of_one_name_become_one() {
        let long = "a".repeat(80);
        let project = read("", &[(&long, &["1"]), ("b", &["2"]), (&long[..70], &["3"])]);
        let ids = |at: usize| project.classes[at].examples.iter().map(|it| it.id.0);
        assert_eq!(project.classes.len(), 2);
        assert_eq!(ids(0).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(ids(1).collect::<Vec<_>>(), [2]);
    }
}
