//! How experiments stand, as the components see it: a signal, the ways to change it, and the lab behind it.

use std::collections::BTreeMap;
use std::time::Duration;

use leptos::prelude::*;

use super::design::Settings;
use super::state::{Experiments, Trial, apply};
use crate::browser::link::LAB;
use crate::protocol::lab::{Command, Event, Finding};
use crate::ui::shell::supervisor::{Manners, Supervisor, Told};

/// How long events are gathered before they are shown, together: charts are drawn anew each time.
const GATHER: Duration = Duration::from_millis(50);

static MANNERS: Manners<Command, Event> = Manners {
    ping: Command::Ping,
    is_pong: |event| matches!(event, Event::Pong),
    patience: |_| GATHER,
};

/// The experiments and the lab. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Lab {
    state: RwSignal<Experiments>,
    worker: Supervisor<Command, Event>,
    /// How experiments are to be done, by their names: kept when their chapter is left.
    settings: StoredValue<BTreeMap<&'static str, ArcRwSignal<Settings>>>,
}

/// The lab, for any component.
pub fn use_lab() -> Lab {
    expect_context()
}

impl Lab {
    /// A lab that is not open yet.
    pub fn new() -> Self {
        Self {
            state: RwSignal::new(Experiments::default()),
            worker: Supervisor::new(&MANNERS),
            settings: StoredValue::new(BTreeMap::new()),
        }
    }

    /// How the experiment of this name is to be done; as it is usual, at first.
    pub fn settings(
        self,
        name: &'static str,
        usual: impl FnOnce() -> Settings,
    ) -> RwSignal<Settings> {
        let kept = self.settings.with_value(|all| all.get(name).cloned());
        let signal = kept.unwrap_or_else(|| {
            let signal = ArcRwSignal::new(usual());
            self.settings.update_value(|all| {
                all.insert(name, signal.clone());
            });
            signal
        });
        signal.into()
    }

    /// What is made of how experiments stand: what reads it runs again only when it has changed.
    pub fn slice<T: PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&Experiments) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.state.with(&read))
    }

    /// The same of one experiment.
    pub fn trial<T: PartialEq + Default + Send + Sync + 'static>(
        self,
        name: &'static str,
        read: impl Fn(&Trial) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        self.slice(move |state| state.trial(name).map(&read).unwrap_or_default())
    }

    /// What is made of the findings of one experiment, each time that there are more.
    pub fn findings<T: Send + Sync + 'static>(
        self,
        name: &'static str,
        read: impl Fn(&[Finding]) -> T + Send + Sync + 'static,
    ) -> Signal<T> {
        // Their number tells whether there are more, and the run whether they are others.
        let version = self.trial(name, |trial| (trial.run(), trial.findings.len()));
        Signal::derive(move || {
            version.get();
            self.peek(name, |findings| read(findings))
        })
    }

    /// The findings of one experiment as they are now, without following them.
    pub fn peek<T>(self, name: &str, read: impl FnOnce(&[Finding]) -> T) -> T {
        self.state.with_untracked(|state| {
            read(state.trial(name).map_or(&[], |trial| trial.findings.as_slice()))
        })
    }

    /// Changes how experiments stand, and tells the lab what follows.
    pub fn act(self, change: impl FnOnce(&mut Experiments) -> Vec<Command>) {
        let mut commands = Vec::new();
        self.state.update(|state| commands = change(state));
        commands.iter().for_each(|command| self.worker.send(command));
    }

    /// Changes it in a way that the lab need not know.
    pub fn set(self, change: impl FnOnce(&mut Experiments)) {
        self.act(|state| {
            change(state);
            Vec::new()
        });
    }

    /// Opens the lab.
    pub fn open(self) {
        self.worker.start(LAB, move |told| match told {
            Told::Events(events) => {
                self.act(|state| events.into_iter().flat_map(|event| apply(state, event)).collect())
            }
            Told::Failed(why) => self.set(|state| state.lab_fails(why)),
            Told::Answers => self.set(|state| state.lifeline.answers()),
        });
    }

    /// Opens another in place of the one before.
    pub fn reopen(self) {
        self.set(Experiments::restarted);
        self.open();
    }
}
