//! Pictures of every kind, whole and broken, through the browser's decoders.

use headstart::browser::picture::{decode, is_disturbed};
use headstart::data::picture::Picture;
use headstart::data::{bitmap, sample};
use headstart::error::{FileError, Kind};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Blob, ImageEncodeOptions, OffscreenCanvas, OffscreenCanvasRenderingContext2d, Url};

use crate::shared_data;

fn address(blob: &Blob) -> String {
    Url::create_object_url_with_blob(blob).expect("a worker may name a blob")
}

fn file(bytes: &[u8]) -> String {
    let parts = Array::of1(&Uint8Array::from(bytes));
    address(&Blob::new_with_u8_array_sequence(&parts).expect("bytes make a blob"))
}

/// A picture of `width` x `height`: red on the left half, blue on the right, in the given format.
async fn halves(width: u32, height: u32, format: &str) -> Vec<u8> {
    let canvas = OffscreenCanvas::new(width, height).expect("it is small");
    let context = canvas.get_context("2d").expect("there is one").expect("it is 2d");
    let context: OffscreenCanvasRenderingContext2d = context.unchecked_into();
    let (half, height) = (f64::from(width) / 2.0, f64::from(height));
    context.set_fill_style_str("#f00");
    context.fill_rect(0.0, 0.0, half, height);
    context.set_fill_style_str("#00f");
    context.fill_rect(half, 0.0, half, height);
    let options = ImageEncodeOptions::new();
    options.set_type(format);
    options.set_quality(0.95);
    let blob = canvas.convert_to_blob_with_options(&options).expect("it encodes");
    let blob: Blob = JsFuture::from(blob).await.expect("it encodes").unchecked_into();
    assert_eq!(blob.type_(), format, "this browser can make the test's picture");
    let buffer = JsFuture::from(blob.array_buffer()).await.expect("it is in memory");
    Uint8Array::new(&buffer).to_vec()
}

/// Whether a pixel is red rather than blue.
fn is_red(picture: &Picture, x: usize, y: usize) -> bool {
    let at = y * picture.size + x;
    picture.values[at] > picture.values[2 * picture.size * picture.size + at]
}

async fn picture(bytes: &[u8]) -> Picture {
    decode(&file(bytes)).await.expect("it is a picture").picture(64).expect("there is memory")
}

async fn failure(bytes: &[u8]) -> Kind {
    decode(&file(bytes)).await.expect_err("it is no whole picture")
}

#[wasm_bindgen_test]
async fn every_format_gives_the_centre_square() {
    for format in ["image/png", "image/jpeg", "image/webp"] {
        let picture = picture(&halves(300, 100, format).await).await;
        assert!(is_red(&picture, 28, 32) && !is_red(&picture, 36, 32), "{format}");
        let values = picture.values.iter();
        assert!(values.clone().all(|value| (-1.0..=1.0).contains(value)), "{format}");
    }
}

#[wasm_bindgen_test]
fn the_sample_is_drawn_as_elsewhere() {
    crate::common::sample::as_pinned();
}

#[wasm_bindgen_test]
async fn a_bitmap_of_the_sample_is_decoded() {
    let rgba = sample::draw(0, 0, 64);
    let decoded = picture(&bitmap::encode(64, &rgba)).await;
    assert_eq!(decoded, Picture::from_rgba(64, &rgba));
}

/// The first frame is a red pixel, the second a blue one.
const ANIMATION: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\xff\
    \x21\xf9\x04\0\x0a\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\
    \x21\xf9\x04\0\x0a\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x4c\x01\0\x3b";

#[wasm_bindgen_test]
async fn an_animation_gives_its_first_frame() {
    assert!(is_red(&picture(ANIMATION).await, 32, 32));
}

#[wasm_bindgen_test]
async fn orientation_is_respected() {
    let jpeg = halves(100, 100, "image/jpeg").await;
    // An Exif segment that says "turn by 180 degrees", right after start-of-image.
    let mut turned = jpeg[..2].to_vec();
    turned.extend(b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x03\0\0\0\0\0\0");
    turned.extend(&jpeg[2..]);
    assert!(is_red(&picture(&jpeg).await, 10, 32));
    assert!(!is_red(&picture(&turned).await, 10, 32));
}

#[wasm_bindgen_test]
async fn what_is_transparent_lies_on_white() {
    let canvas = OffscreenCanvas::new(8, 8).expect("it is small");
    canvas.get_context("2d").expect("there is one");
    let blob = JsFuture::from(canvas.convert_to_blob().expect("it encodes")).await;
    let blob: Blob = blob.expect("it encodes").unchecked_into();
    let decoded = decode(&address(&blob)).await.expect("it is a picture");
    assert_eq!(decoded.picture(2).expect("there is memory").values, [1.0; 12]);
}

#[wasm_bindgen_test]
async fn a_thumbnail_is_a_small_jpeg() {
    let png = halves(640, 480, "image/png").await;
    let thumbnail = decode(&file(&png)).await.expect("it is a picture").thumbnail().await.jpeg;
    assert_eq!(thumbnail[..2], [0xff, 0xd8]);
    assert!(thumbnail.len() < 10_000, "{}", thumbnail.len());
}

#[wasm_bindgen_test]
async fn broken_files_say_what_is_wrong() {
    let jpeg = halves(100, 100, "image/jpeg").await;
    let png = halves(100, 100, "image/png").await;
    assert_eq!(failure(b"").await, Kind::File(FileError::Empty));
    assert_eq!(failure(b"just some text, no picture").await, Kind::File(FileError::NotAPicture));
    assert_eq!(failure(&jpeg[..jpeg.len() / 2]).await, Kind::File(FileError::Truncated));
    assert_eq!(failure(&png[..png.len() / 2]).await, Kind::File(FileError::Truncated));
    let mut broken = png.clone();
    broken[40..60].fill(0);
    assert_eq!(failure(&broken).await, Kind::File(FileError::Undecodable));
}

#[wasm_bindgen_test]
async fn four_hundred_megapixels_are_refused_before_decoding() {
    let mut png = halves(100, 100, "image/png").await;
    png[16..24].copy_from_slice(&[0, 0, 0x4e, 0x20, 0, 0, 0x4e, 0x20]);
    assert_eq!(
        failure(&png).await,
        Kind::File(FileError::TooManyPixels { megapixels: 400, limit: 250 })
    );
}

#[wasm_bindgen_test]
async fn a_large_picture_is_decoded_small() {
    for format in ["image/jpeg", "image/png"] {
        let large = halves(8200, 4100, format).await;
        let small = picture(&large).await;
        assert!(is_red(&small, 28, 32) && !is_red(&small, 36, 32), "{format}");
    }
}

#[wasm_bindgen_test]
async fn a_picture_in_white_lies_on_black() {
    let canvas = OffscreenCanvas::new(64, 64).expect("it is small");
    let context = canvas.get_context("2d").expect("there is one").expect("it is 2d");
    let context: OffscreenCanvasRenderingContext2d = context.unchecked_into();
    context.set_fill_style_str("#fff");
    context.fill_rect(16.0, 16.0, 32.0, 32.0);
    let blob = JsFuture::from(canvas.convert_to_blob().expect("it encodes")).await;
    let blob: Blob = blob.expect("it encodes").unchecked_into();
    let decoded = decode(&address(&blob)).await.expect("it is a picture");
    let values = decoded.picture(64).expect("there is memory").values;
    assert_eq!((values[0], values[32 * 64 + 32]), (-1.0, 1.0));
    assert!(!decoded.thumbnail().await.is_blank);
}

#[wasm_bindgen_test]
async fn a_webp_is_put_upright() {
    let webp = halves(100, 100, "image/webp").await;
    // The simple form made into the extended one, which says "turn by 180 degrees".
    let chunk = |name: &[u8; 4], content: &[u8]| {
        [&name[..], &(content.len() as u32).to_le_bytes(), content].concat()
    };
    let exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x03\0\0\0\0\0\0";
    let mut picture_chunks = webp[12..].to_vec();
    if picture_chunks.starts_with(b"VP8X") {
        picture_chunks[8] |= 0x08;
    } else {
        let head = chunk(b"VP8X", &[0x08, 0, 0, 0, 99, 0, 0, 99, 0, 0]);
        picture_chunks.splice(0..0, head);
    }
    let all = [b"WEBP", picture_chunks.as_slice(), &chunk(b"EXIF", exif)].concat();
    let turned = chunk(b"RIFF", &all);
    assert!(is_red(&picture(&webp).await, 10, 32));
    assert!(!is_red(&picture(&turned).await, 10, 32));
}

#[wasm_bindgen_test]
async fn what_is_blank_is_known() {
    let canvas = OffscreenCanvas::new(8, 8).expect("it is small");
    canvas.get_context("2d").expect("there is one");
    let blob = JsFuture::from(canvas.convert_to_blob().expect("it encodes")).await;
    let blob: Blob = blob.expect("it encodes").unchecked_into();
    assert!(decode(&address(&blob)).await.expect("it is a picture").thumbnail().await.is_blank);
    let png = halves(64, 64, "image/png").await;
    assert!(!decode(&file(&png)).await.expect("it is a picture").thumbnail().await.is_blank);
}

#[wasm_bindgen_test]
fn this_browser_reads_back_what_was_drawn() {
    assert!(!is_disturbed());
}

#[wasm_bindgen_test]
async fn a_file_that_is_gone_says_so() {
    let gone = file(b"x");
    Url::revoke_object_url(&gone).expect("a worker may do that");
    assert!(matches!(decode(&gone).await.err(), Some(Kind::File(FileError::Unreadable(_)))));
}

#[wasm_bindgen_test]
async fn a_real_photo_decodes() {
    let path = "images/caltech20/test/dolphin/image_0001.jpg";
    let Some(photo) = shared_data(path).await else { return };
    assert_eq!(picture(&photo).await.values.len(), 3 * 64 * 64);
}
