//! Keeps a worker alive: starts it, hears it, notices when it is silent, and puts another in its place.

use std::rc::Rc;
use std::time::Duration;

use gloo_timers::callback::Interval;
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use crate::browser::link::{Heard, Link};
use crate::error::WorkerError;
use crate::ui::browser;
use crate::ui::shell::watchdog::{EVERY, Watchdog};

/// How one speaks with a kind of worker.
#[derive(Debug)]
pub struct Manners<Command, Event> {
    /// Asks whether it is there.
    pub ping: Command,
    /// Whether an event only says that it is.
    pub is_pong: fn(&Event) -> bool,
    /// How long an event may wait for others, to be shown together with them.
    pub patience: fn(&Event) -> Duration,
}

/// What a supervisor tells who has the worker started.
#[derive(Debug)]
pub enum Told<Event> {
    /// The worker has said all this, in this order.
    Events(Vec<Event>),
    /// This became of the worker.
    Failed(WorkerError),
    /// It answers after all.
    Answers,
}

/// Keeps one worker alive. Cheap to copy.
#[derive(Debug)]
pub struct Supervisor<Command: 'static, Event: 'static> {
    manners: &'static Manners<Command, Event>,
    // JavaScript's objects stay on their thread.
    worker: StoredValue<Option<Watched<Event>>, LocalStorage>,
    /// What the worker has said and is not shown yet, in order.
    heard: StoredValue<Vec<Event>, LocalStorage>,
}

// Derived, they would ask the same of commands and events.
impl<Command, Event> Copy for Supervisor<Command, Event> {}
impl<Command, Event> Clone for Supervisor<Command, Event> {
    fn clone(&self) -> Self {
        *self
    }
}

/// A worker under watch.
struct Watched<Event> {
    link: Link,
    watchdog: Watchdog,
    /// Whether it listens; before, what it is told is lost.
    listens: bool,
    /// Whether it is said to hang.
    hangs: bool,
    /// Whether it has failed, and will answer nothing more.
    failed: bool,
    tell: Rc<dyn Fn(Told<Event>)>,
    // It ticks until it is dropped.
    _timer: Interval,
}

impl<Command: Serialize, Event: DeserializeOwned> Supervisor<Command, Event> {
    /// Keeps nothing alive yet.
    pub fn new(manners: &'static Manners<Command, Event>) -> Self {
        Self {
            manners,
            worker: StoredValue::new_local(None),
            heard: StoredValue::new_local(Vec::new()),
        }
    }

    /// Whether a worker was started.
    pub fn has_started(self) -> bool {
        self.worker.with_value(Option::is_some)
    }

    /// Starts the worker of this loader, in place of the one before if there was one.
    pub fn start(self, script: &str, tell: impl Fn(Told<Event>) + 'static) {
        self.worker.set_value(None);
        // What the worker before has said is of no use to the next.
        self.heard.set_value(Vec::new());
        match Link::start(script, move |heard| self.hear(heard)) {
            Ok(link) => {
                let timer = Interval::new((EVERY * 1000.0) as u32, move || self.watch());
                self.worker.set_value(Some(Watched {
                    link,
                    watchdog: Watchdog::new(browser::seconds()),
                    listens: false,
                    hangs: false,
                    failed: false,
                    tell: Rc::new(tell),
                    _timer: timer,
                }));
            }
            Err(why) => tell(Told::Failed(why)),
        }
    }

    /// Tells the worker.
    pub fn send(self, command: &Command) {
        self.send_with(command, &[]);
    }

    /// Tells the worker, and hands over what goes beside the command: objects that can be transferred, as a frame
    /// of a camera.
    pub fn send_with(self, command: &Command, beside: &[JsValue]) {
        let sent = self.with(|watched| watched.link.send_with(command, beside));
        if let Some(Err(why)) = sent {
            self.tell(Told::Failed(why));
        }
    }

    fn hear(self, heard: Heard<Event>) {
        let is_greeting = matches!(heard, Heard::Greeting);
        let hung = self.with(|watched| {
            watched.watchdog.heard();
            watched.listens |= is_greeting;
            std::mem::take(&mut watched.hangs)
        });
        if hung == Some(true) {
            self.tell(Told::Answers);
        }
        match heard {
            Heard::Greeting => {}
            // Nothing is to be shown.
            Heard::Event(event) if (self.manners.is_pong)(&event) => {}
            Heard::Event(event) => self.gather(event),
            Heard::Failed(why) => {
                self.with(|watched| watched.failed = true);
                self.tell(Told::Failed(why));
            }
        }
    }

    fn gather(self, event: Event) {
        let patience = self.manners.patience;
        let wait = patience(&event);
        let mut first = false;
        self.heard.update_value(|heard| {
            // What can wait does not hold up what cannot.
            first = heard.iter().all(|event| patience(event) > wait);
            heard.push(event);
        });
        if first {
            // A timer, as a hidden page has no frames.
            set_timeout(move || self.show(), wait);
        }
    }

    fn show(self) {
        let mut heard = Vec::new();
        self.heard.update_value(|gathered| heard = std::mem::take(gathered));
        // They may have been shown with something that could not wait.
        if !heard.is_empty() {
            self.tell(Told::Events(heard));
        }
    }

    fn watch(self) {
        // One that has failed answers nothing more, and that has been said.
        if self.with(|watched| watched.failed) != Some(false) {
            return;
        }
        let looked = self.with(|watched| {
            let silence = watched.watchdog.look(browser::seconds(), !document().hidden());
            watched.hangs |= silence.is_some();
            (silence, watched.listens)
        });
        let Some((silence, listens)) = looked else { return };
        if listens {
            self.send(&self.manners.ping);
        }
        if let Some(seconds) = silence {
            self.tell(Told::Failed(WorkerError::Hangs(seconds)));
        }
    }

    /// Tells who had the worker started.
    fn tell(self, told: Told<Event>) {
        // Who is told may want something of this in turn.
        if let Some(tell) = self.with(|watched| watched.tell.clone()) {
            tell(told);
        }
    }

    fn with<T>(self, read: impl FnOnce(&mut Watched<Event>) -> T) -> Option<T> {
        let mut result = None;
        self.worker.update_value(|worker| result = worker.as_mut().map(read));
        result
    }
}
