//! A box of many tiles, and what of it is in sight.

use std::ops::Range;

use leptos::html::Ul;
use leptos::prelude::*;

use super::pace::granted;
use super::sight::Sight;

/// A box of tiles that is looked at. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Watched {
    /// The box.
    pub node: NodeRef<Ul>,
    sight: RwSignal<Sight>,
    /// How many of those that are to be made may be by now: not all at once.
    most: RwSignal<usize>,
}

impl Watched {
    /// Watches a box of so many tiles.
    pub fn new(count: Memo<usize>) -> Self {
        let sight = RwSignal::new(Sight::default());
        let watched = Self { node: NodeRef::new(), sight, most: RwSignal::new(0) };
        Effect::new(move |_| watched.grow(count));
        Effect::new(move |_| {
            count.track();
            // Once what has changed is there.
            request_animation_frame(move || watched.look());
        });
        let resized = window_event_listener_untyped("resize", move |_| watched.look());
        on_cleanup(move || resized.remove());
        watched
    }

    /// Makes more tiles, until all are made that are to be.
    fn grow(self, count: Memo<usize>) {
        // It may be gone.
        let Some(most) = self.most.try_get_untracked() else { return };
        let (Some(sight), Some(count_now)) = (self.sight.try_get(), count.try_get()) else {
            return;
        };
        let missing = sight.range(count_now).len().saturating_sub(most);
        if missing > 0 {
            let more = granted(missing, move || self.grow(count));
            self.most.set(most + more);
        }
    }

    /// Looks again, as after scrolling.
    pub fn look(self) {
        // It may be gone.
        let Some(node) = self.node.try_get_untracked().flatten() else { return };
        let Ok(Some(style)) = window().get_computed_style(&node) else { return };
        let style = |name: &str| style.get_property_value(name).unwrap_or_default();
        let gap = style("row-gap").strip_suffix("px").and_then(|gap| gap.parse().ok());
        let (top, height) = (f64::from(node.scroll_top()), f64::from(node.client_height()));
        let tracks = style("grid-template-columns");
        if let Some(sight) = Sight::of(&tracks, gap.unwrap_or(0.0), top, height)
            && self.sight.try_get_untracked().is_some_and(|before| before != sight)
        {
            self.sight.set(sight);
        }
    }

    /// The tiles to make, of so many.
    pub fn range(self, count: usize) -> Range<usize> {
        let range = self.sight.get().range(count);
        range.start..range.end.min(range.start + self.most.get())
    }

    /// The style that keeps the place of those that are not made, if there are any.
    pub fn style(self, count: usize) -> Option<String> {
        let (above, below) = self.sight.get().space(count, self.range(count));
        (above + below > 0.0).then(|| format!("--above: {above:.2}px; --below: {below:.2}px"))
    }
}
