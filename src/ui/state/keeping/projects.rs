//! The projects on this device.

use super::stand::Stand;
use crate::protocol::keeping::{About, KeeperCommand, Listed, Which};
use crate::protocol::project::{Entry, Patch};
use crate::ui::state::{Project, State};
use crate::words::say_with;

impl State {
    /// Opens another project, once all of this one is written down; not while some of it cannot be, which would be
    /// lost.
    pub fn open_project(&mut self, which: Which) {
        if self.can_save_again() {
            return;
        }
        if matches!(self.keeping.stand, Stand::Device(_)) {
            self.order_writing();
        }
        if self.keeping.project().is_some() {
            self.keeping.stand = Stand::Opening;
            self.keeping.orders.push(KeeperCommand::Open(self.modality, which));
        }
    }

    /// Opens a project that was handed over as one of its own.
    pub(in crate::ui::state) fn open_handed(&mut self, project: Project) {
        self.keeping.handed = Some(Box::new(project));
        match self.keeping.stand {
            // It is what will be opened.
            Stand::Opening => self.keeping.open_instead(Which::New),
            _ => self.open_project(Which::New),
        }
    }

    /// Asks which projects there are, and how much room.
    pub fn list_projects(&mut self) {
        self.keeping.orders.push(KeeperCommand::List);
        self.measure();
    }

    /// Asks how much room there is.
    pub fn measure(&mut self) {
        self.keeping.orders.push(KeeperCommand::Measure);
    }

    /// Deletes a project; the one that was changed before it is opened where it is open.
    pub fn delete_project(&mut self, listed: &Listed) {
        self.keeping.deleted = Some(listed.clone());
        let is_open = self.keeping.project() == Some(&listed.id);
        if is_open && matches!(self.keeping.stand, Stand::Device(_)) {
            self.order_writing();
        }
        self.keeping.orders.push(KeeperCommand::Delete(listed.id.clone()));
        if is_open {
            self.keeping.stand = Stand::Opening;
            self.keeping.orders.push(KeeperCommand::Open(self.modality, Which::Latest));
        }
    }

    /// Brings back the project that was deleted last.
    pub fn bring_back_project(&mut self) {
        let deleted = self.keeping.deleted.take();
        self.keeping.orders.extend(deleted.map(|it| KeeperCommand::BringBack(it.id)));
    }

    /// Copies a project, under a name that says so.
    pub fn duplicate_project(&mut self, listed: &Listed) {
        let Listed { id, about, .. } = listed;
        let name = say_with("projects.copy", &[&about.name]);
        let entries = vec![Entry::Amend(Patch::renaming(&name))];
        let about = About { name, ..about.clone() };
        let project = id.clone();
        self.keeping.orders.push(KeeperCommand::Duplicate { project, about, entries });
    }

    /// Deletes everything that is kept on the device.
    pub fn delete_everything(&mut self) {
        self.keeping.stand = Stand::Opening;
        self.keeping.orders.push(KeeperCommand::DeleteEverything);
    }

    /// Takes the project over from the tab that writes it.
    pub fn take_over_project(&mut self) {
        if matches!(self.keeping.stand, Stand::ReadOnly(_)) {
            self.keeping.stand = Stand::Opening;
            self.keeping.orders.push(KeeperCommand::TakeOver);
        }
    }
}
