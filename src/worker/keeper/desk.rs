//! What the keeper has before it: the project that is open, and files to copy.

use std::collections::VecDeque;

use futures_channel::mpsc::UnboundedSender;

use super::carrying::{Carrying, Exported};
use super::others::Others;
use super::project::OpenProject;
use crate::browser::storage::{self, Folder, PROJECTS};
use crate::error::StorageError;
use crate::protocol::{ExampleId, FileRef, ProjectId};

/// Keeps projects, until the page ends it.
#[derive(Debug)]
pub struct Keeper {
    /// The folder that all projects are in.
    pub projects: Folder,
    /// The project that is open.
    pub open: Option<OpenProject>,
    /// Files of its examples that are to be copied, in the order they were added.
    pub copies: VecDeque<(ExampleId, FileRef)>,
    /// How many of them were copied together last; 0 if none waited.
    pub together: usize,
    /// What is under way between a project and a file.
    pub carrying: Option<Carrying>,
    /// The file that a project was put into last.
    pub exported: Option<Exported>,
    /// The keepers of other tabs.
    pub others: Others,
    /// Where it is told which project another tab has taken over.
    pub lost: UnboundedSender<ProjectId>,
}

impl Keeper {
    /// Has nothing open yet.
    ///
    /// # Errors
    /// [`StorageError`] where nothing can be kept.
    pub async fn new(
        others: Others,
        lost: UnboundedSender<ProjectId>,
    ) -> Result<Self, StorageError> {
        let projects = storage::root().await?.folder(PROJECTS).await?;
        Ok(Self {
            projects,
            open: None,
            copies: VecDeque::new(),
            together: 0,
            carrying: None,
            exported: None,
            others,
            lost,
        })
    }

    /// The open project, if it is written here.
    ///
    /// # Errors
    /// [`StorageError::Busy`] if another tab writes it.
    pub fn writable(&mut self) -> Result<&mut OpenProject, StorageError> {
        self.open.as_mut().filter(|project| project.is_writable()).ok_or(StorageError::Busy)
    }

    /// Writes down what the list shows of the open project, if that has changed.
    pub async fn note_about(&mut self) {
        if let Some(project) = &mut self.open {
            project.note_about().await;
        }
    }
}
