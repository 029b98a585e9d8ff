use super::*;
use crate::engine::catalog;
use crate::protocol::{
    DeviceChoice, Familiarity, FileRef, HeldOut, HeldOutReport, Modality, Progress, Recipe, Seen,
    WeightsSource,
};

fn options() -> Options {
    Options { reads: Modality::Pictures, device: DeviceChoice::Cpu }
}

fn picture(name: &str) -> Input {
    Input::Picture(FileRef { name: name.into(), url: format!("blob:{name}") })
}

fn ready() -> Event {
    Event::Ready { models: catalog::entries().to_vec() }
}

fn add(desk: &mut Desk, call: Call, label: &str, names: &[&str]) -> Said {
    let inputs = names.iter().map(|name| picture(name)).collect();
    desk.take(Wish::Add { call, label: label.into(), inputs })
}

fn read(example: u32) -> Event {
    Event::ExampleRead { example: ExampleId(example), seen: Seen::Picture(Vec::new()) }
}

/// Two classes that are read, and a run under way.
fn training() -> Desk {
    let mut desk = Desk::new(options());
    add(&mut desk, 1, "cat", &["a", "b"]);
    add(&mut desk, 2, " dog ", &["c"]);
    (1..=3).for_each(|example| drop(desk.hear(read(example))));
    let said = desk.take(Wish::Train { call: 3, settings: Settings::default() });
    let ids = |ids: &[u32]| ids.iter().copied().map(ExampleId).collect();
    let class = |id, name: &str, examples: &[u32]| ClassExamples {
        class: ClassId(id),
        name: name.into(),
        examples: ids(examples),
    };
    let classes = vec![class(1, "cat", &[1, 2]), class(2, "dog", &[3])];
    let command = Command::Train { run: RunId(1), recipe: Recipe::default(), classes };
    assert_eq!(said, command.into(), "what the studio sends");
    desk
}

fn outcome() -> Outcome {
    let score = Score { loss: 0.1, accuracy: 0.75 };
    let row = |class, taken_for: [usize; 2]| HeldOut {
        class: ClassId(class),
        examples: (0..taken_for.iter().sum::<usize>()).map(|it| ExampleId(it as u32)).collect(),
        taken_for: taken_for.to_vec(),
        wrong: Vec::new(),
    };
    Outcome {
        epochs: 50,
        stopped: false,
        device: DeviceKind::Cpu,
        training_examples: 3,
        training: score,
        held_out: Some(HeldOutReport { score, classes: vec![row(1, [2, 0]), row(2, [1, 1])] }),
        recipe: Recipe::default(),
        seconds: 0.5,
        whole: true,
        kept_epoch: None,
    }
}

#[test]
fn without_a_name_the_model_is_one_that_ships_with_the_site() {
    let mut desk = Desk::new(options());
    assert_eq!(desk.take(Wish::Load { call: 1, model: None }), Said::default(), "nobody is there");
    let model = String::from("small-resnet");
    let said = desk.hear(ready());
    let request = RequestId(1);
    assert_eq!(
        said.commands,
        [
            Command::ChooseDevice(DeviceChoice::Cpu),
            Command::LoadModel { request, model: model.clone() }
        ]
    );
    let info = catalog::find(&model).expect("it ships").clone();
    let loaded =
        Event::ModelLoaded { request, model: Box::new(info), source: WeightsSource::Cache };
    assert_eq!(desk.hear(loaded), Reply::Loaded { call: 1, model }.into());
}

#[test]
fn a_model_that_is_not_there_or_reads_something_else_is_refused() {
    let mut desk = Desk::new(options());
    desk.hear(ready());
    for id in ["zebra", "bert"] {
        let said = desk.take(Wish::Load { call: 1, model: Some(id.into()) });
        assert!(said.commands.is_empty());
        let [Reply::Refused { call: 1, why }] = &*said.replies else { panic!("{said:?}") };
        assert!(why.contains(id), "{why}");
    }
}

#[test]
fn what_is_added_is_done_when_all_of_it_is_read() {
    let mut desk = Desk::new(options());
    add(&mut desk, 1, "cat", &["a", "b"]);
    add(&mut desk, 2, "cat", &["c"]);
    assert_eq!(desk.hear(read(1)), Said::default());
    assert_eq!(desk.hear(read(3)), Reply::Done { call: 2 }.into());
    let error = Error::new(
        Doing::ReadingPicture("b".into()),
        crate::error::FileError::Unreadable("why.moved".into()),
    );
    let why = error.to_string();
    let rejected = Event::ExampleRejected { example: ExampleId(2), error };
    assert_eq!(desk.hear(rejected), Reply::Refused { call: 1, why }.into());
    let ids = |class: &Class| class.examples.iter().map(|it| it.id.0).collect::<Vec<_>>();
    assert_eq!(ids(&desk.project.classes[0]), [1, 3], "the rest stays");
}

#[test]
fn a_run_tells_how_it_goes_and_what_came_of_it() {
    let mut desk = training();
    let score = Score { loss: f32::NAN, accuracy: 0.5 };
    let run = RunId(1);
    let progress = Progress { run, epoch: 2, epochs: 50, training: score, held_out: None };
    let said = Reply::Progress { call: 3, epoch: 2, epochs: 50, loss: None, accuracy: None };
    assert_eq!(desk.hear(Event::Training(progress)), said.into());
    let said = desk.hear(Event::Trained { run, outcome: outcome() });
    let [Reply::Trained { call: 3, run }] = &*said.replies else { panic!("{said:?}") };
    assert_eq!((run.accuracy, run.held_out), (Some(0.75), 4));
    assert_eq!(run.labels, ["cat", "dog"]);
    assert_eq!(run.confusion, [[2, 0], [1, 1]]);
    assert!(desk.unanswered().is_empty());
}

#[test]
fn what_is_classified_is_said_by_name() {
    let mut desk = training();
    desk.hear(Event::Trained { run: RunId(1), outcome: outcome() });
    desk.take(Wish::Classify { call: 4, input: picture("d") });
    let prediction = Prediction {
        classes: vec![(ClassId(2), 0.75), (ClassId(1), 0.25)],
        familiarity: Some(Familiarity { distance: 0.5, threshold: 0.25 }),
        place: None,
        seen: Seen::Picture(Vec::new()),
        milliseconds: 1.0,
    };
    let said = desk.hear(Event::Predicted { query: QueryId(1), prediction: Ok(prediction) });
    let ranked = |label: &str, probability| Ranked { label: label.into(), probability };
    let ranked = vec![ranked("dog", 0.75), ranked("cat", 0.25)];
    assert_eq!(said, Reply::Classified { call: 4, ranked, unknown: Some(true) }.into());
}

#[test]
fn after_all_is_forgotten_no_name_is_given_twice() {
    let mut desk = training();
    let said = desk.take(Wish::Clear);
    let all = (1..=3).map(ExampleId).collect();
    assert_eq!(said.commands, [Command::StopTraining(RunId(1)), Command::RemoveExamples(all)]);
    add(&mut desk, 4, "cat", &["e"]);
    let class = &desk.project.classes[0];
    assert_eq!((class.id, class.examples[0].id), (ClassId(3), ExampleId(4)));
}

#[test]
fn when_the_worker_is_gone_every_call_hears_of_it() {
    let mut desk = training();
    desk.take(Wish::Classify { call: 4, input: picture("d") });
    add(&mut desk, 5, "cat", &["e"]);
    assert_eq!(desk.unanswered(), [5, 3, 4]);
    assert!(desk.unanswered().is_empty());
}
