//! Folders and zips of examples: chosen, or dropped. The folders in them name the classes.

use js_sys::{Array, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DataTransfer, File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

use super::{Give, Sink, Source, addressed};
use crate::error::{ArrivalError, Doing, Error};
use crate::protocol::Brought;
use crate::ui::browser;
use crate::ui::shell::store::{Store, use_store};

/// The most files of a folder that are taken in at once.
const MOST: usize = 100_000;

/// Folders and zips of classes.
pub static FOLDERS: Source = Source {
    offers: |sink| sink == Sink::Page,
    part: |_, give| view! { <AddFolders give /> }.into_any(),
};

/// The ways to choose a folder or a zip of classes.
#[component]
fn AddFolders(give: Give) -> impl IntoView {
    let store = use_store();
    let done = store.slice(|state| state.arrivals.done.clone());
    let folder = move |event: web_sys::Event| {
        let files = browser::chosen(&event);
        let root = files.first().map(path_of).unwrap_or_default();
        let name = root.split('/').next().unwrap_or_default().to_owned();
        take(store, Sink::Page, name, with_addresses(files));
    };
    view! {
        <div class="folders">
            <span class="file">
                <input
                    type="file"
                    class="visually-hidden"
                    id="add-folder"
                    multiple
                    prop:webkitdirectory=true
                    on:change=folder
                />
                <label class="button small" for="add-folder">"Add a folder of classes"</label>
            </span>
            <span class="file">
                <input
                    type="file"
                    class="visually-hidden"
                    id="add-zip"
                    accept=".zip,application/zip"
                    multiple
                    on:change=move |event| addressed::give(store, give, browser::chosen(&event))
                />
                <label class="button small" for="add-zip">"Add a zip of classes"</label>
            </span>
            <span class="hint">"or drop either here"</span>
            <p class="hint" role="status">{move || done.get()}</p>
        </div>
    }
}

/// Takes what is dropped, if folders are among it. False if there are none.
pub fn take_folders(store: Store, into: Sink, dropped: &DataTransfer) -> bool {
    // What was dropped can be asked for during the event alone.
    let items = dropped.items();
    let entries = (0..items.length())
        .filter_map(|index| items.get(index)?.webkit_get_as_entry().ok().flatten());
    let entries: Vec<FileSystemEntry> = entries.collect();
    let Some(folder) = entries.iter().find(|entry| entry.is_directory()) else { return false };
    take(store, into, folder.name(), walked(entries));
    true
}

/// What was found in a folder, or why it cannot be read.
type Found = std::result::Result<Vec<Brought>, ArrivalError>;

/// Takes what a folder of this name turns out to have.
fn take(store: Store, into: Sink, name: String, found: impl Future<Output = Found> + 'static) {
    store.set(|state| state.folder_opens());
    spawn_local(async move {
        let found = match found.await {
            Ok(found) if found.is_empty() => Err(ArrivalError::Empty),
            found => found,
        };
        let found = found.map_err(|why| Error::new(Doing::TakingIn(name), why));
        store.act(|state| state.folder_opened(found, into));
    });
}

/// All files that are in these entries, however deep.
async fn walked(entries: Vec<FileSystemEntry>) -> Found {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), entries)];
    while let Some((folder, entries)) = open.pop() {
        let files = entries.iter().filter(|entry| entry.is_file());
        let files =
            files.filter(|entry| !Brought::is_of_a_system(&entry.full_path().replace('/', "")));
        let promises: Array = files.map(file_of).collect();
        let files = JsFuture::from(Promise::all(&promises)).await.map_err(unreadable)?;
        let files: Vec<File> = Array::from(&files).iter().map(JsCast::unchecked_into).collect();
        let files = files.into_iter().map(|file| (file, folder.clone())).collect();
        found.extend(addressed::brought(files).await);
        if found.len() > MOST {
            return Err(ArrivalError::TooManyFiles { files: found.len(), limit: MOST });
        }
        for entry in entries.iter().filter(|entry| entry.is_directory()) {
            let inside = list(entry).await.map_err(unreadable)?;
            let path =
                if folder.is_empty() { entry.name() } else { format!("{folder}/{}", entry.name()) };
            open.push((path, inside));
        }
    }
    Ok(found)
}

/// All that is in a folder. A browser gives it in parts.
async fn list(folder: &FileSystemEntry) -> std::result::Result<Vec<FileSystemEntry>, JsValue> {
    let folder: &FileSystemDirectoryEntry = folder.unchecked_ref();
    let reader = folder.create_reader();
    let mut all = Vec::new();
    loop {
        let part = Promise::new(&mut |done, failed| {
            // What is thrown is what it fails with.
            if let Err(why) = reader.read_entries_with_callback_and_callback(&done, &failed) {
                let _ = failed.call1(&JsValue::NULL, &why);
            }
        });
        let part = Array::from(&JsFuture::from(part).await?);
        if part.length() == 0 {
            return Ok(all);
        }
        all.extend(part.iter().map(JsCast::unchecked_into));
    }
}

/// The file of an entry.
fn file_of(entry: &FileSystemEntry) -> Promise {
    let entry: &FileSystemFileEntry = entry.unchecked_ref();
    Promise::new(&mut |done, failed| entry.file_with_callback_and_callback(&done, &failed))
}

async fn with_addresses(files: Vec<File>) -> Found {
    if files.len() > MOST {
        return Err(ArrivalError::TooManyFiles { files: files.len(), limit: MOST });
    }
    let in_folder = |file: File| {
        let path = path_of(&file);
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        (!Brought::is_of_a_system(&path)).then_some((file, folder))
    };
    Ok(addressed::brought(files.into_iter().filter_map(in_folder).collect()).await)
}

/// The path of a file in the folder that was chosen, which it begins with.
fn path_of(file: &File) -> String {
    let path = Reflect::get(file, &"webkitRelativePath".into()).ok();
    let path = path.and_then(|path| path.as_string()).filter(|path| !path.is_empty());
    path.unwrap_or_else(|| file.name())
}

fn unreadable(why: JsValue) -> ArrivalError {
    let message = Reflect::get(&why, &"message".into()).ok();
    let message = message.and_then(|message| message.as_string());
    let message = message.unwrap_or_else(|| "the browser may not".into());
    ArrivalError::Unreadable(message.trim_end_matches('.').to_owned())
}
