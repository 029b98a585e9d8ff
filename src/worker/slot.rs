//! Where a model stands in the worker: in use or asked as a guest, each with the same life cycle.
//!
//! A model is fetched, loaded in place of the one before, and stays until another takes its place.

use std::ops::{Index, IndexMut};

use crate::error::Doing;
use crate::protocol::{DeviceKind, Modality, RequestId};

/// One of the two models that the worker holds at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The model in use, which embeds the visitor's examples.
    InUse,
    /// A model that is asked something without being in use.
    Guest,
}

impl Place {
    /// Both, the one in use first.
    pub const ALL: [Self; 2] = [Self::InUse, Self::Guest];
}

/// Something of either place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PerPlace<T> {
    /// Of the model in use.
    pub in_use: T,
    /// Of the guest.
    pub guest: T,
}

impl<T> Index<Place> for PerPlace<T> {
    type Output = T;

    fn index(&self, place: Place) -> &T {
        match place {
            Place::InUse => &self.in_use,
            Place::Guest => &self.guest,
        }
    }
}

impl<T> IndexMut<Place> for PerPlace<T> {
    fn index_mut(&mut self, place: Place) -> &mut T {
        match place {
            Place::InUse => &mut self.in_use,
            Place::Guest => &mut self.guest,
        }
    }
}

/// How a loaded model computes at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    /// The device that embeds with it.
    pub device: DeviceKind,
    /// How many pictures or texts it had best be given at once; at least 1.
    pub batch: usize,
}

impl Default for Stand {
    fn default() -> Self {
        Self { device: DeviceKind::Cpu, batch: 1 }
    }
}

/// A model on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Coming {
    /// The request that it answers.
    pub request: RequestId,
    /// What is being done, for sentences about it.
    pub doing: Doing,
    /// Whether the fetch has ended, well or not.
    pub arrived: bool,
}

/// The place of one model.
#[derive(Debug, Default)]
pub struct Slot {
    /// Its id, and what it reads.
    model: Option<(String, Modality)>,
    coming: Option<Coming>,
    /// How the model computes; means nothing while there is none.
    pub stand: Stand,
}

impl Slot {
    /// The id of the model that is here.
    pub fn model(&self) -> Option<&str> {
        self.model.as_ref().map(|(id, _)| id.as_str())
    }

    /// What the model that is here reads.
    pub fn modality(&self) -> Option<Modality> {
        self.model.as_ref().map(|(_, modality)| *modality)
    }

    /// The model that is on its way.
    pub fn coming(&self) -> Option<&Coming> {
        self.coming.as_ref()
    }

    /// Awaits another model, in place of any that is on its way.
    pub fn await_model(&mut self, request: RequestId, doing: Doing) {
        self.coming = Some(Coming { request, doing, arrived: false });
    }

    /// Notes that the fetch of this request has ended, if it is still awaited.
    pub fn arrived(&mut self, request: RequestId) {
        if let Some(coming) = self.coming.as_mut().filter(|coming| coming.request == request) {
            coming.arrived = true;
        }
    }

    /// The request of a model that has arrived and is to be loaded.
    pub fn to_load(&self) -> Option<RequestId> {
        self.coming.as_ref().filter(|coming| coming.arrived).map(|coming| coming.request)
    }

    /// Awaits no model any more. Gives the one that was awaited.
    pub fn give_up(&mut self) -> Option<Coming> {
        self.coming.take()
    }

    /// Awaits the model of this request no more, if it was awaited.
    pub fn give_up_if(&mut self, request: RequestId) -> Option<Coming> {
        self.coming.take_if(|coming| coming.request == request)
    }

    /// Holds this model from now on. Whether it takes the place of another.
    pub fn hold(&mut self, id: String, modality: Modality) -> bool {
        self.model.replace((id, modality)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doing() -> Doing {
        Doing::Downloading("a model".into())
    }

    #[test]
    fn a_model_is_loaded_once_its_own_fetch_has_ended() {
        let mut slot = Slot::default();
        slot.await_model(RequestId(1), doing());
        slot.await_model(RequestId(2), doing());
        slot.arrived(RequestId(1));
        assert_eq!(slot.to_load(), None, "the first is not awaited any more");
        slot.arrived(RequestId(2));
        assert_eq!(slot.to_load(), Some(RequestId(2)));
        assert!(slot.give_up_if(RequestId(1)).is_none());
        assert!(slot.give_up_if(RequestId(2)).is_some());
        assert!(!slot.hold("a".into(), Modality::Pictures));
        assert!(slot.hold("b".into(), Modality::Pictures), "it takes the place of the first");
        assert_eq!(slot.model(), Some("b"));
    }
}
