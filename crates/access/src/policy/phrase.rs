//! Actions in the words of a sentence.

use super::words::{Action, Role};

/// What an action is, after "may not".
pub(super) fn phrase(action: Action) -> &'static str {
    match action {
        Action::ViewLead => "open leads, actors, cases or referrals",
        Action::ViewAdvert => "open adverts",
        Action::RevealPhoto => "uncover photos",
        Action::ViewCapture => "open sealed captures",
        Action::Search => "search",
        Action::Export => "take this out",
        Action::Decide => "judge leads",
        Action::Park => "park leads",
        Action::Mute => "mute values",
        Action::Assign => "assign leads",
        Action::SecondOpinion => "give second opinions",
        Action::ContestLink => "contest links",
        Action::OpenCase => "open cases",
        Action::WriteCase => "write in cases",
        Action::ManageCase => "manage cases",
        Action::ProposeReferral => "propose referrals",
        Action::ReleaseReferral => "release referrals",
        Action::Verify => "verify this",
        Action::ManageSource => "manage sources",
        Action::PreviewErasure => "preview erasures",
        Action::AskErasure => "ask for erasures",
        Action::Erase => "erase",
        Action::ViewModel => "see the model",
        Action::ChangeModel => "change the model",
        Action::ViewAudit => "read the audit log",
        Action::ManageAccounts => "manage accounts",
        Action::ConfirmAccount => "confirm accounts",
        Action::ViewStatistics => "see counts",
        Action::Operate => "operate the server",
    }
}

/// `an analyst`, `a reviewer or a supervisor`.
pub(super) fn some(roles: &[Role]) -> String {
    let one = |role: &Role| {
        let article = if role.as_str().starts_with(['a', 'o']) { "an" } else { "a" };
        format!("{article} {role}")
    };
    let roles: Vec<_> = roles.iter().map(one).collect();
    match roles.as_slice() {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}
