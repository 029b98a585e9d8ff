//! The visitor's own weights are copied to the device too, so that their model is there again with the project.

use std::collections::{BTreeMap, BTreeSet};

use crate::protocol::project::KeptFile;
use crate::protocol::{ExampleId, FileRef};
use crate::ui::state::{ModelRef, State};

impl State {
    /// Has the files of the model in use copied, if they are the visitor's and no copies yet. They go by ids of their own
    /// among the originals.
    pub(in crate::ui::state) fn copy_weights(&mut self) {
        let is_kept = self.keeping.copies() && self.keeping.project().is_some();
        let Some(files) = self.model.own_files().filter(|_| is_kept) else { return };
        let files = files.to_vec();
        let copies = self.amend(|project| {
            let named = files.into_iter().map(|file| (project.ids.example.fresh(), file));
            let copies: BTreeMap<_, _> = named.collect();
            let kept = copies.iter().map(|(&id, file)| KeptFile { id, name: file.name.clone() });
            project.model = ModelRef::Kept(kept.collect());
            copies
        });
        self.order_copies(copies);
    }

    /// The copies of a model's files, at the addresses where a worker can read them; none unless all are there.
    pub(in crate::ui::state) fn weights_copies(&self, model: &ModelRef) -> Vec<FileRef> {
        let Some(project) = self.keeping.project() else { return Vec::new() };
        let copy = |file: &KeptFile| {
            let url = project.address(&self.document.original(file.id)?.sha256);
            Some(FileRef { name: file.name.clone(), url })
        };
        model.kept().iter().map(copy).collect::<Option<_>>().unwrap_or_default()
    }

    /// Some files have been copied. Once all of the model's are, it is read from the copies, should it be read again.
    pub(super) fn read_copied_weights(&mut self, copied: &BTreeSet<ExampleId>) {
        let model = self.project().model.clone();
        if model.kept().iter().any(|file| copied.contains(&file.id)) {
            let copies = self.weights_copies(&model);
            if !copies.is_empty() {
                let ids: Vec<_> = model.kept().iter().map(|file| file.id).collect();
                self.read_weights_from(&copies, &ids);
            }
        }
    }

    /// Whether a file that could not be copied is one of the model's. Then they are all with the visitor, and asked for
    /// when they are needed again.
    pub(super) fn weights_not_kept(&mut self, id: ExampleId) -> bool {
        let model = self.project().model.clone();
        let is_its = model.kept().iter().any(|file| file.id == id);
        if is_its {
            let names = model.kept().iter().map(|file| file.name.clone()).collect();
            self.amend(|project| project.model = ModelRef::Files(names));
        }
        is_its
    }
}
