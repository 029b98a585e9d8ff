//! What has happened is written down.

use super::stand::{Keeping, LONG, Stand};
use crate::protocol::keeping::{About, KeeperCommand};
use crate::ui::state::State;
use crate::ui::state::one_by_one::{map, set};
use crate::ui::state::project::class_name;
use crate::words::{say, say_with};

/// With so many examples a project is worth asking the browser not to clear it.
const WORTH: usize = 5;

impl State {
    /// Whether all that happened is on the device.
    pub fn is_saved(&self) -> bool {
        self.unsaved().is_none()
            && self.keeping.copying.is_empty()
            && self.keeping.uncopied.is_empty()
    }

    /// Whether all that was done is on the device, in words.
    pub fn saved_words(&self) -> String {
        let Keeping { stand, trouble, .. } = &self.keeping;
        match (stand, trouble) {
            (Stand::Opening, _) => say("saved.opening").to_owned(),
            (Stand::ReadOnly(_), _) => say("saved.elsewhere").to_owned(),
            (Stand::Memory, Some(why)) => say_with("saved.not-kept-as", &[&why.to_string()]),
            (Stand::Memory, None) => say("saved.not-kept").to_owned(),
            (Stand::Device(_), Some(why)) => say_with("saved.not-yet", &[&why.to_string()]),
            (Stand::Device(_), None) if self.is_saved() => say("saved.saved").to_owned(),
            (Stand::Device(_), None) => say("saved.saving").to_owned(),
        }
    }

    /// Whether something would be lost, should the page be left now.
    pub fn would_lose(&self) -> bool {
        match &self.keeping.stand {
            Stand::Memory => self.project().total() > 0,
            Stand::Device(_) => !self.is_saved(),
            Stand::Opening | Stand::ReadOnly(_) => false,
        }
    }

    /// Whether there is something to lose, so that the browser is to be asked not to clear it.
    pub fn is_worth_keeping(&self) -> bool {
        matches!(self.keeping.stand, Stand::Device(_)) && self.project().total() >= WORTH
    }

    /// Whether something could not be saved and may be tried again.
    pub fn can_save_again(&self) -> bool {
        matches!(self.keeping.stand, Stand::Device(_)) && self.keeping.trouble.is_some()
    }

    /// What the keeper is to be told, with all that has happened and is not written down yet.
    pub fn take_orders(&mut self) -> Vec<KeeperCommand> {
        self.forget_uncopied();
        if !self.keeping.listens && self.keeping.stand != Stand::Memory {
            return Vec::new();
        }
        match &self.keeping.stand {
            Stand::Device(_) => self.order_writing(),
            // It will be written as what it has become by then.
            Stand::Opening => {}
            Stand::Memory | Stand::ReadOnly(_) => drop(self.document.take_entries()),
        }
        std::mem::take(&mut self.keeping.orders)
    }

    /// Forgets those that could not be copied and that no step brings back.
    fn forget_uncopied(&mut self) {
        if !self.keeping.uncopied.is_empty() {
            let all = set(self.document.all_examples().map(|it| it.id));
            self.keeping.uncopied.retain(|id| all.contains(id));
        }
    }

    pub(super) fn order_writing(&mut self) {
        // Nothing is kept of a project that nobody has touched.
        if self.unsaved().is_none() {
            return;
        }
        let (revision, entries) = self.document.take_entries();
        let is_new = !entries.is_empty();
        let about = self.about();
        if self.keeping.is_broken || self.keeping.length > LONG {
            if !is_new && self.keeping.trouble.is_some() {
                return; // Nothing has changed since it failed.
            }
            let (project, entries) = self.document.rewritten();
            let project = Box::new(project);
            self.keeping.is_broken = false;
            self.keeping.length = entries.len();
            let needed = self.document.all_examples().map(|it| it.id);
            let weights = self.project().model.kept().iter().map(|file| file.id);
            let needed = set(needed.chain(weights)).into_iter().collect();
            self.order_before_copies(KeeperCommand::Rewrite {
                revision,
                project,
                entries,
                about,
                needed,
            });
        } else if is_new {
            self.keeping.length += entries.len();
            self.order_before_copies(KeeperCommand::Write { revision, entries, about });
        }
    }

    /// That an example was added is written down before its file is copied: a copy of what nobody knows of would be
    /// taken for that of the next example of its number.
    fn order_before_copies(&mut self, writing: KeeperCommand) {
        let orders = &mut self.keeping.orders;
        let last = orders.iter().rposition(|order| !matches!(order, KeeperCommand::Keep(_)));
        orders.insert(last.map_or(0, |last| last + 1), writing);
    }

    /// What a list of projects shows of this one.
    pub(super) fn about(&self) -> About {
        let project = self.project();
        About { name: project.name.clone(), modality: self.modality, examples: project.total() }
    }

    /// Gives the project another name. Ends what it is called at sixty letters.
    pub fn rename_project(&mut self, name: &str) {
        let name = class_name(name);
        self.amend(|project| project.name = name);
    }

    /// Tries once more to write down what could not be.
    pub fn save_again(&mut self) {
        if self.keeping.trouble.take().is_some() {
            self.keeping.is_broken = true;
        }
        let uncopied = std::mem::take(&mut self.keeping.uncopied);
        let all = self.document.all_examples();
        let files = all.filter(|example| uncopied.contains(&example.id));
        let files = map(files.filter_map(|it| Some((it.id, it.file()?.clone()))));
        self.order_copies(files);
    }
}
