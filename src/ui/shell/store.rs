//! The state as the components see it: a signal, and the ways to change it.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::browser::link::{KEEPER, script};
use crate::error::{Result, StorageError, WorkerError};
use crate::protocol::keeping::{KeeperCommand, KeeperEvent, Which};
use crate::protocol::{Command, Event, ProjectId};
use crate::ui::browser;
use crate::ui::shell::supervisor::{Manners, Supervisor, Told};
use crate::ui::state::{Project, State, apply, apply_kept};

/// How long events are gathered before they are shown, together: about a frame. A quick run has
/// hundreds a second, and nobody sees more than the newest.
const GATHER: Duration = Duration::from_millis(16);

/// The same of what many pictures are read: to show each by itself takes the page longer than reading it.
const GATHER_READ: Duration = Duration::from_millis(200);

static MANNERS: Manners<Command, Event> = Manners {
    ping: Command::Ping,
    is_pong: |event| matches!(event, Event::Pong),
    patience: |event| match event {
        Event::ExampleRead { .. } | Event::Sorted { .. } => GATHER_READ,
        // What is seen live is shown as it comes, and the next frame waits for it.
        Event::Watched { .. } => Duration::ZERO,
        Event::Embedded { done, total } if done < total => GATHER_READ,
        _ => GATHER,
    },
};

/// What names the project in the page's address: `?project=ID`.
pub const PROJECT: &str = "project";

static KEEPER_MANNERS: Manners<KeeperCommand, KeeperEvent> = Manners {
    ping: KeeperCommand::Ping,
    is_pong: |event| matches!(event, KeeperEvent::Pong),
    patience: |event| match event {
        // All else waits for it.
        KeeperEvent::Ready | KeeperEvent::Opened(_) => Duration::ZERO,
        _ => GATHER,
    },
};

/// The state, the worker behind it, and the keeper of its project. Cheap to copy: a few keys.
#[derive(Debug, Clone, Copy)]
pub struct Store {
    state: RwSignal<State>,
    worker: Supervisor<Command, Event>,
    keeper: Supervisor<KeeperCommand, KeeperEvent>,
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
            worker: Supervisor::new(&MANNERS),
            keeper: Supervisor::new(&KEEPER_MANNERS),
        }
    }

    /// A slice of the state: what reads it runs again only when the slice has changed.
    pub fn slice<T: PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&State) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        // What is generic is compiled for each of its callers, and memos are much: now for each type that is read.
        self.follow(Box::new(read))
    }

    fn follow<T: PartialEq + Send + Sync + 'static>(
        self,
        read: Box<dyn Fn(&State) -> T + Send + Sync>,
    ) -> Memo<T> {
        Memo::new(move |_| self.state.with(&read))
    }

    /// Reads the state as it is now, without following it.
    pub fn peek<T>(self, read: impl FnOnce(&State) -> T) -> T {
        self.state.with_untracked(read)
    }

    /// Changes the state, and tells the worker and the keeper what follows.
    pub fn act<C: IntoIterator<Item = Command>>(self, change: impl FnOnce(&mut State) -> C) {
        // What is generic is compiled for each of its callers, so that is only this.
        let mut change = Some(change);
        self.act_on(&mut |state| {
            let commands = change.take().map(|change| change(state));
            commands.into_iter().flatten().collect()
        });
    }

    fn act_on(self, change: &mut dyn FnMut(&mut State) -> Vec<Command>) {
        let mut commands = Vec::new();
        let mut released = Vec::new();
        let mut orders = Vec::new();
        let mut ready = false;
        self.state.update(|state| {
            commands = change(state);
            released = state.take_released();
            orders = state.take_orders();
            ready = state.lifeline.ready;
        });
        orders.iter().for_each(|order| self.keeper.send(order));
        released.iter().for_each(|address| browser::revoke(address));
        // A worker that is not ready yet is told everything once it is.
        if ready {
            commands.iter().for_each(|command| self.worker.send(command));
        }
    }

    /// Has the worker look at a frame of a camera, an `ImageBitmap`, if one is wanted: it is of no use here afterwards.
    pub fn watch(self, frame: &JsValue) {
        // Nothing that is shown changes before the answer.
        let command = self.state.try_update_untracked(State::watch_frame).flatten();
        if let Some(command) = command {
            self.worker.send_with(&command, std::slice::from_ref(frame));
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

    /// Has the project kept on the device: from now on it is the one that the page's address names, or the one that
    /// was changed last.
    pub fn keep(self) {
        let named = browser::query(PROJECT).and_then(|name| ProjectId::read(&name));
        self.keep_as(named.map_or(Which::Latest, Which::Named));
    }

    fn keep_as(self, which: Which) {
        if !self.keeper.has_started() {
            self.set(|state| state.keep(which));
            self.start_keeper();
            self.ask_to_keep();
            self.ask_before_leaving();
        }
    }

    /// Takes over a project, as one of its own.
    pub fn take_over(self, project: Project) {
        // It is wanted, and not the one that was changed last.
        self.keep_as(Which::New);
        self.act(|state| state.take_over(project));
    }

    /// Has the page's address name the project that is open, while its studio is shown.
    pub fn name_in_address(self, shown: Memo<bool>) {
        let project = self.slice(|state| state.keeping.project().cloned());
        Effect::new(move |_| {
            if let Some(project) = project.get().filter(|_| shown.get()) {
                browser::set_query(PROJECT, project.as_str());
            }
        });
    }

    /// Asks the browser not to clear by itself what is kept, once there is something to lose.
    fn ask_to_keep(self) {
        let worth = self.slice(State::is_worth_keeping);
        Effect::new(move |asked: Option<bool>| {
            let asks = worth.get() && asked != Some(true);
            if asks {
                browser::persist(move || self.set(State::measure));
            }
            asks || asked == Some(true)
        });
    }

    /// Asks before the page is left where something would be lost.
    fn ask_before_leaving(self) {
        window_event_listener_untyped("beforeunload", move |event| {
            if self.peek(State::would_lose) {
                event.prevent_default();
            }
        });
    }

    fn start_keeper(self) {
        self.keeper.start(KEEPER, move |told| match told {
            Told::Events(events) => {
                let crashed = events.iter().find_map(|event| match event {
                    KeeperEvent::Crashed(why) => Some(WorkerError::Died(why.clone())),
                    _ => None,
                });
                let emptied = events.contains(&KeeperEvent::Emptied);
                self.act(|state| {
                    let commands = events.into_iter().flat_map(|event| apply_kept(state, event));
                    commands.collect::<Vec<_>>()
                });
                if emptied {
                    browser::forget_everything();
                }
                if let Some(why) = crashed {
                    self.keeper_fails(why);
                }
            }
            Told::Answers => {}
            // What it has written is safe, and nothing that it does takes as long as the watchdog waits.
            Told::Failed(why) => self.keeper_fails(why),
        });
    }

    fn keeper_fails(self, why: WorkerError) {
        let mut again = false;
        self.act(|state| {
            let (once_more, commands) = state.keeper_fails(StorageError::Failed(why.to_string()));
            again = once_more;
            commands
        });
        if again {
            self.start_keeper();
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
