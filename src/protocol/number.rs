//! Numbers in forms that have no word for what is no number.

use serde::{Deserialize, Deserializer};

/// Reads a number. JSON has neither NaN nor infinity; what was one of them stands there as `null`, and is read as
/// NaN.
///
/// # Errors
/// Those of the form that is read.
pub fn read<'de, D: Deserializer<'de>>(form: D) -> Result<f32, D::Error> {
    if form.is_human_readable() {
        Ok(Option::deserialize(form)?.unwrap_or(f32::NAN))
    } else {
        f32::deserialize(form)
    }
}
