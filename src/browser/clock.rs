//! Time, and giving it to others.

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
