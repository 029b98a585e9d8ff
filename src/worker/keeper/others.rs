//! What keepers of several tabs tell each other: that one would like to write the project that another writes.

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::protocol::ProjectId;

/// What the channel is called.
const CHANNEL: &str = "headstart-keepers";

/// The keepers of other tabs.
#[derive(Debug)]
pub struct Others {
    /// None in a browser that has no such channels.
    channel: Option<BroadcastChannel>,
    // It listens until it is dropped.
    _listener: Option<EventListener>,
}

impl Others {
    /// Listens to them: which projects they would like to write.
    pub fn listen() -> (Self, UnboundedReceiver<ProjectId>) {
        let (sender, wishes) = unbounded();
        let channel = BroadcastChannel::new(CHANNEL).ok();
        let listener = channel.as_ref().map(|channel| {
            EventListener::new(channel, "message", move |event| {
                let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
                let name = data.and_then(|data| data.as_string());
                if let Some(id) = name.and_then(|name| ProjectId::read(&name)) {
                    // The receiver lives as long as the keeper.
                    let _ = sender.unbounded_send(id);
                }
            })
        });
        (Self { channel, _listener: listener }, wishes)
    }

    /// Asks whoever writes a project to let it go.
    pub fn ask_for(&self, id: &ProjectId) {
        if let Some(channel) = &self.channel {
            // Where it cannot be told, the lock is taken all the same.
            let _ = channel.post_message(&id.as_str().into());
        }
    }
}
