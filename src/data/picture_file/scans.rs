//! Whether the scans of a JPEG have all the blocks that its frame promises.
//!
//! An interrupted copy may have been closed with an end-of-image marker by the program that made it, and then every
//! decoder paints what is missing grey without a word. So the Huffman codes are followed from block to block
//! (ITU-T T.81, section F.2.2), without computing anything of them, until they have all been seen or the data end.

use super::jpeg::{
    Coding, Component, Frame, HUFFMAN_TABLES, RESTART_INTERVAL, START_OF_SCAN, Segments,
};

/// Whether a scan ends at least one row of blocks early. What cannot be told counts as whole: it is for the decoder to
/// say.
pub(super) fn end_early(bytes: &[u8]) -> bool {
    let mut frame: Option<Frame> = None;
    let mut tables = Tables::default();
    let mut interval = 0;
    for segment in Segments::of(bytes) {
        match segment.marker {
            HUFFMAN_TABLES => tables.define(segment.content),
            RESTART_INTERVAL => {
                if let [high, low, ..] = segment.content {
                    interval = u32::from(u16::from_be_bytes([*high, *low]));
                }
            }
            START_OF_SCAN => {
                let Some(frame) = &frame else { return false };
                let Some(scan) = Scan::of(frame, segment.content, interval) else { continue };
                let data = bytes.get(segment.end..).unwrap_or_default();
                if scan.missing(&tables, data).is_some_and(|missing| missing >= scan.units_a_row) {
                    return true;
                }
            }
            _ => frame = frame.or_else(|| Frame::of(&segment)),
        }
    }
    false
}

/// The Huffman tables of the file so far: four for the first coefficient of a block, four for the others.
#[derive(Debug, Default)]
struct Tables([[Option<Codes>; 4]; 2]);

impl Tables {
    /// Takes in what a segment defines (section B.2.4.2).
    fn define(&mut self, mut content: &[u8]) {
        while let [head, rest @ ..] = content {
            let Some((counts, rest)) = rest.split_first_chunk::<16>() else { return };
            let total = counts.iter().map(|count| usize::from(*count)).sum();
            let Some((symbols, rest)) = rest.split_at_checked(total) else { return };
            if let [class @ 0..=1, id @ 0..=3] = [head >> 4, head & 15] {
                self.0[usize::from(class)][usize::from(id)] = Codes::new(counts, symbols);
            }
            content = rest;
        }
    }

    fn get(&self, class: usize, id: u8) -> Option<&Codes> {
        self.0[class].get(usize::from(id))?.as_ref()
    }
}

/// A Huffman code: for each sixteen bits, the symbol that they begin with and its length; no length where they begin
/// with none.
struct Codes(Vec<(u8, u8)>);

impl std::fmt::Debug for Codes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Codes").finish_non_exhaustive()
    }
}

impl Codes {
    /// The code with so many symbols of each length (annex C). None if there are more than there is room for.
    fn new(counts: &[u8; 16], symbols: &[u8]) -> Option<Self> {
        let mut table = Vec::with_capacity(1 << 16);
        let mut symbols = symbols.iter();
        for (length, count) in (1u8..).zip(counts) {
            for symbol in symbols.by_ref().take(usize::from(*count)) {
                let end = table.len() + (1 << (16 - length));
                if end > 1 << 16 {
                    return None;
                }
                table.resize(end, (*symbol, length));
            }
        }
        table.resize(1 << 16, (0, 0));
        Some(Self(table))
    }
}

/// A scan that has the first coefficient of all its blocks.
struct Scan {
    /// For each block of a unit, the tables that it is coded with.
    blocks: Vec<[u8; 2]>,
    /// The last coefficient of a block that is in it.
    last: usize,
    /// Units across, and in all.
    units_a_row: u32,
    units: u32,
    /// Units between restart markers; 0 where there are none.
    interval: u32,
}

impl Scan {
    /// The scan that this header starts (section B.2.3). None if it cannot be followed, or need not be: it only adds to
    /// blocks that another scan has begun.
    fn of(frame: &Frame, header: &[u8], interval: u32) -> Option<Self> {
        let [count, rest @ ..] = header else { return None };
        let (chosen, rest) = rest.split_at_checked(2 * usize::from(*count))?;
        let [first, last, bits, ..] = rest else { return None };
        let is_beginning = *first == 0 && bits >> 4 == 0;
        let last = match frame.coding {
            Coding::Sequential if is_beginning => 63,
            Coding::Progressive if is_beginning && *last == 0 => 0,
            _ => return None,
        };
        let most = |of: fn(&Component) -> u32| frame.components.iter().map(of).max();
        let (across, down) = (most(|it| it.across)?, most(|it| it.down)?);
        if across == 0 || down == 0 || frame.width == 0 || frame.height == 0 {
            return None;
        }
        let chosen: Option<Vec<_>> = chosen
            .as_chunks::<2>()
            .0
            .iter()
            .map(|[id, tables]| {
                let component = frame.components.iter().find(|component| component.id == *id)?;
                Some((*component, [tables >> 4, tables & 15]))
            })
            .collect();
        let chosen = chosen?;
        let (units_a_row, rows, blocks) = match chosen.as_slice() {
            [] => return None,
            // One by itself has no more blocks than its own samples need.
            [(component, tables)] => (
                (frame.width * component.across).div_ceil(8 * across),
                (frame.height * component.down).div_ceil(8 * down),
                vec![*tables],
            ),
            several => {
                let repeat = |(component, tables): &(Component, [u8; 2])| {
                    std::iter::repeat_n(*tables, (component.across * component.down) as usize)
                };
                let blocks = several.iter().flat_map(repeat).collect();
                (frame.width.div_ceil(8 * across), frame.height.div_ceil(8 * down), blocks)
            }
        };
        Some(Self { blocks, last, units_a_row, units: units_a_row * rows, interval })
    }

    /// How many units are missing. None if there is something that cannot be followed.
    fn missing(&self, tables: &Tables, data: &[u8]) -> Option<u32> {
        let codes: Option<Vec<[&Codes; 2]>> = self
            .blocks
            .iter()
            .map(|[first, others]| {
                let first = tables.get(0, *first)?;
                // Where there are no others, they have no table.
                let others = if self.last == 0 { first } else { tables.get(1, *others)? };
                Some([first, others])
            })
            .collect();
        let codes = codes?;
        let mut bits = Bits::of(data);
        let mut missing = 0;
        let mut done = 0;
        while done < self.units {
            let left = self.units - done;
            let together = if self.interval == 0 { left } else { self.interval.min(left) };
            let mut found = 0;
            while found < together {
                match unit(&codes, self.last, &mut bits) {
                    Ok(()) => found += 1,
                    Err(Stop::Ended) => break,
                    Err(Stop::Unknown) => return None,
                }
            }
            missing += together - found;
            done += together;
            if done < self.units && !bits.restart() {
                missing += self.units - done;
                break;
            }
        }
        Some(missing)
    }
}

/// Why a scan cannot be followed further.
enum Stop {
    /// The next marker comes, or the file ends.
    Ended,
    /// This is no code.
    Unknown,
}

/// Passes over the blocks of a unit.
fn unit(codes: &[[&Codes; 2]], last: usize, bits: &mut Bits) -> Result<(), Stop> {
    for [first, others] in codes {
        let size = bits.symbol(first)?;
        bits.skip(size.min(16))?;
        let mut at = 1;
        while at <= last {
            // Zeros before the next coefficient, and its size.
            match bits.symbol(others)? {
                0x00 => break,
                0xf0 => at += 16,
                symbol => {
                    bits.skip(symbol & 15)?;
                    at += usize::from(symbol >> 4) + 1;
                }
            }
        }
    }
    Ok(())
}

/// The bits of a scan, until the next marker.
struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    /// Bits that are read and not used, at the lower end.
    held: u64,
    count: u32,
    /// Bits of these that were never there, so that the last code can be looked at in whole.
    invented: u32,
}

impl<'a> Bits<'a> {
    fn of(data: &'a [u8]) -> Self {
        Self { data, at: 0, held: 0, count: 0, invented: 0 }
    }

    fn fill(&mut self) {
        while self.count <= 48 {
            let byte = match (self.data.get(self.at), self.data.get(self.at + 1)) {
                (Some(0xff), Some(0)) => {
                    self.at += 2;
                    0xff
                }
                (Some(0xff), _) | (None, _) => {
                    self.invented += 8;
                    0
                }
                (Some(byte), _) => {
                    self.at += 1;
                    *byte
                }
            };
            self.held = self.held << 8 | u64::from(byte);
            self.count += 8;
        }
    }

    fn symbol(&mut self, codes: &Codes) -> Result<u8, Stop> {
        if self.count < 16 {
            self.fill();
        }
        let (symbol, length) = codes.0[(self.held >> (self.count - 16)) as usize & 0xffff];
        if length == 0 {
            // Ones before a marker are no code either.
            return Err(if self.count - self.invented < 16 { Stop::Ended } else { Stop::Unknown });
        }
        self.skip(length)?;
        Ok(symbol)
    }

    fn skip(&mut self, bits: u8) -> Result<(), Stop> {
        let bits = u32::from(bits);
        if self.count < bits {
            self.fill();
        }
        if self.count - self.invented.min(self.count) < bits {
            return Err(Stop::Ended);
        }
        self.count -= bits;
        Ok(())
    }

    /// Goes on after the next marker, if that is one to go on after.
    fn restart(&mut self) -> bool {
        (self.held, self.count, self.invented) = (0, 0, 0);
        let rest = self.data.get(self.at..).unwrap_or_default();
        let marker =
            rest.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xff));
        match marker {
            Some(found) if matches!(rest[found + 1], 0xd0..=0xd7) => {
                self.at += found + 2;
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A grey JPEG of 64 x 64 pixels, in which every block is one bit for its first coefficient and one for the end of
    /// it: sixteen bytes of zeros are the 64 blocks. `scan` stands in place of these.
    fn grey(coding: u8, interval: u8, scan: &[u8]) -> Vec<u8> {
        let mut bytes = b"\xff\xd8".to_vec();
        bytes.extend([0xff, coding, 0, 11, 8, 0, 64, 0, 64, 1, 1, 0x11, 0]);
        for class in [0x00, 0x10] {
            // One symbol, 0, whose code is one zero.
            bytes.extend([0xff, HUFFMAN_TABLES, 0, 20, class, 1]);
            bytes.extend([0; 16]);
        }
        bytes.extend([0xff, RESTART_INTERVAL, 0, 4, 0, interval]);
        let last = if coding == 0xc2 { 0 } else { 63 };
        bytes.extend([0xff, START_OF_SCAN, 0, 8, 1, 1, 0, 0, last, 0]);
        bytes.extend(scan);
        bytes.extend([0xff, 0xd9]);
        bytes
    }

    #[test]
    fn a_scan_with_all_its_blocks_is_whole() {
        assert!(!end_early(&grey(0xc0, 0, &[0; 16])));
        assert!(!end_early(&grey(0xc2, 0, &[0; 8])), "one bit a block in the first pass");
        assert!(!end_early(&grey(0xc0, 0, &[0; 40])), "more than there should be");
        assert!(!end_early(&grey(0xc0, 0, &[0; 15])), "less than a row of blocks is missing");
    }

    #[test]
    fn a_scan_that_breaks_off_is_not() {
        for length in 0..=13 {
            assert!(end_early(&grey(0xc0, 0, &vec![0; length])), "{length} bytes");
        }
        assert!(end_early(&grey(0xc2, 0, &[0; 4])));
        let mut bytes = grey(0xc0, 0, &[0; 16]);
        bytes.truncate(bytes.len() - 10);
        assert!(end_early(&bytes), "without an end");
    }

    #[test]
    fn restart_markers_are_passed_over() {
        let part = |number: u8| [0, 0, 0xff, 0xd0 + number];
        let whole: Vec<u8> = (0..8).flat_map(part).take(8 * 4 - 2).collect();
        assert!(!end_early(&grey(0xc0, 8, &whole)));
        assert!(end_early(&grey(0xc0, 8, &whole[..18])));
        // A part in the middle that is lost.
        let mut hole = whole.clone();
        hole.drain(8..10);
        assert!(end_early(&grey(0xc0, 8, &hole)));
    }

    #[test]
    fn what_cannot_be_followed_counts_as_whole() {
        assert!(!end_early(&grey(0xc0, 0, &[0xfe; 16])), "no code");
        assert!(!end_early(&grey(0xc9, 0, &[])), "arithmetic coding");
        assert!(!end_early(b"\xff\xd8\xff\xd9"));
        let sound = grey(0xc0, 0, &[0; 16]);
        for at in 0..sound.len() {
            for value in [0, 1, 16, 0x7f, 0xff] {
                let mut wild = sound.clone();
                wild[at] = value;
                end_early(&wild);
            }
        }
    }
}
