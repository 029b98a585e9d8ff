//! Notices that the worker does not answer.

/// Seconds between two looks.
pub const EVERY: f64 = 2.0;
/// Seconds that a worker may be silent.
const PATIENCE: f64 = 20.0;
/// Seconds that a worker may take to start: its code has to arrive first.
const START_PATIENCE: f64 = 90.0;

/// Counts the seconds for which the worker has been silent while somebody was looking.
///
/// A browser slows the timers of a hidden page, and a laptop sleeps; neither is the worker's
/// fault. So hidden seconds do not count, and no look counts for more than two intervals.
#[derive(Debug, Clone, PartialEq)]
pub struct Watchdog {
    started: bool,
    last_look: f64,
    silent: f64,
}

impl Watchdog {
    /// Watches a worker that starts at `now`, in seconds since some fixed moment.
    pub fn new(now: f64) -> Self {
        Self { started: false, last_look: now, silent: 0.0 }
    }

    /// The worker has said something.
    pub fn heard(&mut self) {
        self.started = true;
        self.silent = 0.0;
    }

    /// Looks at `now`. Gives the seconds of silence when they are too many.
    pub fn look(&mut self, now: f64, visible: bool) -> Option<u32> {
        let passed = (now - self.last_look).clamp(0.0, 2.0 * EVERY);
        self.last_look = now;
        if visible {
            self.silent += passed;
        }
        let patience = if self.started { PATIENCE } else { START_PATIENCE };
        (self.silent >= patience).then_some(self.silent as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks every two seconds from `from` to `to`, and gives what the last look says.
    fn look_on(dog: &mut Watchdog, from: u32, to: u32, visible: bool) -> Option<u32> {
        let looks = (from..=to).step_by(2);
        looks.map(|now| dog.look(f64::from(now), visible)).last().flatten()
    }

    #[test]
    fn a_worker_that_starts_has_ninety_seconds() {
        let mut dog = Watchdog::new(0.0);
        assert_eq!(look_on(&mut dog, 2, 88, true), None);
        assert_eq!(look_on(&mut dog, 90, 90, true), Some(90));
    }

    #[test]
    fn a_worker_that_has_started_has_twenty_seconds() {
        let mut dog = Watchdog::new(0.0);
        dog.heard();
        assert_eq!(look_on(&mut dog, 2, 18, true), None);
        assert_eq!(look_on(&mut dog, 20, 20, true), Some(20));
        dog.heard();
        assert_eq!(look_on(&mut dog, 22, 22, true), None);
    }

    #[test]
    fn hidden_seconds_do_not_count() {
        let mut dog = Watchdog::new(0.0);
        dog.heard();
        assert_eq!(look_on(&mut dog, 2, 200, false), None);
    }

    #[test]
    fn a_laptop_that_sleeps_is_not_the_workers_fault() {
        let mut dog = Watchdog::new(0.0);
        dog.heard();
        assert_eq!(dog.look(3600.0, true), None);
    }

    #[test]
    fn a_clock_that_goes_back_does_no_harm() {
        let mut dog = Watchdog::new(100.0);
        dog.heard();
        assert_eq!(dog.look(0.0, true), None);
    }
}
