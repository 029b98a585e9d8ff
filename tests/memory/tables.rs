//! Damaged and hostile files of texts, thousands of them: the reader neither panics nor takes more
//! memory than it may, and what it reads is what a table is said to be.
//!
//! `PROPTEST_CASES` sets how many files there are, `PROPTEST_RNG_SEED` which.

use crate::{MEMORY, alone, damage};
use headstart::data::table::{CELL, COLUMNS, ROWS, read};
use proptest::prelude::*;
use proptest::sample::Index;

/// How many files there are, unless the environment says otherwise.
const CASES: u32 = 10_000;

/// What the reader may take: a few times the file (Windows-1252 takes up to three bytes for one), and
/// all the cells there can be.
fn allowed(bytes: &[u8]) -> usize {
    8 * bytes.len() + 2 * ROWS * (COLUMNS + 1) * (size_of::<String>() + 8)
}

/// Whether the file is read, and the bytes that took; or what is wrong with the table.
fn check(name: &str, bytes: &[u8]) -> Result<(bool, usize), String> {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let result = read(name, bytes);
    let taken = MEMORY.peak_usage().saturating_sub(before);
    if taken > allowed(bytes) {
        return Err(format!("{taken} bytes taken for {}", bytes.len()));
    }
    let Ok(table) = result else { return Ok((false, taken)) };
    let columns = table.columns;
    let is_tidy = |cell: &String| cell.trim() == cell && cell.chars().count() <= CELL;
    for (wrong, is) in [
        ("the number of columns", !(1..=COLUMNS).contains(&columns)),
        // With those above the table, and the names of its columns.
        ("the number of rows", !(1..=ROWS + 6).contains(&table.rows.len())),
        ("the number of cells", table.rows.iter().any(|row| row.len() != columns)),
        ("a cell", !table.rows.iter().flatten().all(is_tidy)),
        ("a blank row", table.rows.iter().any(|row| row.iter().all(String::is_empty))),
        ("the column of texts", table.text >= columns),
        ("the column of labels", table.label.is_some_and(|at| at >= columns || at == table.text)),
        ("ragged", table.ragged > table.rows.len()),
        ("left out", table.left_out > 0 && table.rows.len() < ROWS),
        ("a header alone", table.header && table.rows.len() < 2),
    ] {
        if is {
            return Err(format!("{wrong} is wrong: {table:?}"));
        }
    }
    Ok((true, taken))
}

/// Files as people have them.
fn whole() -> Vec<Vec<u8>> {
    let texts = [
        "text,label\r\n\"Yes, I \"\"do\"\"\",good\r\n\"Two\nlines\",bad\r\nNo,bad\r\n",
        "id;intent;utterance\n1;greet;Hello 🦊\n2;bye;\u{202b}שלום\u{202c}\n3;greet;Hi, you\n",
        "ham\tGo until jurong point\nspam\t\"Free\" entry\nham\t\"Ok lar\"\nham\tU dun say\n",
        "a|b|c\n1|2|3\n4|5|6\n",
        ",v1,v2,,\n0,ham,“Ça va”,,\n1,spam,Gagné,,\n2,ham,Non,,\n3,spam,Oui,,\n",
        "One sentence.\n\nAnother, with a comma.\rA third; and that is all.\n",
    ];
    let utf_16 = |bytes: fn(u16) -> [u8; 2]| {
        texts.map(|text| text.encode_utf16().flat_map(bytes).collect::<Vec<_>>())
    };
    let utf_8 = texts.map(|text| text.as_bytes().to_vec());
    let windows = b"text,label\nCaf\xe9 \x93ouvert\x94,oui\nPas,non\n".to_vec();
    let rows = texts.map(|text| text.repeat(100).into_bytes());
    [utf_8.to_vec(), utf_16(u16::to_le_bytes).to_vec(), utf_16(u16::to_be_bytes).to_vec()]
        .concat()
        .into_iter()
        .chain(rows)
        .chain([windows])
        .collect()
}

/// A whole file with a few changes: a stretch written over, cut out or doubled, the end cut off.
fn changed() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        proptest::sample::select(b"\",;\t|\r\n \xe9\0".to_vec()).prop_map(|byte| vec![byte]),
        proptest::sample::select(vec!["\"\"", "\",", "\r\n", ",,,,", "text", "\u{feff}", "é"])
            .prop_map(|text| text.as_bytes().to_vec()),
        proptest::collection::vec(any::<u8>(), 1..4),
    ];
    let change = (0..5, any::<Index>(), 0..200usize, piece);
    (proptest::sample::select(whole()), proptest::collection::vec(change, 0..6)).prop_map(
        |(mut bytes, changes)| {
            for (change, at, length, piece) in changes {
                let at = at.index(bytes.len() + 1);
                let end = (at + length).min(bytes.len());
                match change {
                    0 => drop(bytes.drain(at..end)),
                    1 => {
                        let stretch = bytes[at..end].to_vec();
                        bytes.splice(at..at, stretch);
                    }
                    2 => bytes.truncate(at),
                    _ => drop(bytes.splice(at..at, piece)),
                }
            }
            bytes
        },
    )
}

/// Nothing but what has a meaning in tables, and letters; or any bytes at all.
fn random() -> impl Strategy<Value = Vec<u8>> {
    let marks = proptest::sample::select(b"\",;\t|\r\n a1\xe9".to_vec());
    prop_oneof![
        proptest::collection::vec(marks, 0..200),
        proptest::collection::vec(any::<u8>(), 0..60),
        proptest::collection::vec(0x20..=0xffu8, 0..200),
    ]
}

#[test]
fn damaged_files_are_read_or_refused() {
    let _alone = alone();
    let config = damage(CASES);
    let names = proptest::sample::select(vec!["a.csv", "a.tsv", "a.txt", "a"]);
    let files = (names, prop_oneof![2 => changed().boxed(), 1 => random().boxed()]);
    let (runs, sound) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    let result = proptest::test_runner::TestRunner::new(config).run(&files, |(name, bytes)| {
        let (is_read, _) = check(name, &bytes).map_err(TestCaseError::fail)?;
        runs.set(runs.get() + 1);
        sound.set(sound.get() + u32::from(is_read));
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    println!("{} files, {} of them read", runs.get(), sound.get());
    // Were all refused, or none, nothing would be tested.
    assert!(sound.get() > runs.get() / 4 && sound.get() < runs.get());
}

#[test]
fn greedy_files_take_no_more_than_they_may() {
    let _alone = alone();
    let most = 16 << 20;
    let filled = |pattern: &str| pattern.repeat(most / pattern.len()).into_bytes();
    let wide_rows = format!("{}\n", "a,".repeat(COLUMNS - 1) + "a");
    let one_wide_row = [wide_rows.as_bytes(), &b"a\n".repeat(ROWS)].concat();
    for (what, bytes) in [
        ("nothing but separators", filled(",")),
        ("a cell a line", filled("a\n")),
        ("two cells a line", filled("a,\n")),
        ("as many columns as there may be", filled(&wide_rows)),
        ("as many in the first row only", one_wide_row),
        ("one line", filled("a")),
        ("one quoted cell of doubled quotes", filled("\"")),
        ("quotes that close nothing", filled(",\"")),
        ("Windows-1252 in three bytes a letter", vec![0x80; most]),
        (
            "a header that is named",
            [b"text,label\n".to_vec(), filled("a, b,c\n")].concat()[..most].into(),
        ),
    ] {
        let start = std::time::Instant::now();
        match check("a.csv", &bytes) {
            Ok((read, taken)) => {
                let verdict = if read { "read" } else { "refused" };
                let seconds = start.elapsed().as_secs_f32();
                println!("{what}: {verdict}, {} MiB taken, {seconds:.1} s", taken >> 20);
            }
            Err(why) => panic!("{what}: {}", &why[..why.len().min(200)]),
        }
    }
}
