//! The switch that has pictures looked at mirrored too.

use super::tick::Tick;
use crate::protocol::Modality;

/// The switch that has what is tried looked at mirrored too; for pictures alone.
pub const MIRRORS: Tick = Tick {
    hint_id: "mirrors-hint",
    label: "heads.mirrors",
    hint: "heads.mirrors-hint",
    can: |state| state.project().modality == Modality::Pictures,
    is_on: |state| state.project().settings().mirrors,
    set: |state, on| state.set_mirrors(on),
};
