//! The cells of a photo and the bias add up to the logit.

use headstart::data::picture::Picture;
use headstart::data::split::Split;
use headstart::engine::heads::{ClassLabel, Dataset};
use headstart::engine::now::now;
use headstart::engine::run::Run;
use headstart::engine::why::{CellReader, covered};
use headstart::protocol::{Recipe, TrainingSettings};

use crate::common;
use crate::common::embedded::{self, Model, caltech20};

#[test]
fn cells_and_bias_add_up_to_the_logit() {
    let (Some(all), Some(data)) = (caltech20(), common::shared_data()) else { return };
    let rows: Vec<&[f32]> = all.train.rows().collect();
    let split = Split { training: (0..rows.len()).collect(), held_out: Vec::new() };
    let dataset = Dataset::of_split(&rows, &all.train.labels, all.classes.len(), split);
    let mut run = Run::of_recipe(dataset, &Recipe::Layers(TrainingSettings::default()));
    while !run.is_over() {
        now(run.advance(1)).expect("the CPU stays");
    }
    let classifier = run.classifier(ClassLabel::numbered(all.classes.clone()));
    let reader = CellReader::new(&embedded::backbone(&data)).expect("its cells are averaged");
    let model = Model::read(&data);
    let photos = common::photos::caltech20(&["test"]).expect("there is shared data");
    for photo in photos.photos.iter().step_by(67) {
        let pixels = embedded::picture(photo).to_rgba();
        let picture = Picture::from_rgba(224, &pixels);
        let cells = reader.read(&pixels);
        assert_eq!(cells.side, 7);
        let embedding = model.embed_picture(&picture);
        let logits = classifier.logits(&embedding);
        let size = logits.iter().fold(0.0f32, |most, logit| most.max(logit.abs()));
        let sums = cells.sums(&classifier).expect("it is linear");
        assert_eq!(sums.len(), logits.len());
        for (of_class, logit) in sums.iter().zip(&logits) {
            assert_eq!(of_class.cells.len(), 49);
            let sum: f32 = of_class.cells.iter().sum::<f32>() + of_class.bias;
            assert!((sum - logit).abs() <= 1e-4 * size, "{sum}, and not {logit}");
        }
        // What is said of a covered picture is what is said of its own features.
        let covered = covered(&pixels, cells.side, 24);
        let direct = model.embed_picture(&Picture::from_rgba(224, &covered));
        let by_cells = reader.read(&covered).embedding();
        let distance = common::relative_distance(&by_cells, &direct);
        assert!(distance < 1e-5, "{distance}");
        assert_ne!(direct, embedding);
    }
}
