//! The project is carried away as one file, and one that was comes in.

use crate::error::Error;
use crate::protocol::keeping::{Export, KeeperCommand, Which};
use crate::protocol::{FileRef, Modality, ProjectId};
use crate::ui::state::State;
use crate::words::{number, say, say_with};

/// What is under way between the project and a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Carrying {
    way: Way,
    /// Files that are done, and all there are, once that is known.
    pub files: Option<(usize, usize)>,
}

#[derive(Debug, Clone, PartialEq)]
enum Way {
    /// A project of this name goes into a file.
    Out(String),
    /// What was sorted goes into a zip of this name.
    Sorted(String),
    /// This file becomes a project.
    In(FileRef),
}

/// What is to be done outside of the page.
#[derive(Debug, Clone, PartialEq)]
pub enum Errand {
    /// The browser is to save the file at an address.
    Download {
        /// A `blob:` address.
        address: String,
        /// What the file is to be called.
        name: String,
    },
    /// A project is in another studio.
    Visit {
        /// What is taught with there.
        modality: Modality,
        /// Which it is.
        project: ProjectId,
    },
}

impl Carrying {
    /// Whether it is what was sorted.
    pub fn is_sorted(&self) -> bool {
        matches!(self.way, Way::Sorted(_))
    }

    /// “Saving the file: 12 of 340 pictures”.
    pub fn words(&self) -> String {
        let [begins, counts] = match &self.way {
            Way::Out(_) => ["carrying.out", "carrying.out-pictures"],
            Way::Sorted(_) => ["carrying.sorted", "carrying.sorted-pictures"],
            Way::In(_) => ["carrying.in", "carrying.in-pictures"],
        };
        match self.files {
            Some((done, total)) if total > 0 => {
                say_with(counts, &[&number(done as u64), &number(total as u64)])
            }
            _ => say(begins).to_owned(),
        }
    }
}

impl State {
    /// Puts the project into one file, once all of its own are copied.
    pub fn save_as_file(&mut self) {
        let Some(id) = self.keeping.project().cloned() else { return };
        if self.keeping.carrying.is_some() {
            return;
        }
        let project = self.project();
        let all = project.classes.iter().flat_map(|class| &class.examples);
        let mut files: Vec<_> =
            all.filter_map(|it| Some((it.id, it.file()?.name.clone()))).collect();
        files.sort_unstable_by_key(|(id, _)| *id);
        let loaded = self.model.loaded.as_ref().map(|loaded| loaded.info.fingerprint());
        let trained = project.trained.as_ref();
        let model = loaded.or_else(|| trained.map(|trained| trained.model.clone()));
        let head = trained.map(|trained| trained.run);
        let carrying = Carrying { way: Way::Out(self.file_stem().to_owned()), files: None };
        let export = Export { id, project: Box::new(project.clone()), files, head, model };
        self.keeping.carrying = Some(carrying);
        self.keeping.orders.push(KeeperCommand::Export(Box::new(export)));
    }

    /// Puts what was sorted into a zip of this name.
    pub(in crate::ui::state) fn carry_sorted(&mut self, name: String, order: KeeperCommand) {
        self.keeping.carrying = Some(Carrying { way: Way::Sorted(name), files: None });
        self.keeping.orders.push(order);
    }

    /// Makes a project of its own of what is in a file: the first of these.
    pub fn open_project_file(&mut self, files: Vec<FileRef>) {
        let mut files = files.into_iter();
        let is_free = self.keeping.carrying.is_none() && self.keeping.project().is_some();
        if is_free && let Some(file) = files.next() {
            self.keeping.orders.push(KeeperCommand::Import(file.clone()));
            self.keeping.carrying = Some(Carrying { way: Way::In(file), files: None });
        }
        self.released.extend(files.map(|file| file.url));
    }

    /// Stops what is under way between the project and a file.
    pub fn stop_carrying(&mut self) {
        if self.keeping.carrying.is_some() {
            self.keeping.orders.push(KeeperCommand::StopCarrying);
        }
    }

    pub(super) fn carried_on(&mut self, done: usize, total: usize) {
        if let Some(carrying) = &mut self.keeping.carrying {
            carrying.files = Some((done, total));
        }
    }

    /// The project, or what was sorted, is in one file, at this address.
    pub(super) fn exported(&mut self, address: String, lost: Option<Error>) {
        let name = match self.carried() {
            Some(Way::Out(name)) => Some(format!("{name}.headstart")),
            Some(Way::Sorted(name)) => Some(format!("{name}.zip")),
            Some(Way::In(_)) | None => None,
        };
        if let Some(name) = name {
            self.keeping.errand = Some(Errand::Download { address, name });
            lost.into_iter().for_each(|error| self.warn(error));
        }
    }

    /// A file has become a project. It is opened, where it can be taught here.
    pub(super) fn imported(&mut self, project: ProjectId, modality: Modality, lost: Option<Error>) {
        self.carried();
        lost.into_iter().for_each(|error| self.warn(error));
        if modality == self.modality {
            self.open_project(Which::Named(project));
        } else {
            self.keeping.errand = Some(Errand::Visit { modality, project });
        }
        self.keeping.orders.push(KeeperCommand::List);
    }

    /// Nothing has come of it.
    pub(super) fn not_carried(&mut self, error: Option<Error>) {
        self.carried();
        error.into_iter().for_each(|error| self.warn(error));
    }

    /// It is over.
    fn carried(&mut self) -> Option<Way> {
        let way = self.keeping.carrying.take()?.way;
        if let Way::In(file) = &way {
            self.released.push(file.url.clone());
        }
        Some(way)
    }

    /// Takes out what is to be done outside of the page.
    pub fn take_errand(&mut self) -> Option<Errand> {
        self.keeping.errand.take()
    }

    /// Whether something is to be done outside of the page.
    pub fn has_errand(&self) -> bool {
        self.keeping.errand.is_some()
    }
}
