//! Pickles, read as data: nothing in them is ever called.
//!
//! A pickle is a program for a small stack machine. This machine knows the instructions that
//! checkpoints are made of (protocols 2 to 5) and builds plain values; a call stays a note of what
//! would have been called. Source: Python's `Lib/pickletools.py`, which describes each instruction.
//!
//! Values stand in one list and name each other by their place in it, so a thousand dictionaries
//! inside each other, or one inside itself, take no more stack to walk or drop than any other value.
//! Each instruction adds at most one value and moves at most one out of the stack into a container
//! that came in by another, so the number of instructions bounds the stack, the memo and the values.

use std::collections::BTreeMap;

use super::input::Input;
use crate::error::{Kind, WeightsError};

/// The most instructions that are followed. A tensor takes about thirty.
const LIMIT: usize = 1 << 20;

/// The place of a value in its pickle's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id(u32);

/// A value of a pickle.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    /// A truth value.
    Bool(bool),
    /// An integer of at most 64 bits.
    Int(i64),
    /// A longer one: two's complement, little-endian.
    Long(&'a [u8]),
    /// A string.
    Text(&'a str),
    /// A tuple, or a list.
    Sequence(Vec<Id>),
    /// A dictionary, or a `collections.OrderedDict`.
    Dict(Vec<(Id, Id)>),
    /// A function or class: its module and its name.
    Global(&'a str, &'a str),
    /// What would have been called, with which tuple.
    Call(Id, Id),
    /// A thing that is kept outside of the pickle, and its key.
    Persistent(Id),
    /// Anything else, which nobody here asks for.
    Other,
}

/// A pickle that was read.
#[derive(Debug)]
pub(super) struct Pickle<'a> {
    values: Vec<Value<'a>>,
    root: Id,
}

impl<'a> Pickle<'a> {
    /// Reads one pickle, and not what stands after it.
    ///
    /// # Errors
    /// [`FileError::Truncated`](crate::error::FileError::Truncated); [`WeightsError::Malformed`], which names the instruction that is not known or not
    /// possible, and where it stands.
    pub fn read(input: &mut Input<'a>) -> Result<Self, Kind> {
        let mut machine = Machine::default();
        for _ in 0..LIMIT {
            let position = input.position();
            let opcode = input.byte()?;
            if opcode == b'.' {
                let root = machine.pop().ok_or_else(|| malformed(opcode, position))?;
                return Ok(Self { values: machine.values, root });
            }
            machine.step(opcode, input)?.ok_or_else(|| malformed(opcode, position))?;
        }
        Err(Kind::Weights(WeightsError::Malformed(format!(
            "its pickle has more than {LIMIT} instructions"
        ))))
    }

    /// The value that the pickle is of.
    pub fn root(&self) -> Id {
        self.root
    }

    /// The value at this place.
    pub fn get(&self, id: Id) -> &Value<'a> {
        // Ids are made together with their values and stay within their pickle.
        &self.values[id.0 as usize]
    }

    /// All values, whether or not the root holds them.
    pub fn values(&self) -> &[Value<'a>] {
        &self.values
    }
}

fn malformed(opcode: u8, position: usize) -> Kind {
    let shown = if opcode.is_ascii_graphic() {
        format!("“{}”", opcode as char)
    } else {
        format!("0x{opcode:02x}")
    };
    Kind::Weights(WeightsError::Malformed(format!(
        "the pickle's instruction {shown} at byte {position} is not one that weights need, or not possible there"
    )))
}

/// The machine's state: values, those in work, where marks were set, and those to come back to.
#[derive(Debug, Default)]
struct Machine<'a> {
    values: Vec<Value<'a>>,
    stack: Vec<Id>,
    marks: Vec<usize>,
    memo: BTreeMap<u32, Id>,
}

impl<'a> Machine<'a> {
    /// Follows one instruction; `None` if it is not known or not possible now.
    fn step(&mut self, opcode: u8, input: &mut Input<'a>) -> Result<Option<()>, Kind> {
        Ok(match opcode {
            // PROTO, FRAME: nothing to do, but later protocols may have new instructions.
            0x80 => (2..=5).contains(&input.byte()?).then_some(()),
            0x95 => {
                input.number::<8>()?;
                Some(())
            }
            // NONE, and BINFLOAT, which no tensor is described with.
            b'N' => self.push(Value::Other),
            b'G' => {
                input.take(8)?;
                self.push(Value::Other)
            }
            // NEWTRUE, NEWFALSE.
            0x88 => self.push(Value::Bool(true)),
            0x89 => self.push(Value::Bool(false)),
            // BININT (signed), BININT1, BININT2, LONG1, LONG4.
            b'J' => {
                let number = input.number::<4>()? as u32;
                self.push(Value::Int(i64::from(number as i32)))
            }
            b'K' => {
                let number = input.number::<1>()?;
                self.push(Value::Int(number as i64))
            }
            b'M' => {
                let number = input.number::<2>()?;
                self.push(Value::Int(number as i64))
            }
            0x8a => {
                let bytes = input.counted::<1>()?;
                self.push(long(bytes))
            }
            0x8b => {
                let bytes = input.counted::<4>()?;
                self.push(long(bytes))
            }
            // SHORT_BINUNICODE, BINUNICODE, BINUNICODE8.
            0x8c => self.text(input.counted::<1>()?),
            b'X' => self.text(input.counted::<4>()?),
            0x8d => self.text(input.counted::<8>()?),
            // SHORT_BINSTRING, BINSTRING: strings of Python 2, in an encoding that nobody noted.
            b'U' => self.ascii(input.counted::<1>()?),
            b'T' => self.ascii(input.counted::<4>()?),
            // SHORT_BINBYTES, BINBYTES, BINBYTES8.
            b'C' => self.other(input.counted::<1>()?),
            b'B' => self.other(input.counted::<4>()?),
            0x8e => self.other(input.counted::<8>()?),
            // EMPTY_TUPLE, TUPLE1, TUPLE2, TUPLE3, TUPLE.
            b')' => self.push(Value::Sequence(Vec::new())),
            0x85 => self.tuple(1),
            0x86 => self.tuple(2),
            0x87 => self.tuple(3),
            b't' => self.pop_mark().and_then(|items| self.push(Value::Sequence(items))),
            // EMPTY_LIST, APPEND, APPENDS.
            b']' => self.push(Value::Sequence(Vec::new())),
            b'a' => self.pop().and_then(|item| self.append(vec![item])),
            b'e' => self.pop_mark().and_then(|items| self.append(items)),
            // EMPTY_DICT, SETITEM, SETITEMS.
            b'}' => self.push(Value::Dict(Vec::new())),
            b's' => self.pop_several(2).and_then(|items| self.set(&items)),
            b'u' => self.pop_mark().and_then(|items| self.set(&items)),
            // EMPTY_SET, ADDITEMS, FROZENSET.
            0x8f => self.push(Value::Other),
            0x90 => self.pop_mark().and_then(|_| self.top().map(|_| ())),
            0x91 => self.pop_mark().and_then(|_| self.push(Value::Other)),
            // GLOBAL, STACK_GLOBAL.
            b'c' => {
                let (module, name) = (input.line()?, input.line()?);
                self.push(Value::Global(module, name))
            }
            0x93 => self.global(),
            // REDUCE and NEWOBJ; NEWOBJ_EX; BUILD.
            b'R' | 0x81 => self.call(),
            0x92 => self.pop_several(3).and_then(|_| self.push(Value::Other)),
            b'b' => self.pop().and_then(|_| self.top().map(|_| ())),
            // BINPERSID.
            b'Q' => self.pop().and_then(|key| self.push(Value::Persistent(key))),
            // MARK, POP, POP_MARK, DUP.
            b'(' => {
                self.marks.push(self.stack.len());
                Some(())
            }
            b'0' => self.pop().map(|_| ()),
            b'1' => self.pop_mark().map(|_| ()),
            b'2' => self.top().map(|top| self.stack.push(top)),
            // BINPUT, LONG_BINPUT, MEMOIZE; BINGET, LONG_BINGET.
            b'q' => self.remember(input.number::<1>()? as u32),
            b'r' => self.remember(input.number::<4>()? as u32),
            0x94 => self.remember(self.memo.len() as u32),
            b'h' => self.recall(input.number::<1>()? as u32),
            b'j' => self.recall(input.number::<4>()? as u32),
            _ => None,
        })
    }

    fn push(&mut self, value: Value<'a>) -> Option<()> {
        // There are no more values than instructions, which are far fewer than 2^32.
        let id = Id(self.values.len() as u32);
        self.values.push(value);
        self.stack.push(id);
        Some(())
    }

    /// The topmost value above the last mark.
    fn top(&self) -> Option<Id> {
        let bottom = self.marks.last().copied().unwrap_or(0);
        self.stack.get(bottom..)?.last().copied()
    }

    fn pop(&mut self) -> Option<Id> {
        self.top()?;
        self.stack.pop()
    }

    fn pop_several(&mut self, count: usize) -> Option<Vec<Id>> {
        let start = self.stack.len().checked_sub(count)?;
        (start >= self.marks.last().copied().unwrap_or(0)).then(|| self.stack.split_off(start))
    }

    fn pop_mark(&mut self) -> Option<Vec<Id>> {
        let start = self.marks.pop()?;
        // Copied, because a split-off vector may keep the room of all that stood below it.
        let items = self.stack.get(start..)?.to_vec();
        self.stack.truncate(start);
        Some(items)
    }

    fn text(&mut self, bytes: &'a [u8]) -> Option<()> {
        self.push(Value::Text(std::str::from_utf8(bytes).ok()?))
    }

    fn ascii(&mut self, bytes: &'a [u8]) -> Option<()> {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.push(Value::Text(text)),
            Err(_) => self.push(Value::Other),
        }
    }

    fn other(&mut self, _bytes: &'a [u8]) -> Option<()> {
        self.push(Value::Other)
    }

    fn tuple(&mut self, count: usize) -> Option<()> {
        let items = self.pop_several(count)?;
        self.push(Value::Sequence(items))
    }

    fn append(&mut self, items: Vec<Id>) -> Option<()> {
        let list = self.top()?;
        // What is appended to a thing that is not known stays as unknown as the thing.
        if let Value::Sequence(list) = self.get_mut(list) {
            list.extend(items);
        }
        Some(())
    }

    fn set(&mut self, items: &[Id]) -> Option<()> {
        let (pairs, odd) = items.as_chunks();
        let dict = odd.is_empty().then(|| self.top())??;
        if let Value::Dict(dict) = self.get_mut(dict) {
            dict.extend(pairs.iter().map(|&[key, value]| (key, value)));
        }
        Some(())
    }

    fn global(&mut self) -> Option<()> {
        let [module, name] = *self.pop_several(2)?.as_array()?;
        match (self.get(module), self.get(name)) {
            (&Value::Text(module), &Value::Text(name)) => self.push(Value::Global(module, name)),
            _ => None,
        }
    }

    /// Notes a call; only an ordered dictionary means the same when nothing is called.
    fn call(&mut self) -> Option<()> {
        let [function, arguments] = *self.pop_several(2)?.as_array()?;
        match (self.get(function), self.get(arguments)) {
            (Value::Global("collections", "OrderedDict"), Value::Sequence(arguments)) => {
                let pairs = arguments.first().map(|&list| self.pairs(list)).unwrap_or_default();
                self.push(Value::Dict(pairs))
            }
            _ => self.push(Value::Call(function, arguments)),
        }
    }

    /// The pairs that an ordered dictionary is made of in pickles of Python 2.
    fn pairs(&self, list: Id) -> Vec<(Id, Id)> {
        let Value::Sequence(list) = self.get(list) else { return Vec::new() };
        list.iter()
            .filter_map(|&pair| match self.get(pair) {
                Value::Sequence(pair) => pair.as_array().map(|&[key, value]| (key, value)),
                _ => None,
            })
            .collect()
    }

    fn remember(&mut self, key: u32) -> Option<()> {
        self.memo.insert(key, self.top()?);
        Some(())
    }

    fn recall(&mut self, key: u32) -> Option<()> {
        self.stack.push(*self.memo.get(&key)?);
        Some(())
    }

    fn get(&self, id: Id) -> &Value<'a> {
        &self.values[id.0 as usize]
    }

    fn get_mut(&mut self, id: Id) -> &mut Value<'a> {
        &mut self.values[id.0 as usize]
    }
}

/// An integer in two's complement, little-endian.
fn long(bytes: &[u8]) -> Value<'_> {
    if bytes.len() > 8 {
        return Value::Long(bytes);
    }
    let sign = bytes.last().is_some_and(|last| last & 0x80 != 0);
    let mut number = [if sign { 0xff } else { 0 }; 8];
    number[..bytes.len()].copy_from_slice(bytes);
    Value::Int(i64::from_le_bytes(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::FileError;

    fn read(bytes: &[u8]) -> Result<Pickle<'_>, Kind> {
        Pickle::read(&mut Input::new(bytes))
    }

    fn root(bytes: &[u8]) -> Value<'_> {
        let pickle = read(bytes).expect("it is sound");
        pickle.get(pickle.root()).clone()
    }

    #[test]
    fn values_are_built() {
        assert_eq!(root(b"\x80\x02J\xfe\xff\xff\xff."), Value::Int(-2));
        assert_eq!(root(b"M\x01\x02."), Value::Int(513));
        assert_eq!(root(b"\x8a\x02\x00\x80."), Value::Int(-32768));
        assert_eq!(root(b"\x8a\x00."), Value::Int(0));
        assert_eq!(root(b"X\x02\0\0\0hi."), Value::Text("hi"));
        assert_eq!(root(b"\x8c\x01m\x94\x8c\x01n\x94\x93."), Value::Global("m", "n"));
        assert_eq!(root(b"(K\x01K\x02t."), Value::Sequence(vec![Id(0), Id(1)]));
        assert_eq!(root(b"}(K\x01K\x02u."), Value::Dict(vec![(Id(1), Id(2))]));
        assert_eq!(root(b"K\x01q\x07K\x020h\x07."), Value::Int(1));
    }

    #[test]
    fn calls_are_noted_and_never_made() {
        let pickle = read(b"cos\nsystem\nX\x04\0\0\0true\x85R.").expect("it is harmless");
        let Value::Call(function, arguments) = *pickle.get(pickle.root()) else { panic!() };
        assert_eq!(pickle.get(function), &Value::Global("os", "system"));
        assert!(matches!(pickle.get(arguments), Value::Sequence(_)));
    }

    #[test]
    fn ordered_dictionaries_are_dictionaries() {
        assert_eq!(
            root(b"ccollections\nOrderedDict\n)R(K\x01K\x02u."),
            Value::Dict(vec![(Id(3), Id(4))])
        );
        let python_2 = root(b"ccollections\nOrderedDict\n]](K\x01K\x02ea\x85R.");
        assert!(matches!(python_2, Value::Dict(_)), "{python_2:?}");
    }

    #[test]
    fn what_is_not_known_or_not_possible_is_named_with_its_place() {
        for (bytes, expected) in [
            (&b"K\x01i."[..], "“i” at byte 2"),
            (b"\x97.", "0x97 at byte 0"),
            (b".", "“.” at byte 0"),
            (b"(K\x01(.", "“.” at byte 4"),
            (b"\x80\x09.", "0x80 at byte 0"),
            (b"h\x05.", "“h” at byte 0"),
            (b"}(K\x01u.", "“u” at byte 4"),
            (b"K\x01\x86.", "0x86 at byte 2"),
            (b"X\x01\0\0\0\xff.", "“X” at byte 0"),
        ] {
            match read(bytes) {
                Err(Kind::Weights(WeightsError::Malformed(how))) => {
                    assert!(how.contains(expected), "{how}")
                }
                other => panic!("{expected}: {other:?}"),
            }
        }
        assert_eq!(
            read(b"X\xff\xff\xff\xffhi.").map(|_| ()),
            Err(Kind::File(FileError::Truncated))
        );
        assert_eq!(read(b"K\x01").map(|_| ()), Err(Kind::File(FileError::Truncated)));
    }

    #[test]
    fn deep_nesting_and_endless_pickles_do_no_harm() {
        let mut deep = b"]".repeat(LIMIT / 4);
        deep.extend(b"a".repeat(LIMIT / 4 - 1));
        deep.push(b'.');
        assert!(matches!(root(&deep), Value::Sequence(list) if list.len() == 1));
        assert!(matches!(root(b"}q\0K\x01h\0s."), Value::Dict(_)), "it holds itself");
        match read(&b"N".repeat(LIMIT + 1)) {
            Err(Kind::Weights(WeightsError::Malformed(how))) => {
                assert!(how.contains("instructions"), "{how}")
            }
            other => panic!("{other:?}"),
        }
    }
}
