//! What only a browser has, tested in one, in a worker as the page uses it.
#![cfg(target_arch = "wasm32")]

mod cache;
mod carried;
#[path = "../common"]
mod common {
    mod distance;
    pub mod golden;
    pub mod kernels;
    pub mod picture;
    pub mod public;
    pub mod sample;

    pub use distance::relative_distance;
}
mod kernels;
mod link;
mod parity;
mod pictures;
mod resilience;
mod storage;
mod texts;

use headstart::browser::courier::Courier;
use headstart::browser::fetch::{self, Download};

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Says that the test which runs is skipped, and why; `cargo xtask test` counts these lines.
fn skip(reason: &str) {
    wasm_bindgen_test::console_log!("SKIPPED: {reason}");
}

/// A file of the shared data, or `None`, said aloud, where the tests are run without it.
async fn shared_data(path: &str) -> Option<Vec<u8>> {
    let Some(server) = option_env!("HEADSTART_TEST_DATA") else {
        skip("there is no shared data");
        return None;
    };
    Some(download(&format!("{server}/{path}")).await)
}

/// A file that the test runner serves.
async fn download(address: &str) -> Vec<u8> {
    let abort = fetch::Abort::new().expect("browsers can abort");
    let mut bytes = Vec::new();
    let signal = abort.signal();
    let start = Download::start_at(address, 0, Courier::Pinned, &signal);
    let download = start.await.expect("the test runner serves it");
    download.read(u64::MAX, |piece| bytes.extend_from_slice(piece)).await.expect("all of it");
    bytes
}
