//! FlatBuffers as they are written: <https://flatbuffers.dev/internals>.
//!
//! Whatever a table refers to stands after it, so the file grows from its start to its end.

/// To how many bytes the start of raw bytes is aligned, which is what the schema asks of buffers.
const ALIGNED: usize = 16;

/// A table that is being written: what stands in which of its fields.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table(Vec<(usize, Field)>);

#[derive(Debug, Clone, PartialEq)]
enum Field {
    /// One byte, within the table.
    Byte(u8),
    /// Four bytes, within the table.
    Word([u8; 4]),
    Text(String),
    Bytes(Vec<u8>),
    Words(Vec<[u8; 4]>),
    Table(Table),
    Tables(Vec<Table>),
}

impl Table {
    /// A number of one byte.
    pub fn byte(self, field: usize, value: u8) -> Self {
        self.with(field, Field::Byte(value))
    }

    /// A whole number of four bytes.
    pub fn number(self, field: usize, value: i32) -> Self {
        self.with(field, Field::Word(value.to_le_bytes()))
    }

    /// A number with a fraction, of four bytes.
    pub fn float(self, field: usize, value: f32) -> Self {
        self.with(field, Field::Word(value.to_le_bytes()))
    }

    /// A text.
    pub fn text(self, field: usize, value: &str) -> Self {
        self.with(field, Field::Text(value.to_owned()))
    }

    /// Raw bytes.
    pub fn bytes(self, field: usize, value: Vec<u8>) -> Self {
        self.with(field, Field::Bytes(value))
    }

    /// Several whole numbers of four bytes.
    pub fn numbers(self, field: usize, values: &[i32]) -> Self {
        let words = values.iter().map(|value| value.to_le_bytes());
        self.with(field, Field::Words(words.collect()))
    }

    /// Another table.
    pub fn table(self, field: usize, value: Self) -> Self {
        self.with(field, Field::Table(value))
    }

    /// Several tables.
    pub fn tables(self, field: usize, values: Vec<Self>) -> Self {
        self.with(field, Field::Tables(values))
    }

    /// A file whose root is this table.
    pub fn file(&self, identifier: [u8; 4]) -> Vec<u8> {
        let mut file = vec![0; 4];
        file.extend(identifier);
        self.write(&mut file, 0);
        file
    }

    fn with(mut self, field: usize, value: Field) -> Self {
        self.0.push((field, value));
        self
    }

    /// Adds the table and all it refers to; says at `reference` where it stands.
    fn write(&self, file: &mut Vec<u8>, reference: usize) {
        let bytes = self.0.iter().filter(|(_, value)| matches!(value, Field::Byte(_))).count();
        // Where the table is, then four bytes a field: a number, or where something else stands.
        let words_end = 4 + 4 * (self.0.len() - bytes);
        let fields = self.0.iter().map(|(field, _)| field + 1).max().unwrap_or(0);
        let vtable_size = 4 + 2 * fields;
        // The table stands right after its vtable.
        align(file, vtable_size, 4);
        let vtable = file.len();
        let table = vtable + vtable_size;
        file.resize(table + words_end + bytes, 0);
        put(file, vtable, (vtable_size as u16).to_le_bytes());
        put(file, vtable + 2, ((words_end + bytes) as u16).to_le_bytes());
        put(file, table, (vtable_size as u32).to_le_bytes());
        refer(file, reference, table);
        let (mut word, mut byte) = (4, words_end);
        for (field, value) in &self.0 {
            let (place, size) =
                if matches!(value, Field::Byte(_)) { (&mut byte, 1) } else { (&mut word, 4) };
            put(file, vtable + 4 + 2 * field, (*place as u16).to_le_bytes());
            value.write(file, table + *place);
            *place += size;
        }
    }
}

impl Field {
    /// Puts it at a place within a table, or at the end, and says at this place where that is.
    fn write(&self, file: &mut Vec<u8>, place: usize) {
        match self {
            Self::Byte(value) => put(file, place, [*value]),
            Self::Word(value) => put(file, place, *value),
            Self::Text(text) => {
                start(file, place, text.len(), 4);
                file.extend(text.as_bytes());
                file.push(0);
            }
            Self::Bytes(bytes) => {
                start(file, place, bytes.len(), ALIGNED);
                file.extend(bytes);
            }
            Self::Words(words) => {
                start(file, place, words.len(), 4);
                file.extend(words.as_flattened());
            }
            Self::Table(table) => table.write(file, place),
            Self::Tables(tables) => {
                start(file, place, tables.len(), 4);
                let first = file.len();
                file.resize(first + 4 * tables.len(), 0);
                for (at, table) in tables.iter().enumerate() {
                    table.write(file, first + 4 * at);
                }
            }
        }
    }
}

/// Starts a vector of so many elements, of which the first is aligned.
fn start(file: &mut Vec<u8>, reference: usize, count: usize, to: usize) {
    align(file, 4, to);
    let target = file.len();
    refer(file, reference, target);
    file.extend((count as u32).to_le_bytes());
}

/// Adds zeros until what comes after `skipped` more bytes is aligned.
fn align(file: &mut Vec<u8>, skipped: usize, to: usize) {
    let whole = (file.len() + skipped).next_multiple_of(to);
    file.resize(whole - skipped, 0);
}

/// Says at `reference` that something stands at `target`.
fn refer(file: &mut [u8], reference: usize, target: usize) {
    put(file, reference, ((target - reference) as u32).to_le_bytes());
}

fn put<const N: usize>(file: &mut [u8], at: usize, bytes: [u8; N]) {
    file[at..at + N].copy_from_slice(&bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_stands_after_its_vtable_and_before_what_it_refers_to() {
        let file = Table::default().byte(2, 7).number(0, -2).text(1, "ab").file(*b"TFL3");
        let expected = [
            &[20, 0, 0, 0][..], // where the root is
            b"TFL3",
            &[0, 0],                   // the table would not be aligned otherwise
            &[10, 0, 13, 0],           // the sizes of the vtable and of the table
            &[4, 0, 8, 0, 12, 0],      // where the fields are
            &[10, 0, 0, 0],            // where the vtable is: so much before
            &[0xfe, 0xff, 0xff, 0xff], // the number
            &[8, 0, 0, 0],             // where the text is
            &[7, 0, 0, 0],             // the byte
            &[2, 0, 0, 0, b'a', b'b', 0],
        ];
        assert_eq!(file, expected.concat());
    }

    #[test]
    fn raw_bytes_are_aligned() {
        let file = Table::default().text(1, "a").bytes(0, vec![9; 3]).file(*b"TFL3");
        let at = file.windows(3).position(|bytes| bytes == [9; 3]).expect("they are there");
        assert!(at.is_multiple_of(ALIGNED) && file[at - 4..at] == [3, 0, 0, 0]);
    }
}
