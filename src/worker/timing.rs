//! Timing both devices at the same job.

use crate::browser::clock;
use crate::error::Kind;

/// Milliseconds that each of `units` takes when `work` does them all. It does them once more before: the first
/// time, shaders are compiled and memory is asked for.
///
/// # Errors
/// Those of `work`.
pub async fn time(units: usize, work: impl AsyncFn() -> Result<(), Kind>) -> Result<f64, Kind> {
    work().await?;
    let start = clock::now();
    work().await?;
    Ok((clock::now() - start) / units.max(1) as f64)
}
