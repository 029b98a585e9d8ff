//! What the page hands over beside a command arrives with it.

use headstart::worker::link;
use js_sys::{Array, Function, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

/// Sends a message through a channel, as to a worker, and gives it as it arrives.
const CROSS: &str = "
    const { port1, port2 } = new MessageChannel();
    return new Promise((done) => {
        port2.onmessage = ({ data }) => { port1.close(); done(data); };
        port1.postMessage(message, transfer);
    });
";

async fn crossed(message: &JsValue, transfer: &Array) -> JsValue {
    let cross = Function::new_with_args("message, transfer", CROSS);
    let promise = cross.call2(&JsValue::NULL, message, transfer).expect("it can be posted");
    JsFuture::from(promise.unchecked_into::<Promise>()).await.expect("it arrives")
}

#[wasm_bindgen_test]
async fn a_frame_arrives_beside_its_command() {
    let frame = Function::new_no_args(
        "const canvas = new OffscreenCanvas(3, 2);
         canvas.getContext('2d').fillRect(0, 0, 3, 2);
         return canvas.transferToImageBitmap();",
    );
    let frame = frame.call0(&JsValue::NULL).expect("a worker can draw");
    let bytes = Uint8Array::from(&[1, 2, 3][..]);
    let beside = Array::of1(&frame);
    let data = crossed(&Array::of2(&bytes, &beside), &beside).await;
    let (command, beside) = link::unpack(data);
    assert_eq!(command, [1, 2, 3]);
    let [frame] = &beside[..] else { panic!("one frame, not {}", beside.len()) };
    let side = |name: &str| js_sys::Reflect::get(frame, &name.into()).ok()?.as_f64();
    assert_eq!((side("width"), side("height")), (Some(3.0), Some(2.0)));

    let (command, beside) = link::unpack(crossed(&bytes, &Array::new()).await);
    assert_eq!((command, beside.len()), (vec![1, 2, 3], 0), "most commands come alone");
}
