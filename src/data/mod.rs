//! Floor 2: the visitor's pictures, from bytes to the numbers a network takes and back to pixels, their
//! files of sentences, and how examples are divided into those to train on and those to be tested on. Who
//! brings none can experiment with those of [`sample`].

pub mod address;
pub mod bitmap;
pub mod chance;
pub mod contact_sheet;
pub mod csv;
pub mod dealer;
pub mod interval;
pub mod picture;
pub mod picture_file;
pub mod room;
pub mod sample;
pub mod split;
pub mod statistics;
pub mod table;
