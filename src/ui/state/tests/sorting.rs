//! Many are sorted.

use super::*;
use crate::protocol::Familiarity;
use crate::protocol::keeping::{KeeperCommand, KeeperEvent, Opened, Original, Which};
use crate::protocol::{ProjectId, Table, TextEncoding};
use crate::ui::state::sorting::SortedItem;

const WORDS: Words = Words::of(Modality::Pictures);

fn files(names: &[&str]) -> Vec<FileRef> {
    names.iter().map(|name| file(name)).collect()
}

/// A head's answer with this share for the first class, and the rest for the second.
fn says(query: u32, first: f32) -> Event {
    let mut classes = vec![(ClassId(1), first), (ClassId(2), 1.0 - first)];
    classes.sort_by(|a, b| b.1.total_cmp(&a.1));
    let seen = Seen::Picture(vec![query as u8]);
    let prediction =
        Ok(Prediction { classes, familiarity: None, place: None, seen, milliseconds: 1.0 });
    Event::Sorted { query: QueryId(query), prediction }
}

fn cannot(query: u32) -> Event {
    let prediction = Err(error(FileError::Empty.into()));
    Event::Sorted { query: QueryId(query), prediction }
}

/// Takes in events that nothing follows from.
fn hear<const N: usize>(state: &mut State, events: [Event; N]) {
    for event in events {
        assert_eq!(apply(state, event), []);
    }
}

/// The queries of a command that asks to sort, with the addresses of their files.
fn asked(commands: &[Command]) -> Vec<(u32, String)> {
    let [Command::Sort(many)] = commands else { panic!("{commands:?}") };
    let url = |input: &Input| input.file().map_or(input.name(), |file| file.url.clone());
    many.iter().map(|(id, input)| (id.0, url(input))).collect()
}

fn shown(state: &State) -> Vec<u32> {
    state.sorting.shown(60).into_iter().map(|id| id.0).collect()
}

fn item(state: &State, id: u32) -> &SortedItem {
    state.sorting.item(QueryId(id)).expect("it is sorted")
}

/// A page that has sorted four: 1 as class 1 for sure, 2 as class 2, hardly, 3 as class 1; 4 cannot be read.
fn sorted() -> State {
    let mut state = trained();
    let commands = state.try_files(files(&["1.jpg", "2.jpg", "3.jpg", "4.jpg"])).expect("a head");
    assert_eq!(asked(&commands).len(), 4);
    hear(&mut state, [says(1, 0.99), says(2, 0.45), says(3, 0.7), cannot(4)]);
    state
}

fn examples(state: &State, class: u32) -> Vec<String> {
    let class = state.project().class(ClassId(class)).expect("it is there");
    class.examples.iter().map(|example| example.input.name()).collect()
}

#[test]
fn one_file_is_tried_and_several_are_sorted() {
    let mut state = trained();
    let one = state.try_files(files(&["a.jpg"])).expect("a head");
    assert!(matches!(one[..], [Command::Predict { .. }]), "{one:?}");
    assert!(state.sorting.is_empty());
    let several = state.try_files(files(&["b.jpg", "c.jpg"])).expect("a head");
    assert_eq!(asked(&several), [(1, "blob:b.jpg".into()), (2, "blob:c.jpg".into())]);
    assert_eq!(state.trial.input, None, "one thing is tried at a time");
    assert_eq!(state.take_released(), ["blob:a.jpg"]);
    assert_eq!(state.try_files(Vec::new()), Ok(Vec::new()));
    // More come beside them.
    assert_eq!(asked(&state.sort(files(&["d.jpg"])).expect("a head")), [(3, "blob:d.jpg".into())]);
    assert_eq!(state.sorting.progress(), Some((0, 3)));
}

#[test]
fn sorting_needs_a_head() {
    let mut state = filled();
    let refused = state.try_files(files(&["a.jpg", "b.jpg"])).expect_err("nothing was trained");
    assert_eq!(
        refused.to_string(),
        "Nothing was sorted: nothing has been trained yet. Press Train first."
    );
    assert_eq!(state.take_released(), ["blob:a.jpg", "blob:b.jpg"]);
    assert!(
        state.sort_texts(&[("x", None)]).is_err() && state.sort_tables(files(&["t.csv"])).is_err()
    );
    assert!(state.sorting.is_empty());
}

#[test]
fn the_most_unsure_come_first_once_all_are_answered() {
    let mut state = trained();
    state.sort(files(&["1.jpg", "2.jpg", "3.jpg", "4.jpg"])).expect("a head");
    for (event, progress) in
        [(says(1, 0.99), Some((1, 4))), (cannot(2), Some((2, 4))), (says(4, 0.7), Some((3, 4)))]
    {
        apply(&mut state, event);
        assert_eq!(state.sorting.progress(), progress);
        assert_eq!(shown(&state), [1, 2, 3, 4], "nothing moves meanwhile");
    }
    apply(&mut state, says(3, 0.45));
    assert_eq!(state.sorting.progress(), None);
    assert_eq!(shown(&state), [3, 4, 1, 2]);
    assert_eq!(state.sorting.shown(2), [QueryId(3), QueryId(4)]);
    assert_eq!(state.sorting_words(WORDS), "4 pictures: 2 Class 1, 1 Class 2, 1 could not be read");
    assert!(state.lifeline.notices.is_empty(), "its place says why, no alarm does");
    assert_eq!(item(&state, 3).thumbnail.as_deref(), Some(&vec![3]));
    assert_eq!(item(&state, 3).best(), Some((ClassId(2), 0.55)));
    // What nobody has asked for is no answer.
    apply(&mut state, says(3, 0.9));
    apply(&mut state, says(77, 0.9));
    assert_eq!(item(&state, 3).best(), Some((ClassId(2), 0.55)));
}

#[test]
fn what_is_stopped_can_be_asked_again() {
    let mut state = trained();
    state.sort(files(&["1.jpg", "2.jpg", "3.jpg"])).expect("a head");
    apply(&mut state, says(2, 0.9));
    assert_eq!(state.stop_sorting(), [Command::StopSorting]);
    assert_eq!(state.sorting.progress(), None);
    assert_eq!(state.sorting_words(WORDS), "3 pictures: 1 Class 1, 2 not asked");
    apply(&mut state, says(1, 0.9));
    assert_eq!(item(&state, 1).answer, None, "it was stopped");
    assert!(state.can_sort_again());
    assert_eq!(asked(&state.sort_again()), [(1, "blob:1.jpg".into()), (3, "blob:3.jpg".into())]);
    assert!(!state.can_sort_again());
    hear(&mut state, [says(1, 0.9), says(3, 0.9)]);
    assert!(!state.can_sort_again());
}

#[test]
fn answers_of_an_older_head_are_said_and_can_be_asked_again() {
    let mut state = sorted();
    assert!(!state.has_older_answers() && !state.can_sort_again());
    state.correct(QueryId(2), ClassId(1));
    state.train().expect("nothing lacks");
    let commands = apply(&mut state, Event::Trained { run: RunId(2), outcome: outcome() });
    assert_eq!(commands, [], "nobody has asked");
    assert!(state.has_older_answers() && state.can_sort_again());
    assert_eq!(asked(&state.sort_again()).len(), 4);
    apply(&mut state, says(2, 0.8));
    assert_eq!(item(&state, 2).correction, None, "the head has come round to it");
    hear(&mut state, [says(1, 0.9), says(3, 0.9), cannot(4)]);
    assert!(!state.has_older_answers() && !state.can_sort_again());
}

#[test]
fn another_model_ends_it_and_leaves_what_was_answered() {
    let mut state = trained();
    state.sort(files(&["1.jpg", "2.jpg"])).expect("a head");
    apply(&mut state, says(1, 0.9));
    state.choose_model("b".into());
    apply(&mut state, loaded(RequestId(2), info("b"), WeightsSource::Cache));
    assert_eq!(state.sorting.progress(), None);
    assert!(state.has_older_answers() && !state.can_sort_again());
    assert_eq!(state.sorting.unanswered(), 1);
}

#[test]
fn a_correction_is_one_press_and_taken_back_by_another() {
    let mut state = sorted();
    assert_eq!(state.class_of(item(&state, 1)), Some(ClassId(1)));
    state.correct(QueryId(1), ClassId(2));
    assert_eq!(state.class_of(item(&state, 1)), Some(ClassId(2)));
    assert_eq!(state.corrections().count(), 1);
    assert_eq!(state.sorting_words(WORDS), "4 pictures: 2 Class 2, 1 Class 1, 1 could not be read");
    state.correct(QueryId(1), ClassId(1));
    assert_eq!(item(&state, 1).correction, None);
    // What has no answer has none to correct.
    state.correct(QueryId(4), ClassId(1));
    assert_eq!(state.corrections().count(), 0);
    assert_eq!(state.project().total(), 6, "nothing is in a class unless it is put there");
}

/// The same answer, of something as far as this from what was taught, where 0.4 is too far.
fn from_afar(event: Event, distance: f32) -> Event {
    let Event::Sorted { query, prediction } = event else { panic!("{event:?}") };
    let familiarity = Some(Familiarity { distance, threshold: 0.4 });
    let prediction = prediction.map(|it| Prediction { familiarity, ..it });
    Event::Sorted { query, prediction }
}

#[test]
fn what_is_like_nothing_that_was_taught_is_put_nowhere_until_somebody_says_what_it_is() {
    let mut state = trained();
    state.try_files(files(&["1.jpg", "2.jpg", "3.jpg"])).expect("a head");
    let answers = [(says(1, 0.6), 0.1), (says(2, 0.99), 0.5), (says(3, 0.9), 0.2)];
    hear(&mut state, answers.map(|(answer, distance)| from_afar(answer, distance)));
    assert_eq!(shown(&state), [2, 1, 3], "it comes before the unsure");
    assert_eq!(state.class_of(item(&state, 2)), None);
    assert!(state.is_unsorted(item(&state, 2)));
    assert_eq!(state.sorting_words(WORDS), "3 pictures: 2 Class 1, 1 it does not know");
    assert!(state.add_sorted(QueryId(2)).is_empty(), "nobody knows where");
    let table = state.sorted_csv();
    let rows: Vec<&str> = table.lines().collect();
    assert_eq!(rows[0], "file,label,probability,unknown,corrected,Class 1,Class 2");
    assert_eq!(rows[2], "2.jpg,Class 1,0.9900,yes,no,0.9900,0.0100");
    // To take its best guess is to say so.
    state.correct(QueryId(2), ClassId(1));
    assert_eq!(state.class_of(item(&state, 2)), Some(ClassId(1)));
    assert!(!state.is_unsorted(item(&state, 2)));
    assert!(state.sorted_csv().contains("2.jpg,Class 1,0.9900,no,yes,"));
    // What is known is no correction.
    state.correct(QueryId(3), ClassId(1));
    assert_eq!(item(&state, 3).correction, None);
}

#[test]
fn corrections_become_examples_in_one_step() {
    let mut state = sorted();
    state.correct(QueryId(1), ClassId(2));
    state.correct(QueryId(2), ClassId(1));
    let commands = state.add_corrections();
    assert!(matches!(&commands[..], [Command::AddExamples(new)] if new.len() == 2), "{commands:?}");
    assert_eq!(examples(&state, 1)[3..], ["2.jpg"]);
    assert_eq!(examples(&state, 2)[3..], ["1.jpg"]);
    assert_eq!(state.class_of_sorted(item(&state, 2)), Some(ClassId(1)));
    assert_eq!(state.corrections().count(), 0, "they are there");
    assert_eq!(state.add_corrections(), []);
    state.undo();
    assert_eq!(state.project().total(), 6);
    assert_eq!(state.class_of_sorted(item(&state, 2)), None);
    assert_eq!(state.corrections().count(), 2);
    // An example that was put into the wrong class is moved, not added once more.
    state.add_sorted(QueryId(3));
    state.correct(QueryId(3), ClassId(2));
    state.add_sorted(QueryId(3));
    assert_eq!(
        (examples(&state, 1).len(), examples(&state, 2)[3..].to_vec()),
        (3, vec!["3.jpg".into()])
    );
    // What could not be read is no example.
    assert_eq!(state.add_sorted(QueryId(4)), []);
    state.take_released();
    state.clear_sorting();
    assert_eq!(state.take_released(), ["blob:1.jpg", "blob:2.jpg", "blob:4.jpg"]);
}

fn opened(id: [u8; 8]) -> KeeperEvent {
    let (entries, originals, whole, read_only) = (Vec::new(), Vec::new(), true, false);
    let id = ProjectId::of(id);
    KeeperEvent::Opened(Box::new(Opened {
        id,
        project: None,
        entries,
        whole,
        originals,
        read_only,
        remark: None,
    }))
}

/// A page whose project is kept, with a head.
fn kept() -> State {
    let mut state = State::new(Modality::Pictures, DeviceChoice::Cpu, None);
    state.keep(Which::Latest);
    apply_kept(&mut state, KeeperEvent::Ready);
    apply_kept(&mut state, opened([7; 8]));
    let commands = apply(&mut state, Event::Ready { models: vec![info("a")] });
    let Some(Command::OpenProject { request, .. }) =
        commands.iter().find(|it| matches!(it, Command::OpenProject { .. })).cloned()
    else {
        panic!("{commands:?}")
    };
    apply(&mut state, Event::ProjectOpened(request));
    let load = commands.iter().find_map(|it| match it {
        Command::LoadModel { request, .. } => Some(*request),
        _ => None,
    });
    apply(&mut state, loaded(load.expect("a model"), info("a"), WeightsSource::Cache));
    for class in [1, 2] {
        state
            .add_files(ClassId(class), (0..3).map(|n| file(&format!("{class}-{n}.jpg"))).collect());
    }
    let original = |id: u32| (ExampleId(id), Original { sha256: format!("{id:064x}"), bytes: 9 });
    apply_kept(&mut state, KeeperEvent::Kept((1..=6).map(original).collect()));
    state.train().expect("nothing lacks");
    let trained = Event::Trained { run: RunId(1), outcome: outcome() };
    apply(&mut state, trained);
    state.take_released();
    state.take_orders();
    state
}

#[test]
fn an_example_that_was_made_of_it_is_read_from_where_it_is_kept() {
    let mut state = kept();
    state.sort(files(&["1.jpg", "2.jpg"])).expect("a head");
    hear(&mut state, [says(1, 0.9), says(2, 0.9)]);
    state.add_sorted(QueryId(1));
    let original = Original { sha256: "ab".repeat(32), bytes: 9 };
    apply_kept(&mut state, KeeperEvent::Kept(vec![(ExampleId(7), original)]));
    assert!(state.take_released().is_empty(), "it may be taken back, and sorted again");
    let address = ProjectId::of([7; 8]).address(&"ab".repeat(32));
    state.take_orders();
    state.save_sorted();
    let orders = state.take_orders();
    let Some(KeeperCommand::ExportSorted(files)) =
        orders.into_iter().find(|it| matches!(it, KeeperCommand::ExportSorted(_)))
    else {
        panic!("it is to be saved")
    };
    let files: Vec<_> = files
        .iter()
        .map(|(folder, it)| (folder.as_str(), it.name.as_str(), it.url.as_str()))
        .collect();
    assert_eq!(files, [("Class 1", "1.jpg", address.as_str()), ("Class 1", "2.jpg", "blob:2.jpg")]);
    let carrying = state.keeping.carrying.clone().expect("it is under way");
    assert!(carrying.is_sorted());
    assert_eq!(carrying.words(), "Saving the zip…");
    apply_kept(&mut state, KeeperEvent::Exported { url: "blob:z".into(), lost: None });
    let name = "Untitled project sorted.zip".into();
    assert_eq!(state.take_errand(), Some(Errand::Download { address: "blob:z".into(), name }));
    // So it is when it is undone, and put there once more.
    state.undo();
    let commands = state.add_sorted(QueryId(1));
    assert_eq!(commands, [], "it is copied first");
    assert_eq!(examples(&state, 1)[3..], ["1.jpg"]);
    // What the copy has taken the place of is given back at last.
    let original = Original { sha256: "ab".repeat(32), bytes: 9 };
    apply_kept(&mut state, KeeperEvent::Kept(vec![(ExampleId(8), original)]));
    state.clear_sorting();
    let mut released = state.take_released();
    released.sort();
    released.dedup();
    assert_eq!(released, ["blob:1.jpg", "blob:2.jpg"]);
}

#[test]
fn a_worker_that_is_started_anew_is_asked_the_rest() {
    let mut state = kept();
    state.sort(files(&["1.jpg", "2.jpg"])).expect("a head");
    apply(&mut state, says(1, 0.9));
    state.worker_fails(WorkerError::Died("here".into()));
    state.restarted();
    assert_eq!(state.sorting.progress(), Some((1, 2)));
    // The head is on the device, and not in use before its model is.
    assert_eq!(state.sort(files(&["3.jpg"])), Ok(Vec::new()));
    let commands = apply(&mut state, Event::Ready { models: vec![info("a")] });
    for command in commands {
        let event = match command {
            Command::OpenProject { request, .. } => Event::ProjectOpened(request),
            Command::LoadModel { request, .. } => loaded(request, info("a"), WeightsSource::Cache),
            _ => continue,
        };
        apply(&mut state, event);
    }
    let commands = apply(&mut state, Event::HeadOpened { run: RunId(1), found: true });
    // How far to trust it is found out again as well.
    assert!(matches!(commands[0], Command::Assess { .. }), "{commands:?}");
    assert_eq!(asked(&commands[1..]), [(2, "blob:2.jpg".into()), (3, "blob:3.jpg".into())]);
}

#[test]
fn where_nothing_is_kept_a_worker_that_is_gone_ends_it() {
    let mut state = trained();
    state.sort(files(&["1.jpg", "2.jpg"])).expect("a head");
    state.restarted();
    assert_eq!(state.sorting.progress(), None);
    assert_eq!(state.sorting_words(WORDS), "2 pictures: 2 not asked");
    assert!(!state.can_save_sorted(), "there is no keeper");
    state.save_sorted();
    assert_eq!(state.keeping.carrying, None);
}

#[test]
fn another_project_has_nothing_sorted() {
    let mut state = kept();
    state.sort(files(&["1.jpg", "2.jpg"])).expect("a head");
    apply_kept(&mut state, opened([9; 8]));
    assert!(state.sorting.is_empty());
    assert_eq!(state.take_released(), ["blob:1.jpg", "blob:2.jpg"]);
    apply(&mut state, says(1, 0.9));
    assert!(state.sorting.is_empty());
}

#[test]
fn the_table_of_it_has_a_column_a_class_and_no_formulas() {
    let mut state = trained();
    state.rename_class(ClassId(2), "=cats, dogs").expect("it is free");
    state.sort(files(&["+1.jpg", "a \"b\".jpg", "c.jpg", "d.jpg"])).expect("a head");
    hear(&mut state, [says(1, 0.99), says(2, 0.25), cannot(3)]);
    state.correct(QueryId(1), ClassId(2));
    assert_eq!(
        state.sorted_csv(),
        "file,label,probability,unknown,corrected,Class 1,\"'=cats, dogs\"\r\n\
         '+1.jpg,\"'=cats, dogs\",0.0100,no,yes,0.9900,0.0100\r\n\
         \"a \"\"b\"\".jpg\",\"'=cats, dogs\",0.7500,no,no,0.2500,0.7500\r\n\
         c.jpg,,,no,no,,\r\n\
         d.jpg,,,no,no,,\r\n"
    );
}

/// A page for texts with a head.
fn taught_texts() -> State {
    let mut state = texts::ready_for_texts();
    state.add_lines(ClassId(1), "one\ntwo\nthree");
    state.add_lines(ClassId(2), "un\ndeux\ntrois");
    state.train().expect("nothing lacks");
    apply(&mut state, Event::Trained { run: RunId(1), outcome: outcome() });
    state
}

fn table(rows: &[&[&str]], label: Option<usize>) -> Table {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    let columns = rows[0].len();
    let (header, text, encoding) = (columns > 1, 0, TextEncoding::Utf8);
    Table {
        rows,
        columns,
        header,
        text,
        label,
        encoding,
        start: 0,
        ragged: 0,
        left_out: 0,
        drawn: Vec::new(),
        cut: 0,
        within: 0,
        controls: 0,
    }
}

fn read(state: &mut State, commands: &[Command], table: Table) -> Vec<Command> {
    let [Command::ReadTable { request, .. }] = commands else { panic!("{commands:?}") };
    apply(state, Event::TableRead { request: *request, table: Ok(table) })
}

fn sorted_texts(commands: &[Command]) -> Vec<String> {
    asked(commands).into_iter().map(|(_, text)| text).collect()
}

#[test]
fn lines_and_files_of_lines_are_sorted_at_once() {
    let mut state = taught_texts();
    let commands = state.sort_texts(&[(" one ", None), ("", None), ("two", None)]).expect("a head");
    assert_eq!(sorted_texts(&commands), ["one", "two"]);
    let commands = state.sort_tables(files(&["lines.txt"])).expect("a head");
    let commands = read(&mut state, &commands, table(&[&["three"], &["four"]], None));
    assert_eq!(sorted_texts(&commands), ["three", "four"]);
    assert_eq!(state.imports.done.as_deref(), Some("2 texts from lines.txt: see “Sorted”."));
    assert_eq!(state.project().total(), 6);
    assert!(!state.can_save_sorted(), "texts are no files");
    assert!(state.sorted_csv().starts_with("text,label,"));
}

#[test]
fn of_a_table_the_column_can_be_chosen_before_it_is_sorted() {
    let mut state = taught_texts();
    let commands = state.sort_tables(files(&["week.csv"])).expect("a head");
    let rows: &[&[&str]] = &[&["id", "text"], &["1", "so"], &["2", ""], &["3", "la"]];
    assert_eq!(read(&mut state, &commands, table(rows, None)), []);
    let shown = state.imports.shown.clone().expect("it is shown");
    assert_eq!((shown.target, shown.offer()), (Target::Sorting, "Sort 3 texts".into()));
    state.change_import(|import| import.choose_text(1));
    let shown = state.imports.shown.clone().expect("it is shown");
    assert_eq!(shown.remarks(), ["1 row is left out: the text or the label is empty."]);
    assert_eq!(sorted_texts(&state.finish_import()), ["so", "la"]);
    assert_eq!((state.imports.shown.as_ref(), state.project().total()), (None, 6));
}

#[test]
fn a_table_without_labels_had_better_be_sorted_than_taught() {
    let mut state = taught_texts();
    let rows: &[&[&str]] = &[&["text", "id"], &["so", "1"], &["la", "2"]];
    let commands = state.import(files(&["week.csv"]), None);
    read(&mut state, &commands, table(rows, None));
    assert!(state.had_better_sort());
    assert_eq!(sorted_texts(&state.sort_import()), ["so", "la"]);
    assert_eq!(state.project().total(), 6, "nothing was taught");
    let commands = state.import(files(&["labelled.csv"]), None);
    read(&mut state, &commands, table(rows, Some(1)));
    assert!(!state.had_better_sort());
    assert_eq!(sorted_texts(&state.sort_import()), ["so", "la"], "it can be all the same");
    // With labels it is a test.
    assert_eq!(item(&state, 3).truth.as_ref().map(|truth| truth.label.as_str()), Some("1"));
}

#[test]
fn what_is_known_of_them_tests_the_head_and_the_wrong_ones_come_first() {
    let mut state = trained();
    let labelled =
        [("1.jpg", "Class 1"), ("2.jpg", "Class 2"), ("3.jpg", "Other"), ("4.jpg", "Class 1")];
    let labelled = labelled.map(|(name, label)| (file(name), label.to_owned()));
    assert_eq!(asked(&state.test(labelled.into()).expect("a head")).len(), 4);
    hear(&mut state, [says(1, 0.6), says(2, 0.9), says(3, 0.8), cannot(4)]);
    assert_eq!(shown(&state), [3, 2, 1, 4]);
    let right = |id| item(&state, id).is_right();
    assert_eq!([1, 2, 3, 4].map(right), [Some(true), Some(false), Some(false), None]);
    assert_eq!(
        state.sorting_words(WORDS),
        "Right on 1 of 3 tested. 4 pictures: 3 Class 1, 1 could not be read"
    );
    let table = state.sorted_csv();
    assert!(
        table.contains("file,label,probability,unknown,corrected,true label,Class 1,Class 2\r\n"),
        "{table}"
    );
    assert!(table.contains("3.jpg,Class 1,0.8000,no,no,Other,0.8000,0.2000\r\n"), "{table}");
    assert_eq!(state.project().total(), 6, "it is never trained on");
}
