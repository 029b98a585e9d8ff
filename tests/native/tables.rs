//! Files of texts as people have them: every row arrives, and the columns are told apart.

use std::collections::HashSet;

use crate::common;
use headstart::data::table::{CELL, COLUMNS, ROWS, read};
use headstart::error::{Doing, Error, FileError, Kind};
use headstart::protocol::{Table, TextEncoding};

/// A file that is read.
fn table(name: &str, text: &str) -> Table {
    read(name, text.as_bytes()).expect("it is a table")
}

/// What is guessed: header, text, label.
fn guessed(table: &Table) -> (bool, usize, Option<usize>) {
    (table.header, table.text, table.label)
}

/// What stands in the quotes around a line, if there are some.
fn in_quotes(line: &str) -> Option<&str> {
    line.strip_prefix('"')?.strip_suffix('"').map(str::trim)
}

/// The cells of one column.
fn column(table: &Table, at: usize) -> Vec<&str> {
    table.rows.iter().map(|row| row[at].as_str()).collect()
}

#[test]
fn the_sms_are_labels_then_texts() {
    let Some(data) = common::shared_data() else { return };
    let bytes = std::fs::read(data.join("text/sms_spam/sms.tsv")).expect("it is there");
    let table = read("sms.tsv", &bytes).expect("it is a table");
    assert_eq!((table.columns, guessed(&table)), (2, (false, 1, Some(0))));
    assert_eq!((table.rows.len(), table.left_out), (ROWS, 5574 - ROWS));
    assert_eq!((table.ragged, table.cut, table.encoding), (0, 0, TextEncoding::Utf8));
    assert!(column(&table, 0).iter().all(|label| ["ham", "spam"].contains(label)));
    // The file's lines are its rows, of either label its share. Its quotes are the writers' own: only those around a whole
    // text are taken off.
    let text = String::from_utf8(bytes).expect("it is UTF-8");
    let lines: HashSet<&str> =
        text.lines().map(|line| line.split_once('\t').expect("two cells").1.trim()).collect();
    let quoted: HashSet<&str> = lines.iter().filter_map(|line| in_quotes(line)).collect();
    let other =
        column(&table, 1).into_iter().find(|it| !lines.contains(it) && !quoted.contains(it));
    assert_eq!(other, None);
    let share = |label: &str| column(&table, 0).iter().filter(|it| **it == label).count();
    assert_eq!((share("ham") + share("spam"), share("spam")), (ROWS, 670), "of 747 among 5,574");
}

#[test]
fn columns_are_told_apart_by_their_names() {
    let plain = table("a.csv", "text,label\nI like it,good\nNot me,bad\n");
    assert_eq!((plain.columns, guessed(&plain)), (2, (true, 0, Some(1))));
    let intents = "id,intent,utterance\n1,greet,Hello there\n2,bye,See you\n3,greet,Hi\n";
    assert_eq!(guessed(&table("a.csv", intents)), (true, 2, Some(1)));
    // Whatever the lengths say, and however the names are written.
    let long = "Class_Name,Review-Text\na very long label indeed,ok\nanother very long one,no\n";
    assert_eq!(guessed(&table("a.csv", long)), (true, 1, Some(0)));
    // As pandas writes its index.
    let pandas = ",text,label\n0,I like it,good\n1,Not me,bad\n";
    assert_eq!(guessed(&table("a.csv", pandas)), (true, 1, Some(2)));
}

#[test]
fn columns_are_told_apart_by_what_is_in_them() {
    let rows =
        "1,Where is my order?,shop\n2,It hurts here,health\n3,Is it open,shop\n4,A cut,health";
    assert_eq!(guessed(&table("a.csv", rows)), (false, 1, Some(2)));
    assert_eq!(guessed(&table("a.csv", &format!("v1,v2,v3\n{rows}"))), (true, 1, Some(2)));
    // Names that say nothing, and some that are missing, as in a well-known copy of the SMS.
    let unnamed = "v1,v2,,\nham,Go until then,,\nspam,Free entry,,\nham,Ok lar,,\nspam,Won it,,\n";
    assert_eq!(guessed(&table("a.csv", unnamed)), (true, 1, Some(0)));
    // A label that is there once is none the less no name where others are too.
    let rare = "rare,One two three\nshop,Four\nshop,Five six\nodd,Seven\nshop,Eight\nshop,Nine\n";
    assert_eq!(guessed(&table("a.csv", rare)), (false, 1, Some(0)));
    // Where every text has its own there are no labels.
    let pairs = "one,the first\ntwo,the second\nthree,the third\nfour,the fourth\n";
    assert_eq!(guessed(&table("a.csv", pairs)), (false, 1, None));
    // A name that is a word like others is no name.
    let words =
        "comment,A nice day\nquestion,Why is it\ncomment,Oh well oh well\nquestion,How come\n";
    assert_eq!(guessed(&table("a.csv", words)), (false, 1, Some(0)));
}

#[test]
fn of_several_columns_the_labels_are_those_that_the_texts_tell() {
    let topics = [
        ("where is my order", "shop"),
        ("it hurts when i move", "health"),
        ("the train is late again", "travel"),
    ];
    // A part and a person, of whom the texts say nothing, with fewer values; a day, with as many; and an id.
    let row = |n: usize| {
        let (text, topic) = topics[n % 3];
        let part = ["train", "test"][n / 3 % 2];
        let (person, day) = (["Ann", "Bob"][n / 6 % 2], n / 2 % 3 + 1);
        (part, person, day, n, text, topic)
    };
    let rows: Vec<_> = (0..60).map(row).collect();
    let as_it_comes: String = rows
        .iter()
        .map(|(part, person, day, n, text, topic)| {
            format!("{part},{person},{day},{n},{text} {n},{topic}\n")
        })
        .collect();
    assert_eq!(guessed(&table("a.csv", &as_it_comes)), (false, 4, Some(5)));
    let other_way: String = rows
        .iter()
        .map(|(part, person, day, n, text, topic)| {
            format!("{topic},{text} {n},{n},{day},{person},{part}\n")
        })
        .collect();
    assert_eq!(guessed(&table("a.csv", &other_way)), (false, 1, Some(0)), "whatever the place");
    // A name that says so counts less than the texts.
    let named = format!(
        "group,department,text\n{}",
        rows.iter()
            .map(|(part, .., text, topic)| format!("{part},{topic},{text}\n"))
            .collect::<String>()
    );
    assert_eq!(guessed(&table("a.csv", &named)), (true, 2, Some(1)));
    // Words before the numbers that stand for them.
    let twice: String =
        rows.iter().map(|(.., n, text, topic)| format!("{},{text},{topic}\n", n % 3)).collect();
    assert_eq!(guessed(&table("a.csv", &twice)), (false, 1, Some(2)));
}

#[test]
fn every_separator_is_recognised() {
    let rows = [["text", "label"], ["Yes, I do", "good"], ["No, not (really)", "bad"]];
    for (name, separator) in [("a.csv", ";"), ("A.CSV", "\t"), ("a.csv", "|"), ("a.tsv", "\t")] {
        let text = rows.map(|row| row.join(separator)).join("\r\n");
        let table = table(name, &text);
        assert_eq!(table.rows, rows, "{separator}");
        assert_eq!((guessed(&table), table.ragged), ((true, 0, Some(1)), 0));
    }
    let one = table("a.csv", "sentence\n\"Well, yes\"\nNo\nAs said, no\n");
    assert_eq!(column(&one, 0), ["sentence", "Well, yes", "No", "As said, no"]);
    assert_eq!(guessed(&one), (true, 0, None));
}

#[test]
fn lines_are_texts_in_any_other_file() {
    for name in ["a.txt", "notes", "a.csv.bak", ".csv "] {
        let table =
            table(name, "text\r\n\"a, b\"\r\n \n\n  c;d\t\r🦊 \u{202b}שלום, עולם\u{202c}\n");
        let expected = ["text", "\"a, b\"", "c;d", "🦊 \u{202b}שלום, עולם\u{202c}"];
        assert_eq!(column(&table, 0), expected);
        assert_eq!((table.columns, guessed(&table)), (1, (false, 0, None)));
    }
}

#[test]
fn ragged_rows_lose_nothing() {
    let last = table("a.csv", "label,text\ngood,Yes, of course, I do\nbad\nbad,No\n");
    let expected =
        [["label", "text"], ["good", "Yes, of course, I do"], ["bad", ""], ["bad", "No"]];
    assert_eq!(last.rows, expected);
    assert_eq!(last.ragged, 2);
    let first = table("a.csv", "text,label\nYes, of course, I do,good\nNo,bad\n");
    assert_eq!(first.rows[1], ["Yes, of course, I do", "good"]);
    let unclosed = table("a.csv", "text,label\n\"Never closed,bad\nNo,bad\n\"Yes, I do\",good\n");
    assert_eq!(unclosed.rows[1], ["\"Never closed", "bad"]);
    assert_eq!(unclosed.rows[3], ["Yes, I do", "good"]);
    assert_eq!((unclosed.rows.len(), unclosed.ragged), (4, 0));
}

#[test]
fn other_encodings_are_converted() {
    let text = "text,label\nÇa va “bien”,oui\nPas du tout,non\n";
    let utf_16 =
        |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<_>>();
    let windows = b"text,label\n\xc7a va \x93bien\x94,oui\nPas du tout,non\n".to_vec();
    for (bytes, encoding) in [
        (utf_16(u16::to_le_bytes), TextEncoding::Utf16LittleEndian),
        (utf_16(u16::to_be_bytes), TextEncoding::Utf16BigEndian),
        (windows, TextEncoding::Windows1252),
    ] {
        let expected = Table { encoding, ..table("a.csv", text) };
        assert_eq!(read("a.csv", &bytes), Ok(expected));
    }
}

#[test]
fn what_holds_no_texts_says_so() {
    for (name, bytes, expected) in [
        ("a.csv", &b""[..], Kind::File(FileError::Empty)),
        ("a.txt", b"\n \r\n\t\n", Kind::File(FileError::NoRows)),
        ("a.csv", b",,\n\n , \n", Kind::File(FileError::NoRows)),
        ("a.csv", b"text,label\n", Kind::File(FileError::NoRows)),
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01", Kind::File(FileError::NotText)),
        ("a.txt", b"Hello\0there\n", Kind::File(FileError::NotText)),
    ] {
        assert_eq!(read(name, bytes), Err(expected), "{}", bytes.escape_ascii());
    }
    let error = Error::new(Doing::ReadingTable("a.csv".into()), Kind::File(FileError::NotText));
    assert_eq!(
        error.to_string(),
        "The texts in “a.csv” were left out: it is no plain text, as spreadsheets, documents and pictures are not. Save it as UTF-8 text, .csv or .tsv."
    );
}

#[test]
fn what_is_too_much_is_cut_or_refused() {
    let line = table("a.txt", &"é".repeat(500_000));
    assert_eq!((line.rows.len(), line.cut, line.rows[0][0].chars().count()), (1, 1, CELL));
    let kept = table("a.txt", &"é".repeat(CELL));
    assert_eq!(kept.cut, 0);
    let enormous = vec![b'a'; 20_000_000];
    assert!(matches!(
        read("a.txt", &enormous),
        Err(Kind::File(FileError::TooManyBytes { bytes: 20_000_000, .. }))
    ));

    let rows: String = (0..100_000).map(|row| format!("text {row},{}\n", row % 7)).collect();
    let rows = table("a.csv", &rows);
    assert_eq!((rows.rows.len(), rows.left_out), (ROWS, 100_000 - ROWS));
    // From everywhere in the file.
    assert_eq!(rows.rows[0], ["text 0", "0"]);
    let last = rows.rows[ROWS - 1][0].strip_prefix("text ").map(str::parse::<usize>);
    assert!(matches!(last, Some(Ok(99_000..100_000))), "{last:?}");

    let wide = |columns: usize| vec![vec!["a"; columns].join(","); 3].join("\n");
    assert_eq!(table("a.csv", &wide(COLUMNS)).columns, COLUMNS);
    for columns in [COLUMNS + 1, 2_000] {
        let expected = Err(Kind::File(FileError::TooManyColumns { limit: COLUMNS }));
        assert_eq!(read("a.csv", wide(columns).as_bytes()), expected);
    }
}

/// A file of `../shared/cases`, where they are.
fn case(path: &str) -> Option<Table> {
    let folder = common::shared_data()?.join("../cases");
    let bytes = std::fs::read(folder.join(path)).ok()?;
    let name = path.rsplit('/').next().unwrap_or(path);
    Some(read(name, &bytes).expect(path))
}

#[test]
fn a_line_that_names_the_separator_is_no_row() {
    for name in ["excel-sep.csv", "excel-sep-three-columns.csv"] {
        let Some(table) = case(&format!("T01/{name}")) else { return };
        assert!(table.header);
        assert!(table.rows.iter().flatten().all(|cell| !cell.contains("sep=")), "{name}");
        assert_eq!(table.rows[0][table.text], "text");
        assert_eq!(table.label.map(|label| table.rows[0][label].as_str()), Some("label"));
    }
    let plain = table("a.csv", "sep=\t\r\ntext\tlabel\r\na, b\tgood\r\nc, d\tbad\r\n");
    assert_eq!((plain.columns, guessed(&plain)), (2, (true, 0, Some(1))));
    // It names none.
    let other = table("a.csv", "sep=more,label\na,b\nc,b\n");
    assert_eq!(other.rows[0], ["sep=more", "label"]);
}

#[test]
fn labelled_texts_are_known_whatever_the_file_is_called() {
    let Some(marked) = case("T02/fasttext.txt") else { return };
    assert_eq!((marked.columns, guessed(&marked)), (2, (false, 0, Some(1))));
    assert!(column(&marked, 1).iter().all(|label| ["good", "bad"].contains(label)));
    let amazon = case("T02/real-amazon_cells_labelled.txt").expect("it is beside the other");
    assert_eq!((amazon.columns, guessed(&amazon)), (2, (false, 0, Some(1))));
    assert_eq!(amazon.rows.len(), 932, "as many as it has lines");
    assert!(column(&amazon, 1).iter().all(|label| ["0", "1"].contains(label)));
    for name in ["a", "a.txt", "a.data"] {
        let table = table(name, "I like it\tgood\nNot me\tbad\nAll well\tgood\nOh no\tbad\n");
        assert_eq!((table.columns, guessed(&table)), (2, (false, 0, Some(1))), "{name}");
    }
    // Some tabs are no table.
    let prose = table("a.txt", "One\ttwo\nthree\nfour\nfive\n");
    assert_eq!((prose.columns, prose.rows.len()), (1, 4));
}

#[test]
fn a_stray_quote_swallows_no_rows() {
    let Some(tweets) = case("T03/tweets.tsv") else { return };
    assert_eq!(tweets.rows.len(), 40 + usize::from(tweets.header));
    assert_eq!((tweets.ragged, tweets.within), (0, 0));
    let quotes = case("T03/readr-1491.tsv").expect("it is beside the other");
    assert_eq!(quotes.rows.len() - usize::from(quotes.header), 5);
    // Where cells may well go on over lines, it is said how many do.
    let reviews = table("a.csv", "text,label\n\"One,\ntwo\nthree\",good\nFour,bad\n");
    assert_eq!((reviews.rows.len(), reviews.within), (3, 2));
}

#[test]
fn a_control_character_here_and_there_is_taken_out_and_counted() {
    for name in ["backspace", "nul", "unit-separator"] {
        let Some(table) = case(&format!("T05/{name}.csv")) else { return };
        assert!(table.controls > 0, "{name}");
        assert_eq!(guessed(&table), (true, 0, Some(1)), "{name}");
        assert!(table.rows.iter().flatten().all(|cell| !cell.contains(char::is_control)), "{name}");
    }
}

#[test]
fn json_is_a_table() {
    let Some(table) = case("T07/sarcasm.jsonl") else { return };
    assert_eq!(table.rows[0], ["headline", "is_sarcastic"]);
    assert_eq!(guessed(&table), (true, 0, Some(1)));
}

#[test]
fn a_title_above_the_names_is_no_part_of_the_table() {
    let Some(survey) = case("T14/title-line-first.csv") else { return };
    assert_eq!(survey.start, 1, "the blank line is left out");
    assert!(survey.header && survey.ragged == 0);
    assert_eq!(survey.rows[1][survey.text], "text");
    assert_eq!(survey.label.map(|label| survey.rows[1][label].as_str()), Some("label"));
    // A first text without a label is a text.
    let texts = table("a.csv", "I like it,\nNot me,bad\nAll well,good\nOh no,bad\n");
    assert_eq!((texts.start, texts.rows.len()), (0, 4));
}

#[test]
fn of_a_large_file_each_label_keeps_its_share() {
    let Some(sorted) = case("T15/sorted-by-label.csv") else { return };
    let label = sorted.label.expect("it has one");
    let labels: std::collections::BTreeSet<&str> =
        column(&sorted, label).into_iter().skip(usize::from(sorted.header)).collect();
    assert!(labels.len() > 1, "{labels:?}");
    assert_eq!(sorted.rows.len(), ROWS + usize::from(sorted.header));
    let taken: usize = sorted.drawn.iter().map(|it| it.taken).sum();
    let of: usize = sorted.drawn.iter().map(|it| it.of).sum();
    assert_eq!((taken, of - taken), (ROWS, sorted.left_out));
    for drawn in &sorted.drawn {
        let share = drawn.taken as f64 / drawn.of as f64;
        assert!((share - ROWS as f64 / of as f64).abs() < 0.01, "{drawn:?}");
    }
}
