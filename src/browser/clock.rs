//! Time, and giving it to others.

use std::future::Future;
use std::pin::pin;

use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;

use super::scope;

/// Milliseconds of work between two looks at the messages: a Stop is answered within a frame.
pub const SLICE: f64 = 16.0;

/// Milliseconds since some fixed moment; for differences only.
pub fn now() -> f64 {
    // Every worker has a clock; without one, nothing here depends on time for more than comfort.
    scope().performance().map_or(0.0, |performance| performance.now())
}

/// Lets messages come in. Awaiting a computation is not enough: on the CPU it resolves as a
/// microtask, before any message is looked at, and a Stop would starve.
pub async fn let_messages_in() {
    TimeoutFuture::new(0).await;
}

/// What comes within so many seconds; `None` if it does not.
pub async fn within<T>(seconds: u32, coming: impl Future<Output = T>) -> Option<T> {
    let mut coming = pin!(coming);
    // One by one: who computes for long hears of a timer that ended meanwhile before what came meanwhile.
    for _ in 0..seconds {
        match select(coming, TimeoutFuture::new(1000)).await {
            Either::Left((came, _)) => return Some(came),
            Either::Right(((), rest)) => coming = rest,
        }
    }
    None
}
