//! The project as it is saved.

use super::*;
use crate::error::ProjectError;

/// A project of version 1, as it was written.
const VERSION_1: &str = r#"{"version":1,"project":{
    "modality":"Pictures",
    "classes":[
        {"id":1,"name":"cat","examples":[
            {"id":1,"input":{"Picture":{"name":"a.jpg","url":"blob:a.jpg"}}},
            {"id":4,"input":{"Picture":{"name":"b.jpg","url":"blob:b.jpg"}}}
        ]},
        {"id":3,"name":"dog","examples":[]}
    ],
    "recipe":{"Layers":{"seed":7,"epochs":50,"batch_size":16,"learning_rate":0.001,"weight_decay":0.01,"hidden":null}},
    "model":{"Address":{"address":"https://example.com/w","sha256":null}},
    "trained":{
        "run":2,
        "outcome":{
            "epochs":1,"stopped":true,"device":"Cpu","training_examples":2,
            "training":{"loss":null,"accuracy":0.5},
            "held_out":{
                "score":{"loss":0.5,"accuracy":1.0},
                "classes":[{"class":1,"examples":[1],"taken_for":[1,0]}]
            },
            "recipe":{"Layers":{"seed":7,"epochs":50,"batch_size":16,"learning_rate":0.001,"weight_decay":0.01,"hidden":16}},
            "seconds":0.5
        },
        "classes":[{"class":1,"name":"cat","examples":[1,4]}],
        "history":[{"run":2,"epoch":1,"epochs":50,"training":{"loss":0.25,"accuracy":0.5},"held_out":null}]
    },
    "ids":{"class":3,"example":4,"run":2}
}}"#;

fn damaged(from: &str, to: &str) -> Result<Project, ProjectError> {
    assert!(VERSION_1.contains(from), "{from}");
    Project::read(&VERSION_1.replace(from, to))
}

#[test]
fn a_written_project_is_read_back() {
    let mut state = trained();
    apply(
        &mut state,
        Event::ExampleRead { example: ExampleId(1), seen: Seen::Picture(vec![77; 99]) },
    );
    state.remove_example(ExampleId(2));
    state.set(Field::LearningRate, "0.3").expect("it is in range");
    state.load_address("https://example.com/w", "").expect("it is an address");
    let written = state.project().write();
    assert_eq!(Project::read(&written).as_ref(), Ok(state.project()));
    assert!(!written.contains("77,77"), "thumbnails are of the sitting");

    let mut state = super::texts::ready_for_texts();
    state.add_lines(ClassId(1), "“One”\nטקסט");
    state.open_weights(vec![file("model.safetensors")]);
    assert_eq!(state.project().model, ModelRef::Files(vec!["model.safetensors".into()]));
    assert_eq!(Project::read(&state.project().write()).as_ref(), Ok(state.project()));
}

#[test]
fn a_project_of_version_1_is_read() {
    let project = Project::read(VERSION_1).expect("it was written so");
    assert_eq!(Project::VERSION, 1, "one of this version is another fixture");
    let classes: Vec<_> = project.classes.iter().map(|class| class.name.as_str()).collect();
    assert_eq!((classes, project.total()), (vec!["cat", "dog"], 2));
    assert_eq!(project.classes[0].examples[1].file(), Some(&file("b.jpg")));
    assert_eq!(project.settings().seed, 7);
    let address = "https://example.com/w".into();
    assert_eq!(project.model, ModelRef::Address { address, sha256: None });
    assert_eq!(project.held_out(), [ExampleId(1)]);
    let trained = project.trained.as_ref().expect("it was trained");
    assert!(trained.outcome.training.loss.is_nan(), "a loss may be no number");
    assert_eq!(trained.history[0].training.loss, 0.25);
    let mut next = project;
    assert_eq!(next.add_class(), ClassId(4));
}

#[test]
fn what_a_later_page_has_saved_is_refused_in_words() {
    // Of later versions nothing is known but where they say which they are.
    let newer = Project::read(r#"{"version":2,"project":{"boxes":[]}}"#);
    assert_eq!(newer, Err(ProjectError::Newer { version: 2, readable: 1 }));
    let sentence = newer.expect_err("it is newer").to_string();
    assert!(sentence.contains("later version of this page"), "{sentence}");
}

#[test]
fn what_is_no_project_is_refused() {
    for text in ["", "[]", "null", "{}", r#"{"version":1}"#, r#"{"version":-1,"project":{}}"#] {
        let read = Project::read(text);
        assert!(matches!(read, Err(ProjectError::Malformed(_))), "{text}: {read:?}");
    }
    for end in 0..VERSION_1.len() - 1 {
        assert!(Project::read(&VERSION_1[..end]).is_err(), "{end}");
    }
    let malformed = |from, to| matches!(damaged(from, to), Err(ProjectError::Malformed(_)));
    assert!(malformed(r#""id":3,"name":"dog""#, r#""id":1,"name":"dog""#), "two of one id");
    assert!(malformed(r#""name":"dog""#, r#""name":"cat""#), "two of one name");
    assert!(malformed(r#""name":"dog""#, r#""name":" ""#), "no name");
    assert!(malformed(r#"{"id":4,"#, r#"{"id":1,"#), "two examples of one id");
    assert!(malformed(r#""example":4"#, r#""example":4294967295"#), "no more names");
    let behind = damaged(r#""class":3,"example":4"#, r#""class":0,"example":0"#);
    let mut behind = behind.expect("it has all it needs");
    assert_eq!(behind.add_class(), ClassId(4), "names that are taken are not given");
}

#[test]
fn what_an_experiment_hands_over_crosses() {
    let classes =
        vec![crate::protocol::lab::OwnClass { name: "cat".into(), files: vec![file("a")] }];
    let model = ModelRef::Offered("small-resnet".into());
    let project = Project::of_pictures(classes, TrainingSettings::default(), model);
    let bytes = postcard::to_allocvec(&project).expect("plain data");
    assert_eq!(postcard::from_bytes(&bytes), Ok(project));
}
