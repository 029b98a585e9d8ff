//! The words and the style of what is shown late, which the page goes without until then.

use std::cell::RefCell;
use std::pin::Pin;

use futures_util::FutureExt;
use futures_util::future::Shared;

use crate::ui::browser;
use crate::words::{Language, language, speak_more, speaks_more};

/// The file with the style of what is shown late.
const STYLE: &str = "later.css";

/// Whether both have come, once they have or have failed to.
type Coming = Shared<Pin<Box<dyn Future<Output = bool>>>>;

thread_local! {
    /// They are fetched once for all that ask.
    static COMING: RefCell<Option<Coming>> = const { RefCell::new(None) };
}

/// Fetches both; once they are there nothing is awaited. Whether they have come: where they have not, they are fetched
/// again when they are asked for again.
pub async fn come() -> bool {
    let coming = COMING.with_borrow_mut(|coming| {
        let failed = |it: &mut Coming| it.peek() == Some(&false);
        let _ = coming.take_if(failed);
        coming.get_or_insert_with(|| both().boxed_local().shared()).clone()
    });
    coming.await
}

async fn both() -> bool {
    let (words, style) = futures_util::join!(words(), browser::style(STYLE));
    words && style
}

async fn words() -> bool {
    if !speaks_more() {
        let words = browser::text(match language() {
            Language::English => "later_en.md",
            Language::German => "later_de.md",
        });
        match words.await {
            Some(words) => speak_more(words),
            None => return false,
        }
    }
    true
}
