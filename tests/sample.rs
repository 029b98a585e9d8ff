//! scratch
#![cfg(not(target_arch = "wasm32"))]

mod common;

use headstart::data::sample;

#[test]
fn sheet() {
    let size: usize = std::env::var("SHEET_SIZE").ok().and_then(|s| s.parse().ok()).unwrap_or(96);
    let columns = 16;
    let from: usize = std::env::var("SHEET_FROM").ok().and_then(|s| s.parse().ok()).unwrap_or(0);
    let rows = sample::CLASSES.len();
    let mut sheet = image::RgbaImage::new((columns * (size + 4)) as u32, (rows * (size + 4)) as u32);
    let start = std::time::Instant::now();
    for class in 0..rows {
        for index in 0..columns {
            let rgba = sample::draw(class, from + index, size);
            let picture = image::RgbaImage::from_raw(size as u32, size as u32, rgba).unwrap();
            image::imageops::replace(&mut sheet, &picture, (index * (size + 4)) as i64, (class * (size + 4)) as i64);
        }
    }
    println!("{} ms each", start.elapsed().as_secs_f64() * 1000.0 / (rows * columns) as f64);
    sheet.save("/tmp/samples/sheet.png").unwrap();
}
