//! What a filter bank has found: the patches that it compares pictures with.

use std::sync::Arc;

use super::{Inquiry, State, thousands};
use crate::protocol::{Command, Look, Patches};

/// The patches of the model that was asked for them last.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Finds {
    /// The question.
    pub inquiry: Inquiry,
    /// The answer.
    pub patches: Option<Arc<Patches>>,
}

impl Finds {
    pub(super) fn show(&mut self, patches: Patches) {
        self.patches = Some(Arc::new(patches));
    }
}

impl State {
    /// Asks a model for its patches.
    pub fn ask_for_patches(&mut self, model: String) -> Vec<Command> {
        let (inquiry, command) = self.inquire(model, Look::Patches);
        self.finds = Finds { inquiry, patches: None };
        command
    }
}

/// What the sheet of patches shows, in plain words.
pub fn about_patches(Patches { shown, total, side, .. }: &Patches) -> String {
    let which = if shown < total {
        format!("{} of the {}", thousands(*shown), thousands(*total))
    } else {
        format!("The {}", thousands(*total))
    };
    format!(
        "{which} kinds of detail that it tells apart, from grey to colourful. Each square is what the \
         little pieces of {side} × {side} dots in one group have in common: an edge, a stripe, a spot, \
         a colour. A new picture is described by how near its pieces are to each of them."
    )
}
