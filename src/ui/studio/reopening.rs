//! What was taken away is opened again: the exporter makes a project's file of it.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser::link::{EXPORTER, Heard, Link};
use crate::error::{Doing, Error, ProjectError};
use crate::protocol::FileRef;
use crate::protocol::takeaway::{ExporterCommand, ExporterEvent};
use crate::ui::browser;
use crate::ui::shell::store::Store;

/// The ends of the names of files that may have been taken away.
const TAKEN: [&str; 6] = [".onnx", ".tflite", ".safetensors", ".html", ".htm", ".zip"];

/// The end of those that may be something else as well.
const OTHERS: &str = ".zip";

/// A file that is opened, one at a time. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Reopening {
    store: Store,
    /// The file, while it is read.
    file: RwSignal<Option<FileRef>>,
    /// The exporter, while it works. Dropped, it ends.
    exporter: StoredValue<Option<Link>, LocalStorage>,
}

impl Reopening {
    /// Nothing is opened yet.
    pub fn new(store: Store) -> Self {
        Self { store, file: RwSignal::new(None), exporter: StoredValue::new_local(None) }
    }

    /// Whether a file is being read.
    pub fn is_busy(self) -> bool {
        self.file.get().is_some()
    }

    /// Opens the first of these files, whatever project is in it.
    pub fn open(self, mut files: Vec<FileRef>) {
        let is_taken = |file: &FileRef| TAKEN.iter().any(|end| ends(&file.name, end));
        if !files.first().is_some_and(is_taken) {
            self.store.set(|state| state.open_project_file(files));
            return;
        }
        let file = files.swap_remove(0);
        files.into_iter().for_each(|file| browser::revoke(&file.url));
        self.read(file);
    }

    fn read(self, file: FileRef) {
        // One that is read already gives way.
        if let Some(before) = self.file.get_untracked() {
            browser::revoke(&before.url);
        }
        self.file.set(Some(file.clone()));
        let hear = move |heard| match heard {
            Heard::Greeting => {
                let command = ExporterCommand::Open(file.clone());
                let sent = self
                    .exporter
                    .with_value(|link| link.as_ref().map(|link| link.send_with(&command, &[])));
                if let Some(Err(why)) = sent {
                    self.fails(Error::new(Doing::OpeningProject, why));
                }
            }
            Heard::Event(ExporterEvent::Opened(bytes)) => self.opened(&bytes),
            Heard::Event(ExporterEvent::NotOurs(why)) => self.is_none(why),
            Heard::Event(ExporterEvent::Crashed(why)) => self.is_none(ProjectError::Malformed(why)),
            // It was asked to write nothing.
            Heard::Event(_) => {}
            Heard::Failed(why) => self.fails(Error::new(Doing::OpeningProject, why)),
        };
        match Link::start(EXPORTER, hear) {
            Ok(link) => self.exporter.set_value(Some(link)),
            Err(why) => self.fails(Error::new(Doing::OpeningProject, why)),
        }
    }

    /// The project's file is there: it is opened as any other.
    fn opened(self, bytes: &[u8]) {
        let Some(file) = self.ends() else { return };
        browser::revoke(&file.url);
        match browser::address(bytes, "application/zip") {
            Some(url) => {
                let files = vec![FileRef { name: file.name, url }];
                self.store.set(|state| state.open_project_file(files));
            }
            None => self.fails(Error::new(
                Doing::OpeningProject,
                ProjectError::Unreadable("no memory".into()),
            )),
        }
    }

    /// It was not taken away here. A zip may still be a project.
    fn is_none(self, why: ProjectError) {
        let Some(file) = self.ends() else { return };
        if ends(&file.name, OTHERS) {
            self.store.set(|state| state.open_project_file(vec![file]));
            return;
        }
        browser::revoke(&file.url);
        self.store.set(|state| state.warn(Error::new(Doing::OpeningProject, why)));
    }

    fn fails(self, why: Error) {
        if let Some(file) = self.ends() {
            browser::revoke(&file.url);
        }
        self.store.set(|state| state.warn(why));
    }

    /// It is no longer read: which it was. The exporter is let go once it is no longer heard.
    fn ends(self) -> Option<FileRef> {
        set_timeout(move || drop(self.exporter.try_update_value(Option::take)), Duration::ZERO);
        self.file.try_update(Option::take).flatten()
    }
}

/// Whether a name ends so, in letters of any size.
fn ends(name: &str, end: &str) -> bool {
    name.to_ascii_lowercase().ends_with(end)
}
