//! The pages as templates, and the files that go with them.

use super::actor::{ActorView, Ask as ActorAsk};
use super::advert::AdvertPage;
use super::audit::AuditView;
use super::case::{CaseView, CasesView};
use super::erasure::ErasureView;
use super::fault::Problem;
use super::home::HomeView;
use super::inbox::{InboxView, Queue};
use super::lead::LeadView;
use super::model::ModelView;
use super::mute::MutedView;
use super::pair::PairView;
use super::photo::RevealedView;
use super::referral::ReferralsView;
use super::ring::ask::Ask;
use super::ring::{EvidenceView, RingView};
use super::search::SearchView;
use super::selector::SelectorView;
use super::sources::SourcesView;
use super::travel::TravelView;
use super::who::Who;
use askama::Template;
use spoor_access::policy::Purpose;

/// Style of every page.
pub const CSS: &str = include_str!("../../static/spoor.css");
/// Keys, for who has them switched on; no page needs it.
pub const KEYS: &str = include_str!("../../static/keys.js");
/// Mark of the pages in a browser's tab.
pub const ICON: &str = include_str!("../../static/icon.svg");

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
    /// New hits of their saved searches.
    pub new_hits: u64,
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
            new_hits: who.news().values().sum(),
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
    /// Whose provider people can sign in at; empty without one.
    pub organisation: &'a str,
}

#[derive(Template)]
#[template(path = "onward.html")]
pub struct Onward<'a> {
    pub title: &'a str,
    pub to: &'a str,
    pub name: &'a str,
}

#[derive(Template)]
#[template(path = "bounce.html")]
pub struct Bounce<'a> {
    pub title: &'a str,
    pub code: &'a str,
    pub state: &'a str,
    pub iss: &'a str,
    pub error: &'a str,
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
    /// Whose provider the account can be made at; empty without one.
    pub organisation: &'a str,
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
#[template(path = "code.html")]
pub struct Code<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    /// What was not right.
    pub wrong: &'a str,
    /// Whether the second factor is shown here.
    pub own: bool,
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
#[template(path = "cases.html")]
pub struct Cases<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub view: &'a CasesView,
    /// Purposes that a case can have.
    pub casework: &'a [&'a Purpose],
}

#[derive(Template)]
#[template(path = "case.html")]
pub struct Case<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub view: &'a CaseView,
    /// The first day that something can be due on.
    pub tomorrow: &'a str,
    /// How a case can end.
    pub outcomes: &'a [&'a str],
}

#[derive(Template)]
#[template(path = "model.html")]
pub struct Model<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub view: &'a ModelView,
}

#[derive(Template)]
#[template(path = "muted.html")]
pub struct Muted<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub view: &'a MutedView,
}

#[derive(Template)]
#[template(path = "home.html")]
pub struct Home<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub view: &'a HomeView,
}

#[derive(Template)]
#[template(path = "ring.html")]
pub struct Ring<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub view: &'a RingView,
    pub ask: &'a Ask,
}

#[derive(Template)]
#[template(path = "tie.html")]
pub struct Tie<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub view: &'a EvidenceView,
}

#[derive(Template)]
#[template(path = "travel.html")]
pub struct Travel<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub view: &'a TravelView,
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
#[template(path = "revealed.html")]
pub struct RevealedPhoto<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub view: &'a RevealedView,
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
    /// Whether they may change what they see.
    pub manages: bool,
}

#[derive(Template)]
#[template(path = "referrals.html")]
pub struct Referrals<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub view: &'a ReferralsView,
}

#[derive(Template)]
#[template(path = "sources.html")]
pub struct Sources<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub view: &'a SourcesView,
}

#[derive(Template)]
#[template(path = "erasure.html")]
pub struct Erasure<'a> {
    pub title: &'a str,
    pub frame: &'a Frame,
    pub view: &'a ErasureView,
}
