//! Photos from the shared data, as a visitor would add them.

use headstart::data::picture::Picture;
use headstart::engine::lab::{PictureSet, pictures};
use headstart::pretrain::dataset::{Dataset, Photo};
use headstart::pretrain::view::View;

/// The photos of caltech20 in these parts of it, one part after the other; `None`, said aloud, where there is
/// no shared data.
pub fn caltech20(parts: &[&str]) -> Option<Dataset> {
    of("caltech20", parts)
}

/// The same of another set.
pub fn of(set: &str, parts: &[&str]) -> Option<Dataset> {
    let folder = super::data::shared_data()?.join("images").join(set);
    let read = |part: &&str| Dataset::read(&folder.join(part)).expect("shared data is whole");
    parts.iter().map(read).reduce(|mut all, part| {
        assert_eq!(all.classes, part.classes, "all parts are of the same classes");
        all.photos.extend(part.photos);
        all
    })
}

/// Those of these classes as the visitor's own pictures, in these sizes.
pub fn own(dataset: &Dataset, classes: &[impl AsRef<str>], sizes: &[usize]) -> PictureSet {
    let sizes: Vec<usize> = pictures::with_small(sizes).collect();
    let in_sizes = |photo: &Photo| {
        let render = |&size: &usize| {
            let values = View::centre(photo).render(photo, size);
            (size, Picture { size, values }.to_rgba())
        };
        sizes.iter().map(render).collect()
    };
    let class = |name: &str| {
        let label = dataset.classes.iter().position(|class| class == name);
        let label = label.expect("there is a class of this name");
        let photos = dataset.photos.iter().filter(|photo| photo.label == label);
        (name.to_owned(), photos.map(in_sizes).collect())
    };
    let classes = classes.iter().map(|name| class(name.as_ref())).collect();
    PictureSet::own(classes).expect("there are photos of each")
}
