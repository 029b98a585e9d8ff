//! What the public MobileNet makes of photos: once for all tests of the program.

use std::path::Path;
use std::sync::OnceLock;

use headstart::data::picture::{Picture, centre_square};
use headstart::engine::catalog::{self, Checkpoint};
use headstart::engine::cpu;
use headstart::engine::heads::Examples;
use headstart::models::Backbone;
use headstart::pretrain::dataset::Photo;
use headstart::pretrain::few_shot::embed;
use headstart::pretrain::view::View;
use headstart::protocol::Modality;
use image::DynamicImage;
use image::imageops::FilterType::Triangle;

/// Embeddings of photos of a set.
#[derive(Debug)]
pub struct Embedded {
    /// Names of the classes.
    pub classes: Vec<String>,
    /// To learn from; of caltech20 20 of each class.
    pub train: Examples,
    /// To measure with; of caltech20 20 of each class.
    pub test: Examples,
}

/// The embeddings by the public MobileNetV2; `None`, said aloud, where there is no shared data.
pub fn caltech20() -> Option<&'static Embedded> {
    static EMBEDDED: OnceLock<Option<Embedded>> = OnceLock::new();
    or_skip(EMBEDDED.get_or_init(|| read("caltech20")).as_ref())
}

/// The same of signs10, hands that show digits, which ImageNet has none of.
pub fn signs10() -> Option<&'static Embedded> {
    static EMBEDDED: OnceLock<Option<Embedded>> = OnceLock::new();
    or_skip(EMBEDDED.get_or_init(|| read("signs10")).as_ref())
}

fn or_skip(embedded: Option<&'static Embedded>) -> Option<&'static Embedded> {
    if embedded.is_none() {
        super::data::skip("there is no shared data");
    }
    embedded
}

fn read(set: &str) -> Option<Embedded> {
    let backbone = backbone(&super::data::shared_data()?);
    let embed = |photos: &[Photo]| embed(&backbone, photos, 2);
    let examples = |part: &str| {
        let photos = super::photos::of(set, &[part]).expect("there is shared data");
        let labels = photos.photos.iter().map(|photo| photo.label).collect();
        (photos.classes, Examples::new(&embed(&photos.photos), labels))
    };
    let ((classes, train), (_, test)) = (examples("train"), examples("test"));
    Some(Embedded { classes, train, test })
}

/// The public MobileNetV2.
pub fn backbone(data: &Path) -> Backbone {
    let file = data.join("weights/mobilenet_v2_0.35_224/image-model.zip");
    let file = std::fs::read(file).expect("shared data is whole");
    let files = [("image-model.zip".to_string(), file)].into();
    let found = catalog::read(files, Modality::Pictures).expect("the public weights fit");
    let Checkpoint::Pictures(pretrained) = found else { panic!("it reads pictures") };
    pretrained.backbone
}

/// The centre square of a photo, as the model takes it.
pub fn picture(photo: &Photo) -> Picture {
    Picture { size: 224, values: View::centre(photo).render(photo, 224) }
}

/// The public MobileNetV2 for pictures that a test makes.
#[derive(Debug)]
pub struct Model(cpu::Embedder);

impl Model {
    /// From the shared data.
    pub fn read(data: &Path) -> Self {
        Self(cpu::Embedder::new(&backbone(data)))
    }

    /// The embedding of the centre square of a picture, resized bilinearly, as the browser does.
    pub fn embed(&self, picture: &DynamicImage) -> Vec<f32> {
        let (left, top, side) = centre_square(picture.width(), picture.height());
        let square = picture.crop_imm(left, top, side, side).resize_exact(224, 224, Triangle);
        self.embed_picture(&Picture::from_rgba(224, &square.to_rgba8()))
    }

    /// The embedding of a picture of its size.
    pub fn embed_picture(&self, picture: &Picture) -> Vec<f32> {
        self.0.embed(picture)
    }
}
