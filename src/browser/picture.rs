//! Pictures, decoded by the browser's own decoders.

mod bitmap;
mod canvas;

use std::cell::Cell;

use wasm_bindgen::JsValue;
use web_sys::{Blob, ImageBitmap};

use super::fetch;
use crate::data::picture::{Backdrop, Picture, centre_square, is_flat, last_row};
use crate::data::picture_file::{self, PictureFile};
use crate::data::room::{Place, Room};
use crate::error::{FileError, Kind};
use canvas::{Canvas, Part};

/// Side of a thumbnail in pixels: sharp at 64 on a phone's dense screen.
const THUMBNAIL: u32 = 128;

/// How much a thumbnail's JPEG may lose: about 4 KB each.
const THUMBNAIL_QUALITY: f64 = 0.8;

/// Side in pixels at which a picture is looked at to choose what it lies on, and at which its last row is.
const LOOK: u32 = 64;
const ROW: u32 = 16;

/// Pixels that are decoded beside each other: 256 MB. A photo of which nobody knows the size takes all.
const AT_ONCE: u64 = 64_000_000;

/// From so many pixels on a picture is decoded small: more than cameras take by default.
const LARGE: u64 = 32_000_000;

thread_local! {
    /// Where decoded pictures lie until they are let go.
    static ROOM: Room = Room::new(AT_ONCE);
}

/// A decoded picture, still in the browser's hands.
#[derive(Debug)]
pub struct Decoded {
    bitmap: ImageBitmap,
    backdrop: Backdrop,
    /// What it takes.
    _place: Option<Place>,
}

/// A small picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Thumbnail {
    /// As a JPEG file; empty if the browser cannot make one.
    pub jpeg: Vec<u8>,
    /// Whether there is nothing to be seen on it.
    pub is_blank: bool,
}

/// Decodes the picture behind an address that [`fetch::file`] knows, as its orientation says. A large one comes out
/// smaller.
///
/// # Errors
/// Those of [`fetch::file`], [`fetch::read`] and [`picture_file::inspect`];
/// what a file is that the browser refuses all the same, or [`FileError::Undecodable`]; [`FileError::Truncated`].
pub async fn decode(address: &str) -> Result<Decoded, Kind> {
    let file = fetch::file(address).await?;
    if file.size() as u64 > picture_file::BYTES {
        // Rather than of its size it is told of what it is, if that is no picture.
        let head = file.slice_with_f64_and_f64(0.0, picture_file::HEAD as f64);
        let head = head.map_err(|_| FileError::Undecodable)?;
        picture_file::recognise(&fetch::read(&head, picture_file::HEAD).await?)?;
    }
    let about = picture_file::inspect(&read(&file).await?)?;
    let room = ROOM.with(Room::clone);
    let place = room.take(about.pixels().unwrap_or(AT_ONCE)).await;
    let refused = || Kind::from(about.otherwise.clone());
    let decoded = match about.size {
        Some(size) if about.pixels() > Some(LARGE) => {
            let bitmap = bitmap::small(&file, size, about.is_jpeg).await;
            Decoded::of(bitmap.ok_or_else(refused)?, None)
        }
        _ => Decoded::of(bitmap::whole(&file).await.ok_or_else(refused)?, Some(place)),
    };
    decoded.looked_over(&file, &about).await
}

async fn read(file: &Blob) -> Result<Vec<u8>, Kind> {
    fetch::read(file, picture_file::BYTES).await
}

/// Whether this browser changes the pixels that are read, so that a model sees something else than the picture.
pub fn is_disturbed() -> bool {
    thread_local! {
        static KNOWN: Cell<Option<bool>> = const { Cell::new(None) };
    }
    let known = KNOWN.get().unwrap_or_else(canvas::is_disturbed);
    KNOWN.set(Some(known));
    known
}

impl Decoded {
    /// A frame of a camera, which somebody has handed over.
    pub fn frame(bitmap: ImageBitmap) -> Self {
        Self::of(bitmap, None)
    }

    fn of(bitmap: ImageBitmap, place: Option<Place>) -> Self {
        Self { bitmap, backdrop: Backdrop::White, _place: place }
    }

    /// The same, upright and on what it shows on; if it is all there.
    async fn looked_over(mut self, file: &Blob, about: &PictureFile) -> Result<Self, Kind> {
        if about.is_webp {
            let turned = bitmap::turned(self.bitmap.clone(), about.orientation).await;
            self.bitmap = turned.ok_or(FileError::Undecodable)?;
        }
        if about.may_be_transparent
            && let Ok(seen) = self.look()
        {
            self.backdrop = Backdrop::of(&seen);
        }
        // What is missing of a JPEG is of one colour.
        if about.is_jpeg
            && self.row(about.orientation).is_ok_and(|row| is_flat(&row))
            && picture_file::ends_early(&read(file).await?)
        {
            return Err(FileError::Truncated.into());
        }
        Ok(self)
    }

    /// The centre square at `size` x `size` pixels, as a network takes it.
    ///
    /// # Errors
    /// Those of [`rgba`](Self::rgba).
    pub fn picture(&self, size: usize) -> Result<Picture, Kind> {
        Ok(Picture::from_rgba(size, &self.rgba(size)?))
    }

    /// The centre square as `size` x `size` opaque pixels of red, green, blue and opacity, row by row.
    ///
    /// # Errors
    /// [`FileError::Undecodable`] if the browser has no memory for it.
    pub fn rgba(&self, size: usize) -> Result<Vec<u8>, Kind> {
        let pixels = self.draw(size as u32).and_then(|canvas| canvas.pixels());
        pixels.map_err(|_| Kind::File(FileError::Undecodable))
    }

    /// The centre square, small.
    pub async fn thumbnail(&self) -> Thumbnail {
        let Ok(canvas) = self.draw(THUMBNAIL) else {
            return Thumbnail { jpeg: Vec::new(), is_blank: false };
        };
        let is_blank = canvas.pixels().is_ok_and(|pixels| is_flat(&pixels));
        let jpeg = canvas.jpeg(THUMBNAIL_QUALITY).await.unwrap_or_default();
        Thumbnail { jpeg, is_blank }
    }

    /// The centre square on a canvas of `size` x `size` pixels, on its backdrop where transparent.
    fn draw(&self, size: u32) -> Result<Canvas, JsValue> {
        let canvas = Canvas::of(size)?;
        canvas.draw(&self.bitmap, self.square(), Some(self.backdrop.colour()))?;
        Ok(canvas)
    }

    fn square(&self) -> Part {
        let (left, top, side) = centre_square(self.bitmap.width(), self.bitmap.height());
        (left, top, side, side)
    }

    /// A few pixels of the centre square, with their opacity.
    fn look(&self) -> Result<Vec<u8>, JsValue> {
        let canvas = Canvas::of(LOOK)?;
        canvas.draw(&self.bitmap, self.square(), None)?;
        canvas.pixels()
    }

    /// A few pixels of the row that is the last of a file which is to be turned so.
    fn row(&self, orientation: u8) -> Result<Vec<u8>, JsValue> {
        let canvas = Canvas::of(ROW)?;
        let row = last_row(orientation, self.bitmap.width(), self.bitmap.height());
        canvas.draw(&self.bitmap, row, None)?;
        canvas.pixels()
    }
}

impl Drop for Decoded {
    fn drop(&mut self) {
        // Its memory is large and outside the collector's sight.
        self.bitmap.close();
    }
}
