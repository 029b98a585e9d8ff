//! The model: which one, where its weights come from, and what stands in for it.

use super::*;

#[test]
fn a_download_shows_its_bytes_and_answers_to_older_requests_are_dropped() {
    let mut state = ready();
    assert_eq!(
        state.choose_model("b".into()),
        [Command::LoadModel { request: RequestId(2), model: "b".into() }]
    );
    apply(&mut state, Event::Downloading { request: RequestId(1), received: 9, total: Some(9) });
    assert_eq!(state.model.stage, Stage::Asked);
    apply(&mut state, Event::Downloading { request: RequestId(2), received: 3, total: Some(9) });
    let received = Received { received: 3, total: Some(9) };
    assert_eq!(state.model.stage, Stage::Downloading(received));
    let stale = Event::ModelFailed {
        request: RequestId(1),
        error: error(Kind::Download(DownloadError::Unreachable)),
    };
    apply(&mut state, stale);
    assert!(state.model.is_coming() && state.lifeline.notices.is_empty());
    apply(&mut state, loaded(RequestId(1), info("a"), WeightsSource::Cache));
    assert!(state.model.is_coming());
}

#[test]
fn a_failed_download_is_said_and_can_be_tried_again() {
    let mut state = ready();
    state.choose_model("b".into());
    let failed =
        Error::new(Doing::Downloading("B".into()), Kind::Download(DownloadError::Unreachable));
    apply(&mut state, Event::ModelFailed { request: RequestId(2), error: failed.clone() });
    assert_eq!(state.lifeline.notices, std::slice::from_ref(&failed));
    assert_eq!(state.model.stage, Stage::Failed(failed));
    // The one before stays in use.
    assert_eq!(in_use(&state), Some("a"));
    assert_eq!(
        state.retry_model(),
        [Command::LoadModel { request: RequestId(3), model: "b".into() }]
    );
    assert!(state.lifeline.notices.is_empty(), "the visitor has acted on it");
}

#[test]
fn a_cancelled_download_is_no_alert() {
    let mut state = ready();
    state.choose_model("b".into());
    assert_eq!(state.cancel_download(), [Command::CancelDownload]);
    apply(
        &mut state,
        Event::ModelFailed {
            request: RequestId(2),
            error: error(Kind::Download(DownloadError::Cancelled)),
        },
    );
    assert!(state.lifeline.notices.is_empty());
    assert!(matches!(state.model.stage, Stage::Failed(_)));
}

#[test]
fn weights_from_disk_are_opened_again_after_a_restart() {
    let mut state = ready();
    let files = || vec![file("manifest.json"), file("shard")];
    let command =
        |request| Command::OpenModel { request, files: files(), modality: Modality::Pictures };
    assert_eq!(state.open_weights(files()), [command(RequestId(2))]);
    assert!(state.open_weights(Vec::new()).is_empty(), "nothing was chosen");
    apply(&mut state, loaded(RequestId(2), own(), WeightsSource::Disk));
    assert_eq!(state.model.shown().map(|info| info.id.as_str()), Some(OWN_MODEL));
    assert_eq!(state.gallery().len(), 3);
    state.restarted();
    let commands = apply(&mut state, Event::Ready { models: vec![info("a")] });
    assert!(commands.contains(&command(RequestId(3))));
    assert!(state.take_released().is_empty());
    apply(&mut state, loaded(RequestId(3), own(), WeightsSource::Disk));
    assert_eq!(
        state.choose_model("a".into()),
        [Command::LoadModel { request: RequestId(4), model: "a".into() }]
    );
    assert!(state.take_released().is_empty(), "until the other one is there it stays in use");
    apply(&mut state, loaded(RequestId(4), info("a"), WeightsSource::Cache));
    assert_eq!(state.take_released(), ["blob:manifest.json", "blob:shard"]);
    assert_eq!(state.gallery().len(), 1);
}

#[test]
fn weights_that_cannot_be_read_leave_the_model_before() {
    let mut state = ready();
    state.open_weights(vec![file("photo.jpg")]);
    let refused = Error::new(
        Doing::ReadingWeights("photo.jpg".into()),
        Kind::Weights(WeightsError::NotWeights),
    );
    apply(&mut state, Event::ModelFailed { request: RequestId(2), error: refused });
    assert_eq!(kinds(&state), [&Kind::Weights(WeightsError::NotWeights)]);
    assert_eq!(state.model.shown().map(|info| info.id.as_str()), Some("a"));
    // Another worker is asked for what was in use, and nobody will read the photo again.
    state.restarted();
    assert_eq!(state.take_released(), ["blob:photo.jpg"]);
    let commands = apply(&mut state, Event::Ready { models: vec![info("a")] });
    assert!(commands.contains(&Command::LoadModel { request: RequestId(3), model: "a".into() }));
}

#[test]
fn a_model_on_its_way_is_asked_for_again_after_a_crash() {
    let mut state = ready();
    state.choose_model("b".into());
    apply(&mut state, Event::Crashed("out of memory".into()));
    state.restarted();
    let commands = apply(&mut state, Event::Ready { models: vec![info("a"), info("b")] });
    assert!(commands.contains(&Command::LoadModel { request: RequestId(3), model: "b".into() }));
}

#[test]
fn an_address_is_loaded_with_or_without_its_hash() {
    let mut state = ready();
    let hash = "0123456789abcdef".repeat(4);
    let address = "https://example.com/w.safetensors";
    let modality = Modality::Pictures;
    let command = |request, sha256| Command::LoadAddress {
        request,
        address: address.into(),
        sha256,
        modality,
    };
    assert_eq!(
        state.load_address(&format!(" {address} "), ""),
        Ok(vec![command(RequestId(2), None)])
    );
    assert_eq!(
        state.load_address(address, &format!(" {} ", hash.to_uppercase())),
        Ok(vec![command(RequestId(3), Some(hash.clone()))])
    );
    let failed =
        Error::new(Doing::ReadingWeights(address.into()), Kind::Download(DownloadError::NotShared));
    apply(&mut state, Event::ModelFailed { request: RequestId(3), error: failed });
    assert_eq!(state.retry_model(), [command(RequestId(4), Some(hash))]);
    assert!(state.lifeline.notices.is_empty());
}

#[test]
fn what_is_no_address_or_no_hash_is_refused() {
    let mut state = ready();
    let kind = |state: &mut State, address, hash| {
        state.load_address(address, hash).expect_err("it cannot be").kind
    };
    for address in ["", "weights.zip", "file:///weights.zip", "https://", "https://a b"] {
        assert_eq!(
            kind(&mut state, address, ""),
            Kind::Download(DownloadError::NotAnAddress),
            "{address}"
        );
    }
    for hash in ["12", &"g".repeat(64), &"é".repeat(32)] {
        assert_eq!(
            kind(&mut state, "https://example.com/w", hash),
            Kind::Download(DownloadError::NotAHash),
            "{hash}"
        );
    }
    assert_eq!(state.model.stage, Stage::Loaded, "nothing was asked for");
}

/// A page on whose offer is one that ships, and whose default is on its way.
fn with_shipped(chosen: Option<&str>) -> State {
    let mut state = State::new(Modality::Pictures, DeviceChoice::Auto, chosen.map(String::from));
    let models = vec![
        info("a"),
        shipped("groups", PreTraining::Clustering),
        shipped("labels", PreTraining::Supervised),
    ];
    apply(&mut state, Event::Ready { models });
    state
}

fn unreachable(name: &str) -> Error {
    Error::new(Doing::Downloading(name.into()), Kind::Download(DownloadError::Unreachable))
}

#[test]
fn what_ships_stands_in_for_the_default_and_gives_way_to_it() {
    let mut state = with_shipped(None);
    let failed = Event::ModelFailed { request: RequestId(1), error: unreachable("A") };
    let load = |request, model: &str| Command::LoadModel { request, model: model.into() };
    assert_eq!(apply(&mut state, failed), [load(RequestId(2), "labels")]);
    let stand_in = Some(StandIn { instead_of: "a".into() });
    assert_eq!(state.model.stand_in, stand_in);
    apply(
        &mut state,
        loaded(RequestId(2), shipped("labels", PreTraining::Supervised), WeightsSource::Network),
    );
    assert_eq!((in_use(&state), &state.model.stand_in), (Some("labels"), &stand_in));
    assert_eq!(
        kinds(&state),
        [&Kind::Download(DownloadError::Unreachable)],
        "why it is not the default"
    );

    assert_eq!(state.retry_model(), [load(RequestId(3), "a")]);
    assert!(state.lifeline.notices.is_empty());
    apply(&mut state, Event::ModelFailed { request: RequestId(3), error: unreachable("A") });
    assert_eq!((in_use(&state), &state.model.stand_in), (Some("labels"), &None));
    assert_eq!(state.retry_model(), [load(RequestId(4), "a")]);
    apply(&mut state, loaded(RequestId(4), info("a"), WeightsSource::Network));
    assert_eq!(in_use(&state), Some("a"));
}

#[test]
fn nothing_stands_in_for_what_the_visitor_has_chosen_or_cancelled() {
    let mut state = with_shipped(Some("a"));
    let failed = |request| Event::ModelFailed { request, error: unreachable("A") };
    assert!(apply(&mut state, failed(RequestId(1))).is_empty());
    assert_eq!(state.model.stand_in, None);

    let mut state = with_shipped(None);
    state.choose_model("a".into());
    assert!(apply(&mut state, failed(RequestId(2))).is_empty());

    let mut state = with_shipped(None);
    let cancelled = Event::ModelFailed {
        request: RequestId(1),
        error: error(Kind::Download(DownloadError::Cancelled)),
    };
    assert!(apply(&mut state, cancelled).is_empty());

    // Nor does it stand in for itself.
    let mut state = with_shipped(None);
    apply(&mut state, failed(RequestId(1)));
    let failed = Event::ModelFailed { request: RequestId(2), error: unreachable("LABELS") };
    assert!(apply(&mut state, failed).is_empty());
    assert!(matches!(state.model.stage, Stage::Failed(_)));
}

#[test]
fn a_run_that_waits_for_the_default_waits_for_what_stands_in() {
    let mut state = with_shipped(None);
    state.add_files(ClassId(1), vec![file("a.jpg")]);
    state.add_files(ClassId(2), vec![file("b.jpg")]);
    state.train().expect("it is on its way");
    apply(&mut state, Event::ModelFailed { request: RequestId(1), error: unreachable("A") });
    let refused = Error::new(Doing::Training, Kind::Classes(ClassesError::NoModel));
    let commands = apply(&mut state, Event::TrainingFailed { run: RunId(1), error: refused });
    assert!(
        matches!(&commands[..], [Command::Train { run: RunId(1), classes, .. }] if classes.len() == 2)
    );
    assert!(state.training.is_running());
}

#[test]
fn the_gallery_says_where_weights_are() {
    let mut state = with_shipped(None);
    let labels = shipped("labels", PreTraining::Supervised);
    assert_eq!(state.whereabouts(&info("a")), Whereabouts::Coming(None));
    apply(&mut state, Event::Downloading { request: RequestId(1), received: 3, total: Some(9) });
    let received = Received { received: 3, total: Some(9) };
    assert_eq!(state.whereabouts(&info("a")), Whereabouts::Coming(Some(received)));
    assert_eq!(state.whereabouts(&labels), Whereabouts::WithPage);
    apply(&mut state, loaded(RequestId(1), info("a"), WeightsSource::Network));
    assert_eq!(state.whereabouts(&info("a")), Whereabouts::Away);
    let stored = |bytes| Event::Stored(vec![("a".into(), bytes), ("labels".into(), 2_000_000)]);
    apply(&mut state, stored(1_000_000));
    assert_eq!(state.whereabouts(&info("a")), Whereabouts::Partly);
    apply(&mut state, stored(2_000_000));
    assert_eq!(state.whereabouts(&info("a")), Whereabouts::Here);
    assert_eq!(state.whereabouts(&labels), Whereabouts::Here);
    assert_eq!(state.remove_model("a".into()), [Command::RemoveModel("a".into())]);
    apply(&mut state, Event::Stored(Vec::new()));
    assert_eq!(state.whereabouts(&info("a")), Whereabouts::Away);
    assert!(state.model.is_in_use("a"), "what is in use stays in use");
    assert_eq!(progress_words(Received { received: 700_000, total: None }), "0.7 MB");
}
