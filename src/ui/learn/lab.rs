//! How experiments stand, as the components see it: a signal, the ways to change it, and the link to the lab.

use std::collections::BTreeMap;
use std::time::Duration;

use gloo_timers::callback::Interval;
use leptos::prelude::*;

use super::design::Settings;
use super::state::{Experiments, Trial, apply};
use crate::protocol::lab::{Command, Event, Finding};
use crate::ui::browser;
use crate::ui::shell::link::{Heard, LAB, Link};
use crate::ui::shell::watchdog::{EVERY, Watchdog};

/// How long events are gathered before they are shown, together: charts are drawn anew each time.
const GATHER: Duration = Duration::from_millis(50);

/// The experiments and the lab. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Lab {
    state: RwSignal<Experiments>,
    // JavaScript's objects stay on their thread.
    worker: StoredValue<Option<Watched>, LocalStorage>,
    /// What the lab has said and is not shown yet, in order.
    heard: StoredValue<Vec<Event>, LocalStorage>,
    /// How experiments are to be done, by their names: kept when their chapter is left.
    settings: StoredValue<BTreeMap<&'static str, ArcRwSignal<Settings>>>,
}

/// A worker under watch.
#[derive(Debug)]
struct Watched {
    link: Link,
    watchdog: Watchdog,
    // It ticks until it is dropped.
    _timer: Interval,
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
            worker: StoredValue::new_local(None),
            heard: StoredValue::new_local(Vec::new()),
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
        self.worker.with_value(|worker| {
            if let Some(Watched { link, .. }) = worker {
                commands.iter().for_each(|command| link.send(command));
            }
        });
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
        match Link::start(LAB, move |heard| self.hear(heard)) {
            Ok(link) => {
                let timer = Interval::new((EVERY * 1000.0) as u32, move || self.watch());
                let watchdog = Watchdog::new(browser::seconds());
                self.worker.set_value(Some(Watched { link, watchdog, _timer: timer }));
            }
            Err(error) => self.set(|state| state.failure = Some(error)),
        }
    }

    /// Opens another in place of the one before.
    pub fn reopen(self) {
        self.worker.set_value(None);
        self.heard.set_value(Vec::new());
        self.set(Experiments::restarted);
        self.open();
    }

    fn hear(self, heard: Heard<Event>) {
        self.worker.update_value(|worker| {
            if let Some(Watched { watchdog, .. }) = worker {
                watchdog.heard();
            }
        });
        if self.state.with_untracked(|state| state.failure.is_some()) {
            self.set(Experiments::answers);
        }
        match heard {
            Heard::Event(Event::Pong) => {}
            Heard::Event(event) => {
                let mut first = false;
                self.heard.update_value(|heard| {
                    first = heard.is_empty();
                    heard.push(event);
                });
                if first {
                    set_timeout(move || self.show(), GATHER);
                }
            }
            Heard::Died(why) => self.set(|state| state.died(why)),
        }
    }

    fn show(self) {
        let mut heard = Vec::new();
        self.heard.update_value(|gathered| heard = std::mem::take(gathered));
        self.act(|state| heard.into_iter().flat_map(|event| apply(state, event)).collect());
    }

    fn watch(self) {
        let mut silence = None;
        self.worker.update_value(|worker| {
            if let Some(Watched { watchdog, link, .. }) = worker {
                silence = watchdog.look(browser::seconds(), !document().hidden());
                link.send(&Command::Ping);
            }
        });
        if let Some(seconds) = silence
            && self.state.with_untracked(|state| state.failure.is_none())
        {
            self.set(|state| state.hangs(seconds));
        }
    }
}
