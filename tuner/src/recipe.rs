//! How a rung learns. The defaults are those of the measurements in `docs/deeper.md`.

/// What a training goes by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recipe {
    /// Passes over the examples.
    pub epochs: usize,
    /// Examples a step.
    pub batch: usize,
    /// AdamW's largest step size for the head.
    pub head_rate: f32,
    /// The same for the backbone, which has more to lose.
    pub backbone_rate: f32,
    /// Share of each weight that a step takes away, times the step size. Biases are spared.
    pub weight_decay: f32,
    /// Share of the steps in which their size grows, from nothing to the largest; then it falls as a cosine does.
    pub warm_up: f32,
    /// What the right class gives up to all classes alike (Szegedy et al. 2016, section 7).
    pub smoothing: f32,
    /// Both parameters of the beta distribution of the share in which two examples are mixed (Zhang et al. 2018); none
    /// are where there is none.
    pub mixing: Option<f32>,
    /// Seeds the order of the examples, and what is mixed.
    pub seed: u32,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            epochs: 30,
            batch: 16,
            head_rate: 1e-3,
            backbone_rate: 1e-3,
            weight_decay: 0.01,
            warm_up: 0.1,
            smoothing: 0.1,
            mixing: Some(0.4),
            seed: 0,
        }
    }
}
