//! Weights are kept for the next visit.

use headstart::browser::cache;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn what_is_put_is_there_until_it_is_removed() {
    let address = "https://example.com/weights";
    cache::remove(address).await;
    assert_eq!(cache::get(address).await, None);
    assert!(!cache::has(address).await);
    assert!(cache::put(address, &[1, 2, 3]).await, "the test page is a secure context");
    assert_eq!(cache::get(address).await, Some(vec![1, 2, 3]));
    assert!(cache::has(address).await);
    cache::remove(address).await;
    assert_eq!(cache::get(address).await, None);
}
