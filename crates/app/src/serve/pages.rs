//! The pages as templates, and the files that go with them.

use super::actor::{ActorView, Ask as ActorAsk};
use super::advert::AdvertPage;
use super::audit::AuditView;
use super::fault::Problem;
use super::inbox::{InboxView, Queue};
use super::lead::LeadView;
use super::pair::PairView;
use super::ring::RingView;
use super::search::SearchView;
use super::selector::SelectorView;
use super::who::Who;
use askama::Template;
use spoor_access::policy::Purpose;

/// Style of every page.
pub const CSS: &str = include_str!("../../static/spoor.css");
/// Keys, for who has them switched on; no page needs it.
pub const KEYS: &str = include_str!("../../static/keys.js");

/// What stands above every page of somebody who is signed in.
pub struct Frame {
    /// Who.
    pub person: String,
    /// Their roles in words.
    pub roles: String,
    /// Id of the purpose they stated; empty without one.
    pub purpose: String,
    /// All purposes that can be stated.
    pub purposes: Vec<Purpose>,
    /// Token for the page's forms.
    pub form: String,
}

impl Frame {
    /// For somebody.
    pub fn of(who: &Who, purposes: &[Purpose]) -> Self {
        let roles: Vec<&str> = who.account.roles.iter().map(|r| r.as_str()).collect();
        Self {
            person: who.account.name.clone(),
            roles: roles.join(", "),
            purpose: who.sitting.purpose.clone().unwrap_or_default(),
            purposes: purposes.to_vec(),
            form: who.form.clone(),
        }
    }
}

#[derive(Template)]
#[template(path = "refusal.html")]
pub struct Refusal<'a> {
    pub title: &'a str,
    pub problem: &'a Problem,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
pub struct SignIn<'a> {
    pub title: &'a str,
    pub form: &'a str,
    pub wrong: &'a str,
}

#[derive(Template)]
#[template(path = "setup.html")]
pub struct Setup<'a> {
    pub title: &'a str,
    pub form: &'a str,
    pub action: &'a str,
    pub about: &'a str,
    pub name: &'a str,
    /// The name is not to be chosen.
    pub fixed: bool,
    pub picture: &'a str,
    pub secret: &'a str,
    pub wrong: &'a [String],
}

#[derive(Template)]
#[template(path = "codes.html")]
pub struct Codes<'a> {
    pub title: &'a str,
    pub codes: &'a [String],
}

#[derive(Template)]
#[template(path = "inbox.html")]
pub struct Inbox<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub view: &'a InboxView,
    pub queues: &'a [Queue],
    /// What addresses of the queue carry on.
    pub mine: &'a str,
}

#[derive(Template)]
#[template(path = "state.html")]
pub struct State<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
}

#[derive(Template)]
#[template(path = "lead.html")]
pub struct Lead<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub view: &'a LeadView,
}

#[derive(Template)]
#[template(path = "ring.html")]
pub struct Ring<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub view: &'a RingView,
}

#[derive(Template)]
#[template(path = "actor.html")]
pub struct Actor<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub view: &'a ActorView,
    pub ask: &'a ActorAsk,
}

#[derive(Template)]
#[template(path = "advert.html")]
pub struct Advert<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub view: &'a AdvertPage,
}

#[derive(Template)]
#[template(path = "selector.html")]
pub struct Selector<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub view: &'a SelectorView,
}

#[derive(Template)]
#[template(path = "pair.html")]
pub struct Pair<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub view: &'a PairView,
}

#[derive(Template)]
#[template(path = "search.html")]
pub struct Search<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub view: &'a SearchView,
}

#[derive(Template)]
#[template(path = "audit.html")]
pub struct Audit<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub view: &'a AuditView,
}

#[derive(Template)]
#[template(path = "invited.html")]
pub struct Invited<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub link: &'a str,
}

#[derive(Template)]
#[template(path = "accounts.html")]
pub struct Accounts<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub accounts: &'a [super::account::Account],
    pub roles: &'a [spoor_access::policy::Role],
}
