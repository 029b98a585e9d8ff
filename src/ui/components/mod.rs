//! The parts of the page: each reads the state and says what the visitor did.

mod alert;
mod chart;
mod class_group;
mod confusion;
mod device_picker;
mod drop_area;
mod example_tile;
mod examples_card;
mod facts;
mod hood;
mod model_picker;
mod prediction;
mod result;
mod settings;
mod setup;
mod swatch;
mod thumbnail;
mod training_card;
mod trial_card;
mod undo_bar;
mod weights_input;

pub use alert::Alert;
pub use examples_card::ExamplesCard;
pub use hood::Hood;
pub use setup::Setup;
pub use training_card::TrainingCard;
pub use trial_card::TrialCard;
pub use undo_bar::UndoBar;
