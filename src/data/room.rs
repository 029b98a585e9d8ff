//! Room for what is large and decoded beside each other.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

/// Room for so much at once. What finds none waits until some is given back.
#[derive(Debug, Clone)]
pub struct Room(Rc<RefCell<Taken>>);

#[derive(Debug)]
struct Taken {
    limit: u64,
    taken: u64,
    waiting: Vec<Waker>,
}

/// A part of a room, until this is dropped.
#[derive(Debug)]
pub struct Place {
    room: Room,
    amount: u64,
}

impl Room {
    /// An empty room.
    pub fn new(limit: u64) -> Self {
        Self(Rc::new(RefCell::new(Taken { limit, taken: 0, waiting: Vec::new() })))
    }

    /// Takes so much of it, once it is free. What is larger than the room takes all of it.
    pub async fn take(&self, amount: u64) -> Place {
        poll_fn(|context| {
            let mut room = self.0.borrow_mut();
            let amount = amount.min(room.limit);
            if room.taken + amount > room.limit {
                room.waiting.push(context.waker().clone());
                return Poll::Pending;
            }
            room.taken += amount;
            Poll::Ready(Place { room: self.clone(), amount })
        })
        .await
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let waiting = {
            let mut room = self.room.0.borrow_mut();
            room.taken -= self.amount;
            std::mem::take(&mut room.waiting)
        };
        // Who finds still too little waits again.
        waiting.into_iter().for_each(Waker::wake);
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::Context;

    use super::*;

    /// What is taken now, if there is room.
    fn try_take(room: &Room, amount: u64) -> Option<Place> {
        match pin!(room.take(amount)).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(place) => Some(place),
            Poll::Pending => None,
        }
    }

    #[test]
    fn there_is_room_for_so_much_at_once() {
        let room = Room::new(64);
        let first = try_take(&room, 48).expect("it is empty");
        let second = try_take(&room, 16).expect("it fits");
        assert!(try_take(&room, 1).is_none());
        assert!(try_take(&room, 0).is_some());
        drop(second);
        assert!(try_take(&room, 17).is_none() && try_take(&room, 16).is_some());
        drop(first);
        assert!(try_take(&room, 64).is_some());
    }

    #[test]
    fn what_is_larger_takes_all_of_it() {
        let room = Room::new(64);
        let all = try_take(&room, u64::MAX).expect("it is empty");
        assert!(try_take(&room, 1).is_none());
        drop(all);
        let one = try_take(&room, 1).expect("it is empty");
        assert!(try_take(&room, 65).is_none());
        drop(one);
        assert!(try_take(&room, 65).is_some());
    }

    #[test]
    fn who_waits_is_called_when_some_is_given_back() {
        struct Bell(std::sync::atomic::AtomicUsize);
        impl std::task::Wake for Bell {
            fn wake(self: std::sync::Arc<Self>) {
                self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
        }
        let bell = std::sync::Arc::new(Bell(0.into()));
        let waker = Waker::from(bell.clone());
        let room = Room::new(1);
        let place = try_take(&room, 1);
        let mut waits = pin!(room.take(1));
        assert!(waits.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        drop(place);
        assert_eq!(bell.0.load(std::sync::atomic::Ordering::Relaxed), 1);
        assert!(waits.poll(&mut Context::from_waker(&waker)).is_ready());
    }
}
