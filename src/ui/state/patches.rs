//! What a filter bank has found: the patches that it compares pictures with.

use super::{Inquiry, State, thousands};
use crate::protocol::{Command, Look, Patches};

impl State {
    /// Asks a model for its patches.
    pub fn ask_for_patches(&mut self, model: String) -> Vec<Command> {
        self.patches = Inquiry::default();
        self.inquire(|state| &mut state.patches, model, Look::Patches)
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
