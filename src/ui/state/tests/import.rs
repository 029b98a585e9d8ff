//! Files of texts on their way to becoming examples.

use super::texts::{models, ready_for_texts, texts};
use super::*;
use crate::protocol::{Drawn, Table, TextEncoding};

/// A file of these rows, whose texts are in the second column and labels in the first.
fn table(rows: &[[&str; 2]]) -> Table {
    Table {
        rows: rows.iter().map(|row| row.map(String::from).to_vec()).collect(),
        columns: 2,
        header: false,
        text: 1,
        label: Some(0),
        encoding: TextEncoding::Utf8,
        start: 0,
        ragged: 0,
        left_out: 0,
        drawn: Vec::new(),
        cut: 0,
        within: 0,
        controls: 0,
    }
}

/// A file of lines.
fn lines(lines: &[&str]) -> Table {
    let rows = lines.iter().map(|&line| vec![line.to_owned()]).collect();
    Table { rows, columns: 1, text: 0, label: None, ..table(&[]) }
}

/// Messages, with names of the columns.
fn messages() -> Table {
    let rows = [["kind", "text"], ["spam", "Win"], ["ham", "Hi"], ["spam", "Cash"]];
    Table { header: true, ..table(&rows) }
}

fn read(state: &mut State, request: RequestId, table: Table) -> Vec<Command> {
    apply(state, Event::TableRead { request, table: Ok(table) })
}

fn ask(request: RequestId, name: &str) -> Command {
    Command::ReadTable { request, file: file(name) }
}

/// A page that shows this file.
fn shows(table: Table) -> State {
    let mut state = ready_for_texts();
    state.import(vec![file("a.csv")], None);
    assert!(read(&mut state, RequestId(2), table).is_empty());
    state
}

fn offer(state: &State) -> String {
    state.imports.shown.as_ref().expect("a file is shown").offer()
}

/// The names of the classes with how many examples each has.
fn sizes(state: &State) -> Vec<(&str, usize)> {
    let classes = state.project().classes.iter();
    classes.map(|class| (class.name.as_str(), class.examples.len())).collect()
}

#[test]
fn a_file_is_shown_before_its_texts_go_into_the_classes_that_it_names() {
    let mut state = ready_for_texts();
    let ham = state.add_class();
    state.rename_class(ham, "ham").expect("it is free");
    assert_eq!(state.import(vec![file("a.csv")], None), [ask(RequestId(2), "a.csv")]);
    assert_eq!(state.imports.reading(), Some("a.csv"));
    assert!(state.take_released().is_empty(), "it is being read");
    assert!(read(&mut state, RequestId(2), messages()).is_empty());
    assert_eq!(state.imports.reading(), None);
    assert_eq!(state.take_released(), ["blob:a.csv"]);
    let import = state.imports.shown.as_ref().expect("it is shown");
    assert_eq!((import.name.as_str(), import.text, import.target), ("a.csv", 1, Target::Column(0)));
    assert_eq!((import.column(0).as_str(), import.column(1).as_str()), ("kind", "text"));
    assert_eq!(import.preview()[0], ["spam", "Win"]);
    assert_eq!(import.offer(), "Add 3 examples to 2 classes");
    assert!(import.remarks().is_empty());
    assert_eq!(state.project().total(), 0, "nothing is added yet");

    let commands = state.finish_import();
    assert!(matches!(&commands[..], [Command::AddExamples(added)] if added.len() == 3));
    // The two that nobody had touched have made place.
    assert_eq!(sizes(&state), [("ham", 1), ("spam", 2)]);
    assert_eq!(texts(&state, ham), ["Hi"]);
    assert_eq!(state.imports.done.as_deref(), Some("3 examples from a.csv added."));
    assert!(state.imports.shown.is_none() && state.finish_import().is_empty());
}

#[test]
fn classes_that_were_named_or_filled_stay() {
    let mut state = shows(messages());
    state.add_class();
    state.rename_class(ClassId(2), "cat").expect("it is free");
    state.add_lines(ClassId(1), "One");
    state.finish_import();
    assert_eq!(sizes(&state), [("Class 1", 1), ("cat", 0), ("spam", 2), ("ham", 1)]);
}

#[test]
fn a_class_that_an_example_may_come_back_to_stays() {
    let mut state = shows(messages());
    state.add_lines(ClassId(1), "One");
    state.remove_example(ExampleId(1));
    state.finish_import();
    assert_eq!(sizes(&state), [("Class 1", 0), ("spam", 2), ("ham", 1)]);
    assert_eq!(state.bring_back().len(), 1);
    assert_eq!(texts(&state, ClassId(1)), ["One"]);
}

#[test]
fn labels_may_be_what_classes_are_called_anyway() {
    let mut state = shows(table(&[["Class 2", "b"], ["Class 1", "a"], ["Class 2", "c"]]));
    state.finish_import();
    assert_eq!(sizes(&state), [("Class 2", 2), ("Class 1", 1)]);
}

#[test]
fn a_file_for_one_class_goes_there_unless_it_names_others() {
    let mut state = ready_for_texts();
    assert_eq!(state.import(vec![file("a.csv")], Some(ClassId(2))), [ask(RequestId(2), "a.csv")]);
    let unnamed = Table { label: None, ..messages() };
    assert!(read(&mut state, RequestId(2), unnamed).is_empty());
    assert_eq!(offer(&state), "Add 3 examples");
    state.finish_import();
    assert_eq!(sizes(&state), [("Class 1", 0), ("Class 2", 3)]);
    assert_eq!(texts(&state, ClassId(2)), ["Win", "Hi", "Cash"]);

    state.import(vec![file("b.csv")], Some(ClassId(2)));
    read(&mut state, RequestId(3), messages());
    assert_eq!(offer(&state), "Add 3 examples to 2 classes");
    // All for the class all the same.
    state.change_import(|import| import.target = Target::Class(ClassId(2)));
    state.finish_import();
    assert_eq!(sizes(&state), [("Class 1", 0), ("Class 2", 6)]);
}

#[test]
fn a_file_of_lines_for_one_class_needs_no_questions() {
    let mut state = ready_for_texts();
    state.import(vec![file("a.txt"), file("b.txt")], Some(ClassId(1)));
    let commands = read(&mut state, RequestId(2), lines(&["One", "Two"]));
    let [Command::AddExamples(added), next] = &commands[..] else { panic!("{commands:?}") };
    assert_eq!((added.len(), next), (2, &ask(RequestId(3), "b.txt")));
    assert!(state.imports.shown.is_none());
    read(&mut state, RequestId(3), lines(&["Three"]));
    assert_eq!(texts(&state, ClassId(1)), ["One", "Two", "Three"]);
    assert_eq!(state.imports.done.as_deref(), Some("1 example from b.txt added."));

    // Where no class was named, the visitor is asked for it.
    state.import(vec![file("c.txt")], None);
    assert_eq!(state.imports.done, None);
    assert!(read(&mut state, RequestId(4), lines(&["Four"])).is_empty());
    let target = state.imports.shown.as_ref().map(|import| import.target);
    assert_eq!(target, Some(Target::Class(ClassId(1))));
}

#[test]
fn what_the_columns_are_can_be_changed() {
    let mut state = shows(messages());
    let mut import = state.imports.shown.clone().expect("it is shown");
    import.header = false;
    assert_eq!((import.column(0).as_str(), import.column(1).as_str()), ("Column 1", "Column 2"));
    assert_eq!((import.preview().len(), &import.preview()[0][0][..]), (4, "kind"));
    assert_eq!(import.offer(), "Add 4 examples to 3 classes");
    // What named the classes becomes the texts, and the other way round.
    import.choose_text(0);
    assert_eq!((import.text, import.target), (0, Target::Column(1)));
    import.choose_text(0);
    assert_eq!((import.text, import.target), (0, Target::Column(1)), "nothing has changed");
    import.target = Target::Class(ClassId(2));
    import.choose_text(1);
    assert_eq!(
        (import.text, import.target),
        (1, Target::Class(ClassId(2))),
        "a class is no column"
    );

    state.change_import(|shown| shown.choose_text(0));
    assert_eq!(offer(&state), "Add 3 examples to 3 classes");
    state.change_import(|shown| shown.target = Target::Class(ClassId(2)));
    state.finish_import();
    assert_eq!(texts(&state, ClassId(2)), ["spam", "ham", "spam"]);
    // There is none to change any more.
    state.change_import(|_| panic!("no file is shown"));
}

#[test]
fn a_column_without_a_name_is_numbered() {
    let state = shows(Table { header: true, ..table(&[["", "text"], ["a", "b"]]) });
    let import = state.imports.shown.expect("it is shown");
    assert_eq!((import.column(0), import.column(1)), ("Column 1".into(), "text".into()));
    assert_eq!(import.column(7), "Column 8");
}

#[test]
fn what_is_offered_is_what_is_added() {
    let long = "x".repeat(70);
    let (blank, same) = (format!("{} one", "y".repeat(59)), format!("{} two", "y".repeat(59)));
    let longer = format!("{long}, another");
    let rows = [
        ["kind", "text"],
        ["", "no label"],
        ["no text", ""],
        ["Class 1", "a"],
        [&long, "b"],
        [&longer, "the same class, as names have an end"],
        [&blank, "c"],
        [&same, "d"],
        ["CLASS 1", "another class"],
    ];
    for header in [false, true] {
        for target in [Target::Column(0), Target::Class(ClassId(2)), Target::Column(1)] {
            let mut state = shows(Table { header, ..table(&rows) });
            state.change_import(|import| import.target = target);
            let offered = offer(&state);
            let commands = state.finish_import();
            let added = match &commands[..] {
                [Command::AddExamples(added)] => added.len(),
                other => panic!("{other:?}"),
            };
            let filled = sizes(&state).iter().filter(|&&(_, examples)| examples > 0).count();
            let expected = match target {
                Target::Class(_) => format!("Add {added} examples"),
                Target::Column(_) => format!("Add {added} examples to {filled} classes"),
                Target::Sorting => panic!("it teaches"),
            };
            assert_eq!(offered, expected, "{header} {target:?}");
            assert_eq!(state.project().total(), added);
            let names = names(&state);
            assert!(names.iter().all(|name| name.chars().count() <= 60), "{names:?}");
        }
    }
}

#[test]
fn a_file_without_a_row_that_can_be_used_adds_nothing_and_takes_nothing_away() {
    let mut state = shows(table(&[["", "no label"], ["no text", ""]]));
    assert_eq!(offer(&state), "Add 0 examples to 0 classes");
    assert!(state.finish_import().is_empty());
    assert_eq!(sizes(&state), [("Class 1", 0), ("Class 2", 0)]);
}

#[test]
fn a_class_that_is_gone_when_its_texts_come_is_another() {
    let mut state = ready_for_texts();
    state.import(vec![file("a.csv")], Some(ClassId(2)));
    read(&mut state, RequestId(2), Table { label: None, ..messages() });
    state.remove_class(ClassId(2));
    state.finish_import();
    assert_eq!(sizes(&state), [("Class 1", 0), ("Class 2", 3)]);

    // Gone before the file was read: then there is something to ask.
    let mut state = ready_for_texts();
    state.import(vec![file("a.txt")], Some(ClassId(2)));
    state.remove_class(ClassId(1));
    state.remove_class(ClassId(2));
    assert!(read(&mut state, RequestId(2), lines(&["One"])).is_empty());
    state.finish_import();
    assert_eq!(sizes(&state), [("Class 1", 1)]);
}

#[test]
fn what_was_not_plain_is_remarked() {
    let rows = [["", "no label"], ["no text", ""], ["a", "b"]];
    let odd = Table {
        ragged: 1,
        left_out: 1_200,
        cut: 2,
        encoding: TextEncoding::Windows1252,
        ..table(&rows)
    };
    let mut state = shows(odd);
    let remarks = |state: &State| state.imports.shown.as_ref().expect("it is shown").remarks();
    let expected = [
        "2 rows are left out: the text or the label is empty.",
        "1 row has more or fewer cells than the others. Look them over.",
        "1,200 rows are left out: 3 are taken, from everywhere in the file.",
        "2 texts are very long and cut short.",
        "The file is not UTF-8; it was read as Windows-1252.",
    ];
    assert_eq!(remarks(&state), expected);
    // Without labels only one is left out.
    state.change_import(|import| import.target = Target::Class(ClassId(1)));
    assert_eq!(remarks(&state)[0], "1 row is left out: the text or the label is empty.");
    // They are counted where they were left out, for the record.
    state.finish_import();
    assert_eq!(state.project().rows_left_out, 1_201);
    state.undo();
    assert_eq!(state.project().rows_left_out, 0);
    state.redo();
    assert_eq!(state.project().rows_left_out, 1_201);
}

#[test]
fn what_was_taken_of_each_label_is_said() {
    let drawn = |label: &str, taken, of| Drawn { label: label.to_owned(), taken, of };
    let many = Table {
        left_out: 6,
        drawn: vec![drawn("spam", 2, 6), drawn("ham", 1, 3), drawn("", 0, 0)],
        within: 2,
        controls: 1,
        ..messages()
    };
    let mut state = shows(many);
    let remarks = |state: &State| state.imports.shown.as_ref().expect("it is shown").remarks();
    let expected = [
        "6 rows are left out: 3 are taken, from everywhere in the file. Of each label its share: “spam” 2 of 6, “ham” 1 of 3.",
        "2 lines of the file stand inside cells, in quotes.",
        "1 control character was taken out.",
    ];
    assert_eq!(remarks(&state), expected);
    state.change_import(|import| import.target = Target::Class(ClassId(1)));
    assert_eq!(
        remarks(&state)[0],
        "6 rows are left out: 3 are taken, from everywhere in the file."
    );
}

#[test]
fn a_table_may_begin_further_down() {
    let rows = [["Survey", ""], ["label", "text"], ["a", "One"], ["b", "Two"]];
    let mut state = shows(Table { start: 1, header: true, ..table(&rows) });
    let shown = |state: &State| {
        let import = state.imports.shown.as_ref().expect("it is shown");
        (import.column(1), import.preview().len(), import.remarks())
    };
    let titles = "1 row at the top is no part of the table.".to_owned();
    assert_eq!(shown(&state), ("text".into(), 2, vec![titles]));
    state.change_import(|import| import.begin_after(2));
    assert_eq!((shown(&state).0, shown(&state).1), ("One".into(), 1));
    // One row is left, below the names.
    state.change_import(|import| import.begin_after(usize::MAX));
    assert_eq!(state.imports.shown.as_ref().expect("it is shown").start, 2);
    state.change_import(|import| import.begin_after(1));
    state.finish_import();
    let names: Vec<_> = state.project().classes.iter().map(|class| class.name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
}

#[test]
fn labels_that_differ_in_case_or_blanks_are_one_class_and_long_ones_stay_apart() {
    let long = "The customer asks about something that concerns the account: ".repeat(2);
    let [first, second] = ["password", "address"].map(|end| format!("{long}{end}"));
    let middle = |end: &str| format!("{}{end}{}", &long[..60], &long[..60]);
    let [third, fourth] = [middle("1"), middle("2")];
    let rows = [
        ["Spam", "a"],
        ["spam ", "b"],
        ["SPAM", "c"],
        [&first, "d"],
        [&second, "e"],
        [&third, "f"],
        [&fourth, "g"],
        [&third, "h"],
    ];
    let mut state = shows(table(&rows));
    let import = state.imports.shown.as_ref().expect("it is shown");
    assert_eq!(import.offer(), "Add 8 examples to 5 classes");
    let joined = "2 labels differ from others in case or blanks alone and are the same classes, as “Spam” and “spam”.";
    assert_eq!(import.remarks(), [joined]);
    state.finish_import();
    let classes: Vec<_> = state
        .project()
        .classes
        .iter()
        .map(|class| (class.name.as_str(), class.examples.len()))
        .collect();
    assert_eq!(classes[0], ("Spam", 3));
    assert_eq!(classes.iter().map(|(_, count)| count).collect::<Vec<_>>(), [&3, &1, &1, &2, &1]);
    assert!(classes[1].0.ends_with("password") && classes[2].0.ends_with("address"), "{classes:?}");
    assert!(classes[4].0.ends_with(" (2)") && classes[4].0 != classes[3].0, "{classes:?}");
}

#[test]
fn files_are_read_one_after_the_other() {
    let mut state = ready_for_texts();
    let files = ["a.csv", "b.csv", "c.csv"].map(file).to_vec();
    assert_eq!(state.import(files, None), [ask(RequestId(2), "a.csv")]);
    assert!(state.import(vec![file("d.csv")], None).is_empty(), "it waits for its turn");
    read(&mut state, RequestId(2), messages());
    assert_eq!(state.cancel_import(), [ask(RequestId(3), "b.csv")]);
    assert_eq!((state.project().total(), state.imports.done.as_ref()), (0, None));
    // One that cannot be read is said, and the next is read.
    let failed = Error::new(Doing::ReadingTable("b.csv".into()), Kind::File(FileError::NoRows));
    let commands =
        apply(&mut state, Event::TableRead { request: RequestId(3), table: Err(failed) });
    assert_eq!(commands, [ask(RequestId(4), "c.csv")]);
    assert_eq!(kinds(&state), [&Kind::File(FileError::NoRows)]);
    read(&mut state, RequestId(4), messages());
    let commands = state.finish_import();
    assert!(
        matches!(&commands[..], [Command::AddExamples(_), next] if *next == ask(RequestId(5), "d.csv"))
    );
    read(&mut state, RequestId(5), messages());
    assert!(state.cancel_import().is_empty());
    let released = ["blob:a.csv", "blob:b.csv", "blob:c.csv", "blob:d.csv"];
    assert_eq!(state.take_released(), released);
}

#[test]
fn what_an_earlier_request_gives_is_dropped() {
    let mut state = shows(messages());
    read(&mut state, RequestId(2), lines(&["again"]));
    assert_eq!(state.imports.shown.as_ref().map(|import| import.table.columns), Some(2));
    state.cancel_import();
    read(&mut state, RequestId(2), messages());
    assert!(state.imports.shown.is_none());
    state.import(vec![file("b.csv")], None);
    read(&mut state, RequestId(2), messages());
    assert_eq!(state.imports.reading(), Some("b.csv"));
}

#[test]
fn another_worker_reads_what_was_being_read() {
    let mut state = ready_for_texts();
    state.import(vec![file("a.csv"), file("b.csv")], Some(ClassId(2)));
    apply(&mut state, Event::Crashed("out of memory".into()));
    // The visitor goes on meanwhile.
    state.import(vec![file("c.csv")], None);
    state.restarted();
    assert!(state.take_released().is_empty());
    let commands = apply(&mut state, Event::Ready { models: models() });
    let asked: Vec<_> =
        commands.iter().filter(|it| matches!(it, Command::ReadTable { .. })).collect();
    let [Command::ReadTable { request, file }] = asked[..] else { panic!("{commands:?}") };
    assert_eq!(file.name, "a.csv");
    let commands = read(&mut state, *request, lines(&["One"]));
    assert_eq!(texts(&state, ClassId(2)), ["One"], "it still goes where it was to go");
    assert!(
        matches!(commands.last(), Some(Command::ReadTable { file, .. }) if file.name == "b.csv")
    );
}

#[test]
fn a_file_that_is_shown_outlives_the_worker() {
    let mut state = shows(messages());
    apply(&mut state, Event::Crashed("out of memory".into()));
    state.restarted();
    let commands = apply(&mut state, Event::Ready { models: models() });
    assert!(!commands.iter().any(|it| matches!(it, Command::ReadTable { .. })));
    assert_eq!(offer(&state), "Add 3 examples to 2 classes");
}

#[test]
fn a_file_that_is_dropped_before_the_worker_is_there_is_read_by_it_once() {
    let mut state = State::new(Modality::Texts, DeviceChoice::Auto, None);
    assert!(state.import(vec![file("a.csv")], None).is_empty());
    assert_eq!(state.imports.reading(), Some("a.csv"));
    let commands = apply(&mut state, Event::Ready { models: models() });
    assert_eq!(commands, [Command::ChooseDevice(DeviceChoice::Auto), ask(RequestId(1), "a.csv")]);
    read(&mut state, RequestId(1), messages());
    assert_eq!(offer(&state), "Add 3 examples to 2 classes");
}
