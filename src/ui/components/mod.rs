//! The parts of the page: each reads the state and says what the visitor did.

mod alert;
mod chart;
mod class_group;
mod confusion;
mod device_picker;
mod download;
mod drop_area;
mod example_tile;
mod examples_card;
mod facts;
mod few_shot;
mod gallery;
mod hood;
mod knowledge;
mod model_card;
mod model_picker;
mod navigation_bar;
mod own_weights;
mod prediction;
mod result;
mod settings;
mod setup;
mod studio;
mod swatch;
mod thumbnail;
mod training_card;
mod trial_card;
mod undo_bar;
mod weights_input;

pub use alert::Alert;
pub use gallery::Gallery;
pub use navigation_bar::NavigationBar;
pub use studio::Studio;
pub use undo_bar::UndoBar;
