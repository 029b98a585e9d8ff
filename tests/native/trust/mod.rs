//! How far to trust a head: the measures against the libraries that define them, and what they come to on photos.

mod copies;
mod figures;
mod kinds;
mod measures;
mod mirror;
mod tsne;
mod why;
