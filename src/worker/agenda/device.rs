//! Which device does what, and what becomes of a job whose device gave up.

use super::Agenda;
use crate::error::{DeviceError, Doing, Error, Kind};
use crate::protocol::{DeviceChoice, DeviceKind, DeviceReport, Event, Reason, Timing};
use crate::worker::job::Job;
use crate::worker::placement::Placement;
use crate::worker::slot::{Place, Stand};

impl Agenda {
    pub(super) fn device_chosen(
        &mut self,
        choice: DeviceChoice,
        report: DeviceReport,
        problem: Option<Kind>,
        refused: Option<Kind>,
    ) {
        self.placement = Placement::chosen(choice, &report);
        // With Auto it is not known yet.
        if !self.placement.is_auto() {
            self.embed_on_one_device();
        }
        self.events.push(Event::DeviceChosen(report));
        let problem = problem.map(|kind| Event::Warning(Error::new(Doing::ChoosingDevice, kind)));
        self.events.extend(problem);
        self.report_refusal(refused);
    }

    /// Tells the page why the model in use stays on the CPU, if the adapter has no room for it. With Auto, what comes
    /// of timing both devices tells it.
    pub(super) fn report_refusal(&mut self, refused: Option<Kind>) {
        if let Some(kind) = refused.filter(|_| !self.placement.is_auto()) {
            self.warn(kind);
        }
    }

    fn warn(&mut self, kind: Kind) {
        self.events.push(Event::Warning(Error::new(Doing::Computing, kind)));
    }

    /// The device that embeds examples: that of the model in use, or the one that a model would come to.
    fn embeds(&self) -> DeviceKind {
        let slot = &self.slots.in_use;
        slot.model().map_or(self.placement.kind(), |_| slot.stand.device)
    }

    /// Embeds all examples again if another device embeds now: devices round differently, and a run on the CPU
    /// should repeat to the bit.
    fn embed_on_one_device(&mut self) {
        let embeds = self.embeds();
        if self.examples.embedded_by() != embeds {
            self.examples.set_embedded_by(embeds);
            self.examples.embed_again();
            self.report_embedded();
        }
    }

    /// Examples have been embedded by what embeds now.
    pub(super) fn note_embedded_by(&mut self) {
        self.examples.set_embedded_by(self.embeds());
    }

    pub(super) fn timed(&mut self, timing: Result<Option<Timing>, Kind>) {
        match timing {
            Ok(timing) => self.settle_timing(timing),
            Err(kind) => {
                if !self.gave_up(Place::InUse, &kind) {
                    self.warn(kind);
                    // It stays where it is.
                    self.placement.timed(None);
                }
            }
        }
    }

    fn settle_timing(&mut self, timing: Option<Timing>) {
        self.placement.timed(timing);
        self.embed_on_one_device();
        self.report_timing(None);
    }

    /// Tells the page what computes after both devices were timed, and in training as well.
    pub(super) fn report_timing(&mut self, training: Option<Timing>) {
        let modality = self.slots.in_use.modality().unwrap_or_default();
        let reason = Reason::Timed { modality, embedding: self.placement.timing(), training };
        let adapter = self.placement.adapter().cloned();
        let report = DeviceReport { kind: self.embeds(), adapter, reason };
        self.events.push(Event::DeviceChosen(report));
    }

    /// Whether the device of the model in this place gave up, so that the job is to be done again: then the CPU
    /// takes over, for good if the graphics adapter failed, for this model alone if it had no room.
    pub(super) fn gave_up(&mut self, place: Place, kind: &Kind) -> bool {
        if kind.is_of_gpu() && self.placement.kind() == DeviceKind::WebGpu {
            self.fall_back(kind.clone());
            return true;
        }
        let no_room = matches!(kind, Kind::Device(DeviceError::NoRoom(_)));
        let gave_up = no_room && self.slots[place].stand.device == DeviceKind::WebGpu;
        if gave_up {
            self.move_to_cpu(place, kind.clone());
        }
        gave_up
    }

    /// Goes on on the CPU after the graphics adapter failed, and says so.
    fn fall_back(&mut self, kind: Kind) {
        let adapter = self.placement.adapter().cloned();
        self.placement = Placement::Cpu;
        for place in Place::ALL {
            self.slots[place].stand = Stand::default();
        }
        self.errands.push_back(Job::LeaveGpu);
        let reason = Reason::FailedInUse;
        self.events.push(Event::DeviceChosen(DeviceReport {
            kind: DeviceKind::Cpu,
            adapter,
            reason,
        }));
        self.warn(kind);
    }

    /// Goes on on the CPU with a model that the adapter has no room for, and says so. All else stays.
    fn move_to_cpu(&mut self, place: Place, kind: Kind) {
        self.slots[place].stand = Stand::default();
        self.errands.push_back(Job::MoveToCpu(place));
        self.warn(kind);
        if place == Place::Guest {
            return;
        }
        if self.placement.is_auto() {
            self.settle_timing(None);
        } else {
            self.embed_on_one_device();
        }
    }
}
