//! Futures that never wait.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// What a future gives that never waits, as those of the CPU.
///
/// # Panics
/// If it does wait: whoever calls this knows that it is of the CPU.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("on the CPU nothing is waited for"),
    }
}
