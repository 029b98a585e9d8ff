//! The keeper's loop: what the page asks for goes first, then files are copied.

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use futures_util::StreamExt;
use futures_util::future::{Either, select};

use super::carrying::exports;
use super::desk::Keeper;
use super::look;
use super::others::Others;
use crate::browser::{clock, storage};
use crate::error::StorageError;
use crate::protocol::keeping::{KeeperCommand, KeeperEvent, Room};
use crate::worker::link::post;

/// Answers commands for ever.
pub async fn serve(mut commands: UnboundedReceiver<KeeperCommand>) {
    let (lost, mut losses) = unbounded();
    let (others, mut wishes) = Others::listen();
    post(&KeeperEvent::Ready);
    let mut keeper = match Keeper::new(others, lost).await {
        Ok(keeper) => keeper,
        Err(why) => return refuse(&why, commands).await,
    };
    keeper.clear().await;
    exports::clear().await;
    loop {
        while let Ok(id) = losses.try_recv() {
            keeper.lose(&id);
        }
        while let Ok(command) = commands.try_recv() {
            take(&mut keeper, command).await;
        }
        if keeper.copy_some().await || keeper.carry_some().await {
            clock::let_messages_in().await;
            continue;
        }
        keeper.note_about().await;
        // All that was done is written down by now.
        while let Ok(id) = wishes.try_recv() {
            keeper.lose(&id);
        }
        match select(commands.next(), select(losses.next(), wishes.next())).await {
            Either::Left((Some(command), _)) => take(&mut keeper, command).await,
            Either::Left((None, _)) => return,
            Either::Right((Either::Left((id, _)) | Either::Right((id, _)), _)) => {
                id.iter().for_each(|id| keeper.lose(id));
            }
        }
    }
}

/// Says to whatever is asked that nothing can be kept.
async fn refuse(why: &StorageError, mut commands: UnboundedReceiver<KeeperCommand>) {
    while let Some(command) = commands.next().await {
        post(&match command {
            KeeperCommand::Ping => KeeperEvent::Pong,
            KeeperCommand::LookInto { request, file } => look::into(request, &file).await,
            _ => KeeperEvent::Unavailable(why.clone()),
        });
    }
}

async fn take(keeper: &mut Keeper, command: KeeperCommand) {
    match command {
        KeeperCommand::Open(modality, which) => keeper.open(modality, which).await,
        KeeperCommand::TakeOver => keeper.take_over().await,
        KeeperCommand::Write { revision, entries, about } => {
            let written = keeper.writable().and_then(|project| project.write(&entries, about));
            tell_written(revision, written);
        }
        KeeperCommand::Rewrite { revision, project, entries, about, needed } => {
            let written = match keeper.writable() {
                Ok(open) => open.rewrite(&project, &entries, about, &needed).await,
                Err(why) => Err(why),
            };
            tell_written(revision, written);
        }
        KeeperCommand::Keep(files) => keeper.copies.extend(files),
        KeeperCommand::List => keeper.tell_projects().await,
        KeeperCommand::Delete(id) => keeper.delete(&id, true).await,
        KeeperCommand::BringBack(id) => keeper.delete(&id, false).await,
        KeeperCommand::Duplicate { project, about, entries } => {
            keeper.duplicate(&project, about, &entries).await;
        }
        KeeperCommand::DeleteEverything => keeper.delete_everything().await,
        KeeperCommand::Export(export) => keeper.export(*export).await,
        KeeperCommand::ExportSorted(files) => keeper.export_sorted(files).await,
        KeeperCommand::Import(file) => keeper.import(file).await,
        KeeperCommand::StopCarrying => keeper.stop_carrying().await,
        KeeperCommand::LookInto { request, file } => post(&look::into(request, &file).await),
        KeeperCommand::Drop(ids) => keeper.copies.retain(|(id, _)| !ids.contains(id)),
        KeeperCommand::Measure => tell_room().await,
        KeeperCommand::Ping => post(&KeeperEvent::Pong),
    }
}

fn tell_written(revision: u64, written: Result<(), StorageError>) {
    post(&match written {
        Ok(()) => KeeperEvent::Written(revision),
        Err(why) => KeeperEvent::Unwritten(why),
    });
}

async fn tell_room() {
    let room = storage::room().await;
    let lasting = storage::is_lasting().await;
    let room = room.map(|storage::Room { used, free }| Room { used, free, lasting });
    post(&KeeperEvent::Room(room));
}
