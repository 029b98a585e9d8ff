//! How a file comes to be: the worker puts together what is taken away, the exporter writes and checks it.

use std::time::Duration;

use export::Refusal;
use leptos::prelude::*;

use super::formats::Format;
use crate::browser::link::{EXPORTER, Heard, Link};
use crate::protocol::takeaway::{ExporterCommand, ExporterEvent, Written};
use crate::ui::browser;
use crate::ui::shell::store::Store;

/// How long the browser may take to save a file.
const SAVING: Duration = Duration::from_secs(60);

/// How far a file has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// Nobody has asked for one.
    Idle,
    /// So many examples of so many are answered, for the file to be compared with.
    Bundling(usize, usize),
    /// It is being written.
    Writing,
    /// It has been run on so many examples of so many.
    Checking(usize, usize),
    /// It was handed over.
    Written {
        /// The largest difference between what it says and what the page says.
        largest: f32,
        /// Examples that it was run on.
        probes: usize,
    },
    /// No format holds the model.
    NoFormat,
    /// The format cannot hold this.
    Refused(Refusal),
    /// It says something else than the page: what was found.
    Wrong(String),
    /// The exporter is gone: why.
    Crashed(String),
}

/// A file on its way, one at a time. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Course {
    store: Store,
    /// What the exporter does; nothing while the worker puts things together.
    stage: RwSignal<Stage>,
    /// The format that is wished for, until the exporter is told.
    wished: RwSignal<Option<Format>>,
    /// The exporter, from when a file is asked for until it is there. Dropped, it ends.
    exporter: StoredValue<Option<Link>, LocalStorage>,
    /// Whether the exporter has begun to listen.
    listens: StoredValue<bool>,
    /// What it is to write.
    order: StoredValue<Option<Order>>,
}

/// What the exporter is to write.
#[derive(Debug)]
struct Order {
    command: ExporterCommand,
    /// What the file will be called, without its ending.
    name: String,
    /// Examples that it will be run on.
    probes: usize,
}

impl Course {
    /// Nothing is on its way.
    pub fn new(store: Store) -> Self {
        let course = Self {
            store,
            stage: RwSignal::new(Stage::Idle),
            wished: RwSignal::new(None),
            exporter: StoredValue::new_local(None),
            listens: StoredValue::new(false),
            order: StoredValue::new(None),
        };
        // What the worker puts together arrives at the store.
        let going = store.slice(|state| state.takeaway.going.is_some());
        Effect::new(move |_| {
            if !going.get() {
                course.goes_on();
            }
        });
        course
    }

    /// How far it has come.
    pub fn stage(self) -> Stage {
        let going = self.store.slice(|state| state.takeaway.going);
        match going.get() {
            Some((done, all)) => Stage::Bundling(done, all),
            None => self.stage.get(),
        }
    }

    /// Whether anything is on its way.
    pub fn is_busy(self) -> bool {
        matches!(self.stage(), Stage::Bundling(..) | Stage::Writing | Stage::Checking(..))
    }

    /// How many examples are answered or checked, of how many.
    pub fn progress(self) -> Option<(usize, usize)> {
        match self.stage() {
            Stage::Bundling(done, all) | Stage::Checking(done, all) => Some((done, all)),
            _ => None,
        }
    }

    /// Has a file made, unless one is on its way.
    pub fn begin(self, format: Format) {
        if untrack(move || self.is_busy()) {
            return;
        }
        self.stage.set(Stage::Idle);
        self.wished.set(Some(format));
        // It gets ready while the worker puts things together; without it they would be for nobody.
        if !self.call() {
            return;
        }
        if self.store.peek(|state| state.bundle().is_some()) {
            self.goes_on();
        } else {
            self.store.act(|state| state.bundle_up());
        }
    }

    /// Makes nothing any more.
    pub fn cancel(self) {
        self.wished.set(None);
        self.exporter.set_value(None);
        self.stage.set(Stage::Idle);
        self.store.act(|state| state.stop_bundling());
    }

    /// Tells the exporter what is wished for, once there is something to write.
    fn goes_on(self) {
        let Some(format) = self.wished.get_untracked() else { return };
        self.wished.set(None);
        let today = browser::now().chars().take_while(|&letter| letter != 'T').collect::<String>();
        let wish = self.store.peek(|state| {
            (
                state.wish_for(format.id, &today),
                state.takeaway.no_format,
                state.bundle().map(|it| it.probes),
            )
        });
        match wish {
            (Some(wish), _, Some(probes)) => {
                self.stage.set(Stage::Writing);
                let name = wish.project.clone();
                let command = ExporterCommand::Export(Box::new(wish));
                self.order.set_value(Some(Order { command, name, probes }));
                self.tell();
            }
            (_, true, _) => self.ends(Stage::NoFormat),
            // Why it could not be put together was said.
            _ => self.ends(Stage::Idle),
        }
    }

    /// Tells the exporter what to write, once it listens and there is something.
    fn tell(self) {
        if !self.listens.get_value() {
            return;
        }
        let sent = self.exporter.with_value(|link| {
            self.order
                .with_value(|order| Some(link.as_ref()?.send_with(&order.as_ref()?.command, &[])))
        });
        if let Some(Err(why)) = sent {
            self.ends(Stage::Crashed(why.to_string()));
        }
    }

    /// Has the exporter come; says whether it will.
    fn call(self) -> bool {
        self.listens.set_value(false);
        self.order.set_value(None);
        let hear = move |heard| match heard {
            Heard::Greeting => {
                self.listens.set_value(true);
                self.tell();
            }
            Heard::Event(ExporterEvent::Checked(done)) => {
                let all = self.order.with_value(|order| order.as_ref().map(|order| order.probes));
                self.stage.set(Stage::Checking(done, all.unwrap_or(done)));
            }
            Heard::Event(ExporterEvent::Written(written)) => self.hand_over(written),
            Heard::Event(ExporterEvent::Refused(refusal)) => self.ends(Stage::Refused(refusal)),
            Heard::Event(ExporterEvent::Wrong(why)) => self.ends(Stage::Wrong(why)),
            Heard::Event(ExporterEvent::Crashed(why)) => self.ends(Stage::Crashed(why)),
            // It was asked for nothing of the kind.
            Heard::Event(ExporterEvent::Opened(_) | ExporterEvent::NotOurs(_)) => {}
            Heard::Failed(why) => self.fails(why.to_string()),
        };
        match Link::start(EXPORTER, hear) {
            Ok(link) => {
                self.exporter.set_value(Some(link));
                true
            }
            Err(why) => {
                self.fails(why.to_string());
                false
            }
        }
    }

    fn hand_over(self, written: Written) {
        let name = self.order.with_value(|order| order.as_ref().map(|order| order.name.clone()));
        let name = name.unwrap_or_default();
        let Written { ending, bytes, largest, probes } = written;
        let kind = if ending == "html" { "text/html" } else { "application/octet-stream" };
        match browser::address(&bytes, kind) {
            Some(address) => {
                browser::download(&address, &format!("{name}.{ending}"));
                set_timeout(move || browser::revoke(&address), SAVING);
                self.ends(Stage::Written { largest, probes });
            }
            None => self.ends(Stage::Crashed("no memory".to_owned())),
        }
    }

    /// Gives up for want of an exporter, whatever was still to come.
    fn fails(self, why: String) {
        self.wished.set(None);
        self.store.act(|state| state.stop_bundling());
        self.ends(Stage::Crashed(why));
    }

    /// Notes what came of it. The exporter is let go once it is no longer heard.
    fn ends(self, stage: Stage) {
        self.stage.set(stage);
        set_timeout(move || drop(self.exporter.try_update_value(Option::take)), Duration::ZERO);
    }
}
