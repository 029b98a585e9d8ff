//! How far to trust the head of a run: everything together, a moment at a time.

use std::rc::Rc;

use super::atlas::Atlas;
use super::curve::Curve;
use super::map::Plane;
use super::material::Material;
use super::neighbours::Neighbours;
use super::out_of_fold::OutOfFold;
use super::report::{Calibrating, Report};
use crate::error::Kind;
use crate::protocol::{Recipe, TrustPiece};

/// What is found.
#[derive(Debug, Clone)]
pub enum Found {
    /// A part that the page is told.
    Piece(TrustPiece),
    /// What makes the probabilities of the head in use mean something: once.
    Calibrating(Calibrating),
    /// Where the examples are: once. The page is told of it too.
    Atlas(Box<Atlas>),
}

/// How far to trust the head of a run, as it is found out.
#[derive(Debug)]
pub struct Assessment {
    material: Rc<Material>,
    recipe: Recipe,
    neighbours: Neighbours,
    out_of_fold: OutOfFold,
    plane: Plane,
    stage: Stage,
    /// How much the page knows to be done.
    told: f32,
}

/// What is done, one after the other.
#[derive(Debug)]
enum Stage {
    Asking,
    Measuring(Box<Report>),
    Drawing(Box<Curve>),
    Over,
}

impl Assessment {
    /// How much is done between two times that it is told.
    const STEP: f32 = 0.05;

    /// Begins. The examples have been compared; heads are made by the recipe.
    pub fn new(material: Material, neighbours: Neighbours, recipe: Recipe) -> Self {
        let material = Rc::new(material);
        let out_of_fold = OutOfFold::new(material.clone(), recipe.clone());
        let plane = Plane::new(neighbours.directions());
        Self { material, recipe, neighbours, out_of_fold, plane, stage: Stage::Asking, told: 0.0 }
    }

    /// Does the next little: a step of training, or one measure. Gives what was found by it.
    ///
    /// # Errors
    /// Those of [`OutOfFold::advance`].
    pub async fn advance(&mut self) -> Result<Option<Found>, Kind> {
        match &mut self.stage {
            Stage::Asking if !self.out_of_fold.is_over() => {
                self.out_of_fold.advance().await?;
                let done = self.out_of_fold.done();
                if done >= self.told + Self::STEP {
                    self.told = done;
                    return Ok(Some(Found::Piece(TrustPiece::Going(done))));
                }
            }
            Stage::Asking if !self.plane.is_over() => self.plane.advance(),
            Stage::Asking => {
                let report = Report::new(self.material.clone(), &self.out_of_fold);
                self.stage = Stage::Measuring(Box::new(report));
                let directions = self.neighbours.directions().clone();
                let atlas = Atlas::new(self.material.ids.clone(), directions, &self.plane);
                return Ok(Some(Found::Atlas(Box::new(atlas))));
            }
            Stage::Measuring(report) if !report.is_over() => {
                return Ok(report.next(&self.neighbours).map(Found::Piece));
            }
            Stage::Measuring(report) => {
                let calibrating = report.calibrating();
                let curve = Curve::new(
                    self.material.clone(),
                    self.recipe.clone(),
                    self.out_of_fold.folds().to_vec(),
                    report.wrong(),
                );
                self.stage = Stage::Drawing(Box::new(curve));
                return Ok(Some(Found::Calibrating(calibrating)));
            }
            _ => return self.go_on().await,
        }
        Ok(None)
    }

    /// What is of no concern to the head in use.
    async fn go_on(&mut self) -> Result<Option<Found>, Kind> {
        match &mut self.stage {
            Stage::Drawing(curve) if !curve.is_over() => curve.advance().await.map(|()| None),
            Stage::Drawing(curve) => {
                let found = curve.finish().map(TrustPiece::Curve);
                self.stage = Stage::Over;
                Ok(found.map(Found::Piece))
            }
            _ => Ok(None),
        }
    }

    /// Whether everything is found out.
    pub fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Over)
    }
}
