//! Protocol Buffers as they are read: <https://protobuf.dev/programming-guides/encoding>.

use crate::format::Malformed;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Field<'a> {
    /// A whole number.
    Number(u64),
    /// A length, and so many bytes: a text, a message, or numbers side by side.
    Bytes(&'a [u8]),
    /// Four bytes.
    Fixed32([u8; 4]),
    /// Eight bytes.
    Fixed64,
}

impl<'a> Field<'a> {
    /// The bytes, of a field that holds some.
    ///
    /// # Errors
    /// [`Malformed`] of any other.
    pub fn bytes(self) -> Result<&'a [u8], Malformed> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            _ => Err(Malformed("a field is no bytes".into())),
        }
    }

    /// The text, of a field that holds one.
    ///
    /// # Errors
    /// [`Malformed`] of any other.
    pub fn text(self) -> Result<String, Malformed> {
        let text = std::str::from_utf8(self.bytes()?);
        text.map(str::to_owned).map_err(|_| Malformed("a field is no text".into()))
    }

    /// The whole number, of a field that holds one; negative ones have 64 bits.
    ///
    /// # Errors
    /// [`Malformed`] of any other.
    pub fn number(self) -> Result<i64, Malformed> {
        match self {
            Self::Number(number) => Ok(number as i64),
            _ => Err(Malformed("a field is no whole number".into())),
        }
    }

    /// The number with a fraction, of a field that holds one.
    ///
    /// # Errors
    /// [`Malformed`] of any other.
    pub fn float(self) -> Result<f32, Malformed> {
        match self {
            Self::Fixed32(bytes) => Ok(f32::from_le_bytes(bytes)),
            _ => Err(Malformed("a field is no number of 32 bits".into())),
        }
    }

    /// Adds the whole numbers of a repeated field: one, or several side by side.
    ///
    /// # Errors
    /// [`Malformed`] of a field that holds none.
    pub fn numbers(self, numbers: &mut Vec<i64>) -> Result<(), Malformed> {
        let mut bytes = match self {
            Self::Bytes(bytes) => bytes,
            one => {
                numbers.push(one.number()?);
                return Ok(());
            }
        };
        while !bytes.is_empty() {
            numbers.push(varint(&mut bytes)? as i64);
        }
        Ok(())
    }
}

/// The fields of a message, in their order: number and content.
///
/// # Errors
/// [`Malformed`] where it ends within a field, or has one of an unknown layout.
pub fn fields(mut bytes: &[u8]) -> Result<Vec<(u64, Field<'_>)>, Malformed> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let key = varint(&mut bytes)?;
        let field = match key & 7 {
            0 => Field::Number(varint(&mut bytes)?),
            1 => {
                take(&mut bytes, 8)?;
                Field::Fixed64
            }
            2 => {
                let length = usize::try_from(varint(&mut bytes)?).unwrap_or(usize::MAX);
                Field::Bytes(take(&mut bytes, length)?)
            }
            5 => {
                let four = take(&mut bytes, 4)?;
                Field::Fixed32([four[0], four[1], four[2], four[3]])
            }
            other => return Err(Malformed(format!("a field is laid out as {other}"))),
        };
        fields.push((key >> 3, field));
    }
    Ok(fields)
}

fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Result<&'a [u8], Malformed> {
    let (taken, rest) = bytes.split_at_checked(count).ok_or_else(ends)?;
    *bytes = rest;
    Ok(taken)
}

fn varint(bytes: &mut &[u8]) -> Result<u64, Malformed> {
    let mut value = 0u64;
    for place in 0..10 {
        let byte = take(bytes, 1)?[0];
        value |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(Malformed("a number has more than 64 bits".into()))
}

fn ends() -> Malformed {
    Malformed("it ends within a field".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_as_the_guide_shows_them() {
        assert_eq!(fields(&[0x08, 0x96, 0x01]), Ok(vec![(1, Field::Number(150))]));
        assert_eq!(fields(b"\x12\x07testing"), Ok(vec![(2, Field::Bytes(b"testing"))]));
        let one = fields(&[0x0d, 0, 0, 0x80, 0x3f]).expect("it is whole");
        assert_eq!(one[0].1.float(), Ok(1.0));
        let mut numbers = Vec::new();
        Field::Bytes(&[1, 0x96, 1]).numbers(&mut numbers).expect("they are whole");
        Field::Number(u64::MAX).numbers(&mut numbers).expect("it is one");
        assert_eq!(numbers, [1, 150, -1]);
    }

    #[test]
    fn what_is_not_whole_is_refused() {
        for wrong in [&[0x08][..], &[0x12, 7, 1], &[0x0d, 1], &[0x0b], &[0x08, 0xff]] {
            assert!(fields(wrong).is_err(), "{wrong:?}");
        }
        assert!(fields(&[0xff; 11]).is_err());
    }
}
