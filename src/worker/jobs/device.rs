//! A device is chosen, timed and left.

use crate::engine::device::{self, Device};
use crate::error::Kind;
use crate::protocol::DeviceChoice;
use crate::worker::desk::Desk;
use crate::worker::job::Done;
use crate::worker::slot::Place;

/// Chooses a device as the visitor wishes, as far as that is possible, and moves all there.
pub async fn choose(desk: &mut Desk, choice: DeviceChoice) -> Done {
    let (device, report, problem) = device::choose(choice).await;
    let refused = go_to(desk, device);
    Done::DeviceChosen { choice, report, problem, refused }
}

/// Lets go of the graphics adapter and moves all to the CPU.
pub fn leave_gpu(desk: &mut Desk) -> Done {
    go_to(desk, Device::Cpu);
    Done::Well
}

/// Moves all to a device. Gives why the model in use did not come along.
fn go_to(desk: &mut Desk, device: Device) -> Option<Kind> {
    desk.device = device;
    let refused = move_model(desk, Place::InUse);
    move_model(desk, Place::Guest);
    if let Device::Cpu = desk.device {
        move_run_to_cpu(desk);
    }
    refused
}

fn move_model(desk: &mut Desk, place: Place) -> Option<Kind> {
    desk.models[place].as_mut()?.move_to(&desk.device).err()
}

/// Moves one model to the CPU.
pub fn move_to_cpu(desk: &mut Desk, place: Place) -> Done {
    if let Some(model) = &mut desk.models[place] {
        // There is room for everything.
        let _ = model.move_to(&Device::Cpu);
    }
    Done::Well
}

/// Moves the run under way to the CPU.
pub fn move_run_to_cpu(desk: &mut Desk) -> Done {
    if let Some(run) = &mut desk.run {
        run.continue_on_cpu();
    }
    Done::Well
}

/// Moves the model in use to the device that embeds faster.
pub async fn time(desk: &mut Desk) -> Done {
    Done::Timed(match (&desk.device, &mut desk.models.in_use) {
        (Device::Gpu(gpu), Some(model)) => model.time(gpu).await,
        _ => Ok(None),
    })
}
