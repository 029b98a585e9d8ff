//! A page's link to the worker that computes for it.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

use super::desk::{Desk, Said};
use super::reply::Reply;
use super::wish::{Options, Wish};
use crate::browser::link::{Heard, Link};
use crate::error::WorkerError;
use crate::protocol::Event;

/// A worker, and what is known of it.
struct Connection {
    desk: RefCell<Desk>,
    /// None before it is started, and once it is closed.
    link: RefCell<Option<Link>>,
    /// Told each reply, as JSON.
    hear: Function,
}

/// Starts the worker whose loader lies at an address. Gives the function that takes wishes, as JSON; without one it ends
/// the worker. `hear` is told the replies, as JSON.
///
/// # Errors
/// Options that cannot be read; [`WorkerError::Died`] if the browser starts no worker.
pub fn connect(options: &str, address: &str, hear: Function) -> Result<Function, JsValue> {
    let options: Options = serde_json::from_str(options).map_err(as_error)?;
    let desk = RefCell::new(Desk::new(options));
    let connection = Rc::new(Connection { desk, link: RefCell::new(None), hear });
    let heard = {
        let connection = connection.clone();
        move |heard| connection.heard(heard)
    };
    let link = Link::start(address, heard).map_err(as_error)?;
    connection.link.replace(Some(link));
    let take = Closure::<dyn Fn(Option<String>) -> Result<(), JsValue>>::new(move |wish| {
        connection.take(wish)
    });
    Ok(take.into_js_value().unchecked_into())
}

impl Connection {
    fn take(&self, wish: Option<String>) -> Result<(), JsValue> {
        let Some(wish) = wish else {
            self.link.replace(None);
            return Ok(());
        };
        let wish: Wish = serde_json::from_str(&wish).map_err(as_error)?;
        let said = self.desk.borrow_mut().take(wish);
        self.pass_on(said);
        Ok(())
    }

    fn heard(&self, heard: Heard<Event>) {
        match heard {
            Heard::Greeting => {}
            Heard::Event(Event::Crashed(why)) => self.end(&WorkerError::Died(why)),
            Heard::Event(event) => {
                let said = self.desk.borrow_mut().hear(event);
                self.pass_on(said);
            }
            Heard::Failed(why) => self.end(&why),
        }
    }

    /// Tells the worker, then the page, which may wish for something at once.
    fn pass_on(&self, said: Said) {
        let link = self.link.borrow();
        let commands = said.commands.iter();
        let sent = link.as_ref().map_or(Ok(()), |link| {
            commands.into_iter().try_for_each(|command| link.send_with(command, &[]))
        });
        drop(link);
        said.replies.iter().for_each(|reply| self.tell(reply));
        if let Err(why) = sent {
            self.end(&why);
        }
    }

    /// Nothing more will come.
    fn end(&self, why: &WorkerError) {
        let why = why.to_string();
        let unanswered = self.desk.borrow_mut().unanswered();
        for call in unanswered {
            self.tell(&Reply::Refused { call, why: why.clone() });
        }
        self.tell(&Reply::Ended { why });
    }

    fn tell(&self, reply: &Reply) {
        // Plain data always becomes JSON.
        let json = serde_json::to_string(reply).unwrap_or_default();
        // It catches by itself what a page throws in what it is told.
        let _ = self.hear.call1(&JsValue::NULL, &json.into());
    }
}

/// As an `Error` of JavaScript's.
fn as_error(why: impl std::fmt::Display) -> JsValue {
    js_sys::Error::new(&why.to_string()).into()
}
