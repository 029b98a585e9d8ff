//! What the browser keeps of the models on offer.

use crate::protocol::ModelInfo;

/// The bytes that are kept of each model, by its id, of those any of whose files is kept; `has` says whether that
/// of an address is.
pub async fn sizes(models: &[ModelInfo], has: impl AsyncFn(&str) -> bool) -> Vec<(String, u64)> {
    let mut stored = Vec::new();
    for model in models {
        let mut bytes = 0;
        for file in &model.files {
            if has(&file.address).await {
                bytes += file.bytes;
            }
        }
        if bytes > 0 {
            stored.push((model.id.clone(), bytes));
        }
    }
    stored
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::catalog;
    use crate::engine::now::now;

    #[test]
    fn models_are_listed_by_what_is_kept_of_their_files() {
        let models = catalog::entries();
        let several = models.iter().find(|model| model.files.len() > 1).expect("texts need some");
        let kept = several.files[1].clone();
        let stored = now(sizes(models, async |address| address == kept.address));
        assert_eq!(stored, [(several.id.clone(), kept.bytes)]);
        let all = now(sizes(models, async |_| true));
        let expected = models.iter().map(|model| (model.id.clone(), model.bytes()));
        assert_eq!(all, expected.collect::<Vec<_>>());
    }
}
