//! Few examples are enough: the whole path from photos to held-out accuracy, natively.
#![cfg(not(target_arch = "wasm32"))]
mod common;
use headstart::{
    data::picture::{Picture, centre_square},
    engine::{
        catalog, cpu, metrics,
        training::{Lesson, Run},
    },
    protocol::TrainingSettings,
};
use std::path::Path;

fn load(path: &Path) -> Picture {
    let im = image::open(path).unwrap();
    let (l, t, s) = centre_square(im.width(), im.height());
    let im = im
        .crop_imm(l, t, s, s)
        .resize_exact(224, 224, image::imageops::FilterType::Triangle)
        .to_rgba8();
    Picture::from_rgba(224, &im)
}
#[test]
fn experiment() {
    let Some(data) = common::shared_data() else { return };
    let entry = catalog::find("mobilenet-v2").unwrap();
    let b = entry
        .read(&std::fs::read(data.join("weights/mobilenet_v2_0.35_224/image-model.zip")).unwrap())
        .unwrap();
    let e = cpu::Embedder::new(&b);
    let cache = Path::new("/tmp/emb.json");
    type Set = Vec<Vec<Vec<f32>>>;
    let (train, test): (Set, Set) = if cache.exists() {
        serde_json::from_slice(&std::fs::read(cache).unwrap()).unwrap()
    } else {
        let t0 = std::time::Instant::now();
        let sets: Vec<Set> = ["train", "test"]
            .iter()
            .map(|part| {
                let mut cs: Vec<_> = std::fs::read_dir(data.join("images/caltech20").join(part))
                    .unwrap()
                    .map(|d| d.unwrap().path())
                    .collect();
                cs.sort();
                cs.iter()
                    .map(|c| {
                        let mut fs: Vec<_> =
                            std::fs::read_dir(c).unwrap().map(|d| d.unwrap().path()).collect();
                        fs.sort();
                        fs.iter().map(|f| e.embed(&load(f))).collect()
                    })
                    .collect()
            })
            .collect();
        println!("embedding took {:?}", t0.elapsed());
        let [a, b]: [Set; 2] = sets.try_into().unwrap();
        std::fs::write(cache, serde_json::to_vec(&(a.clone(), b.clone())).unwrap()).unwrap();
        (a, b)
    };
    let g = |k: &str, d: f32| std::env::var(k).ok().and_then(|v| v.parse().ok()).unwrap_or(d);
    for shots in [5, 6, 10, 12, 20] {
        let mut accs = vec![];
        let t0 = std::time::Instant::now();
        let mut steps = 0;
        for draw in 0..4 {
            let off = draw * 5;
            let mut xs: Vec<&[f32]> = vec![];
            let mut ys = vec![];
            for (c, v) in train.iter().enumerate() {
                for k in 0..shots {
                    xs.push(&v[(off + k) % 20]);
                    ys.push(c);
                }
            }
            let lesson = Lesson::new(&xs, &ys, 20, 42);
            let st = lesson.standardiser.clone();
            let s = TrainingSettings {
                epochs: g("EPOCHS", 50.) as u32,
                learning_rate: g("LR", 1e-3),
                weight_decay: g("WD", 0.01),
                batch_size: g("BS", 16.) as u32,
                seed: 42,
            };
            let mut run = Run::on_cpu(lesson, s);
            futures_lite(async {
                while !run.is_over() {
                    run.advance().await.unwrap();
                    steps += 1;
                }
            });
            let rows: Vec<(Vec<f32>, usize)> = test
                .iter()
                .enumerate()
                .flat_map(|(c, v)| v.iter().map(|x| (st.apply(x), c)).collect::<Vec<_>>())
                .collect();
            let r = metrics::report(&run.head(), rows.iter().map(|(x, c)| (x.as_slice(), *c)));
            accs.push(r.score.unwrap().accuracy * 100.);
        }
        println!(
            "{shots} shots: {accs:?} mean {:.2}  {:?}/step",
            accs.iter().sum::<f32>() / accs.len() as f32,
            t0.elapsed() / steps
        );
    }
}
fn futures_lite<F: Future>(f: F) -> F::Output {
    let mut f = std::pin::pin!(f);
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(x) = f.as_mut().poll(&mut cx) {
            return x;
        }
    }
}
