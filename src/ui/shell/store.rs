//! The state as the components see it: a signal, and the ways to change it.

use std::time::Duration;

use gloo_timers::callback::Interval;
use leptos::prelude::*;

use crate::error::{Error, Result, WorkerError};
use crate::protocol::{Command, Event};
use crate::ui::browser;
use crate::ui::shell::link::{Heard, Link, script};
use crate::ui::shell::watchdog::{EVERY, Watchdog};
use crate::ui::state::{State, apply};

/// How long events are gathered before they are shown, together: about a frame. A quick run has
/// hundreds a second, and nobody sees more than the newest.
const GATHER: Duration = Duration::from_millis(16);

/// The same of what many pictures are read: to show each by itself takes the page longer than reading it.
const GATHER_READ: Duration = Duration::from_millis(200);

/// The state and the link to the worker. Cheap to copy: a pair of keys.
#[derive(Debug, Clone, Copy)]
pub struct Store {
    state: RwSignal<State>,
    // JavaScript's objects stay on their thread.
    worker: StoredValue<Option<Watched>, LocalStorage>,
    /// What the worker has said and is not shown yet, in order.
    heard: StoredValue<Vec<Event>, LocalStorage>,
}

/// A worker under watch.
#[derive(Debug)]
struct Watched {
    link: Link,
    watchdog: Watchdog,
    // It ticks until it is dropped.
    _timer: Interval,
}

/// The store, for any component.
pub fn use_store() -> Store {
    expect_context()
}

impl Store {
    /// A store of this state, without a worker.
    pub fn new(state: State) -> Self {
        Self {
            state: RwSignal::new(state),
            worker: StoredValue::new_local(None),
            heard: StoredValue::new_local(Vec::new()),
        }
    }

    /// A slice of the state: what reads it runs again only when the slice has changed.
    pub fn slice<T: PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&State) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.state.with(&read))
    }

    /// Reads the state as it is now, without following it.
    pub fn peek<T>(self, read: impl FnOnce(&State) -> T) -> T {
        self.state.with_untracked(read)
    }

    /// Changes the state, and tells the worker what follows.
    pub fn act<C: IntoIterator<Item = Command>>(self, change: impl FnOnce(&mut State) -> C) {
        let mut commands = Vec::new();
        let mut released = Vec::new();
        let mut ready = false;
        self.state.update(|state| {
            commands.extend(change(state));
            released = state.take_released();
            ready = state.ready;
        });
        released.iter().for_each(|address| browser::revoke(address));
        // A worker that is not ready yet is told everything once it is.
        if ready {
            self.worker.with_value(|worker| {
                if let Some(Watched { link, .. }) = worker {
                    commands.iter().for_each(|command| link.send(command));
                }
            });
        }
    }

    /// Changes the state, or warns the visitor why not.
    pub fn attempt(self, change: impl FnOnce(&mut State) -> Result<Vec<Command>>) {
        self.act(|state| {
            change(state).unwrap_or_else(|error| {
                state.warn(error);
                Vec::new()
            })
        });
    }

    /// Changes the state in a way that the worker need not know.
    pub fn set(self, change: impl FnOnce(&mut State)) {
        self.act(|state| {
            change(state);
            []
        });
    }

    /// Starts the worker, unless that has been done.
    pub fn wake(self) {
        let failed = self.peek(|state| state.failure.is_some());
        if !failed && self.worker.with_value(Option::is_none) {
            self.start();
        }
    }

    /// Starts the worker.
    fn start(self) {
        match Link::start(script(self.peek(|state| state.modality)), move |heard| self.hear(heard))
        {
            Ok(link) => {
                let timer = Interval::new((EVERY * 1000.0) as u32, move || self.watch());
                let watchdog = Watchdog::new(browser::seconds());
                self.worker.set_value(Some(Watched { link, watchdog, _timer: timer }));
            }
            Err(error) => self.set(|state| state.failure = Some(error)),
        }
    }

    /// Starts another worker in place of the one before.
    pub fn restart(self) {
        self.worker.set_value(None);
        // What the worker before has said is of no use to the next.
        self.heard.set_value(Vec::new());
        self.set(State::restarted);
        self.start();
    }

    fn hear(self, heard: Heard<Event>) {
        self.worker.update_value(|worker| {
            if let Some(Watched { watchdog, .. }) = worker {
                watchdog.heard();
            }
        });
        if self.peek(|state| state.failure.is_some()) {
            self.set(State::worker_answers);
        }
        match heard {
            // Redraws nothing.
            Heard::Event(Event::Pong) => {}
            Heard::Event(event) => self.gather(event),
            Heard::Died(why) => self.set(|state| state.worker_died(why)),
        }
    }

    fn gather(self, event: Event) {
        let waits = |event: &Event| match event {
            Event::ExampleRead { .. } => true,
            Event::Embedded { done, total } => done < total,
            _ => false,
        };
        let (urgent, mut first) = (!waits(&event), false);
        self.heard.update_value(|heard| {
            // What waits does not hold up what does not.
            first = if urgent { heard.iter().all(waits) } else { heard.is_empty() };
            heard.push(event);
        });
        if first {
            // A timer, as a hidden page has no frames.
            set_timeout(move || self.show(), if urgent { GATHER } else { GATHER_READ });
        }
    }

    fn show(self) {
        let mut heard = Vec::new();
        self.heard.update_value(|gathered| heard = std::mem::take(gathered));
        if heard.is_empty() {
            return; // They have been shown with something urgent.
        }
        self.act(|state| {
            heard.into_iter().flat_map(|event| apply(state, event)).collect::<Vec<_>>()
        });
    }

    fn watch(self) {
        let mut silence = None;
        self.worker.update_value(|worker| {
            if let Some(Watched { watchdog, link, .. }) = worker {
                silence = watchdog.look(browser::seconds(), !document().hidden());
                // Before it is ready it is not listening.
                if self.peek(|state| state.ready) {
                    link.send(&Command::Ping);
                }
            }
        });
        // A worker that is known to have died is not also said to hang.
        if let Some(seconds) = silence
            && !self.peek(|state| state.failure.as_ref().is_some_and(is_death))
        {
            self.set(|state| state.worker_hangs(seconds));
        }
    }
}

fn is_death(error: &Error) -> bool {
    matches!(error.kind, crate::error::Kind::Worker(WorkerError::Died(_)))
}
