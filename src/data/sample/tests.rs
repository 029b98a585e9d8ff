use super::*;

/// The picture at half its size: each pixel the mean of four.
fn halved(size: usize, rgba: &[u8]) -> Vec<f32> {
    let at = |x: usize, y: usize, channel: usize| f32::from(rgba[4 * (y * size + x) + channel]);
    let mean = |x: usize, y: usize, channel: usize| {
        let (x, y) = (2 * x, 2 * y);
        (at(x, y, channel)
            + at(x + 1, y, channel)
            + at(x, y + 1, channel)
            + at(x + 1, y + 1, channel))
            / 4.0
    };
    let half = size / 2;
    (0..half * half)
        .flat_map(|pixel| [0, 1, 2, 3].map(|channel| mean(pixel % half, pixel / half, channel)))
        .collect()
}

/// Mean difference of two lists.
fn difference(a: impl Iterator<Item = f32>, b: impl Iterator<Item = f32>) -> f32 {
    let differences: Vec<f32> = a.zip(b).map(|(a, b)| (a - b).abs()).collect();
    differences.iter().sum::<f32>() / differences.len() as f32
}

fn numbers(rgba: &[u8]) -> impl Iterator<Item = f32> {
    rgba.iter().map(|&value| f32::from(value))
}

#[test]
fn every_class_is_drawn_in_every_size() {
    for class in 0..CLASSES.len() {
        for size in [1, 2, 31, 48, 128] {
            let rgba = draw(class, class, size);
            assert_eq!(rgba.len(), 4 * size * size);
            assert!(rgba.iter().skip(3).step_by(4).all(|&opacity| opacity == 255));
            assert_eq!(rgba, draw(class, class, size));
        }
    }
}

#[test]
fn in_another_size_it_is_the_same_picture() {
    for class in 0..CLASSES.len() {
        for index in [3, 17] {
            let (small, large) = (draw(class, index, 48), draw(class, index, 96));
            let apart = difference(numbers(&small), halved(96, &large).into_iter());
            let other = difference(numbers(&small), numbers(&draw(class, index + 1, 48)));
            // Details finer than a pixel, and the grain, are not quite the same.
            assert!(apart < 2.0 && apart * 8.0 < other, "{class} {index}: {apart} {other}");
        }
    }
}

#[test]
fn no_two_are_alike() {
    let small: Vec<Vec<u8>> = (0..CLASSES.len())
        .flat_map(|class| (0..EACH).map(move |index| draw(class, index, 16)))
        .collect();
    for (at, picture) in small.iter().enumerate() {
        for other in &small[..at] {
            assert!(difference(numbers(picture), numbers(other)) > 1.0, "{at}");
        }
    }
}

/// Mean of red less blue over the rim, where there is mostly background.
fn warmth(rgba: &[u8], size: usize) -> f32 {
    let is_rim = |pixel: usize| {
        let (x, y) = (pixel % size, pixel / size);
        x.min(y) < 2 || x.max(y) >= size - 2
    };
    let rim: Vec<f32> = (0..size * size)
        .filter(|&pixel| is_rim(pixel))
        .map(|pixel| f32::from(rgba[4 * pixel]) - f32::from(rgba[4 * pixel + 2]))
        .collect();
    rim.iter().sum::<f32>() / rim.len() as f32
}

#[test]
fn backgrounds_have_the_colours_that_are_dictated() {
    for class in 0..CLASSES.len() {
        let (mut warm, mut cool) = (0, 0);
        for index in 0..EACH {
            let on = |background| warmth(&draw_on(class, index, background, 24), 24);
            assert!(on(Background::Warm) > on(Background::Cool), "{class} {index}");
            if on(Background::Any) > 0.0 { warm += 1 } else { cool += 1 }
        }
        // Left to chance, they say nothing of the class.
        assert!(warm >= EACH / 5 && cool >= EACH / 5, "{class}: {warm} {cool}");
    }
}
