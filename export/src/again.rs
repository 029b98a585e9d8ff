//! A head taken out of a written file, to be used and taught further.
//!
//! A backbone is not taken out: Headstart has it already, under the name that the project in [`Source::saved`] says.
//! Formats turn matrices as they like; each gives them back as this module has them, and what is made of them is the
//! same for all.
//!
//! [`Source::saved`]: crate::bundle::Source::saved

use crate::bundle::{Dense, Head, Known};
use crate::format::Malformed;
use crate::notes::{HeadNote, Notes};

/// What was taken out of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// What the file says of itself.
    pub notes: Notes,
    /// The head, for an embedding of [`features`](Self::features) numbers.
    pub head: Head,
    /// What tells what is like nothing that was taught; none where the file has it not.
    pub known: Option<Known>,
    /// Numbers in an embedding.
    pub features: usize,
}

/// Rows of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// Numbers in a row.
    pub columns: usize,
    /// `[rows, columns]`
    pub values: Vec<f32>,
}

impl Matrix {
    /// Rows that become columns.
    #[must_use]
    pub fn turned(self) -> Self {
        let rows = self.rows();
        let at = |place: usize| self.values[place % rows * self.columns + place / rows];
        Self { columns: rows, values: (0..self.values.len()).map(at).collect() }
    }

    fn rows(&self) -> usize {
        self.values.len() / self.columns.max(1)
    }
}

/// What takes a matrix out of a file by its name; none if there is none of this name.
///
/// | name | what it is |
/// |---|---|
/// | `head.hidden.weight`, `head.output.weight` | `[inputs, outputs]` |
/// | `head.hidden.bias`, `head.output.bias` | a row |
/// | `head.directions`, `known.directions` | `[rows, features]` |
pub type Find<'a> = &'a mut dyn FnMut(&str) -> Result<Option<Matrix>, Malformed>;

/// What a file's notes and matrices are together.
///
/// # Errors
/// Those of `find`; [`Malformed`] if a matrix is missing, does not fit the others, or has what is no number.
pub fn taken(notes: Notes, find: Find<'_>) -> Result<Taken, Malformed> {
    let classes = notes.labels.len();
    let (head, features) = match &notes.head {
        HeadNote::Layers => layers(find, classes)?,
        HeadNote::Means { factor } => {
            let Matrix { columns, values } = need(find, "head.directions")?;
            fits(values.len() == columns * classes, "its means are not of its classes")?;
            (Head::Means { directions: values, factor: *factor }, columns)
        }
        HeadNote::Nearest { labels, voters, temperature, least, factor } => {
            let Matrix { columns, values } = need(find, "head.directions")?;
            let is_whole = values.len() == columns * labels.len();
            let are_classes = labels.iter().all(|&label| label < classes);
            fits(is_whole && are_classes, "its labels are not of its examples")?;
            let head = Head::Nearest {
                directions: values,
                labels: labels.clone(),
                voters: *voters,
                temperature: *temperature,
                least: *least,
                factor: *factor,
            };
            (head, columns)
        }
    };
    fits(classes > 0 && features > 0, "it tells nothing apart")?;
    let known = match (notes.nth, notes.threshold) {
        (Some(nth), Some(threshold)) if nth > 0 && threshold.is_finite() => {
            known(find, features, nth, threshold)?
        }
        _ => None,
    };
    Ok(Taken { notes, head, known, features })
}

fn layers(find: Find<'_>, classes: usize) -> Result<(Head, usize), Malformed> {
    let output = dense(find, "head.output")?.ok_or_else(|| missing("head.output"))?;
    let hidden = dense(find, "head.hidden")?;
    fits(output.bias.len() == classes, "its classes are not as many as it tells apart")?;
    let inputs = |layer: &Dense| layer.weight.len() / layer.bias.len().max(1);
    let between = hidden.as_ref().is_none_or(|hidden| hidden.bias.len() == inputs(&output));
    fits(between, "its layers do not fit each other")?;
    let features = inputs(hidden.as_ref().unwrap_or(&output));
    Ok((Head::Layers { hidden, output }, features))
}

fn dense(find: Find<'_>, name: &str) -> Result<Option<Dense>, Malformed> {
    let Some(weight) = checked(find, &format!("{name}.weight"))? else { return Ok(None) };
    let bias = need(find, &format!("{name}.bias"))?.values;
    fits(bias.len() == weight.columns, "a layer has not as many limits as outputs")?;
    Ok(Some(Dense { weight: weight.values, bias }))
}

fn known(
    find: Find<'_>,
    features: usize,
    nth: usize,
    threshold: f32,
) -> Result<Option<Known>, Malformed> {
    let Some(directions) = checked(find, "known.directions")? else { return Ok(None) };
    fits(directions.columns == features, "what it knows is of another model")?;
    Ok(Some(Known { directions: directions.values, nth, threshold }))
}

fn need(find: Find<'_>, name: &str) -> Result<Matrix, Malformed> {
    checked(find, name)?.ok_or_else(|| missing(name))
}

/// A matrix that is full, of numbers.
fn checked(find: Find<'_>, name: &str) -> Result<Option<Matrix>, Malformed> {
    let Some(matrix) = find(name)? else { return Ok(None) };
    let is_full = matrix.values.len() == matrix.rows() * matrix.columns && matrix.rows() > 0;
    let are_numbers = matrix.values.iter().all(|value| value.is_finite());
    fits(is_full && are_numbers, name)?;
    Ok(Some(matrix))
}

fn missing(name: &str) -> Malformed {
    Malformed(format!("{name} is missing"))
}

fn fits(it_does: bool, what: &str) -> Result<(), Malformed> {
    if it_does { Ok(()) } else { Err(Malformed(what.to_owned())) }
}
