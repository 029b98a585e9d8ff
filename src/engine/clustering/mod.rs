//! k-means, and what pictures need to be clustered by it: patches, principal components, whitening.
//!
//! The program `pretrain` makes the filter bank that ships with the page with the same code with which the
//! tutorial clusters in front of the visitor.
//!
//! | file | what is there |
//! |---|---|
//! | [`lloyd`] | an iteration: what is nearest to each centroid, and the means of that |
//! | [`clusters`] | iteration after iteration, until nothing changes |
//! | [`starts`] | where centroids start |
//! | [`patches`] | pieces of pictures, and the sizes of the filter bank |
//! | [`principal`], [`whitening`] | the directions in which patches differ, made alike |

pub mod clusters;
pub mod lloyd;
pub mod patches;
pub mod principal;
pub mod starts;
pub mod whitening;
