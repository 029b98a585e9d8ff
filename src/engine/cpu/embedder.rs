//! Embedding pictures on the CPU.

use std::sync::{Arc, Mutex, PoisonError};

use kernels::network::{Network, Workspace};

use super::plan::plan;
use crate::data::picture::Picture;
use crate::engine::plain;
use crate::models::Backbone;

/// A backbone on the CPU.
#[derive(Debug, Clone)]
pub struct Embedder(Net);

#[derive(Debug, Clone)]
enum Net {
    /// With rooms to compute in that nobody uses now.
    ConvNet(Arc<(Network, Mutex<Vec<Workspace>>)>),
    /// Its products of matrices are long enough for burn's to be fast.
    KMeans(Box<plain::Embedder>),
}

impl Embedder {
    /// Puts a backbone on the CPU.
    pub fn new(backbone: &Backbone) -> Self {
        Self(match backbone {
            Backbone::ConvNet { config, weights } => {
                Net::ConvNet(Arc::new((Network::new(&plan(config, weights)), Mutex::default())))
            }
            Backbone::KMeans { .. } => Net::KMeans(Box::new(plain::Embedder::new(backbone))),
        })
    }

    /// The embedding of one picture.
    pub fn embed(&self, picture: &Picture) -> Vec<f32> {
        match &self.0 {
            Net::ConvNet(net) => {
                in_a_room(net, |network, room| network.embed(&picture.values, room))
            }
            Net::KMeans(embedder) => embedder.embed(picture),
        }
    }

    /// The embedding of one picture, which is pixels of red, green, blue and opacity.
    pub fn embed_rgba(&self, rgba: &[u8]) -> Vec<f32> {
        match &self.0 {
            Net::ConvNet(net) => in_a_room(net, |network, room| network.embed_rgba(rgba, room)),
            Net::KMeans(embedder) => {
                embedder.embed(&Picture::from_rgba(embedder.input_size(), rgba))
            }
        }
    }
}

/// Embeds in a room that nobody else uses.
fn in_a_room(
    (network, rooms): &(Network, Mutex<Vec<Workspace>>),
    embed: impl FnOnce(&Network, &mut Workspace) -> Vec<f32>,
) -> Vec<f32> {
    // Nothing panics while it is held.
    let rooms = || rooms.lock().unwrap_or_else(PoisonError::into_inner);
    let room = rooms().pop();
    let mut room = room.unwrap_or_else(|| network.workspace());
    let embedding = embed(network, &mut room);
    rooms().push(room);
    embedding
}
