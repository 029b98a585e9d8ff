//! What a filter bank has found: the patches that it compares pictures with.

use super::{Inquiry, State};
use crate::protocol::{Command, Look, Patches};
use crate::words::{number, say_with};

impl State {
    /// Asks a model for its patches.
    pub fn ask_for_patches(&mut self, model: String) -> Vec<Command> {
        self.patches = Inquiry::default();
        self.inquire(|state| &mut state.patches, model, Look::Patches)
    }
}

/// What the sheet of patches shows, in plain words.
pub fn about_patches(Patches { shown, total, side, .. }: &Patches) -> String {
    let (shown, total, side) = (number(*shown as u64), number(*total as u64), side.to_string());
    if shown == total {
        say_with("patches.about", &[&total, &side])
    } else {
        say_with("patches.about-some", &[&total, &side, &shown])
    }
}
