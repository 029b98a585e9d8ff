//! The state as the components see it: a signal, and the ways to change it.

use std::time::Duration;

use leptos::prelude::*;

use crate::error::Result;
use crate::protocol::{Command, Event};
use crate::ui::browser;
use crate::ui::shell::link::script;
use crate::ui::shell::supervisor::{Manners, Supervisor, Told};
use crate::ui::state::{State, apply};

/// How long events are gathered before they are shown, together: about a frame. A quick run has
/// hundreds a second, and nobody sees more than the newest.
const GATHER: Duration = Duration::from_millis(16);

/// The same of what many pictures are read: to show each by itself takes the page longer than reading it.
const GATHER_READ: Duration = Duration::from_millis(200);

static MANNERS: Manners<Command, Event> = Manners {
    ping: Command::Ping,
    is_pong: |event| matches!(event, Event::Pong),
    patience: |event| match event {
        Event::ExampleRead { .. } => GATHER_READ,
        Event::Embedded { done, total } if done < total => GATHER_READ,
        _ => GATHER,
    },
};

/// The state and the worker behind it. Cheap to copy: a few keys.
#[derive(Debug, Clone, Copy)]
pub struct Store {
    state: RwSignal<State>,
    worker: Supervisor<Command, Event>,
}

/// The store, for any component.
pub fn use_store() -> Store {
    expect_context()
}

impl Store {
    /// A store of this state, without a worker.
    pub fn new(state: State) -> Self {
        Self { state: RwSignal::new(state), worker: Supervisor::new(&MANNERS) }
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
            ready = state.lifeline.ready;
        });
        released.iter().for_each(|address| browser::revoke(address));
        // A worker that is not ready yet is told everything once it is.
        if ready {
            commands.iter().for_each(|command| self.worker.send(command));
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
        let failed = self.peek(|state| state.lifeline.failure.is_some());
        if !failed && !self.worker.has_started() {
            self.start();
        }
    }

    /// Starts another worker in place of the one before.
    pub fn restart(self) {
        self.set(State::restarted);
        self.start();
    }

    fn start(self) {
        let modality = self.peek(|state| state.modality);
        self.worker.start(script(modality), move |told| match told {
            Told::Events(events) => self.act(|state| {
                events.into_iter().flat_map(|event| apply(state, event)).collect::<Vec<_>>()
            }),
            Told::Failed(why) => self.set(|state| state.worker_fails(why)),
            Told::Answers => self.set(|state| state.lifeline.answers()),
        });
    }
}
