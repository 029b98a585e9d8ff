//! Early stopping: training ends once the loss over what is held out falls no more (Prechelt 1998, "Early Stopping – But
//! When?").

use crate::models::Head;

/// How many epochs may go by without a lower loss, as a share of all.
const PATIENCE: f32 = 0.1;

/// The least of these.
const LEAST: u32 = 3;

/// The head of the least held-out loss so far.
#[derive(Debug, Clone, Default)]
pub struct Early {
    best: Option<(f32, u32, Head)>,
    is_over: bool,
}

impl Early {
    /// Takes in the loss after an epoch of so many, with the head as it is then.
    pub fn note(&mut self, loss: f32, epoch: u32, epochs: u32, head: impl FnOnce() -> Head) {
        let patience = ((epochs as f32 * PATIENCE) as u32).max(LEAST);
        match &self.best {
            // What is no number is no less.
            Some((least, at, _)) if loss.is_nan() || loss >= *least => {
                self.is_over |= epoch >= at + patience;
            }
            _ => self.best = Some((loss, epoch, head())),
        }
    }

    /// Whether it has fallen no more for so long.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// The epoch of the least loss, and its head.
    pub fn best(&self) -> Option<(u32, &Head)> {
        self.best.as_ref().map(|(_, epoch, head)| (*epoch, head))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::Layer;

    fn head(epoch: u32) -> Head {
        Head::linear(Layer { inputs: 1, outputs: 1, weight: vec![epoch as f32], bias: vec![0.0] })
    }

    #[test]
    fn it_ends_when_the_loss_falls_no_more_and_keeps_the_least() {
        let mut early = Early::default();
        let losses = [3.0, 2.0, 2.5, 1.0, 1.0, f32::NAN, 1.5, 1.2, 1.1];
        for (loss, epoch) in losses.into_iter().zip(1..) {
            assert!(!early.is_over(), "{epoch}");
            early.note(loss, epoch, 50, || head(epoch));
        }
        assert!(early.is_over(), "five epochs after the fourth");
        assert_eq!(early.best(), Some((4, &head(4))));
    }
}
