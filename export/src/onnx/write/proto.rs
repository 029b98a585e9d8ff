//! Protocol Buffers as they are written: <https://protobuf.dev/programming-guides/encoding>.

/// A message that is being written: fields, one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Message(pub Vec<u8>);

/// How a field is laid out.
#[derive(Debug, Clone, Copy)]
enum Wire {
    /// Seven bits a byte.
    Varint = 0,
    /// A length, and bytes.
    Bytes = 2,
    /// Four bytes.
    Fixed32 = 5,
}

impl Message {
    /// A whole number. Negative ones are written as if they had 64 bits.
    pub fn number(mut self, field: u64, value: i64) -> Self {
        self.key(field, Wire::Varint);
        self.varint(value as u64);
        self
    }

    /// A number of 32 bits with a fraction.
    pub fn float(mut self, field: u64, value: f32) -> Self {
        self.key(field, Wire::Fixed32);
        self.0.extend(value.to_le_bytes());
        self
    }

    /// Bytes.
    pub fn bytes(mut self, field: u64, value: &[u8]) -> Self {
        self.key(field, Wire::Bytes);
        self.varint(value.len() as u64);
        self.0.extend_from_slice(value);
        self
    }

    /// A text.
    pub fn text(self, field: u64, value: &str) -> Self {
        self.bytes(field, value.as_bytes())
    }

    /// Another message.
    pub fn message(self, field: u64, value: &Self) -> Self {
        self.bytes(field, &value.0)
    }

    /// Several of the same field, each made by `of`.
    pub fn all<T>(self, items: impl IntoIterator<Item = T>, of: impl Fn(Self, T) -> Self) -> Self {
        items.into_iter().fold(self, of)
    }

    fn key(&mut self, field: u64, wire: Wire) {
        self.varint((field << 3) | wire as u64);
    }

    fn varint(&mut self, mut value: u64) {
        while value > 0x7f {
            self.0.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_as_the_guide_shows_them() {
        assert_eq!(Message::default().number(1, 150).0, [0x08, 0x96, 0x01]);
        assert_eq!(Message::default().text(2, "testing").0, b"\x12\x07testing");
        assert_eq!(Message::default().float(1, 1.0).0, [0x0d, 0, 0, 0x80, 0x3f]);
        let least = Message::default().number(1, -1).0;
        assert_eq!((least.len(), least[1], least[10]), (11, 0xff, 1));
    }
}
