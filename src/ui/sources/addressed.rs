//! Files get the addresses that workers read them from, a few at a time: the browser takes about a millisecond for
//! each, and the page answers meanwhile.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::Callable;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use super::Give;
use crate::protocol::{Brought, FileRef};
use crate::ui::browser;
use crate::ui::shell::store::Store;

/// Files that get their addresses in one go: less than a blink.
const AT_ONCE: usize = 50;

/// Gives files to what takes them, all at once when each has its address.
pub fn give(store: Store, give: Give, files: Vec<File>) {
    if files.len() <= AT_ONCE {
        return give.run(files.iter().filter_map(browser::file_ref).collect());
    }
    store.set(|state| state.folder_opens());
    spawn_local(async move {
        let mut given = Vec::with_capacity(files.len());
        for files in files.chunks(AT_ONCE) {
            given.extend(files.iter().filter_map(browser::file_ref));
            TimeoutFuture::new(0).await;
        }
        let mut is_wanted = false;
        store.set(|state| is_wanted = state.folder_closes());
        if is_wanted {
            give.run(given);
        } else {
            given.iter().for_each(|FileRef { url, .. }| browser::revoke(url));
        }
    });
}

/// The same files with their addresses, each with the folder that it is in.
pub async fn brought(files: Vec<(File, String)>) -> Vec<Brought> {
    let mut found = Vec::with_capacity(files.len());
    for (at, (file, folder)) in files.into_iter().enumerate() {
        if at % AT_ONCE == AT_ONCE - 1 {
            TimeoutFuture::new(0).await;
        }
        found.extend(browser::file_ref(&file).map(|file| Brought { file, folder }));
    }
    found
}
