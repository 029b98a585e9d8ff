//! Locks between the tabs of this site (Web Locks), so that only one of them writes a project.
//!
//! They work in a page and in a worker alike, and end with it, however it ends. web-sys counts them among what may
//! still change, so what is used of them is described here.

use std::future::Future;

use futures_channel::oneshot;
use js_sys::{Function, Object, Promise, Reflect, global};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};

#[wasm_bindgen]
extern "C" {
    /// `LockManager` of the Web Locks standard.
    type Manager;

    /// Calls `granted` with the lock, or with null if it is another's, and keeps the lock until the promise which that
    /// returns is settled. The promise which this returns is settled then, and rejected when the lock is stolen.
    #[wasm_bindgen(method, catch)]
    fn request(
        this: &Manager,
        name: &str,
        options: &Object,
        granted: &Function,
    ) -> Result<Promise, JsValue>;
}

/// What came of asking for a lock.
#[derive(Debug)]
pub enum Held {
    /// It is held from now on.
    Yes(Lock),
    /// Another holds it, in this tab or another.
    Busy,
    /// This browser has no locks, or none for this page.
    Unsupported,
}

/// A lock that is held until soon after this is dropped, or until another steals it.
#[derive(Debug)]
pub struct Lock {
    /// The lock is given back when this is dropped.
    _until: oneshot::Sender<()>,
    /// Settled when it is held no longer.
    held: Promise,
}

impl Lock {
    /// Waits until the lock is held no longer: true if another has stolen it, false if it was released.
    pub fn lost(&self) -> impl Future<Output = bool> + 'static {
        let held = self.held.clone();
        async move { JsFuture::from(held).await.is_err() }
    }

    /// Gives the lock back. When this returns, it is free, as it is not yet right after it was dropped.
    pub async fn release(self) {
        let lost = self.lost();
        drop(self);
        lost.await;
    }
}

/// Takes the lock of this name if it is free; does not wait for it.
pub async fn hold(name: &str) -> Held {
    request(name, "ifAvailable").await
}

/// Takes the lock of this name, whoever holds it; `None` where there are no locks.
pub async fn steal(name: &str) -> Option<Lock> {
    match request(name, "steal").await {
        Held::Yes(lock) => Some(lock),
        Held::Busy | Held::Unsupported => None,
    }
}

/// Asks for a lock in the way that an option names.
async fn request(name: &str, way: &str) -> Held {
    let Some(manager) = manager() else { return Held::Unsupported };
    let options = Object::new();
    // Setting a property of a new object cannot fail.
    let _ = Reflect::set(&options, &way.into(), &true.into());
    let (until, dropped) = oneshot::channel::<()>();
    let (answer, answered) = oneshot::channel();
    let granted = Closure::once(move |lock: JsValue| -> JsValue {
        let is_held = !lock.is_null();
        // Where nobody waits for the answer any more, `dropped` has come already, and the lock is given back at once.
        let _ = answer.send(is_held);
        let released = async move {
            // Nothing is ever sent: it comes when the other end is dropped.
            let _ = dropped.await;
            Ok(JsValue::UNDEFINED)
        };
        if is_held { future_to_promise(released).into() } else { JsValue::UNDEFINED }
    });
    let Ok(held) = manager.request(name, &options, granted.as_ref().unchecked_ref()) else {
        return Held::Unsupported;
    };
    let lock = Lock { _until: until, held: held.clone() };
    spawn_local(async move {
        // The browser may call it until this is settled. To have lost a lock is no mistake, and is not reported as one.
        let _ = JsFuture::from(held).await;
        drop(granted);
    });
    match answered.await {
        Ok(true) => Held::Yes(lock),
        Ok(false) => Held::Busy,
        // The browser refused before it looked.
        Err(oneshot::Canceled) => Held::Unsupported,
    }
}

/// The browser's manager of locks, in a page or a worker; without HTTPS there is none.
fn manager() -> Option<Manager> {
    let navigator = Reflect::get(&global(), &"navigator".into()).ok()?;
    let manager = Reflect::get(&navigator, &"locks".into()).ok()?;
    manager.is_object().then(|| manager.unchecked_into())
}
