//! What the keeper tells.

use super::stand::Stand;
use crate::protocol::Command;
use crate::protocol::keeping::KeeperEvent;
use crate::ui::state::State;

/// Takes in what the keeper tells.
pub fn apply_kept(state: &mut State, event: KeeperEvent) -> Vec<Command> {
    match event {
        KeeperEvent::Ready => state.keeping.listens = true,
        KeeperEvent::Opened(opened) => return state.opened(*opened),
        KeeperEvent::Thumbnails(thumbnails) => {
            let thumbnails = thumbnails.into_iter().map(|(id, jpeg)| (id, jpeg.into_vec()));
            state.keeping.thumbnails.extend(thumbnails);
        }
        KeeperEvent::Written(revision) => {
            state.document.saved(revision);
            // There may be room for a line where there is none for a file.
            if state.keeping.uncopied.is_empty() {
                state.keeping.trouble = None;
            }
        }
        KeeperEvent::Kept(originals) => return state.kept(originals),
        KeeperEvent::NotKept(id, error) => return state.not_kept(id, error),
        KeeperEvent::Unwritten(why) => {
            state.keeping.is_broken = true;
            state.keeping.trouble = Some(why);
        }
        KeeperEvent::TakenOver => {
            if let Stand::Device(id) = &state.keeping.stand {
                state.keeping.stand = Stand::ReadOnly(id.clone());
            }
        }
        KeeperEvent::Projects(projects) => state.keeping.projects = Some(projects),
        KeeperEvent::Room(room) => state.keeping.room = room,
        KeeperEvent::Carrying { done, total } => state.carried_on(done, total),
        KeeperEvent::Exported { url, lost } => state.exported(url, lost),
        KeeperEvent::Imported { project, modality, lost } => {
            state.imported(project, modality, lost);
        }
        KeeperEvent::NotCarried(error) => state.not_carried(error),
        KeeperEvent::Found { request, files, left_out } => {
            return state.looked_into(request, files, left_out);
        }
        KeeperEvent::Emptied => {}
        KeeperEvent::Unreadable(why) => return state.not_opened(why),
        KeeperEvent::Unavailable(why) => return state.keep_nothing(why),
        KeeperEvent::Crashed(_) | KeeperEvent::Pong => {}
    }
    Vec::new()
}
