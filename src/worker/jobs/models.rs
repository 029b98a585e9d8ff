//! Models are fetched and loaded, and what the browser keeps of them is told.

use crate::browser::cache;
use crate::engine::catalog;
use crate::error::{DownloadError, Kind};
use crate::protocol::{Event, RequestId};
use crate::worker::desk::Desk;
use crate::worker::fetch::{Fetch, Fetched};
use crate::worker::job::{Done, Loaded};
use crate::worker::link::post;
use crate::worker::modality::row;
use crate::worker::pool::Purpose;
use crate::worker::slot::Place;
use crate::worker::source::ModelSource;
use crate::worker::stored;

/// Begins to fetch a model, in place of any on its way there.
pub fn fetch(desk: &mut Desk, place: Place, request: RequestId, source: ModelSource) -> Done {
    desk.fetches[place] = None;
    match begin(desk, place, request, source) {
        Ok(fetch) => {
            desk.fetches[place] = Some((request, fetch));
            Done::Well
        }
        Err(kind) => Done::Loaded { place, request, loaded: Err(kind) },
    }
}

fn begin(
    desk: &Desk,
    place: Place,
    request: RequestId,
    source: ModelSource,
) -> Result<Fetch, Kind> {
    let recognise = row::find(desk.table, source.modality()?)?.recognise;
    let report = move |received, total| post(&Event::Downloading { request, received, total });
    let arrivals = desk.arrivals.clone();
    Fetch::start(source, recognise, report, move || {
        // The receiver lives as long as the session.
        let _ = arrivals.unbounded_send((place, request));
    })
}

/// Stops the fetch of this request, if it is still under way.
pub fn stop_fetch(desk: &mut Desk, place: Place, request: RequestId) -> Done {
    desk.fetches[place].take_if(|(of, _)| *of == request);
    Done::Well
}

/// Puts what was fetched in its place, on the device.
pub fn load(desk: &mut Desk, place: Place, request: RequestId) -> Done {
    let fetch = desk.fetches[place].take_if(|(of, _)| *of == request);
    let fetched = fetch.and_then(|(_, fetch)| fetch.take());
    let fetched = fetched.unwrap_or(Err(DownloadError::Cancelled.into()));
    let loaded = fetched.and_then(|fetched| put(desk, place, fetched));
    Done::Loaded { place, request, loaded: loaded.map(Box::new) }
}

fn put(desk: &mut Desk, place: Place, fetched: Fetched) -> Result<Loaded, Kind> {
    let Fetched { info, found, source } = fetched;
    let purpose = match place {
        Place::InUse => Purpose::Examples,
        Place::Guest => Purpose::Questions,
    };
    let load = row::find(desk.table, info.reads.modality())?.load;
    let (model, refused) = load(found, &desk.device, purpose)?;
    desk.models[place] = Some(model);
    if place == Place::InUse {
        // Both are of the model before.
        desk.ahead.clear();
        desk.classifier = None;
        desk.atlas = None;
        desk.info = Some(info.clone());
    }
    Ok(Loaded { info, source, refused })
}

/// Tells the page what the browser keeps, in the background: nobody waits for it.
pub fn report_stored() -> Done {
    wasm_bindgen_futures::spawn_local(tell());
    Done::Well
}

/// Removes all files of a model, and tells the page.
pub fn remove_stored(id: &str) -> Done {
    let entry = catalog::find(id);
    wasm_bindgen_futures::spawn_local(async move {
        for file in entry.iter().flat_map(|entry| &entry.files) {
            cache::remove(&file.address).await;
        }
        tell().await;
    });
    Done::Well
}

async fn tell() {
    post(&Event::Stored(stored::sizes(catalog::entries(), cache::has).await));
}
