//! Names for files that the page makes, as those of a camera have.

use super::State;
use super::project::Project;
use crate::protocol::FileRef;

impl State {
    /// Files that the page has made under names that no other of their kind has: “Camera 12.jpg” after “Camera 11.jpg”.
    pub fn name_files(&self, kind: &str, ending: &str, urls: Vec<String>) -> Vec<FileRef> {
        let after = last(self.project(), kind) + 1;
        let name = |(url, number)| FileRef { name: format!("{kind} {number}.{ending}"), url };
        urls.into_iter().zip(after..).map(name).collect()
    }
}

/// The highest number that a file of this kind has.
fn last(project: &Project, kind: &str) -> u64 {
    let files = project.classes.iter().flat_map(|class| &class.examples);
    let number = |file: &FileRef| {
        let rest = file.name.strip_prefix(kind)?.strip_prefix(' ')?;
        rest.split('.').next()?.parse::<u32>().ok()
    };
    files.filter_map(|example| number(example.file()?)).max().unwrap_or(0).into()
}
