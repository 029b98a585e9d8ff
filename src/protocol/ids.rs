//! The names of what the visitor has, and of what the page asks for.
//!
//! A type each: a query is no run, and the compiler says so.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident,)+) => {$(
        $(#[$doc])+
        #[derive(
            Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub struct $name(pub u32);

        impl $name {
            /// Goes on to the next name, which no other has had, and gives it.
            pub fn fresh(&mut self) -> Self {
                self.0 += 1;
                *self
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// Names one class of the visitor's, for as long as the page is open.
    ClassId,
    /// Names one example of the visitor's, for as long as the page is open.
    ExampleId,
    /// Names one press of Train; later runs have greater ids.
    RunId,
    /// Names one thing to try; later ones have greater ids.
    QueryId,
    /// Names one request for a device, for a model, for an answer or for a table; later ones have greater ids.
    RequestId,
}
