//! How far to trust the head of a run: everything together, a moment at a time.

use std::rc::Rc;

use super::material::Material;
use super::neighbours::Neighbours;
use super::out_of_fold::OutOfFold;
use super::report::{Calibrating, Report};
use crate::error::Kind;
use crate::protocol::{Recipe, TrustPiece};

/// How far to trust the head of a run, as it is found out.
#[derive(Debug)]
pub struct Assessment {
    material: Rc<Material>,
    neighbours: Neighbours,
    out_of_fold: OutOfFold,
    /// What is found out of the answers; none before there are all.
    report: Option<Report>,
    /// How much the page knows to be done.
    told: f32,
}

impl Assessment {
    /// How much is done between two times that it is told.
    const STEP: f32 = 0.05;

    /// Begins. The examples have been compared; heads are made by the recipe.
    pub fn new(material: Material, neighbours: Neighbours, recipe: Recipe) -> Self {
        let material = Rc::new(material);
        let out_of_fold = OutOfFold::new(material.clone(), recipe);
        Self { material, neighbours, out_of_fold, report: None, told: 0.0 }
    }

    /// Does the next little: a step of training, or one measure. Gives what was found by it.
    ///
    /// # Errors
    /// Those of [`OutOfFold::advance`].
    pub async fn advance(&mut self) -> Result<Option<TrustPiece>, Kind> {
        if !self.out_of_fold.is_over() {
            self.out_of_fold.advance().await?;
            let done = self.out_of_fold.done();
            if done < self.told + Self::STEP {
                return Ok(None);
            }
            self.told = done;
            return Ok(Some(TrustPiece::Going(done)));
        }
        let begin = || Report::new(self.material.clone(), &self.out_of_fold);
        let report = self.report.get_or_insert_with(begin);
        Ok(report.next(&self.neighbours))
    }

    /// Whether everything is found out.
    pub fn is_over(&self) -> bool {
        self.report.as_ref().is_some_and(Report::is_over)
    }

    /// What makes the probabilities of the run's head mean something, once everything is found out.
    pub fn finish(self) -> Option<Calibrating> {
        self.report.map(|report| report.calibrating())
    }
}
