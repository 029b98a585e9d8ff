//! Where the project is kept, and what is under way between page and keeper.

use std::collections::{BTreeMap, BTreeSet};

use super::carried::{Carrying, Errand};
use crate::error::StorageError;
use crate::protocol::keeping::{KeeperCommand, Listed, Room, Which};
use crate::protocol::{Command, ExampleId, FileRef, ModelInfo, ProjectId, RequestId};
use crate::ui::state::Project;

/// How the project is kept.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Keeping {
    /// Where it is kept, or why it is not.
    pub stand: Stand,
    /// Why what happened last is not on the device yet, if something stands in the way.
    pub trouble: Option<StorageError>,
    /// The projects on this device, once somebody has asked for them.
    pub projects: Option<Vec<Listed>>,
    /// The project that was deleted last, and can be brought back.
    pub deleted: Option<Listed>,
    /// What is under way between the project and a file.
    pub carrying: Option<Carrying>,
    /// What is to be done outside of the page.
    pub(super) errand: Option<Errand>,
    /// Small pictures of the project that is about to be opened.
    pub(super) thumbnails: Vec<(ExampleId, Vec<u8>)>,
    /// A project that was handed over, to be put into one of its own.
    pub(super) handed: Option<Box<Project>>,
    /// Room on the device, as far as the browser tells.
    pub room: Option<Room>,
    /// Examples that have been given to the keeper to be copied, and their files.
    pub(super) copying: BTreeMap<ExampleId, FileRef>,
    /// Examples that could not be copied, and are read from where they are.
    pub(super) uncopied: BTreeSet<ExampleId>,
    /// Whether the journal on the device has to be begun anew.
    pub(super) is_broken: bool,
    /// Entries that were written since the journal was begun.
    pub(super) length: usize,
    /// How often the keeper has failed since the project was opened.
    pub(super) failures: u32,
    /// Whether the keeper listens; before, what it is told is lost.
    pub(super) listens: bool,
    /// What the keeper is to be told.
    pub(super) orders: Vec<KeeperCommand>,
    /// A press of Train that waits for files to be copied.
    pub(super) train: Option<Command>,
    /// A comparison of heads that waits for files to be copied.
    pub(super) compare: Option<Command>,
    /// The request that opened the project, until the worker has heard it.
    pub(super) fence: Option<RequestId>,
    /// The models on offer, where the worker was ready before the project was open.
    pub(super) offered: Option<Vec<ModelInfo>>,
}

/// Where a project is kept.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Stand {
    /// Nowhere: it is in memory alone.
    #[default]
    Memory,
    /// It is being opened.
    Opening,
    /// On the device.
    Device(ProjectId),
    /// On the device, and another tab writes it: here it can be looked at.
    ReadOnly(ProjectId),
}

/// After so many entries the journal is begun anew, so that opening it stays quick.
pub(super) const LONG: usize = 2000;

/// How often a keeper that fails is started anew.
pub(super) const PATIENCE: u32 = 3;

impl Keeping {
    /// The project that is open, and written here.
    pub fn project(&self) -> Option<&ProjectId> {
        match &self.stand {
            Stand::Device(project) | Stand::ReadOnly(project) => Some(project),
            Stand::Memory | Stand::Opening => None,
        }
    }

    /// Opens another project than the one that is about to be opened.
    pub(super) fn open_instead(&mut self, instead: Which) {
        for order in &mut self.orders {
            if let KeeperCommand::Open(_, which) = order {
                *which = instead.clone();
            }
        }
    }

    /// Whether examples are copied when they are added.
    pub(super) fn copies(&self) -> bool {
        matches!(self.stand, Stand::Device(_) | Stand::Opening)
    }
}
