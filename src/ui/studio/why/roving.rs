//! Many buttons of which Tab stops at one, and the arrows go to the others.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use crate::ui::browser;

/// The place among parts that has the focus, or would have. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Roving(RwSignal<usize>);

impl Roving {
    /// At the first part.
    pub fn new() -> Self {
        Self(RwSignal::new(0))
    }

    /// The id of a part.
    pub fn id(part: usize) -> String {
        format!("why-part-{part}")
    }

    /// Whether Tab stops at a part.
    pub fn tab_index(self, part: usize) -> &'static str {
        if self.0.get() == part { "0" } else { "-1" }
    }

    /// The focus is there.
    pub fn focused(self, part: usize) {
        self.0.set(part);
    }

    /// Goes on as the arrows say, in rows of so many of `count` parts.
    pub fn key(self, event: &KeyboardEvent, columns: usize, count: usize) {
        let at = self.0.get_untracked();
        let row = at - at % columns.max(1);
        let to = match event.key().as_str() {
            "ArrowLeft" => at.checked_sub(1),
            "ArrowRight" => Some(at + 1),
            "ArrowUp" => at.checked_sub(columns),
            "ArrowDown" => Some(at + columns),
            "Home" => Some(row),
            "End" => Some(row + columns.saturating_sub(1)),
            _ => return,
        };
        event.prevent_default();
        // What is around may go on by the same keys.
        event.stop_propagation();
        if let Some(to) = to.filter(|to| *to < count) {
            self.0.set(to);
            browser::focus(vec![Self::id(to)]);
        }
    }
}

/// How strong the tone of a part is, `--strength` from 0 to 1 beside the strongest of all, and whether it speaks against.
pub fn tone(score: Option<f32>, scores: &[Option<f32>]) -> (String, bool) {
    let most = scores.iter().flatten().fold(0.0f32, |most, score| most.max(score.abs()));
    let score = score.unwrap_or(0.0);
    let strength = if most > 0.0 { score.abs() / most } else { 0.0 };
    (format!("--strength: {strength:.3}"), score < 0.0)
}
