//! What a layer makes of a picture, in memory: rows of pixels, each with all its channels.
//!
//! Around the pixels stand as many zeros as the layers that read them want, so that no kernel asks where
//! the picture ends.

/// Channels are computed in blocks of so many.
pub const BLOCK: usize = 8;

/// Channels rounded up to whole blocks.
pub fn blocks(channels: usize) -> usize {
    channels.div_ceil(BLOCK)
}

/// A square map of numbers: `[side + zeros, side + zeros, stride]`.
#[derive(Debug, Clone)]
pub struct Map {
    /// Pixels along each axis, without the zeros around them.
    pub side: usize,
    /// Zeros before the first and after the last pixel of a row, and of a column.
    pub zeros: [usize; 2],
    /// Numbers from one pixel to the next; those beyond the channels are zero.
    pub stride: usize,
    values: Vec<f32>,
}

impl Map {
    /// A map of zeros: `side` pixels along each axis, `zeros` before and after them, `stride` numbers each.
    pub fn new(side: usize, zeros: [usize; 2], stride: usize) -> Self {
        let whole = side + zeros[0] + zeros[1];
        Self { side, zeros, stride, values: vec![0.0; whole * whole * stride] }
    }

    /// Pixels of a row with the zeros around them.
    fn width(&self) -> usize {
        self.side + self.zeros[0] + self.zeros[1]
    }

    /// Whether all pixels follow each other without zeros between the rows.
    pub fn is_dense(&self) -> bool {
        self.zeros == [0, 0]
    }

    /// All pixels of a map that [is dense](Self::is_dense).
    pub fn pixels(&self) -> &[f32] {
        &self.values
    }

    /// The same, to write.
    pub fn pixels_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }

    /// The pixels of a row.
    pub fn row(&self, y: usize) -> &[f32] {
        let start = self.start(y);
        &self.values[start..start + self.side * self.stride]
    }

    /// The same, to write.
    pub fn row_mut(&mut self, y: usize) -> &mut [f32] {
        let start = self.start(y);
        &mut self.values[start..start + self.side * self.stride]
    }

    /// A row from `before` pixels left of the picture to its last zero. Rows are counted from `before` rows
    /// above the picture.
    pub fn window_row(&self, y: usize, before: usize) -> &[f32] {
        let skip = self.zeros[0] - before;
        let row = (y + skip) * self.width() + skip;
        &self.values[row * self.stride..(y + skip + 1) * self.width() * self.stride]
    }

    /// The [window row](Self::window_row), to write.
    pub fn window_row_mut(&mut self, y: usize, before: usize) -> &mut [f32] {
        let skip = self.zeros[0] - before;
        let (width, stride) = (self.width(), self.stride);
        let row = (y + skip) * width + skip;
        &mut self.values[row * stride..(y + skip + 1) * width * stride]
    }

    /// Makes all numbers zero, those around the pixels too.
    pub fn clear(&mut self) {
        self.values.fill(0.0);
    }

    fn start(&self, y: usize) -> usize {
        ((y + self.zeros[0]) * self.width() + self.zeros[0]) * self.stride
    }
}
