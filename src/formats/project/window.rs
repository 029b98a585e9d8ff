//! Reads in blocks what is asked for in small pieces here and there.

use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

/// Bytes of a block. The list of a zip's files is read in pieces of some bytes with a seek before each, of which every
/// one would be a call to the browser.
const BLOCK: usize = 64 << 10;

/// A reader that keeps the block which it read last. A seek costs nothing.
#[derive(Debug)]
pub(super) struct Window<R> {
    reader: R,
    length: u64,
    /// Where the next byte is read.
    at: u64,
    /// Where the block starts.
    start: u64,
    block: Vec<u8>,
}

impl<R: Read + Seek> Window<R> {
    /// # Errors
    /// The reader's.
    pub fn new(mut reader: R) -> io::Result<Self> {
        let length = reader.seek(SeekFrom::End(0))?;
        Ok(Self { reader, length, at: 0, start: 0, block: Vec::new() })
    }

    /// Bytes there are in all.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// What the block has from where the next byte is read.
    fn rest(&self) -> &[u8] {
        let offset =
            self.at.checked_sub(self.start).and_then(|offset| usize::try_from(offset).ok());
        offset.and_then(|offset| self.block.get(offset..)).unwrap_or_default()
    }

    fn fill(&mut self) -> io::Result<()> {
        self.block.clear();
        self.start = self.at;
        self.reader.seek(SeekFrom::Start(self.at))?;
        let read = self.reader.by_ref().take(BLOCK as u64).read_to_end(&mut self.block);
        if read.is_err() {
            self.block.clear();
        }
        read.map(|_| ())
    }
}

impl<R: Read + Seek> Read for Window<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.rest().is_empty() {
            if buffer.len() >= BLOCK {
                self.reader.seek(SeekFrom::Start(self.at))?;
                let count = self.reader.read(buffer)?;
                self.at += count as u64;
                return Ok(count);
            }
            self.fill()?;
        }
        let count = self.rest().read(buffer)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl<R> Seek for Window<R> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        let at = match position {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::io::Cursor;

    use super::*;

    /// Counts how often it is read.
    struct Counted<'a>(Cursor<Vec<u8>>, &'a Cell<usize>);

    impl Read for Counted<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1.set(self.1.get() + 1);
            self.0.read(buffer)
        }
    }

    impl Seek for Counted<'_> {
        fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
            self.0.seek(position)
        }
    }

    #[test]
    fn it_reads_what_is_there() {
        let bytes: Vec<u8> = (0..200_000u32).map(|index| (index % 251) as u8).collect();
        let reads = Cell::new(0);
        let mut window = Window::new(Counted(Cursor::new(bytes.clone()), &reads)).expect("memory");
        assert_eq!(window.length(), 200_000);
        for (at, length) in
            [(0, 10), (5, 10), (65_530, 20), (3, 70_000), (199_990, 10), (100, 150_000)]
        {
            window.seek(SeekFrom::Start(at as u64)).expect("it is a place");
            let mut buffer = vec![0; length];
            window.read_exact(&mut buffer).expect("it is there");
            assert_eq!(buffer, bytes[at..at + length], "{at}");
        }
        assert_eq!(window.seek(SeekFrom::End(5)).ok(), Some(200_005));
        assert_eq!(window.read(&mut [0]).ok(), Some(0), "past the end");
        assert!(window.seek(SeekFrom::End(-200_001)).is_err());

        reads.set(0);
        for at in 0..1000 {
            window.seek(SeekFrom::Start(46 * at)).expect("it is a place");
            window.read_exact(&mut [0; 46]).expect("it is there");
        }
        assert!(reads.get() < 100, "{} reads", reads.get());
    }
}
