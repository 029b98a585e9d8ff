//! What is taken away is put together: the model, the head, and what they say of some inputs.

use export::{Bundle, Probe, Sample};
use futures_util::future::join_all;
use js_sys::{Array, Uint8Array};
use web_sys::{Blob, Url};

use crate::engine::bundle;
use crate::error::{ClassesError, FileError, Kind};
use crate::protocol::{Bundled, Input};
use crate::worker::desk::Desk;
use crate::worker::glance;
use crate::worker::input::ModelInput;
use crate::worker::job::Done;
use crate::worker::slot::Place;

/// Notes what the head says of some inputs. One that cannot be read any more is left out.
pub async fn answer(desk: &mut Desk, inputs: Vec<Input>) -> Done {
    let answered = probes(desk, inputs).await;
    Done::AnsweredForBundle(answered.map(|probes| desk.probes.extend(probes)))
}

/// Puts all of it together, at an address of its own.
pub fn bundle(desk: &mut Desk) -> Done {
    let bundled = whole(desk);
    desk.probes.clear();
    Done::Bundled(bundled)
}

/// Forgets what was noted.
pub fn forget(desk: &mut Desk) -> Done {
    desk.probes.clear();
    Done::Well
}

async fn probes(desk: &Desk, inputs: Vec<Input>) -> Result<Vec<Probe>, Kind> {
    let model = desk.model(Place::InUse)?;
    let classifier = desk.classifier.as_ref().ok_or(ClassesError::NoHead)?;
    let (mut read, mut samples) = (Vec::new(), Vec::new());
    // The browser decodes several pictures at a time.
    let come = join_all(inputs.iter().map(|input| model.read(input, false))).await;
    for one in come.into_iter().flatten() {
        samples.push(sample(&one.input));
        read.push(one.input);
    }
    if read.is_empty() {
        return Ok(Vec::new());
    }
    let embeddings = glance::embed(model, classifier, read).await?;
    let answers = embeddings.iter().map(|embedding| bundle::answer(classifier, embedding));
    Ok(samples.into_iter().zip(answers).map(|(sample, answer)| Probe { sample, answer }).collect())
}

/// What a model was given, without what it does not look at.
fn sample(input: &ModelInput) -> Sample {
    match input {
        ModelInput::Pixels(rgba) => {
            let pixels = rgba.as_chunks::<4>().0.iter();
            Sample::Pixels(pixels.flat_map(|&[red, green, blue, _]| [red, green, blue]).collect())
        }
        ModelInput::Text(encoded) => Sample::Tokens(encoded.ids.clone()),
    }
}

/// The bundle; none of a model that no format holds.
fn whole(desk: &mut Desk) -> Result<Option<Bundled>, Kind> {
    let model = desk.model(Place::InUse)?;
    let classifier = desk.classifier.as_ref().ok_or(ClassesError::NoHead)?;
    let Some(backbone) = model.backbone() else { return Ok(None) };
    let bundle = Bundle {
        backbone,
        head: bundle::head(classifier),
        // The page knows what they are called now.
        labels: classifier.classes().iter().map(|class| class.name.clone()).collect(),
        known: classifier.known().map(bundle::known),
        mirrors: classifier.mirrors(),
        source: Default::default(),
        kernels: None,
        probes: std::mem::take(&mut desk.probes),
    };
    // Plain data always encodes.
    let bytes = postcard::to_allocvec(&bundle).unwrap_or_default();
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(&bytes[..])));
    let address = blob.and_then(|blob| Url::create_object_url_with_blob(&blob));
    Ok(Some(Bundled {
        address: address.map_err(|_| FileError::Undecodable)?,
        classes: classifier.classes().iter().map(|class| class.id).collect(),
        probes: bundle.probes.len(),
    }))
}
