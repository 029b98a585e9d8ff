//! What the page asks between a project, or what was sorted, and a file.

use super::carrying::{Carrying, Incoming, Outgoing, SortedOut, Step};
use super::desk::Keeper;
use crate::error::{Doing, Error, Kind};
use crate::protocol::FileRef;
use crate::protocol::keeping::{Export, KeeperEvent};
use crate::worker::link::post;

impl Keeper {
    /// Puts the project into one file, from now on.
    pub async fn export(&mut self, export: Export) {
        self.stop_carrying().await;
        self.carrying = Some(Carrying::Asked(Box::new(export)));
    }

    /// Puts files into a zip, each into a folder, from now on.
    pub async fn export_sorted(&mut self, files: Vec<(String, FileRef)>) {
        self.stop_carrying().await;
        self.carrying = Some(Carrying::SortedAsked(files));
    }

    /// Makes a project of a file, from now on.
    pub async fn import(&mut self, file: FileRef) {
        self.stop_carrying().await;
        match Incoming::begin(&self.projects, &file).await {
            Ok(incoming) => self.carrying = Some(Carrying::In(Box::new(incoming))),
            Err(kind) => {
                let error = Error::new(Doing::OpeningProject, kind);
                post(&KeeperEvent::NotCarried(Some(error)));
            }
        }
    }

    /// Stops doing any of these.
    pub async fn stop_carrying(&mut self) {
        if let Some(carrying) = self.carrying.take() {
            carrying.undo(&self.projects).await;
            post(&KeeperEvent::NotCarried(None));
        }
    }

    /// Carries a few files. False if there is nothing to carry.
    pub async fn carry_some(&mut self) -> bool {
        let Some(mut carrying) = self.carrying.take() else { return false };
        let doing = carrying.doing();
        match self.step(&mut carrying).await {
            Ok(Step::On(done, total)) => {
                self.carrying = Some(carrying);
                post(&KeeperEvent::Carrying { done, total });
            }
            Ok(Step::Done(event)) => post(&*event),
            Err(kind) => {
                carrying.undo(&self.projects).await;
                post(&KeeperEvent::NotCarried(Some(Error::new(doing, kind))));
            }
        }
        true
    }

    async fn step(&mut self, carrying: &mut Carrying) -> Result<Step, Kind> {
        match carrying {
            Carrying::Asked(export) => {
                self.remove_exported().await;
                let outgoing = Outgoing::begin(self.open.as_ref(), export).await?;
                let step = Step::On(0, export.files.len());
                *carrying = Carrying::Out(Box::new(outgoing));
                Ok(step)
            }
            Carrying::Out(outgoing) => {
                let step = outgoing.step().await?;
                let Step::Done(event) = &step else { return Ok(step) };
                if let KeeperEvent::Exported { url, .. } = &**event {
                    self.exported = Some(outgoing.exported(url.clone()));
                }
                Ok(step)
            }
            Carrying::SortedAsked(files) => {
                self.remove_exported().await;
                let sorted = SortedOut::begin(std::mem::take(files)).await?;
                let step = Step::On(0, sorted.total());
                *carrying = Carrying::Sorted(Box::new(sorted));
                Ok(step)
            }
            Carrying::Sorted(sorted) => {
                let step = sorted.step().await?;
                let Step::Done(event) = &step else { return Ok(step) };
                if let KeeperEvent::Exported { url, .. } = &**event {
                    self.exported = Some(sorted.exported(url.clone()));
                }
                Ok(step)
            }
            Carrying::In(incoming) => incoming.step().await,
        }
    }

    /// Removes the file that was written before.
    async fn remove_exported(&mut self) {
        if let Some(before) = self.exported.take() {
            before.remove().await;
        }
    }
}
