//! The worker's loop: take in what has arrived, do one job, let messages in, again.

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use wasm_bindgen::{JsCast, JsValue};

use super::agenda::Agenda;
use super::desk::Desk;
use super::jobs;
use super::link::post;
use super::modality::row::Table;
use super::slot::Place;
use crate::browser::picture::Decoded;
use crate::browser::{clock, fetch};
use crate::engine::catalog;
use crate::protocol::{Command, Event, RequestId};

/// A command, with what the page has handed over beside it.
type Told = (Command, Vec<JsValue>);

/// The worker: what there is to do, and what it is done with.
#[derive(Debug)]
pub struct Session {
    agenda: Agenda,
    desk: Desk,
    /// The fetches that have ended.
    arrivals: UnboundedReceiver<(Place, RequestId)>,
}

impl Session {
    /// Knows nothing yet, and computes on the CPU. It reads what the table says.
    pub fn new(table: Table) -> Self {
        let (sender, arrivals) = unbounded();
        Self { agenda: Agenda::default(), desk: Desk::new(table, sender), arrivals }
    }

    /// Answers commands for ever.
    pub async fn serve(mut self, mut commands: UnboundedReceiver<Told>) {
        post(&Event::Ready { models: catalog::entries().to_vec() });
        jobs::models::report_stored();
        loop {
            while let Ok(told) = commands.try_recv() {
                self.take(told);
            }
            while let Ok((place, request)) = self.arrivals.try_recv() {
                self.agenda.arrived(place, request);
            }
            if self.work().await {
                continue;
            }
            match select(commands.next(), self.arrivals.next()).await {
                Either::Left((Some(told), _)) => self.take(told),
                Either::Left((None, _)) => return,
                Either::Right((Some((place, request)), _)) => self.agenda.arrived(place, request),
                Either::Right((None, _)) => {} // The desk keeps the other end.
            }
        }
    }

    /// Takes in a command, and the frame that came beside it if one did.
    fn take(&mut self, (command, beside): Told) {
        let mut frames = beside.into_iter().filter_map(|it| it.dyn_into().ok());
        if let Some(frame) = frames.next_back() {
            self.desk.frame = Some(Decoded::frame(frame));
        }
        tell(self.agenda.take(command));
    }

    /// Does the most pressing job. False if there is none.
    async fn work(&mut self) -> bool {
        let Some(job) = self.agenda.next_job() else {
            if let Some(shelf) = &mut self.desk.shelf {
                shelf.write(true).await;
            }
            // Whatever is read next may be of another.
            fetch::forget_zip();
            return false;
        };
        let is_errand = job.is_errand();
        let done = jobs::run(&mut self.desk, job).await;
        tell(self.agenda.done(done, self.desk.stands()));
        if !is_errand {
            clock::let_messages_in().await;
        }
        true
    }
}

fn tell(events: Vec<Event>) {
    events.iter().for_each(post);
}
