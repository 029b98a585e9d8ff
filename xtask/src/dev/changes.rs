//! Telling open pages what has changed, by server-sent events.

use std::io::{self, Write};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Where an open page listens.
pub const ADDRESS: &str = "/-/changes";

/// How often something has changed.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    pages: usize,
    styles: usize,
}

/// What has changed since the server was started.
#[derive(Default)]
pub struct Changes {
    counts: Mutex<Counts>,
    told: Condvar,
}

impl Changes {
    /// The page is another.
    pub fn tell_page(&self) {
        self.counts().pages += 1;
        self.told.notify_all();
    }

    /// Style sheets are others.
    pub fn tell_styles(&self) {
        self.counts().styles += 1;
        self.told.notify_all();
    }

    /// Sends a page every change from now on, until it is closed.
    pub fn send(&self, stream: &mut impl Write) -> io::Result<()> {
        // Before the page hears that it listens.
        let mut seen = *self.counts();
        stream.write_all(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
              Connection: close\r\n\r\n",
        )?;
        stream.flush()?;
        loop {
            let counts = self.told.wait_while(self.counts(), |counts| *counts == seen);
            let now = *counts.unwrap_or_else(PoisonError::into_inner);
            // A page that is loaded again has its styles anew too.
            let name = if now.pages == seen.pages { "styles" } else { "page" };
            write!(stream, "event: {name}\ndata: \n\n")?;
            stream.flush()?;
            seen = now;
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
