//! How far to trust a head: what it says of examples that it has not seen, and what follows from that.
//!
//! The source of nearly all is [`OutOfFold`]: the examples are divided into five parts, and each part is asked of a head
//! that was trained on the other four. Every measure is a plain function of logits and labels, defined as in the library
//! that its file names; `tests/fixtures/trust` has what these libraries say. [`Assessment`] puts them together, a moment
//! at a time.
//!
//! How far something is from all that was learnt is a part of the head: [`heads::known`](super::heads::known).
//!
//! | file | what is there |
//! |---|---|
//! | [`neighbours`] | the nearest to every example |
//! | [`copies`] | which examples are copies of each other |
//! | [`material`] | the examples of a run |
//! | [`out_of_fold`] | logits of every example by a head that has not seen it |
//! | [`probability`] | probabilities of logits |
//! | [`temperature`] | one factor on the logits that makes probabilities mean something |
//! | [`calibration`] | how far probabilities are from the share of right answers |
//! | [`sets`] | sets of classes that hold the right one so often |
//! | [`per_class`] | precision, recall, F1 |
//! | [`suspects`] | labels that are likely wrong |
//! | [`map`], [`tsne`] | where the examples are on a plane: by what differs most, by neighbourhoods alone |
//! | [`groups`] | groups of examples that are alike |
//! | [`atlas`] | all of these, as the map of the page wants them |
//! | [`curve`], [`forecast`] | what more examples would bring |
//! | [`report`] | all of these, as the page is told |

pub mod assessment;
pub mod atlas;
pub mod calibration;
pub mod copies;
pub mod curve;
pub mod forecast;
pub mod groups;
pub mod map;
pub mod material;
pub mod neighbours;
pub mod out_of_fold;
pub mod per_class;
pub mod probability;
pub mod report;
pub mod sets;
pub mod suspects;
pub mod temperature;
pub mod tsne;

pub use assessment::{Assessment, Found};
pub use atlas::Atlas;
pub use material::Material;
pub use neighbours::Neighbours;
pub use out_of_fold::OutOfFold;
pub use report::Calibrating;
