//! A classifier as a file: safetensors in full precision, so that what is read back is what was written, to the bit.

use std::collections::BTreeMap;

use super::classifier::{ClassLabel, Classifier, HeadKind};
use super::directions::Directions;
use super::known::Known;
use super::means::Means;
use super::nearest::Nearest;
use super::standardise::Standardiser;
use crate::error::{Kind, WeightsError};
use crate::formats::safetensors::{self, Precision};
use crate::models::{Array, Head, Layer, Weights};

/// What the file calls itself, and its version.
const FORMAT: &str = "headstart-head";
const VERSION: &str = "1";

/// What the tensors of heads without layers are called.
const MEANS: &str = "means";
const NEAREST: &str = "nearest";

/// Says of a head that pictures are looked at mirrored too.
const MIRRORS: &str = "mirrors";

/// The classifier as the bytes of a file.
pub fn write(classifier: &Classifier) -> Vec<u8> {
    let mut weights = Weights::default();
    let mut put = |name: &str, shape: Vec<usize>, values: &[f32]| {
        // Every name is put once.
        let _ = weights.insert(name, Array { shape, values: values.to_vec() });
    };
    let standardiser = classifier.standardiser();
    put("standardiser.mean", vec![standardiser.mean().len()], standardiser.mean());
    put("standardiser.scale", vec![standardiser.scale().len()], standardiser.scale());
    let mut put_all = |name: &str, rows: &Directions| {
        put(name, vec![rows.len(), rows.features()], rows.values());
    };
    let mut labels = None;
    match classifier.kind() {
        HeadKind::Means(means) => put_all(MEANS, means.directions()),
        HeadKind::Nearest(nearest) => {
            put_all(NEAREST, nearest.directions());
            labels = serde_json::to_string(nearest.labels()).ok();
        }
        HeadKind::Layers(head) => {
            let layers = [("hidden", head.hidden.as_ref()), ("output", Some(&head.output))];
            for (name, layer) in layers {
                let Some(layer) = layer else { continue };
                put(&format!("{name}.weight"), vec![layer.inputs, layer.outputs], &layer.weight);
                put(&format!("{name}.bias"), vec![layer.outputs], &layer.bias);
            }
        }
    }
    if let Some(known) = classifier.known() {
        let directions = &known.directions;
        put("known", vec![directions.len(), directions.features()], directions.values());
    }
    // Plain data always becomes JSON.
    let classes = serde_json::to_string(classifier.classes()).unwrap_or_default();
    let metadata = [("format", FORMAT), ("version", VERSION), ("classes", &classes)];
    let mut metadata: BTreeMap<String, String> =
        metadata.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
    metadata.extend(labels.map(|labels| ("labels".into(), labels)));
    // A head that was not calibrated has neither, nor has one of an earlier release.
    if classifier.factor() != 1.0 {
        metadata.insert("factor".into(), classifier.factor().to_string());
    }
    if classifier.mirrors() {
        metadata.insert(MIRRORS.into(), true.to_string());
    }
    if let Some(known) = classifier.known() {
        metadata.insert("nth".into(), known.nth.to_string());
        metadata.insert("threshold".into(), known.threshold.to_string());
    }
    safetensors::write(&weights, &metadata, Precision::Full)
}

/// The classifier that was written so.
///
/// # Errors
/// Those of [`safetensors::read`] and [`Weights::get`]; [`WeightsError::Malformed`] for what is no classifier.
pub fn read(bytes: &[u8]) -> Result<Classifier, Kind> {
    let metadata = safetensors::metadata(bytes)?;
    if metadata.get("format").is_none_or(|format| format != FORMAT) {
        return Err(malformed("it is none"));
    }
    let classes = metadata.get("classes").and_then(|json| serde_json::from_str(json).ok());
    let classes: Vec<ClassLabel> = classes.ok_or_else(|| malformed("its classes"))?;
    let mut weights = safetensors::read(bytes)?;
    let (features, kind) = kind(&metadata, &mut weights, classes.len())?;
    let mean = weights.take("standardiser.mean", &[features])?;
    let scale = weights.take("standardiser.scale", &[features])?;
    let classifier = Classifier::new(Standardiser::of(mean, scale), kind, classes);
    let factor = number(&metadata, "factor").unwrap_or(1.0);
    let known = known(&metadata, &mut weights, features)?;
    let mirrors = metadata.get(MIRRORS).is_some_and(|it| *it == true.to_string());
    Ok(classifier.calibrated(factor, known).mirroring(mirrors))
}

fn malformed(what: &str) -> Kind {
    Kind::Weights(WeightsError::Malformed(format!("as a head: {what}")))
}

/// The rows and columns of a matrix of the file's.
fn axes(weights: &Weights, name: &str) -> Option<(usize, usize)> {
    match weights.shape(name) {
        Some([rows, columns]) => Some((*rows, *columns)),
        _ => None,
    }
}

/// What tells so many classes apart, and the numbers of an embedding.
fn kind(
    metadata: &BTreeMap<String, String>,
    weights: &mut Weights,
    classes: usize,
) -> Result<(usize, HeadKind), Kind> {
    if classes == 0 {
        return Err(malformed("its classes are not as many as it tells apart"));
    }
    if let Some((rows, features)) = axes(weights, MEANS) {
        if rows != classes {
            return Err(malformed("its classes are not as many as it tells apart"));
        }
        let values = weights.take(MEANS, &[rows, features])?;
        return Ok((features, HeadKind::Means(Means::of(Directions::scaled(features, values)))));
    }
    if let Some((rows, features)) = axes(weights, NEAREST) {
        let labels = metadata.get("labels").and_then(|json| serde_json::from_str(json).ok());
        let labels: Vec<usize> = labels.ok_or_else(|| malformed("its labels"))?;
        if labels.len() != rows || labels.iter().any(|&label| label >= classes) {
            return Err(malformed("its labels are not of its examples"));
        }
        let directions = Directions::scaled(features, weights.take(NEAREST, &[rows, features])?);
        return Ok((features, HeadKind::Nearest(Nearest::new(directions, labels, classes))));
    }
    let head = layers(weights)?;
    if head.classes() != classes {
        return Err(malformed("its classes are not as many as it tells apart"));
    }
    Ok((head.features(), HeadKind::Layers(head)))
}

fn layers(weights: &mut Weights) -> Result<Head, Kind> {
    let layer = |weights: &mut Weights, name: &str| -> Result<Option<Layer>, Kind> {
        let matrix = format!("{name}.weight");
        let Some((inputs, outputs)) = axes(weights, &matrix) else { return Ok(None) };
        let weight = weights.take(&matrix, &[inputs, outputs])?;
        let bias = weights.take(&format!("{name}.bias"), &[outputs])?;
        Ok(Some(Layer { inputs, outputs, weight, bias }))
    };
    let hidden = layer(weights, "hidden")?;
    let output = layer(weights, "output")?.ok_or_else(|| malformed("it has no layer"))?;
    if hidden.as_ref().is_some_and(|hidden| hidden.outputs != output.inputs) {
        return Err(malformed("its layers do not fit each other"));
    }
    Ok(Head { hidden, output })
}

/// A number of the file's that is finite and above 0.
fn number(metadata: &BTreeMap<String, String>, name: &str) -> Option<f32> {
    let number: f32 = metadata.get(name)?.parse().ok()?;
    (number.is_finite() && number > 0.0).then_some(number)
}

/// What the head knows, where that was found.
fn known(
    metadata: &BTreeMap<String, String>,
    weights: &mut Weights,
    features: usize,
) -> Result<Option<Known>, Kind> {
    let nth = metadata.get("nth").and_then(|nth| nth.parse().ok());
    let rows = weights.shape("known").and_then(|shape| shape.first().copied());
    let (Some(nth), Some(threshold), Some(rows)) = (nth, number(metadata, "threshold"), rows)
    else {
        return Ok(None);
    };
    let directions = Directions::scaled(features, weights.take("known", &[rows, features])?);
    Ok(Some(Known { directions, nth, threshold }))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::ChaCha8Rng;

    use super::*;

    fn classifier(hidden: Option<usize>) -> Classifier {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        let head = Head {
            hidden: hidden.map(|units| Layer::random(7, units, &mut rng)),
            output: Layer::random(hidden.unwrap_or(7), 3, &mut rng),
        };
        let rows: Vec<Vec<f32>> =
            (0..9).map(|row| (0..7).map(|it| (row * it) as f32).collect()).collect();
        let rows: Vec<&[f32]> = rows.iter().map(Vec::as_slice).collect();
        let classes = ClassLabel::numbered(["cat", "“dog”", "\u{5d0}"].map(str::to_owned));
        Classifier::new(Standardiser::fit(&rows), HeadKind::Layers(head), classes)
    }

    #[test]
    fn a_written_classifier_is_read_back_to_the_bit() {
        for hidden in [None, Some(4)] {
            let classifier = classifier(hidden);
            assert_eq!(read(&write(&classifier)), Ok(classifier.clone()));
            let rows: [&[f32]; 2] = [&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], &[0.5; 7]];
            let calibrated = classifier.calibrated(0.437, Some(Known::new(&rows, 3, 0.123)));
            assert_eq!(read(&write(&calibrated)), Ok(calibrated.clone()));
            let mirroring = calibrated.mirroring(true);
            assert_eq!(read(&write(&mirroring)), Ok(mirroring));
        }
    }

    #[test]
    fn other_kinds_are_read_back_too() {
        let rows: Vec<Vec<f32>> =
            (0..6).map(|row| (0..7).map(|it| (row * it + 1) as f32).collect()).collect();
        let rows: Vec<&[f32]> = rows.iter().map(Vec::as_slice).collect();
        let labels = vec![0, 1, 2, 0, 1, 2];
        let means = Means::new(rows.iter().copied().zip(labels.clone()), 3, 7);
        let nearest = Nearest::new(Directions::of(rows.iter().copied()), labels, 3);
        for kind in [HeadKind::Means(means), HeadKind::Nearest(nearest)] {
            let classes = ClassLabel::numbered(["a", "b", "c"].map(str::to_owned));
            let classifier = Classifier::new(Standardiser::fit(&rows), kind, classes);
            let bytes = write(&classifier);
            assert_eq!(read(&bytes), Ok(classifier));
            for end in 0..bytes.len() {
                assert!(read(&bytes[..end]).is_err(), "{end}");
            }
        }
    }

    #[test]
    fn a_damaged_classifier_is_refused() {
        let bytes = write(&classifier(Some(4)));
        for end in 0..bytes.len() {
            assert!(read(&bytes[..end]).is_err(), "{end}");
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(text.contains("headstart-head") && text.contains("hidden.bias"));
        let other = |from: &[u8], to: &[u8]| {
            let at = bytes.windows(from.len()).position(|it| it == from).expect("it is there");
            let mut other = bytes.clone();
            other[at..at + to.len()].copy_from_slice(to);
            read(&other)
        };
        assert!(other(b"headstart-head", b"headstart-body").is_err());
        assert!(other(b"hidden.bias", b"hodden.bias").is_err());
    }
}
